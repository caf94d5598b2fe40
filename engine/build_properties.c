/* build_properties.c - properties of nodes and relationships under construction.
 *
 * The properties of one thing are a chain of cells, newest first; setting looks for the cell of the
 * name first, so a chain has one cell a name and costs what the thing has properties.
 */
#include "engine/build_internal.h"
#include "engine/encoding.h"

sg_status sg_builder_encode(sg_builder *builder, sg_value value, uint32_t *code)
{
    sg_buffer_clear(&builder->scratch);
    SG_TRY(sg_value_encode(value, &builder->scratch));
    return sg_strings_intern(&builder->strings, sg_buffer_str(&builder->scratch), code);
}

sg_value sg_builder_cell_value(const sg_builder *builder, sg_cell cell, sg_arena *arena)
{
    sg_value value = sg_null();

    switch (sg_cell_kind_of(cell)) {
    case SG_CELL_BIT:
        return sg_boolean(cell.integer != 0);
    case SG_CELL_INTEGER:
        return sg_integer(cell.integer);
    case SG_CELL_FLOAT:
        return sg_float(cell.real);
    case SG_CELL_STRING:
        return sg_string(sg_strings_text(&builder->strings, cell.code));
    case SG_CELL_ENCODED:
        if (sg_value_decode(sg_strings_text(&builder->strings, cell.code), arena, &value) !=
            SG_OK)
            return sg_null();
        return value;
    case SG_CELL_REMOVED:
        break;
    }
    return value;
}

/* Many things have the text that the one before them has. */
static sg_status say_again(sg_builder *builder, uint32_t key, sg_str text, uint32_t *code)
{
    if (key >= builder->said.count) {
        SG_TRY(sg_array_reserve(&builder->said, key + (size_t)1 - builder->said.count));
        while (builder->said.count <= key)
            builder->said.items[builder->said.count++] = SG_NO_ID;
    }
    SG_TRY(sg_builder_say(builder, builder->said.items[key], text, code));
    builder->said.items[key] = *code;
    return SG_OK;
}

sg_status sg_builder_fill_cell(sg_builder *builder, sg_cell *cell, sg_value value)
{
    sg_cell_kind kind;

    switch ((sg_type)value.type) {
    case SG_TYPE_NULL:
        kind = SG_CELL_REMOVED;
        break;
    case SG_TYPE_BOOLEAN:
        kind = SG_CELL_BIT;
        cell->integer = value.boolean;
        break;
    case SG_TYPE_INTEGER:
        kind = SG_CELL_INTEGER;
        cell->integer = value.integer;
        break;
    case SG_TYPE_FLOAT:
        kind = SG_CELL_FLOAT;
        cell->real = value.real;
        break;
    case SG_TYPE_STRING:
        kind = SG_CELL_STRING;
        SG_TRY(say_again(builder, sg_cell_key(*cell), sg_value_str(value), &cell->code));
        break;
    case SG_TYPE_LIST:
    case SG_TYPE_MAP:
    case SG_TYPE_NODE:
    case SG_TYPE_RELATIONSHIP:
    case SG_TYPE_PATH:
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
    default: /* what the encoding does not know, it refuses */
        kind = SG_CELL_ENCODED;
        SG_TRY(sg_builder_encode(builder, value, &cell->code));
        break;
    }
    cell->key_kind = (cell->key_kind & ~UINT32_C(7)) | (uint32_t)kind;
    return SG_OK;
}

static uint32_t find_cell(const sg_builder *builder, uint32_t cell, uint32_t key)
{
    while (cell != SG_NO_ID && sg_cell_key(builder->cells.items[cell]) != key)
        cell = builder->cells.items[cell].next;
    return cell;
}

