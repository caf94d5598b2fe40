/* graph.h - the property graph: labelled nodes, typed relationships, properties on both.
 *
 * A graph is built (engine/build.h) or opened from a snapshot (engine/snapshot.h) and is then
 * read-only: any number of threads may read it, and reading cannot fail.  It owns every byte that
 * it hands out until sg_graph_free().  Changes are laid on top of it (engine/delta.h); what is below
 * holds for a changed graph too, except that ids of deleted nodes and relationships are gaps, and
 * that ranges and columns tell of the frozen part alone: sg_nodes_scan() finds all nodes, and
 * sg_graph_node_in_columns() says whose properties are in columns.
 *
 * Nodes are numbered by (label set, account, key), so that a label is a few *ranges* of ids and a
 * label within an account is a range too:
 *
 *     id      0        4            9                 15
 *     set     {Account}{Bucket,     {AccessRole,       ...
 *                       DataStore}   Principal}
 *
 * Relationships are numbered by (type, from, to): a type is one range of edge ids, and the edges of
 * one type out of one node are a slice of it.  For each type and direction the neighbours stand in
 * compressed rows (CSR), sorted:
 *
 *     row index:  node -> [first, last)        dense, or bits + ranks where few nodes have rows,
 *                                              or a list of nodes where very few have
 *     neighbours: [ 7 9 9 ][ 3 ][ 1 4 ] ...    edge id = first edge of the type + position (out)
 *
 * Labels, types and property names are small integers, unique per graph; strings are interned once.
 */
#ifndef SG_GRAPH_H
#define SG_GRAPH_H

#include "engine/base/arena.h"
#include "engine/base/base.h"
#include "engine/base/bitmap.h"
#include "engine/value.h"

typedef struct sg_graph sg_graph;

typedef struct sg_label {
    uint16_t id;
} sg_label;
typedef struct sg_reltype {
    uint16_t id;
} sg_reltype;
typedef struct sg_key {
    uint32_t id;
} sg_key;
typedef struct sg_label_set {
    uint16_t id;
} sg_label_set;

typedef enum sg_direction { SG_OUT, SG_IN } sg_direction;

void sg_graph_free(sg_graph *graph); /* NULL is allowed */

/* --- symbols: names to small integers ------------------------------------------------------- */
bool sg_graph_find_label(const sg_graph *graph, sg_str name, sg_label *out);
bool sg_graph_find_type(const sg_graph *graph, sg_str name, sg_reltype *out);
bool sg_graph_find_key(const sg_graph *graph, sg_str name, sg_key *out);
uint32_t sg_graph_labels(const sg_graph *graph); /* how many; ids are 0 .. n-1 */
uint32_t sg_graph_types(const sg_graph *graph);
uint32_t sg_graph_keys(const sg_graph *graph);
sg_str sg_graph_label_name(const sg_graph *graph, sg_label label);
sg_str sg_graph_type_name(const sg_graph *graph, sg_reltype type);
sg_str sg_graph_key_name(const sg_graph *graph, sg_key key);

/* --- nodes ----------------------------------------------------------------------------------- */
uint32_t sg_graph_nodes(const sg_graph *graph);      /* ids are 0 .. n-1 */
uint32_t sg_graph_node_count(const sg_graph *graph); /* without gaps */
bool sg_graph_has_node(const sg_graph *graph, sg_node node);
/* Which combination of labels the node has; every combination is one range of ids. */
sg_label_set sg_graph_label_set(const sg_graph *graph, sg_node node);
bool sg_graph_has_label(const sg_graph *graph, sg_node node, sg_label label);

typedef struct sg_range {
    uint32_t first, last; /* [first, last) */
} sg_range;

uint32_t sg_graph_label_sets(const sg_graph *graph);
uint32_t sg_label_set_count(const sg_graph *graph, sg_label_set set); /* nodes that have it */
sg_range sg_label_set_range(const sg_graph *graph, sg_label_set set);
/* The labels of the set, sorted by name; *count of them (perhaps NULL for none). */
const sg_label *sg_label_set_labels(const sg_graph *graph, sg_label_set set, uint32_t *count);
bool sg_label_set_has(const sg_graph *graph, sg_label_set set, sg_label label);
/* The ranges of nodes that have the label, ascending, adjacent ones merged. */
const sg_range *sg_graph_label_ranges(const sg_graph *graph, sg_label label, uint32_t *count);

