/* marks.h - the nodes of a label set, or relationships of a type, for which predicates are true: bits
 * that are read from columns.
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

#include "engine/column_marks.h"
#include "query/exec/operator.h"
#include "query/reduce/id_set.h"

typedef struct sg_marker sg_marker;

/* For what is in `slot`, which all tests are about: nodes or relationships.  Everything lives in the arena
 * of the execution. */
SG_MUST_USE sg_status sg_marker_open(sg_exec *exec, const sg_expression *const *tests,
                                     uint32_t count, uint32_t slot, sg_slot_kind kind,
                                     sg_marker **out);
/* Adds the nodes of the label set that pass all tests.  Nodes that changes have taken out of the columns
 * are added or not: who has changes tests those again.  Errors: whatever evaluating gives. */
SG_MUST_USE sg_status sg_marker_add(sg_marker *marker, sg_label_set set, sg_id_bits *bits);
/* Bits of a column, which are the graph's, that say the same of the relationships of the type, from its first one
 * on; without words where there are none.  Of those that changes have taken out of the columns they say anything. */
SG_MUST_USE sg_status sg_marker_edge_column(sg_marker *marker, sg_reltype type,
                                            sg_column_bits *out);
/* The same for the relationships of the type in columns; bit 0 is its first one. */
SG_MUST_USE sg_status sg_marker_add_edges(sg_marker *marker, sg_reltype type, sg_id_bits *bits);

#endif
