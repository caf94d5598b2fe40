/* reduction_key.h - the canonical text of a test about one node: equal texts, equal answers.
 *
 *     vm.exposure = 'PUBLIC'     -->  =(.12(@),s6:PUBLIC)        12: the property's number, @: the node
 *
 * Names of variables and blanks are gone, so that two policies that ask the same share the answer.
 */
#ifndef SG_PLAN_REDUCTION_KEY_H
#define SG_PLAN_REDUCTION_KEY_H

#include "engine/base/text.h"
#include "query/syntax/ast.h"

/* Writes the text of an expression whose only variable is in `slot`.  Parameters are written as their
 * values in `parameters`, a map; NULL: they are not known yet.  False when it has none: what it says
 * depends on more than the graph and those. */
bool sg_write_test_key(const sg_expression *expression, uint32_t slot,
                       const sg_value *parameters, sg_buffer *out);

#endif
