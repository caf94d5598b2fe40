/* snapshot_check.c - whether arrays from a file can be read without ever leaving one of them.
 *
 * Checksums find accidents; this finds malice: a file whose checksums fit and whose offsets, codes
 * or neighbours point outside.  Small arrays are checked at opening (sg_graph_check), large ones a block or a
 * part at a time when it is first used; after that, reading needs no checks.  What is merely untrue (a lookup
 * that leads to another node, an in-row that the out-rows do not have, a row that is not sorted) is not
 * looked for: readers search such rows in vain, and stay inside.
 */
#include "engine/base/bitmap.h"
#include "engine/base/text.h"
#include "engine/snapshot.h"
#include "engine/snapshot_check.h"
#include "engine/snapshot_format.h"

#define MAX_SYMBOLS 65535u

bool sg_check_partition(const uint32_t *first, size_t count, uint64_t end)
{
    if (count == 0 || first[0] != 0 || first[count - 1] != end)
        return false;
    for (size_t i = 1; i < count; i++)
        if (first[i] < first[i - 1])
            return false;
    return true;
}

/* The greatest of some numbers: in lanes, which compilers turn into vectors. */
enum { LANES = 32 };

#define DEFINE_GREATEST(name, type)                                                            \
    static uint32_t name(const type *numbers, size_t count)                                    \
    {                                                                                          \
        type lanes[LANES] = { 0 };                                                             \
        size_t at = 0;                                                                         \
        for (; at + LANES <= count; at += LANES)                                               \
            for (size_t i = 0; i < LANES; i++)                                                 \
                lanes[i] = numbers[at + i] > lanes[i] ? numbers[at + i] : lanes[i];            \
        for (size_t i = 0; at < count; at++, i++)                                              \
            lanes[i] = numbers[at] > lanes[i] ? numbers[at] : lanes[i];                        \
        for (size_t i = 1; i < LANES; i++)                                                     \
            lanes[0] = lanes[i] > lanes[0] ? lanes[i] : lanes[0];                              \
        return lanes[0];                                                                       \
    }

DEFINE_GREATEST(greatest_byte, uint8_t)
DEFINE_GREATEST(greatest_half, uint16_t)
DEFINE_GREATEST(greatest_word, uint32_t)

static bool all_below(const uint32_t *numbers, size_t count, uint64_t limit)
{
    return count == 0 || greatest_word(numbers, count) < limit;
}

/* A place and a length inside an array of `count`. */
static bool is_inside(uint64_t place, uint64_t length, uint64_t count)
{
    return place <= count && length <= count - place;
}

/* --- strings, names and label sets ------------------------------------------------------------- */

static bool sound_counts(const sg_graph *graph)
{
    size_t edges = graph->out_others_count;

    return graph->string_offsets_count >= 1 && graph->string_offsets_count <= UINT32_MAX &&
           graph->label_names_count <= MAX_SYMBOLS && graph->type_names_count <= MAX_SYMBOLS &&
           graph->key_names_count < UINT32_MAX && graph->set_first_count >= 1 &&
           graph->set_first_count <= MAX_SYMBOLS + 1 &&
           graph->set_labels_first_count == graph->set_first_count &&
           graph->set_labels_count < UINT32_MAX && edges < UINT32_MAX &&
           graph->in_others_count == edges &&
           graph->type_first_count == graph->type_names_count + 1 &&
           graph->row_indexes_count == graph->type_names_count * 2;
}

static bool sound_strings(const sg_graph *graph)
{
    return graph->string_offsets[0] == 0 &&
           graph->string_offsets[sg_check_strings(graph)] == graph->string_bytes_count;
}

/* Offsets ascend, also from the last of a block to the first of the next. */
static bool sound_offsets(const sg_graph *graph, size_t first, size_t count)
{
    const uint64_t *offsets = graph->string_offsets;
    size_t last = first + count < graph->string_offsets_count ? first + count
                                                              : graph->string_offsets_count - 1;

    if (graph->string_offsets_count == 0)
        return false;
    for (size_t i = first; i < last; i++)
        if (offsets[i + 1] < offsets[i] || offsets[i + 1] - offsets[i] > UINT32_MAX)
            return false;
    return offsets[last] <= graph->string_bytes_count;
}

/* Names are searched by halves, so they must ascend. */
static bool sound_name_list(const sg_graph *graph, const uint32_t *names, size_t count)
{
    if (!all_below(names, count, sg_check_strings(graph)))
        return false;
    for (size_t i = 1; i < count; i++)
        if (sg_str_compare(sg_graph_string(graph, names[i - 1]),
                           sg_graph_string(graph, names[i])) >= 0)
            return false;
    return true;
}

