/* coverage.h - what was asked of which account, and how far the answers can be relied on.
 *
 * One row is an account, a region (`global` where the service has none) and a call, written as
 * IAM writes it: "ec2:DescribeRouteTables".  Several files of one call (pages, one file a bucket)
 * make one row; the worst of them decides its status.  A call that an estate should have and of
 * which no file was found is a row too, "notCollected": only so can a reader tell "there is none"
 * from "nobody asked".  A row with the call "*" speaks of a whole region that was not collected.
 *
 * The table travels with the graph as the attachment `coverage`, in JSON.
 */
#ifndef SG_INGEST_COVERAGE_H
#define SG_INGEST_COVERAGE_H

#include "engine/base/error.h"
#include "engine/base/text.h"
#include "engine/graph.h"

/* ORDER: from good to bad; of two files of one call the later status wins. */
typedef enum sg_coverage_status {
    SG_COVERAGE_COMPLETE,      /* read, and every item understood */
    SG_COVERAGE_SKIPPED,       /* recognised, but nothing could be learnt from it */
    SG_COVERAGE_PARTIAL,       /* some items or properties were malformed */
    SG_COVERAGE_DENIED,        /* the provider refused the call */
    SG_COVERAGE_FAILED,        /* the call failed, or the file cannot be read */
    SG_COVERAGE_NOT_COLLECTED, /* no file at all */
} sg_coverage_status;

const char *sg_coverage_status_name(sg_coverage_status status); /* "complete", "notCollected" */

/* Slices are borrowed until sg_coverage_free() or the next note. */
typedef struct sg_coverage_row {
    sg_str account; /* empty when the file does not tell */
    sg_str region;  /* or "global" */
    sg_str call;    /* "ec2:DescribeInstances"; "-" for a file that was not recognised */
    sg_coverage_status status;
    bool expected;     /* a call that a complete inventory has */
    bool mapped;       /* the graph makes use of it */
    uint32_t files;    /* how many answered */
    uint32_t items;    /* resources or facts read */
    uint32_t problems; /* files or items that could not be used */
    uint32_t gone;     /* files that say that what they were about is no more */
    uint32_t resources,
        told;       /* of a call about single resources: how many there are, and were told of */
    sg_str file;    /* of the first problem, else the first file */
    sg_str message; /* of the first problem; empty when there is none */
} sg_coverage_row;

typedef struct sg_coverage_summary {
    uint32_t rows[SG_COVERAGE_NOT_COLLECTED + 1]; /* by status */
    uint32_t accounts;
    uint32_t files, problems;
    uint32_t resources, told; /* of calls about single resources */
    bool complete; /* nothing denied, failed, partial or, where expected, not collected */
} sg_coverage_summary;

typedef struct sg_coverage sg_coverage;

SG_MUST_USE sg_status sg_coverage_new(sg_coverage **out);
void sg_coverage_free(sg_coverage *coverage); /* NULL is allowed */

/* Adds one file's outcome; everything is copied.  `files`, `items` and `problems` add up, `status`
 * is the worst so far, `file` and `message` of the worst problem stay.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_coverage_note(sg_coverage *coverage, const sg_coverage_row *row);
/* Says that the account (and, when not empty, the region in it) exists and should have answers. */
SG_MUST_USE sg_status sg_coverage_expect(sg_coverage *coverage, sg_str account, sg_str region);
/* Adds a "notCollected" row for each expected call that has no file, and sorts the rows.  Called
 * once, after the last note. */
SG_MUST_USE sg_status sg_coverage_close(sg_coverage *coverage);

/* Compares calls about single resources with the resources that the inventory has.  Called once, after sg_coverage_close().  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_coverage_count_details(sg_coverage *coverage, const sg_graph *graph);

/* Whether the call did not tell of all resources; what was deleted between the list and the question is
 * not missing. */
static inline bool sg_coverage_is_short(const sg_coverage_row *row)
{
    return row->told + row->gone < row->resources;
}

size_t sg_coverage_rows(const sg_coverage *coverage);
const sg_coverage_row *sg_coverage_at(const sg_coverage *coverage, size_t row);
sg_coverage_summary sg_coverage_summarise(const sg_coverage *coverage);

/* Whether the call was answered in full for this account and region ("global" for services without
 * regions): only then does absence of a resource mean that there is none.  False when `coverage` is
 * NULL. */
bool sg_coverage_collected(const sg_coverage *coverage, sg_str account, sg_str region,
                           sg_str call);

/* To and from the attachment.  Errors of reading: SG_ECORRUPT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_coverage_write(const sg_coverage *coverage, sg_buffer *out);
SG_MUST_USE sg_status sg_coverage_read(sg_str json, sg_coverage **out, sg_error *err);
/* The coverage of a graph, empty when it carries none. */
SG_MUST_USE sg_status sg_coverage_of(const sg_graph *graph, sg_coverage **out, sg_error *err);

#endif
