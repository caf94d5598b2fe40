/* stream.h - a graph written to a snapshot that is larger than memory.
 *
 * Nodes come in the order of their numbers, relationships in any order; what has to be sorted or looked at
 * again waits in scratch files beside the snapshot, and the file is what sg_snapshot_write() would make of
 * the same graph, byte by byte:
 *
 *     tables                once    sg_stream_nodes(), sg_stream_edges(), then sg_stream_begin()
 *     nodes                         sg_stream_node(): by (label set, account, key)
 *     relationships                 sg_stream_edge()
 *     file                  once    sg_stream_finish()
 *
 * Memory: 16 B a node (a hash table of texts; more where there are over 1.6 texts a node), later as much (the
 * table that finds nodes, and who has entered it), 8 B a node that has relationships of the type at hand, each
 * combination of properties of relationships once, and buffers: 64 KiB for every 65,536 nodes a type leads from,
 * 16 MiB a section, and 75 MiB for what is being sorted or, where that is more, 36 B an item of the longest row.
 * Relationships themselves cost none.  The largest of the stages counts.  The disk holds little more than the file
 * at any time: what waits is kept as differences, and scratch is given back as it is read.
 */
#ifndef SG_STREAM_H
#define SG_STREAM_H

#include "engine/base/error.h"
#include "engine/graph.h"
#include "engine/value.h"

typedef struct sg_stream sg_stream;

typedef struct sg_stream_column {
    sg_str key;
    sg_column_kind kind;
} sg_stream_column;

/* The path is borrowed.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_stream_new(const char *path, sg_stream **out, sg_error *err);
void sg_stream_free(sg_stream *stream); /* NULL is allowed */

/* Nodes with these labels and properties, `rows` of them.  The first column is the text by which they are
 * found: a string that every one has and no two share.  Tables with the same labels are one label set; they
 * agree in the kinds of their columns.  Errors: SG_ENOMEM, SG_ELIMIT, SG_EINVAL. */
SG_MUST_USE sg_status sg_stream_nodes(sg_stream *stream, const sg_str *labels, size_t count,
                                      const sg_stream_column *columns, uint32_t column_count,
                                      uint32_t rows, uint32_t *table, sg_error *err);
/* Relationships of a type of which there is no table yet. */
SG_MUST_USE sg_status sg_stream_edges(sg_stream *stream, sg_str type,
                                      const sg_stream_column *columns, uint32_t column_count,
                                      uint32_t *table, sg_error *err);
/* There are no more tables.  Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_stream_begin(sg_stream *stream, sg_error *err);
/* The number of the label set of a table of nodes, which has rows. */
uint32_t sg_stream_set(const sg_stream *stream, uint32_t table);

/* Values by column of the table, null where there is none; copied.  The nodes of a set follow those of the
 * set before, and are ordered by the property `account` and the first column.  Errors: SG_EINVAL: a value of
 * another kind, a node out of order; SG_EIO, SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_stream_node(sg_stream *stream, uint32_t table, const sg_value *values,
                                     sg_error *err);
/* Ends are numbers of nodes: how many came before them. */
SG_MUST_USE sg_status sg_stream_edge(sg_stream *stream, uint32_t table, uint32_t from,
                                     uint32_t to, const sg_value *values, sg_error *err);
/* Relationships from each of some nodes to each of others (sg_builder_add_span), with the same properties.
 * They cost memory: 4 B a node of their sets, and one more number for each node of the graph. */
SG_MUST_USE sg_status sg_stream_span(sg_stream *stream, uint32_t table, const uint32_t *from,
                                     uint32_t from_count, const uint32_t *to, uint32_t to_count,
                                     const sg_value *values, sg_error *err);
/* Writes the file, whole or not at all; afterwards the stream can only be freed.  Errors: SG_EINVAL: there
 * are other nodes than the tables say; SG_EIO, SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_stream_finish(sg_stream *stream, sg_error *err);

#endif
