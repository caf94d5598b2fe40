/* regex.h - regular expressions for `=~`, with Java's syntax and whole-string meaning.
 *
 * Matching takes time proportional to text times pattern, whatever they are: all ways to match are
 * followed at once and none is ever tried again.  The price is that back-references and look-around
 * do not exist here; they are refused when the expression is compiled.  As only "does the whole text
 * match" is asked, groups do not capture, and lazy and possessive repetition mean the same as greedy.
 *
 * Understood: characters, `.`, classes [a-z^-&] and their escapes \d \w \s \h \v \p{..} (and in
 * capitals, negated), groups (..) (?:..) (?<name>..), alternatives, * + ? {m} {m,} {m,n}, anchors
 * ^ $ \A \z \Z \b \B, flags i m s u x as (?i) and (?i:..), \t \n \r \f \a \e \0 \x41 \x{1F600} \u0041,
 * quotation \Q..\E.
 */
#ifndef SG_REGEX_H
#define SG_REGEX_H

#include "engine/base/error.h"

typedef struct sg_regex sg_regex; /* read-only: any number of threads may match */
typedef struct sg_regex_scratch sg_regex_scratch; /* one for each thread */

/* Compiles the expression into the arena; the text may go afterwards.  Errors:
 * INVALID_REGULAR_EXPRESSION with the offset in the message, out of memory. */
SG_MUST_USE sg_status sg_regex_compile(sg_str text, sg_arena *arena, const sg_regex **out,
                                       sg_error *err);
/* Room to match one expression in, or NULL when the arena is full.  Reusable. */
SG_MUST_USE sg_regex_scratch *sg_regex_scratch_new(const sg_regex *regex, sg_arena *arena);
/* Whether the whole text matches. */
bool sg_regex_match(const sg_regex *regex, sg_str text, sg_regex_scratch *scratch);

#endif
