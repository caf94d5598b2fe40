/* snapshot_check.h - what the checks of arrays from a file share. */
#ifndef SG_SNAPSHOT_CHECK_H
#define SG_SNAPSHOT_CHECK_H

#include "engine/graph_internal.h"

/* first[0] = 0, ascending, and the last is `end`. */
bool sg_check_partition(const uint32_t *first, size_t count, uint64_t end);

/* How many there are, read from the sections; for these must have been found sound. */
static inline uint32_t sg_check_strings(const sg_graph *graph)
{
    return (uint32_t)(graph->string_offsets_count - 1);
}
static inline uint32_t sg_check_nodes(const sg_graph *graph)
{
    return graph->set_first[graph->set_first_count - 1];
}

/* The parts of large arrays; all rely on sg_graph_check().  `length` bytes of a section, whole items. */
bool sg_check_block(const sg_graph *graph, sg_section_kind kind, size_t begin, size_t length);
bool sg_check_column(const sg_graph *graph, const sg_column_entry *column, uint32_t rows);
uint32_t sg_check_column_rows(const sg_graph *graph, const sg_column_entry *column,
                              bool of_nodes);
bool sg_check_index(const sg_graph *graph, uint32_t number); /* 2 * type, + 1 inwards */

/* Spans; relies on strings, names and label sets (snapshot_check_spans.c). */
bool sg_check_spans(const sg_graph *graph);

#endif
