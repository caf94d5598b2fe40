/* glob.h - the wildcards of IAM: `*` is any run of characters, `?` exactly one.
 *
 * A text that is asked about may itself stand for many: "any object of this bucket".  Such a
 * text holds fresh characters, which nothing but a wildcard matches, so that a pattern matches
 * the text only when it matches everything the text stands for:
 *
 *     pattern  b/logs/x*     against  b/<fresh>      no: not all of them
 *     pattern  b/x*                   b/x<fresh>                        yes
 *
 * What a policy variable expands to is literal, so a pattern may also hold literal wildcards.
 */
#ifndef SG_INGEST_DERIVE_GLOB_H
#define SG_INGEST_DERIVE_GLOB_H

#include "engine/base/arena.h"
#include "engine/base/base.h"

#define SG_FRESH_RUN '\x01'     /* in a text: any run; matched by `*` only */
#define SG_FRESH_CHAR '\x02'    /* in a text: any one character; matched by `*` and `?` */
#define SG_LITERAL_STAR '\x03'  /* in a pattern: the character `*` itself */
#define SG_LITERAL_QUERY '\x04' /* in a pattern: the character `?` itself */

bool sg_glob_match(sg_str pattern, sg_str text);
bool sg_glob_match_fold(sg_str pattern, sg_str text); /* ASCII letters without case */
bool sg_glob_has_wildcard(sg_str pattern);
/* What precedes the first wildcard. */
sg_str sg_glob_prefix(sg_str pattern);

/* Both cut at their first five colons and matched part by part: a wildcard stays inside its
 * part. */
bool sg_glob_match_arn(sg_str pattern, sg_str arn);

/* Whether some text matches both patterns, and the most general such text, written with fresh
 * characters, into the arena.  Patterns whose lengths multiply to over 2^20 are not looked
 * into: *overlap is true and the witness empty.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_glob_intersect(sg_str left, sg_str right, sg_arena *arena,
                                        bool *overlap, sg_str *witness);
/* The same where wildcards of `right` stand for names, which hold no colon. */
SG_MUST_USE sg_status sg_glob_intersect_names(sg_str left, sg_str right, sg_arena *arena,
                                              bool *overlap, sg_str *witness);
/* A fresh character as the wildcard that matches it; others as they are. */
char sg_fresh_to_wildcard(char byte);
/* The text that stands for all that match the pattern; bytes NULL when there is no memory. */
sg_str sg_glob_instance(sg_str pattern, sg_arena *arena);

#endif
