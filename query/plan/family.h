/* family.h - which statements need the same marks of relationships.
 *
 *     (x:Pod)-[:HAS]->()-[a:CAN_ACCESS]->(:Bucket)  WHERE a.read AND ...    one family: what a.read leaves
 *     (x:VirtualMachine)...-[b:CAN_ACCESS]->(:Bucket) WHERE b.read          of CAN_ACCESS at buckets
 *
 * Such marks cost more than all else that a pack of policies shares, and are kept for the others by whoever
 * comes first (query/reduce/edge_marks.h).  So threads had better begin with statements of different
 * families.
 */
#ifndef SG_PLAN_FAMILY_H
#define SG_PLAN_FAMILY_H

#include "query/plan/plan.h"

/* A number that is the same for plans that need the same marks; 0 for those that need none. */
uint64_t sg_plan_family(const sg_plan *root);

#endif
