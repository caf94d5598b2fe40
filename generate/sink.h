/* sink.h - where a generated graph goes: nodes and relationships, an account after the other.
 *
 * A row holds the values of one node or relationship in the order of sg_kind_properties() or
 * sg_relation_properties(); null where it has none.  Texts live until the next row.
 */
#ifndef SG_GENERATE_SINK_H
#define SG_GENERATE_SINK_H

#include "engine/value.h"
#include "generate/estate.h"

typedef struct sg_row {
    sg_value values[SG_PROPERTIES_MOST];
    uint32_t count;
    size_t used;
    char text[4096];
} sg_row;

typedef struct sg_node_row {
    sg_place place;
    uint32_t number;
    sg_row row;
} sg_node_row;

typedef struct sg_edge_row {
    sg_relation relation;
    sg_place from, to;
    sg_row row;
} sg_edge_row;

/* From each of some nodes to each of others, with the same properties. */
typedef struct sg_span_row {
    sg_relation relation;
    const sg_place *from, *to;
    uint32_t from_count, to_count;
    sg_row row;
} sg_span_row;

/* What a writer of a format is made of.  Errors are the writer's own. */
typedef struct sg_sink {
    sg_status (*node)(struct sg_sink *self, const sg_node_row *node, sg_error *err);
    sg_status (*edge)(struct sg_sink *self, const sg_edge_row *edge, sg_error *err);
    /* What administrators may do in their account; NULL: it comes as relationships. */
    sg_status (*span)(struct sg_sink *self, const sg_span_row *span, sg_error *err);
    /* Is told of each row first, and of relationships in place of spans; NULL: nobody. */
    struct sg_sink *witness;
} sg_sink;

/* A row to the witness and to the sink. */
SG_MUST_USE static inline sg_status sg_sink_node(sg_sink *sink, const sg_node_row *node,
                                                 sg_error *err)
{
    if (sink->witness)
        SG_TRY(sink->witness->node(sink->witness, node, err));
    return sink->node ? sink->node(sink, node, err) : SG_OK;
}
SG_MUST_USE static inline sg_status sg_sink_edge(sg_sink *sink, const sg_edge_row *edge,
                                                 sg_error *err)
{
    if (sink->witness)
        SG_TRY(sink->witness->edge(sink->witness, edge, err));
    return sink->edge(sink, edge, err);
}

static inline void sg_row_clear(sg_row *row)
{
    row->count = 0;
    row->used = 0;
}
static inline void sg_row_add(sg_row *row, sg_value value)
{
    if (row->count < SG_PROPERTIES_MOST)
        row->values[row->count++] = value;
}
static inline void sg_row_boolean(sg_row *row, bool boolean)
{
    sg_row_add(row, sg_boolean(boolean));
}
static inline void sg_row_integer(sg_row *row, int64_t integer)
{
    sg_row_add(row, sg_integer(integer));
}
/* Borrows the text, which must be static. */
void sg_row_static(sg_row *row, const char *text);
/* Copies the text. */
void sg_row_text(sg_row *row, const char *text);

/* The value of that name in a row of these properties; null where there is none. */
sg_value sg_row_get(const sg_row *row, const sg_properties *properties, const char *name);

#endif
