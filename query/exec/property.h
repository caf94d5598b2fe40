/* property.h - one property of many nodes or relationships, read from the columns of the graph.
 *
 * Nodes of one label set (relationships of one type) are a range of ids with one column, and rows
 * tend to come in runs of one set: a reader keeps the column of the last id and looks it up again
 * only when an id falls out of its range.  What changes have taken out of the columns is read by id.
 */
#ifndef SG_PROPERTY_H
#define SG_PROPERTY_H

#include "engine/base/bitmap.h"
#include "query/exec/eval.h"

typedef struct sg_property_reader {
    const sg_graph *graph;
    sg_key key;
    bool of_nodes;
    bool changed;         /* not all ids are in columns: the graph has changes or spans */
    uint32_t first, last; /* ids that `column` is for */
    const sg_column *column;
} sg_property_reader;

static inline sg_property_reader sg_property_reader_of(const sg_graph *graph, sg_key key,
                                                       sg_slot_kind kind)
{
    return (sg_property_reader){ .graph = graph,
                                 .key = key,
                                 .of_nodes = kind == SG_SLOT_NODE,
                                 .changed =
                                     !sg_graph_is_frozen(graph) ||
                                     (kind != SG_SLOT_NODE && sg_graph_spans(graph) > 0) };
}
/* Whether the property must be read from the changes, by sg_property_changed(). */
static inline bool sg_property_is_apart(const sg_property_reader *reader, uint32_t id)
{
    return SG_UNLIKELY(reader->changed) && id != SG_NO_ID &&
           (reader->of_nodes ? !sg_graph_node_in_columns(reader->graph, (sg_node){ id })
                             : !sg_graph_edge_in_columns(reader->graph, (sg_edge){ id }));
}
static inline sg_value sg_property_changed(const sg_property_reader *reader, uint32_t id,
                                           sg_arena *arena)
{
    return reader->of_nodes
               ? sg_graph_property(reader->graph, (sg_node){ id }, reader->key, arena)
               : sg_graph_edge_property(reader->graph, (sg_edge){ id }, reader->key, arena);
}
/* The column and row of the property of an id that is not apart; NULL when it has none. */
void sg_property_reader_move(sg_property_reader *reader, uint32_t id);
static inline const sg_column *sg_property_at(sg_property_reader *reader, uint32_t id,
                                              uint32_t *row)
{
    if (id == SG_NO_ID)
        return NULL;
    if (id < reader->first || id >= reader->last)
        sg_property_reader_move(reader, id);
    const sg_column *column = reader->column;
    if (!column)
        return NULL;
    *row = id - column->first;
    return sg_column_has(column, *row) ? column : NULL;
}

/* If the expression reads a property: its evaluator's subject; else NULL. */
sg_eval *sg_eval_property_subject(sg_eval *eval);

/* A predicate on one property and nothing else that varies, such as n.name =~ 'a.*' or n.age > $x.
 * Strings and other coded values are tested once per distinct value and remembered by code. */
typedef SG_MUST_USE sg_status sg_property_test(sg_eval *eval, sg_value value, sg_arena *arena,
                                               sg_truth *out);
enum { SG_PROPERTY_CELLS = 256 }; /* what a cell of one byte may be */
typedef struct sg_property_memory {
    uint8_t *known; /* by code: 0 = not tested yet, else truth + 1 */
    uint64_t rows;  /* tested so far: memory is not worth it for a few */
    /* The same by cell, of the last column whose cells are of one byte: that is worth it for any number. */
    const sg_column *column;
    uint8_t cells[SG_PROPERTY_CELLS];
} sg_property_memory;
SG_MUST_USE sg_status sg_property_truths(sg_eval *eval, sg_eval *read, sg_property_test *test,
                                         sg_property_memory *memory, const sg_rows *rows,
                                         sg_arena *arena, uint8_t *out);

#endif