sg_status sg_builder_make_cell(sg_builder *builder, sg_str name, sg_value value, sg_cell *out)
{
    size_t more = value.type == SG_TYPE_STRING ? value.length : 0;
    uint32_t key;

    SG_TRY(sg_builder_afford(builder, name.length + more + sizeof(sg_cell)));
    SG_TRY(sg_words_intern(&builder->key_words, &builder->keys, &builder->strings, name,
                           SG_MAX_KEYS, &key));
    *out = (sg_cell){ .next = SG_NO_ID, .key_kind = key << 4 };
    return sg_builder_fill_cell(builder, out, value);
}

static sg_status push_cell(sg_builder *builder, sg_cell cell, uint32_t *at)
{
    if (builder->cells.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_overflow_reserve(&builder->cells_file, &builder->cells, 1));
    *at = (uint32_t)builder->cells.count;
    builder->cells.items[builder->cells.count++] = cell;
    return SG_OK;
}

/* Makes a chain that is shared with others one of its own. */
static sg_status part_chain(sg_builder *builder, uint32_t *head)
{
    uint32_t own = SG_NO_ID;

    if (*head == SG_NO_ID || !(builder->cells.items[*head].key_kind & SG_CELL_SHARED))
        return SG_OK;
    for (uint32_t at = *head; at != SG_NO_ID;) {
        sg_cell cell = builder->cells.items[at];
        at = cell.next;
        cell.next = own;
        cell.key_kind &= ~SG_CELL_SHARED;
        SG_TRY(push_cell(builder, cell, &own));
    }
    *head = own;
    return SG_OK;
}

/* Sets a property in the chain that begins at *head. */
static sg_status set_cell(sg_builder *builder, uint32_t *head, sg_str name, sg_value value)
{
    uint32_t at;
    sg_cell cell;

    SG_TRY(sg_builder_make_cell(builder, name, value, &cell));
    SG_TRY(part_chain(builder, head));
    at = find_cell(builder, *head, sg_cell_key(cell));
    cell.next = *head;
    if (at != SG_NO_ID) {
        cell.next = builder->cells.items[at].next;
        builder->cells.items[at] = cell;
        return SG_OK;
    }
    /* What a preview has is removed by a cell that says so. */
    if (sg_cell_kind_of(cell) == SG_CELL_REMOVED && !builder->edge_order)
        return SG_OK;
    return push_cell(builder, cell, head);
}

sg_status sg_builder_add_cell(sg_builder *builder, uint32_t *head, sg_cell cell)
{
    if (find_cell(builder, *head, sg_cell_key(cell)) != SG_NO_ID)
        return SG_OK;
    SG_TRY(part_chain(builder, head));
    cell.next = *head;
    return push_cell(builder, cell, head);
}

sg_status sg_builder_set(sg_builder *builder, sg_build_node node, sg_str name, sg_value value)
{
    return set_cell(builder, &builder->nodes.items[node.index].cells, name, value);
}

sg_status sg_builder_set_edge(sg_builder *builder, sg_build_edge edge, sg_str name,
                              sg_value value)
{
    return set_cell(builder, &builder->edges.items[edge.index].cells, name, value);
}

sg_status sg_builder_set_span(sg_builder *builder, sg_build_span span, sg_str name,
                              sg_value value)
{
    return set_cell(builder, &builder->spans.items[span.index].cells, name, value);
}

sg_value sg_builder_get(const sg_builder *builder, sg_build_node node, sg_str name,
                        sg_arena *arena)
{
    sg_value borrowed, value;
    uint32_t key, at;

    if (!sg_words_find(&builder->key_words, &builder->keys, &builder->strings, name, &key))
        return sg_null();
    at = find_cell(builder, builder->nodes.items[node.index].cells, key);
    if (at == SG_NO_ID)
        return sg_null();
    /* The builder's bytes move when it grows, so that nothing of them may be handed out. */
    borrowed = sg_builder_cell_value(builder, builder->cells.items[at], arena);
    return sg_value_copy(arena, borrowed, &value) == SG_OK ? value : sg_null();
}