static bool sound_names(const sg_graph *graph)
{
    return sound_name_list(graph, graph->label_names, graph->label_names_count) &&
           sound_name_list(graph, graph->type_names, graph->type_names_count) &&
           sound_name_list(graph, graph->key_names, graph->key_names_count);
}

static bool sound_label_sets(const sg_graph *graph)
{
    const uint32_t *first = graph->set_labels_first;
    size_t sets = graph->set_first_count - 1;

    if (!sg_check_partition(graph->set_first, sets + 1, sg_check_nodes(graph)) ||
        !sg_check_partition(first, sets + 1, graph->set_labels_count))
        return false;
    for (size_t set = 0; set < sets; set++) {
        if (graph->set_first[set] == graph->set_first[set + 1])
            return false;
        for (uint32_t i = first[set]; i < first[set + 1]; i++)
            if (graph->set_labels[i].id >= graph->label_names_count ||
                (i > first[set] && graph->set_labels[i].id <= graph->set_labels[i - 1].id))
                return false;
    }
    return true;
}

/* --- columns ----------------------------------------------------------------------------------- */

static bool all_zero(const uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i] != 0)
            return false;
    return true;
}

/* Values of cells of a bit, 1, 2 or 4 bytes. */
static bool cells_below(const void *cells, uint32_t width, size_t count, uint64_t limit)
{
    if (count == 0)
        return true;
    if (width == 0)
        return limit > 1 || all_zero(cells, sg_bitmap_words(count));
    if (width == 4)
        return greatest_word(cells, count) < limit;
    return (width == 1 ? greatest_byte(cells, count) : greatest_half(cells, count)) < limit;
}

/* As many values as it says, none behind the last row, and ranks that count them. */
static bool sound_present(const uint64_t *present, const uint32_t *ranks, uint32_t rows,
                          uint32_t count)
{
    size_t words = sg_bitmap_words(rows);
    uint64_t rank = 0;

    for (size_t word = 0; word < words; word++) {
        if (ranks && word % 8 == 0 && ranks[word / 8] != rank)
            return false;
        rank += sg_word_count(present[word]);
    }
    return rank == count && (rows % 64 == 0 || present[words - 1] >> (rows % 64) == 0);
}

static bool sound_width(const sg_column_entry *column)
{
    uint32_t width = column->width;

    switch ((sg_column_kind)column->kind) {
    case SG_COLUMN_BIT:
        return width == 0 && !column->sparse && !column->dictionary;
    case SG_COLUMN_INTEGER:
        return (width == 1 || width == 2 || width == 4 || width == 8) && !column->dictionary;
    case SG_COLUMN_FLOAT:
        return width == 8 && !column->dictionary;
    case SG_COLUMN_STRING:
    case SG_COLUMN_ENCODED:
        break;
    }
    if (column->dictionary && width == 0)
        return column->dictionary <= 2 && !column->sparse;
    return column->dictionary ? width == 1 || width == 2 : width == 4;
}

/* Columns stand one behind the other, so that a file cannot make us look at one place many times;
 * *words is where the next one begins. */
static bool fitting_column(const sg_graph *graph, const sg_column_entry *column, uint32_t rows,
                           uint64_t *words)
{
    if (column->kind > SG_COLUMN_ENCODED || column->key >= graph->key_names_count ||
        column->distinct > rows || column->count > rows || column->sparse > 1 ||
        (column->sparse && column->count == rows) || !sound_width(column) ||
        column->place != *words)
        return false;
    uint64_t length = sg_column_parts_of(column, rows).end;
    *words += length;
    return is_inside(column->place, length, graph->cells_count);
}

uint32_t sg_check_column_rows(const sg_graph *graph, const sg_column_entry *column,
                              bool of_nodes)
{
    const uint32_t *first = (of_nodes ? graph->set_first : graph->type_first) + column->owner;

    return first[1] - first[0];
}

bool sg_check_column(const sg_graph *graph, const sg_column_entry *column, uint32_t rows)
{
    sg_column_parts parts = sg_column_parts_of(column, rows);
    const uint64_t *place = graph->cells + column->place;
    const void *cells = place + parts.cells;

    if (column->count < rows &&
        !sound_present(place, column->sparse ? (const void *)(place + parts.ranks) : NULL, rows,
                       column->count))
        return false;
    if (column->kind != SG_COLUMN_STRING && column->kind != SG_COLUMN_ENCODED)
        return true;
    size_t count = column->sparse ? column->count : rows;
    if (!column->dictionary)
        return cells_below(cells, column->width, count, sg_check_strings(graph));
    return all_below((const void *)(place + parts.dictionary), column->dictionary,
                     sg_check_strings(graph)) &&
           cells_below(cells, column->width, count, column->dictionary);
}