/* All nodes whose label set has its bit in `sets` (NULL: all nodes), as ranges of ids, ascending:
 *
 *     sg_scan scan = sg_nodes_scan(graph, sets);
 *     for (sg_range range; sg_scan_next(&scan, &range);)
 *
 * What changes ahead of the scan is seen or not; behind it, never. */
typedef struct sg_scan {
    const sg_graph *graph;
    const uint64_t *sets;
    uint32_t next;
} sg_scan;

static inline sg_scan sg_nodes_scan(const sg_graph *graph, const uint64_t *sets)
{
    return (sg_scan){ graph, sets, 0 };
}
bool sg_scan_next(sg_scan *scan, sg_range *out);

/* The node whose `id` or `arn` property, or merge key, is `key`. */
bool sg_graph_find_node(const sg_graph *graph, sg_str key, sg_node *out);
/* The same; *shared tells that other nodes have that `id`, `arn` or merge key as well. */
bool sg_graph_find_shared(const sg_graph *graph, sg_str key, sg_node *out, bool *shared);
/* Brings what will be read to find the nodes of these keys nearer to the processor: one by one each of them
 * waits for memory three times. */
void sg_graph_prefetch_keys(const sg_graph *graph, const sg_str *keys, uint32_t count);

/* Nodes that may have the value of the property, found without a scan; some may be found twice, and
 * all must be tested.  False when there is no way but to scan: the property is neither `id` nor `arn`,
 * several nodes of the frozen part share the value, and nodes of `label` (NULL: any) have no index. */
typedef struct sg_seek {
    const sg_graph *graph;
    const struct sg_index *index; /* NULL: none to read */
    uint32_t hash, entry;
    bool has_first;
    sg_node first;
} sg_seek;

bool sg_graph_seek(const sg_graph *graph, const sg_label *label, sg_key key, sg_value value,
                   sg_seek *out);
bool sg_seek_next(sg_seek *seek, sg_node *out);
/* Whether nodes of the label have an index on the property. */
bool sg_graph_has_index(const sg_graph *graph, sg_label label, sg_key key);
/* What an index is about: nodes of a label, found by the first of some properties, or relationships
 * of a type, which are listed and not found by it. */
enum { SG_INDEX_KEYS = 8 };
typedef struct sg_index_about {
    bool of_edges;
    sg_label label;
    sg_reltype type;
    uint32_t key_count;
    sg_key keys[SG_INDEX_KEYS];
} sg_index_about;

/* The index-th index; false past the end. */
bool sg_graph_index(const sg_graph *graph, uint32_t index, sg_str *name, sg_index_about *about);
/* An index about the same; its name, or {NULL, 0}. */
sg_str sg_graph_find_index(const sg_graph *graph, sg_index_about about);

/* --- properties ------------------------------------------------------------------------------ */
/* Null when there is none.  Strings are borrowed from the graph; lists and maps are decoded into
 * the arena (null also when it is full). */
sg_value sg_graph_property(const sg_graph *graph, sg_node node, sg_key key, sg_arena *arena);
sg_value sg_graph_edge_property(const sg_graph *graph, sg_edge edge, sg_key key,
                                sg_arena *arena);

/* Properties of one node or relationship as a map value in the arena, sorted by name; null when the
 * arena is full. */
sg_value sg_graph_properties(const sg_graph *graph, sg_node node, sg_arena *arena);
sg_value sg_graph_edge_properties(const sg_graph *graph, sg_edge edge, sg_arena *arena);

/* Whether labels and properties are those of the columns: in a frozen graph always so for nodes, and
 * for relationships but those of spans.  What is not is read by the functions above. */
