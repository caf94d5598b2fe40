/* coverage_internal.h - what a coverage is made of; for coverage*.c only. */
#ifndef SG_INGEST_COVERAGE_INTERNAL_H
#define SG_INGEST_COVERAGE_INTERNAL_H

#include "engine/base/array.h"
#include "engine/base/table.h"
#include "ingest/coverage.h"

struct sg_coverage {
    sg_arena *arena;
    SG_ARRAY(sg_coverage_row) rows;
    sg_table index; /* "account region call" to row */
};

/* The row of this account, region and call, with status complete and no file when it is new. */
SG_MUST_USE sg_status sg_coverage_row_of(sg_coverage *coverage, sg_str account, sg_str region,
                                         sg_str call, size_t *out);
/* The same row, or NULL when there is none. */
sg_coverage_row *sg_coverage_find(const sg_coverage *coverage, sg_str account, sg_str region,
                                  sg_str call);
SG_MUST_USE sg_status sg_coverage_reindex(sg_coverage *coverage);

#endif
