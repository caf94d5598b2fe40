/* marks.h - the nodes of a label set for which predicates are true, as bits, read from columns.
 *
 *     severity = 'CRITICAL' AND (score >= 7 OR NOT tags.env IN $quiet)
 *
 *     And ----- severity = 'CRITICAL'     one byte a node, compared with one code
 *      |- Or -- score >= 7                numbers between bounds
 *          `- Not - tags.env IN $quiet    tried once for each distinct value of `tags`, then by code
 *
 * No row is made.  AND, OR and NOT are made of their operands' bits: NOT asks its operand for what is
 * false, so that three truths need no more than two kinds of question.  What depends on one property
 * alone is tried on one node for each distinct value, whatever it is made of; what is about numbers
 * becomes bounds; anything else is evaluated for rows as filters do, and only for those that the other
 * operands have left open.
 */
#ifndef SG_EXEC_MARKS_H
#define SG_EXEC_MARKS_H

#include "query/exec/operator.h"
#include "query/reduce/id_set.h"

typedef struct sg_marker sg_marker;

/* For the node in `slot`, which all tests are about.  Everything lives in the arena of the execution. */
SG_MUST_USE sg_status sg_marker_open(sg_exec *exec, const sg_expression *const *tests,
                                     uint32_t count, uint32_t slot, sg_marker **out);
/* Adds the nodes of the label set that pass all tests.  Nodes that changes have taken out of the columns
 * are added or not: who has changes tests those again.  Errors: whatever evaluating gives. */
SG_MUST_USE sg_status sg_marker_add(sg_marker *marker, sg_label_set set, sg_id_bits *bits);

#endif