bool sg_graph_node_in_columns(const sg_graph *graph, sg_node node);
/* The first node from *node on that is not in columns, deleted ones too; false when there is none. */
bool sg_graph_next_changed(const sg_graph *graph, sg_node *node);
bool sg_graph_edge_in_columns(const sg_graph *graph, sg_edge edge);
/* The relationships that changes have added or given other properties, in no order and without deleted
 * ones; *position is 0 at first, false at the end. */
bool sg_graph_next_changed_edge(const sg_graph *graph, size_t *position, sg_edge *out);
bool sg_graph_is_frozen(const sg_graph *graph);

/* One property of all nodes of a label set (or all relationships of a type), row 0 = first id.
 *
 *     present     1 1 0 1 ...          NULL: all rows have a value
 *     ranks       values before every 512 rows; NULL: a cell for each row, else one for each value
 *     dictionary  of codes: what cells of 1 or 2 bytes stand for, ascending; NULL: cells are codes
 *     cells       bits; integers in 1, 2, 4 bytes above `least`, or 8; floats; codes in 1, 2 or 4
 *
 * Cells of rows without a value hold anything that may be read. */
typedef enum sg_column_kind {
    SG_COLUMN_BIT,
    SG_COLUMN_INTEGER,
    SG_COLUMN_FLOAT,
    SG_COLUMN_STRING,  /* codes: sg_graph_string() */
    SG_COLUMN_ENCODED, /* codes: sg_graph_string() gives bytes of sg_value_decode() */
} sg_column_kind;

typedef struct sg_column {
    sg_column_kind kind;
    uint32_t first; /* id of row 0 */
    uint32_t rows;
    uint32_t count;    /* rows that have a value */
    uint32_t distinct; /* distinct values, exact for codes and bits, else an upper bound */
    uint32_t width;    /* bytes of a cell; 0: a bit, and there is one for each row */
    uint32_t dictionary_count;
    int64_t least;
    const uint64_t *present;
    const uint32_t *ranks;
    const uint32_t *dictionary;
    const void *cells;
} sg_column;

static inline bool sg_column_has(const sg_column *column, uint32_t row)
{
    return !column->present || sg_bit_test(column->present, row);
}
/* Which cell is the row's, which has a value. */
static inline uint32_t sg_column_cell(const sg_column *column, uint32_t row)
{
    if (!column->ranks)
        return row;
    SG_INVARIANT(column->present);
    uint32_t cell = column->ranks[row / 512], word = row / 512 * 8;
    for (; word < row / 64; word++)
        cell += sg_word_count(column->present[word]);
    return cell + sg_word_count(column->present[word] & ((UINT64_C(1) << (row % 64)) - 1));
}
/* A cell as it stands: the place in the dictionary, a code, or what is above the least integer. */
static inline uint64_t sg_column_raw(const sg_column *column, uint32_t cell)
{
    switch (column->width) {
    case 0:
        return sg_bit_test(column->cells, cell);
    case 1:
        return ((const uint8_t *)column->cells)[cell];
    case 2:
        return ((const uint16_t *)column->cells)[cell];
    case 4:
        return ((const uint32_t *)column->cells)[cell];
    default:
        return ((const uint64_t *)column->cells)[cell];
    }
}
static inline bool sg_column_bit(const sg_column *column, uint32_t row)
{
    return sg_bit_test(column->cells, row);
}
static inline int64_t sg_column_integer(const sg_column *column, uint32_t row)
{
    uint64_t above = sg_column_raw(column, sg_column_cell(column, row));
    return (int64_t)((uint64_t)column->least + above);
}
static inline double sg_column_float(const sg_column *column, uint32_t row)
{
    return ((const double *)column->cells)[sg_column_cell(column, row)];
}
/* The code of a string or encoded value. */
static inline uint32_t sg_column_code(const sg_column *column, uint32_t row)
{
    uint32_t raw = (uint32_t)sg_column_raw(column, sg_column_cell(column, row));
    return column->dictionary ? column->dictionary[raw] : raw;
}

