/* collect.h - issues while they are found: rows of queries folded by fingerprint. */
#ifndef SG_POLICIES_COLLECT_H
#define SG_POLICIES_COLLECT_H

#include "engine/base/array.h"
#include "engine/base/table.h"
#include "policies/check.h"
#include "policies/columns.h"
#include "policies/shown.h"

/* A zeroed one with graph, options, arena and shown is empty and valid. */
typedef struct sg_collector {
    const sg_graph *graph;
    const sg_check_options *options;
    sg_arena *arena; /* of the check: what issues point to */
    sg_shown *shown; /* in the same arena; other collectors may have filled it */
    sg_table
        by_nodes; /* identity columns, where all are nodes: their ids -> position in issues */
    sg_table by_issue; /* fingerprint -> position in issues */
    sg_table by_path;  /* issue and ids of hops -> 0: paths seen */
    SG_ARRAY(sg_issue *) issues;
    bool merges; /* rows about different nodes made one issue */
} sg_collector;

void sg_collector_free(sg_collector *collector);
/* Adds one row of the policy's query.  Errors: SG_ERUNTIME when `primary` is no node, SG_ENOMEM. */
SG_MUST_USE sg_status sg_collect_row(sg_collector *collector, const sg_policy *policy,
                                     const sg_policy_columns *columns, const sg_value *row,
                                     sg_error *err);

#endif
