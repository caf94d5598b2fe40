/* mapper.h - a document and a row become merge calls on the builder.
 *
 * What is malformed costs itself only: a property of a wrong type is left out, an item without its
 * key is passed over; both are counted, and the first is told with its place in the document.
 */
#ifndef SG_INGEST_MAPPER_H
#define SG_INGEST_MAPPER_H

#include "engine/base/array.h"
#include "engine/base/table.h"
#include "engine/build.h"
#include "ingest/collector.h"
#include "ingest/document.h"

/* What pending.h links in the end; texts live in the load's arena. */
typedef struct sg_pending_pod {
    sg_build_node node;
    sg_str scope; /* "<cluster>/<namespace>" */
} sg_pending_pod;

typedef struct sg_pending_selector {
    sg_build_node node; /* the service */
    sg_str scope;
    sg_value labels; /* the map that pods must have */
} sg_pending_selector;

typedef struct sg_pending_target {
    sg_build_node node; /* the target group */
    sg_str address;
    sg_value port; /* integer or null */
} sg_pending_target;

typedef struct sg_pending_name {
    sg_build_node from;
    const char *type; /* of the relationship */
    sg_str host;      /* as sg_host_of() makes it */
    sg_str discriminator;
    sg_value properties; /* a map: of the relationship */
} sg_pending_name;

/* A call, as the tables know it; files come ordered by it, so it is looked up once for many. */
typedef struct sg_mapper_call {
    sg_str service, operation; /* borrowed from the layout of a file, which outlives the load */
    sg_str name;               /* "ec2:DescribeVpcs" */
    SG_ARRAY(const sg_collector *) rows;
} sg_mapper_call;

/* One load: what all files share, and the tally of the file at hand. */
typedef struct sg_mapper {
    sg_builder *builder;
    sg_arena *arena;                  /* of the load */
    sg_arena *scratch;                /* of one item */
    SG_ARRAY(sg_build_node) accounts; /* in order of first mention */
    SG_ARRAY(sg_pending_pod) pods;
    SG_ARRAY(sg_pending_selector) selectors;
    SG_ARRAY(sg_pending_target) targets;
    SG_ARRAY(sg_pending_name) names;
    sg_table twins; /* "<account>/<id>" of things whose id another account has too */
    char number
        [16]; /* of the account that was referred to last; most things are in the same as the one before */
    sg_build_node account;

    sg_mapper_call call;
    const sg_origin *origin; /* the file at hand; and of it: */
    sg_policy_list policies; /* spelt ahead */
    sg_fact_list facts;      /* read ahead, and not asked for yet */
    uint32_t items, problems;
    bool continued;    /* a further page of a file */
    bool aimless;      /* nothing tells which resource an item is about */
    bool answered;     /* the document has what a row looks for, be it empty */
    char problem[256]; /* the first one, or empty */
} sg_mapper;

/* Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_mapper_open(sg_mapper *mapper, sg_builder *builder, sg_arena *arena);
void sg_mapper_close(sg_mapper *mapper);

/* Starts the tally of another file; NULL: there is no document. */
void sg_mapper_begin(sg_mapper *mapper, const sg_origin *origin, const sg_document *document);
/* Applies one row to the answer of its call.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_mapper_apply(sg_mapper *mapper, const sg_collector *collector,
                                      const sg_value *document);
/* The same for "there is none": sets what is then known. */
SG_MUST_USE sg_status sg_mapper_apply_absent(sg_mapper *mapper, const sg_collector *collector);

/* Describes one thing whose key is known already.  Errors: as above. */
SG_MUST_USE sg_status sg_mapper_describe(sg_mapper *mapper, const sg_collector *collector,
                                         const sg_frame *frame, sg_str key);

/* Counts a problem at a place of the document; the first one is kept as text. */
void sg_mapper_problem(sg_mapper *mapper, const sg_frame *frame, const char *path,
                       const char *format, ...) SG_PRINTF(4, 5);

/* The node with this key; a new one gets `known: false` and, unless a reference alone proves that it
 * exists, the label (or one by the look of the key, when NULL) only as `expectedLabel`. */
SG_MUST_USE sg_status sg_mapper_refer(sg_mapper *mapper, sg_str key, const char *label,
                                      sg_build_node *out);
/* The account's node. */
SG_MUST_USE sg_status sg_mapper_account(sg_mapper *mapper, sg_str number, sg_build_node *out);
/* A relationship between nodes that are there, with one text property or none. */
SG_MUST_USE sg_status sg_mapper_link(sg_mapper *mapper, sg_build_node from, const char *type,
                                     sg_build_node to, const char *property, const char *text);

#endif