/* NULL when no node of the set (no relationship of the type) has the property. */
const sg_column *sg_graph_column(const sg_graph *graph, sg_label_set set, sg_key key);
const sg_column *sg_graph_edge_column(const sg_graph *graph, sg_reltype type, sg_key key);
sg_value sg_column_value(const sg_graph *graph, const sg_column *column, uint32_t row,
                         sg_arena *arena);
/* The interned text behind a code. */
sg_str sg_graph_string(const sg_graph *graph, uint32_t code);
uint32_t sg_graph_strings(const sg_graph *graph);
/* Whether the text stands among the interned ones, and so lives as long as the graph. */
bool sg_graph_keeps_text(const sg_graph *graph, sg_str text);

/* --- relationships --------------------------------------------------------------------------- */
uint32_t sg_graph_edges(const sg_graph *graph); /* ids are 0 .. n-1 */
/* The ids of relationships that changes have added, deleted ones too. */
sg_range sg_graph_added_edges(const sg_graph *graph);
uint64_t sg_graph_edge_count(
    const sg_graph *graph); /* without gaps; with those that have no id */
bool sg_graph_has_edge(const sg_graph *graph, sg_edge edge);
/* The ids of the type whose properties are in columns: not of spans, nor added. */
sg_range sg_graph_type_range(const sg_graph *graph, sg_reltype type);
/* Type and ends of a deleted relationship are known still. */
sg_reltype sg_graph_edge_type(const sg_graph *graph, sg_edge edge);
sg_node sg_graph_edge_from(const sg_graph *graph, sg_edge edge);
sg_node sg_graph_edge_to(const sg_graph *graph, sg_edge edge);

/* The relationships of one type at one node as runs.  A reader walks runs and never assumes that
 * there is only one, nor that far ends stand in memory: types backed by spans yield ranges of ids,
 * and changes on top of a frozen graph yield more runs.
 *
 *     sg_runs runs = sg_graph_runs(graph, node, type, SG_OUT);
 *     for (sg_run run; sg_runs_next(&runs, &run);)
 *         for (uint32_t i = 0; i < run.count; i++)
 *             visit(sg_run_other(&run, i), sg_run_edge(graph, &run, i));
 *
 * Far ends ascend within a run.  Edge ids cost nothing but for frozen relationships that are read
 * against their direction: those are searched for, so read them only where they are wanted. */
typedef struct sg_run {
    const uint32_t *others; /* node ids at the far end; NULL: first_other + position */
    const uint32_t *edges;  /* edge ids; NULL: see step */
    uint32_t first_other;
    uint32_t first_edge;
    uint32_t step; /* edge id = first_edge + step * position; 0: sg_run_find_edge() */
    uint32_t count;
    uint32_t node;   /* the near end */
    uint32_t before; /* entries of the same row of memory that stand before others[0] */
    uint32_t span;   /* number of the span, where `others` is NULL */
    sg_reltype type;
} sg_run;

typedef struct sg_runs {
    sg_run run; /* of the frozen part, what is left of it */
    bool done;
    sg_direction way;
    uint32_t chunk;           /* of added edges */
    uint32_t deleted;         /* edges of the frozen part that are, and were not met yet */
    uint32_t span, last_span; /* of the list of spans: the one at hand, the end */
    uint32_t range, rank;     /* of the span: the next range at the far end; of the near end */
    const sg_graph *graph;    /* NULL: `run` is all */
} sg_runs;

sg_runs sg_graph_runs(const sg_graph *graph, sg_node node, sg_reltype type, sg_direction way);
/* Of a frozen graph those of spans alone: the row is read by other means (engine/row_slices.h). */
sg_runs sg_graph_span_runs(const sg_graph *graph, sg_node node, sg_reltype type,
                           sg_direction way);
bool sg_runs_next(sg_runs *runs, sg_run *out);

static inline uint32_t sg_run_other(const sg_run *run, uint32_t position)
{
    return run->others ? run->others[position] : run->first_other + position;
}

/* Whether relationships of the run have ids; a span has none when it is so large that ids of 32
 * bits are not enough for it, and sg_run_edge() gives SG_NO_ID then. */
