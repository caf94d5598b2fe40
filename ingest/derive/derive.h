/* derive.h - what no API answers: edges and properties that follow from the inventory.
 *
 *     inventory --freeze--> graph --derive--> builder --freeze--> graph with HAS, EXPOSES,
 *                             |                  ^                CAN_ASSUME, CAN_ACCESS, ...
 *                             +---- reads -------+ writes
 *
 * A derivation reads the frozen inventory and writes only to the builder it was frozen from.
 * It may not read what another derivation of the same pass wrote, so their order matters to
 * nothing but the order of edges.  Absence of data is not absence of risk: a derivation that
 * lacks an input leaves the property null or says "UNKNOWN", and marks an edge `may`; it never
 * answers "no".
 */
#ifndef SG_INGEST_DERIVE_DERIVE_H
#define SG_INGEST_DERIVE_DERIVE_H

#include "engine/build.h"
#include "engine/graph.h"

typedef struct sg_coverage sg_coverage; /* ingest/coverage.h */

/* How much was decided: the same for the same inventory, however fast the machine. */
typedef struct sg_derive_counts {
    uint64_t assumptions; /* whether a principal or class can assume a role */
    uint64_t access;      /* what a principal or class can do to a resource or group of them */
    uint64_t steps;       /* whether a class may take a step of an escalation */
} sg_derive_counts;

/* What an estate may set; sg_derive_defaults() is a good start. */
typedef struct sg_derive_options {
    /* Tag keys whose value classifies a data store, compared without case; and the values that
     * mean sensitive, without case too. */
    const sg_str *classification_keys;
    size_t classification_key_count;
    const sg_str *sensitive_values;
    size_t sensitive_value_count;
    unsigned threads;         /* 0: one a processor; they change nothing of the result */
    sg_derive_counts *counts; /* NULL, or what the derivation of access adds itself up in */
} sg_derive_options;

sg_derive_options sg_derive_defaults(void);

/* Runs all derivations.  `coverage` may be NULL: nothing is known of what was asked.  `options`
 * may be NULL: the defaults.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_derive_all(const sg_graph *graph, sg_builder *builder,
                                    const sg_coverage *coverage,
                                    const sg_derive_options *options, sg_error *err);

/* One derivation; `options` is never NULL here. */
typedef sg_status (*sg_derivation)(const sg_graph *graph, sg_builder *builder,
                                   const sg_coverage *coverage,
                                   const sg_derive_options *options, sg_error *err);

/* `collected` and `regions` of accounts: what absence may be concluded from. */
SG_MUST_USE sg_status sg_derive_collected(const sg_graph *graph, sg_builder *builder,
                                          const sg_coverage *coverage,
                                          const sg_derive_options *options, sg_error *err);
/* HAS: which role a workload runs as. */
SG_MUST_USE sg_status sg_derive_roles(const sg_graph *graph, sg_builder *builder,
                                      const sg_coverage *coverage,
                                      const sg_derive_options *options, sg_error *err);
/* EXPOSES, CAN_REACH and `exposure` of all but buckets. */
SG_MUST_USE sg_status sg_derive_exposure(const sg_graph *graph, sg_builder *builder,
                                         const sg_coverage *coverage,
                                         const sg_derive_options *options, sg_error *err);
/* hasSensitiveData of data stores, hasSecrets of volumes. */
SG_MUST_USE sg_status sg_derive_sensitivity(const sg_graph *graph, sg_builder *builder,
                                            const sg_coverage *coverage,
                                            const sg_derive_options *options, sg_error *err);
/* TRUSTS, CAN_ASSUME, CAN_ACCESS, `isAdmin`, `reachesAdmin`, and `exposure` of buckets. */
SG_MUST_USE sg_status sg_derive_access(const sg_graph *graph, sg_builder *builder,
                                       const sg_coverage *coverage,
                                       const sg_derive_options *options, sg_error *err);

#endif