/* Columns are searched by halves within an owner. */
static bool sound_column_list(const sg_graph *graph, const sg_column_entry *columns,
                              size_t count, const uint32_t *first, size_t owners,
                              uint64_t *words)
{
    for (size_t i = 0; i < count; i++) {
        const sg_column_entry *column = &columns[i];
        if (column->owner >= owners)
            return false;
        if (i > 0 && (column->owner < column[-1].owner ||
                      (column->owner == column[-1].owner && column->key <= column[-1].key)))
            return false;
        if (!fitting_column(graph, column, first[column->owner + 1] - first[column->owner],
                            words))
            return false;
    }
    return true;
}

static bool sound_columns(const sg_graph *graph)
{
    uint64_t words = 0;

    return sound_column_list(graph, graph->node_columns, graph->node_columns_count,
                             graph->set_first, graph->set_first_count - 1, &words) &&
           sound_column_list(graph, graph->edge_columns, graph->edge_columns_count,
                             graph->type_first, graph->type_first_count - 1, &words) &&
           words == graph->cells_count;
}

/* --- relationships ----------------------------------------------------------------------------- */

static bool sound_types(const sg_graph *graph)
{
    return sg_check_partition(graph->type_first, graph->type_first_count,
                              graph->out_others_count);
}

/* Rows of a block end within it: 64 ends and `edges` edges, or ascending positions. */
static bool sound_block(const uint64_t *data, uint32_t edges)
{
    const void *positions = data;
    uint32_t words = sg_row_block_words(edges), ends = 0;

    if (edges <= SG_ROW_UNARY) {
        for (uint32_t i = 0; i < words; i++)
            ends += sg_word_count(data[i]);
        uint32_t last = SG_ROW_BLOCK + edges - 1; /* the last row ends behind the last edge */
        return ends == SG_ROW_BLOCK && sg_bit_test(data, last) &&
               data[last / 64] >> (last % 64) == 1;
    }
    for (uint32_t row = 0, before = 0, at; row < SG_ROW_BLOCK; row++, before = at) {
        at = edges <= UINT16_MAX ? ((const uint16_t *)positions)[row]
                                 : ((const uint32_t *)positions)[row];
        if (at < before || at > edges || (row == 0 && at != 0))
            return false;
    }
    return true;
}

/* Blocks and their data stand one behind the other; `words` are those of the whole index. */
static bool sound_packed(const sg_row_index *index, sg_row_parts parts, uint32_t edges)
{
    uint32_t groups = sg_row_groups(index), rank = 0;
    uint64_t place = 0, room = index->words - (uint64_t)groups * 2 - index->rows - 1;

    for (uint32_t i = 0; i < groups; i++) {
        if (parts.groups[i].rank != rank)
            return false;
        rank += sg_word_count(parts.groups[i].present);
    }
    if (rank != index->rows || parts.blocks[0].edges != 0 || parts.blocks[rank].edges != edges)
        return false;
    for (uint32_t i = 0; i < index->rows; i++) {
        sg_row_block block = parts.blocks[i];
        if (block.place != place || parts.blocks[i + 1].edges <= block.edges ||
            parts.blocks[i + 1].edges > edges)
            return false;
        uint32_t own = parts.blocks[i + 1].edges - block.edges;
        place += sg_row_block_words(own);
        if (place > room || !sound_block(parts.data + block.place, own))
            return false;
    }
    return place == room && parts.blocks[rank].place == place;
}

/* The last block may be cut by the end of the window: no node behind it has edges. */
static bool ends_in_window(const sg_row_index *index, const uint64_t *words, uint32_t edges)
{
    return sg_row_node(index, words, edges - 1) < index->last;
}

static bool sound_nodes(const sg_row_index *index, const uint32_t *nodes)
{
    for (uint32_t i = 0; i < index->rows; i++)
        if (nodes[i] < index->first || nodes[i] >= index->last ||
            (i > 0 && nodes[i] <= nodes[i - 1]))
            return false;
    return true;
}

/* The words that an index of this form must have, or the least of a packed one. */
static uint64_t least_words(const sg_row_index *index)
{
    switch ((sg_row_form)index->form) {
    case SG_ROWS_DENSE:
        return ((uint64_t)index->rows + 2) / 2;
    case SG_ROWS_LIST:
        return ((uint64_t)index->rows * 2 + 2) / 2;
    case SG_ROWS_PACKED:
        break;
    }
    return (uint64_t)sg_row_groups(index) * 2 + index->rows + 1;
}