static inline bool sg_run_has_edges(const sg_run *run)
{
    return run->others || run->step > 0;
}
/* The id of a relationship that does not store it, found among those of its far end. */
sg_edge sg_run_find_edge(const sg_graph *graph, const sg_run *run, uint32_t position);

static inline sg_edge sg_run_edge(const sg_graph *graph, const sg_run *run, uint32_t position)
{
    if (run->edges)
        return (sg_edge){ run->edges[position] };
    if (run->step == 0)
        return sg_run_find_edge(graph, run, position);
    return (sg_edge){ run->first_edge + run->step * position };
}

/* The positions [first, last) as a run of their own. */
static inline sg_run sg_run_part(const sg_run *run, uint32_t first, uint32_t last)
{
    sg_run part = *run;

    part.others = run->others ? run->others + first : NULL;
    part.edges = run->edges ? run->edges + first : NULL;
    part.first_other += first;
    part.first_edge += run->step * first;
    part.before += first;
    part.count = last - first;
    return part;
}
/* Copies the far ends at positions [first, first + count). */
void sg_run_copy_others(const sg_run *run, uint32_t first, uint32_t count, uint32_t *out);
/* The first position at or after `first` whose far end is not below `node`, or the count. */
uint32_t sg_run_seek(const sg_run *run, uint32_t first, uint32_t node);

uint32_t sg_graph_degree(const sg_graph *graph, sg_node node, sg_reltype type,
                         sg_direction way);

/* --- spans ------------------------------------------------------------------------------------ */
/* Relationships that are not stored one by one: of one type, from each of the sources to each of the
 * targets but for the holes, all with the same properties.  Everything above reads them like others;
 * who works on sets may read them as they are.  They tell of the frozen part: changes may have
 * deleted some of the relationships. */
typedef struct sg_ranked_range {
    uint32_t first, last; /* [first, last) */
    uint32_t rank;        /* nodes in the ranges before */
} sg_ranked_range;

typedef struct sg_node_set {
    const sg_ranked_range *ranges; /* ascending, not adjacent */
    uint32_t range_count;
    uint32_t count; /* nodes in all of them */
} sg_node_set;

/* Ranks in the sources and in the targets. */
typedef struct sg_hole {
    uint32_t source, target;
} sg_hole;

typedef struct sg_edge_span {
    sg_reltype type;
    sg_node_set sources, targets;
    const sg_hole *holes;    /* sorted by source, then target */
    const sg_hole *in_holes; /* the same, sorted by target, then source */
    uint32_t hole_count;
    uint32_t property_count;
    const struct sg_span_cell *properties;
    /* id = first + rank of the source * targets + rank of the target; SG_NO_ID: they have none */
    uint32_t first_edge;
} sg_edge_span;

uint32_t sg_graph_spans(const sg_graph *graph); /* numbers are 0 .. n-1, by type */
const sg_edge_span *sg_graph_span(const sg_graph *graph, uint32_t number);
/* The spans of the type: [first, last). */
sg_range sg_graph_type_spans(const sg_graph *graph, sg_reltype type);

/* --- statistics for the planner: exact -------------------------------------------------------- */
uint32_t sg_graph_label_count(const sg_graph *graph, sg_label label);
uint64_t sg_graph_type_count(const sg_graph *graph, sg_reltype type);
/* Relationships of the type that leave (SG_OUT) or enter (SG_IN) nodes of the label set. */
uint64_t sg_graph_set_degree(const sg_graph *graph, sg_label_set set, sg_reltype type,
                             sg_direction way);
/* The same of all label sets whose bit is set; takes no longer for many sets of which few have any. */
uint64_t sg_graph_sets_degree(const sg_graph *graph, const uint64_t *sets, sg_reltype type,
                              sg_direction way);
/* Sets the bits of the label sets that have any, out of sg_graph_label_sets(), beside those that are set; as fast. */
void sg_graph_sets_with(const sg_graph *graph, sg_reltype type, sg_direction way,
                        uint64_t *sets);

/* --- attachments: named documents that travel with the graph (coverage, provenance) ----------- */
bool sg_graph_attachment(const sg_graph *graph, sg_str name, sg_str *out);

#endif
