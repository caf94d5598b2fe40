/* primaries.h - the nodes about which a policy may say something else after a change, and those about which it
 * is known what it says.
 *
 *     touched in the version before   { r1 r2 }        maybe  { r1 }       to be asked about
 *     touched in the version after    { r2 r3 }        sure   { r2 r3 }    has a row now, which says r and no more
 */
#ifndef SG_POLICIES_PRIMARIES_H
#define SG_POLICIES_PRIMARIES_H

#include "policies/evaluate.h"
#include "policies/touched.h"

/* What the policies of a watch share. */
typedef struct sg_watching {
    const sg_check_options *options;
    const sg_graph *graph, *before; /* `before`: during a step */
    sg_set_store *sets, *sets_before;
    const sg_touches *touches; /* during a step whose changes are known */
} sg_watching;

typedef struct sg_primaries {
    sg_prepared_policy before, after; /* what has been needed of them so far */
    sg_id_set *nodes;        /* touched themselves: issues may show other things of them */
    sg_id_set *maybe, *sure; /* have no node in common */
} sg_primaries;

/* Of a policy that is local in its primary column (sg_query_is_local).  To be freed in any case.  Errors: SG_ENOMEM,
 * and those of its query, of which nothing is told. */
SG_MUST_USE sg_status sg_primaries_find(const sg_policy *policy, const sg_reads *reads,
                                        const sg_watching *of, sg_primaries *out);
/* The policy on the graph of the moment, from certain nodes of its primary column; borrowed.  Errors: likewise. */
SG_MUST_USE sg_status sg_primaries_open(sg_primaries *primaries, const sg_policy *policy,
                                        const sg_watching *of);
void sg_primaries_free(sg_primaries *primaries);

#endif