/* Indexes stand one behind the other, as columns do. */
static bool fitting_index(const sg_graph *graph, const sg_row_index *index, uint32_t edges,
                          uint64_t *words)
{
    uint32_t window = index->last - index->first;

    if (index->form > SG_ROWS_PACKED || index->first > index->last ||
        index->last > sg_check_nodes(graph) || index->rows > window || index->place != *words)
        return false;
    if (window == 0)
        return index->form == SG_ROWS_LIST && edges == 0 && index->words == 0;
    if (index->rows == 0 || (index->form == SG_ROWS_DENSE && index->rows != window) ||
        (index->form == SG_ROWS_PACKED && edges == 0))
        return false;
    uint64_t least = least_words(index);
    *words += index->words;
    return index->words >= least && (index->words == least || index->form == SG_ROWS_PACKED) &&
           is_inside(index->place, index->words, graph->row_words_count);
}

static uint32_t edges_of(const sg_graph *graph, size_t number)
{
    return graph->type_first[number / 2 + 1] - graph->type_first[number / 2];
}

static bool fitting_indexes(const sg_graph *graph)
{
    uint64_t words = 0;

    for (size_t i = 0; i < graph->row_indexes_count; i++)
        if (!fitting_index(graph, &graph->row_indexes[i], edges_of(graph, i), &words))
            return false;
    return words == graph->row_words_count;
}

bool sg_check_index(const sg_graph *graph, uint32_t number)
{
    const sg_row_index *index = &graph->row_indexes[number];
    uint32_t edges = edges_of(graph, number);

    if (index->first == index->last)
        return true;
    sg_row_parts parts = sg_row_index_parts(index, graph->row_words);
    if (parts.groups)
        return sound_packed(index, parts, edges) &&
               ends_in_window(index, graph->row_words, edges);
    return sg_check_partition(parts.offsets, (size_t)index->rows + 1, edges) &&
           (!parts.nodes || sound_nodes(index, parts.nodes));
}

/* --- lookup and attachments ---------------------------------------------------------------------- */

/* A free slot counts as code -1 + 1 = 0, and names no node that anyone looks at. */
static bool sound_slots(const sg_graph *graph, const sg_lookup_slot *slots, size_t count)
{
    uint32_t code = 0, node = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t next = slots[i].code + 1;
        uint32_t own = next == 0 ? 0 : slots[i].node;
        code = next > code ? next : code;
        node = own > node ? own : node;
    }
    return code <= sg_check_strings(graph) && (code == 0 || node < sg_check_nodes(graph));
}

static bool sound_attachments(const sg_graph *graph)
{
    for (size_t i = 0; i < graph->attachments_count; i++) {
        const sg_attachment *attachment = &graph->attachments[i];
        if (attachment->name >= sg_check_strings(graph) ||
            !is_inside(attachment->first, attachment->length, graph->attachment_bytes_count))
            return false;
    }
    return true;
}

/* --- all ------------------------------------------------------------------------------------------ */

static sg_status contradicts(const char *path, const char *what, sg_error *err)
{
    return sg_fail(err, SG_ECORRUPT, "snapshot `%s` contradicts itself: %s", path, what);
}

bool sg_check_block(const sg_graph *graph, sg_section_kind kind, size_t begin, size_t length)
{
    const char *bytes = (const char *)graph->sections[kind].bytes + begin;

    if (kind == SG_SECTION_STRING_OFFSETS)
        return sound_offsets(graph, begin / sizeof(uint64_t), length / sizeof(uint64_t));
    if (kind == SG_SECTION_LOOKUP)
        return sound_slots(graph, (const void *)bytes, length / sizeof(sg_lookup_slot));
    if (kind == SG_SECTION_OUT_OTHERS || kind == SG_SECTION_IN_OTHERS)
        return all_below((const void *)bytes, length / sizeof(uint32_t), sg_check_nodes(graph));
    return true;
}

typedef struct check_of_graph {
    const char *what;
    bool (*is_sound)(const sg_graph *graph);
} check_of_graph;

/* ORDER: each relies on those before it. */
static const check_of_graph checks[] = {
    { "counts", sound_counts },
    { "strings", sound_strings },
    { "label sets", sound_label_sets },
    { "types", sound_types },
    { "columns", sound_columns },
    { "rows", fitting_indexes },
    { "names", sound_names },
    { "spans", sg_check_spans },
    { "attachments", sound_attachments },
};

sg_status sg_graph_check(const sg_graph *graph, const char *path, sg_error *err)
{
    for (size_t i = 0; i < SG_COUNT(checks); i++)
        if (!checks[i].is_sound(graph)) {
            SG_TRY(sg_snapshot_damage(graph, err)); /* a text that it was about */
            return contradicts(path, checks[i].what, err);
        }
    return SG_OK;
}
