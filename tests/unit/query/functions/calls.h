/* calls.h - one line per case for functions, aggregates and operators.
 *
 *     expect_call("split", "['a,b', ',']", "['a','b']");
 *     expect_call("left", "['a', -1]", "ArgumentError/NumberOutOfRange");
 *
 * Arguments are a JSON list and the answer is JSON, with single quotes for double ones; a failure is
 * its type and detail.
 */
#ifndef SG_TESTS_FUNCTIONS_CALLS_H
#define SG_TESTS_FUNCTIONS_CALLS_H

#include "query/functions/functions.h"

void expect_call(const char *function, const char *arguments, const char *expected);
void expect_operator(sg_scalar *operation, const char *arguments, const char *expected);
/* `rows` is a list of lists of arguments. */
void expect_aggregate(const char *function, const char *rows, const char *expected);

/* The same for values that JSON cannot hold. */
void expect_call_of(const sg_graph *graph, const char *function, const sg_value *arguments,
                    uint32_t count, const char *expected);

#endif
