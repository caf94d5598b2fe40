/* stats.h - what a graph costs and what shape it has.
 *
 * Bytes are those of the frozen arrays, which are those of a snapshot; changes on top are not in them.
 */
#ifndef SG_STATS_H
#define SG_STATS_H

#include "engine/base/error.h"
#include "engine/graph.h"

/* What a section is spent on. */
typedef enum sg_section_use {
    SG_USE_TOPOLOGY, /* relationships: neighbours, row indexes, spans */
    SG_USE_COLUMNS,  /* properties */
    SG_USE_STRINGS,  /* texts, each once */
    SG_USE_LOOKUP,   /* nodes by key */
    SG_USE_OTHER,    /* names, label sets, attachments */
    SG_USES,
} sg_section_use;

typedef struct sg_section_size {
    const char *name, *about; /* as in sections.def */
    sg_section_use use;
    uint64_t items, bytes;
} sg_section_size;

uint32_t sg_graph_sections(const sg_graph *graph); /* how many */
sg_section_size sg_graph_section(const sg_graph *graph, uint32_t number);
const char *sg_section_use_name(sg_section_use use);

/* Relationships of a type at one end, among nodes that have any there; nearest rank. */
typedef struct sg_degrees {
    uint32_t nodes;
    uint32_t p50, p90, p99, most;
} sg_degrees;

/* Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_graph_degrees(const sg_graph *graph, sg_reltype type, sg_direction way,
                                       sg_degrees *out);
/* Relationships of the type that are in spans of the frozen part. */
uint64_t sg_graph_span_count(const sg_graph *graph, sg_reltype type);

#endif
