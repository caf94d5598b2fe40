/* load.h - sources to a graph: the whole of ingest behind one call.
 *
 *     sources -> files -> documents -> builder -> graph -> derivations -> graph
 *                         in parallel  in order           (derive/derive.h)
 *
 * The same files give the same graph, byte by byte, whatever the number of threads.
 */
#ifndef SG_INGEST_LOAD_H
#define SG_INGEST_LOAD_H

#include "ingest/coverage.h"
#include "ingest/derive/derive.h"

/* Called from the caller's thread now and then, and at the end with done = total. */
typedef void sg_ingest_progress(void *state, size_t done, size_t total);

/* Zeroed options are good. */
typedef struct sg_ingest_options {
    const sg_derive_options *derive; /* NULL: sg_derive_defaults() */
    unsigned threads;                /* 0: one a processor */
    size_t memory_limit;             /* of the builder; 0: none */
    const char *
        beside; /* what becomes large waits in scratch files in the folder of this file; NULL: in memory */
    sg_ingest_progress *progress; /* may be NULL */
    void *progress_state;
} sg_ingest_options;

typedef struct sg_ingest_report {
    size_t files;        /* met */
    size_t mapped;       /* of which the graph makes use */
    size_t unmapped;     /* recognised, but no table maps the call */
    size_t unrecognised; /* neither path nor content tells what they are */
    size_t failed;       /* that could not be read */
    uint32_t nodes, relationships;
    sg_coverage_summary coverage;
} sg_ingest_report;

/* Reads folders or single files.  `options` and `report` may be NULL.  A file that cannot be read
 * costs itself only and stands in the coverage.  Errors: SG_EINVAL (no source, nothing in one of
 * them that could be recognised), SG_ENOTFOUND, SG_EIO, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_ingest_load(const char *const *sources, size_t count,
                                     const sg_ingest_options *options, sg_graph **out,
                                     sg_ingest_report *report, sg_error *err);

#endif
