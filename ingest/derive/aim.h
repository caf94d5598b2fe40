/* aim.h - whether a pattern can match what a question is about, told by their ends.
 *
 *     about    arn:aws:s3:::b/?*        literal from the left up to `?`
 *     pattern  arn:aws:s3:::c/x*        no: they differ before a wildcard of either
 *              arn:aws:s3:::*.csv       perhaps
 *
 * Most patterns name another thing literally, so that most need no more than this.
 */
#ifndef SG_INGEST_DERIVE_AIM_H
#define SG_INGEST_DERIVE_AIM_H

#include "engine/base/base.h"

typedef struct sg_aim {
    sg_str arn;
    size_t head, tail; /* how much of it is literal from either end */
    uint64_t begins;   /* sg_aim_begins() */
} sg_aim;

/* A bit for how a pattern or ARN begins, all bits where that is open: what has none in common with another
 * cannot match the same. */
uint64_t sg_aim_begins(sg_str pattern);

/* All that the ARN, which may have wildcards, stands for. */
sg_aim sg_aim_at(sg_str arn);
/* All that begins like the ARN. */
sg_aim sg_aim_below(sg_str arn);

/* False: the pattern matches none of them.  What a variable expands to is not looked at. */
bool sg_aim_may_match(const sg_aim *aim, sg_str pattern, bool variables);

#endif
