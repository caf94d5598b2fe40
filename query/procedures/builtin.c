/* builtin.c - the procedures that every graph has: what tools ask a database about itself. */
#include <stdlib.h>

#include "include/secgraph.h"
#include "query/index_statement.h"
#include "query/procedures/procedures.h"

enum {
    STRING = 1 << SG_TYPE_STRING,
    BOOLEAN = 1 << SG_TYPE_BOOLEAN,
    LIST = 1 << SG_TYPE_LIST,
};

/* --- names in the graph ------------------------------------------------------------------------- */
static int by_text(const void *left, const void *right)
{
    return sg_str_compare(sg_value_str(*(const sg_value *)left),
                          sg_value_str(*(const sg_value *)right));
}

static sg_status give_names(sg_value *names, uint32_t count, sg_procedure_rows *out)
{
    if (count)
        qsort(names, count, sizeof *names, by_text);
    *out = (sg_procedure_rows){ names, count };
    return SG_OK;
}

static sg_status labels(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out)
{
    uint32_t all = sg_graph_labels(graph), count = 0;
    sg_value *names = sg_arena_make_array(arena, sg_value, (size_t)all + 1);

    if (!names)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < all; i++) {
        sg_label label = { (uint16_t)i };
        if (sg_graph_label_count(graph, label) > 0)
            names[count++] = sg_string(sg_graph_label_name(graph, label));
    }
    return give_names(names, count, out);
}

static sg_status types(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out)
{
    uint32_t all = sg_graph_types(graph), count = 0;
    sg_value *names = sg_arena_make_array(arena, sg_value, (size_t)all + 1);

    if (!names)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < all; i++) {
        sg_reltype type = { (uint16_t)i };
        if (sg_graph_type_count(graph, type) > 0)
            names[count++] = sg_string(sg_graph_type_name(graph, type));
    }
    return give_names(names, count, out);
}

static sg_status keys(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out)
{
    uint32_t count = sg_graph_keys(graph);
    sg_value *names = sg_arena_make_array(arena, sg_value, (size_t)count + 1);

    if (!names)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        names[i] = sg_string(sg_graph_key_name(graph, (sg_key){ i }));
    return give_names(names, count, out);
}

/* --- indexes ------------------------------------------------------------------------------------ */
static const sg_procedure_field index_outputs[] = {
    { SG_STR_INIT("name"), 0, STRING },        { SG_STR_INIT("state"), 0, STRING },
    { SG_STR_INIT("type"), 0, STRING },        { SG_STR_INIT("entityType"), 0, STRING },
    { SG_STR_INIT("labelsOrTypes"), 0, LIST }, { SG_STR_INIT("properties"), 0, LIST },
};

static sg_status indexes(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out)
{
    enum { WIDTH = SG_COUNT(index_outputs) };
    sg_value list;

    if (!sg_index_list(graph, arena, &list))
        return SG_ENOMEM;
    sg_value *cells = sg_arena_make_array(arena, sg_value, (size_t)list.length * WIDTH + 1);
    if (!cells)
        return SG_ENOMEM;
    for (uint32_t row = 0; row < list.length; row++)
        for (uint32_t i = 0; i < WIDTH; i++)
            cells[row * WIDTH + i] = sg_map_get(list.list[row], index_outputs[i].name);
    *out = (sg_procedure_rows){ cells, list.length };
    return SG_OK;
}

/* --- the program -------------------------------------------------------------------------------- */
static sg_status ping(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out)
{
    (void)graph;
    sg_value *cell = sg_arena_make(arena, sg_value);

    if (!cell)
        return SG_ENOMEM;
    *cell = sg_boolean(true);
    *out = (sg_procedure_rows){ cell, 1 };
    return SG_OK;
}

static sg_status components(const sg_graph *graph, sg_arena *arena, sg_procedure_rows *out)
{
    (void)graph;
    sg_value *cells = sg_arena_make_array(arena, sg_value, 4);

    if (!cells)
        return SG_ENOMEM;
    cells[3] = sg_string(SG_STR(SG_VERSION));
    cells[0] = sg_string(SG_STR("secgraph"));
    cells[1] = sg_list(&cells[3], 1);
    cells[2] = sg_string(SG_STR("community"));
    *out = (sg_procedure_rows){ cells, 1 };
    return SG_OK;
}

/* --- all of them -------------------------------------------------------------------------------- */
static const sg_procedure_field label_outputs[] = { { SG_STR_INIT("label"), 0, STRING } };
static const sg_procedure_field type_outputs[] = { { SG_STR_INIT("relationshipType"), 0,
                                                     STRING } };
static const sg_procedure_field key_outputs[] = { { SG_STR_INIT("propertyKey"), 0, STRING } };
static const sg_procedure_field ping_outputs[] = { { SG_STR_INIT("success"), 0, BOOLEAN } };
static const sg_procedure_field component_outputs[] = { { SG_STR_INIT("name"), 0, STRING },
                                                        { SG_STR_INIT("versions"), 0, LIST },
                                                        { SG_STR_INIT("edition"), 0, STRING } };

#define PROCEDURE(title, columns, fill, words)                                                 \
    {                                                                                          \
        .name = SG_STR_INIT(title), .outputs = columns, .output_count = SG_COUNT(columns),     \
        .rows = fill, .summary = words,                                                        \
    }

/* clang-format off */
static const sg_procedure builtin[] = {
    PROCEDURE("db.labels",            label_outputs,     labels,     "labels that nodes have"),
    PROCEDURE("db.relationshipTypes", type_outputs,      types,      "types that relationships have"),
    PROCEDURE("db.propertyKeys",      key_outputs,       keys,       "names of properties"),
    PROCEDURE("db.indexes",           index_outputs,     indexes,    "indexes, as SHOW INDEXES has them"),
    PROCEDURE("db.ping",              ping_outputs,      ping,       "true: somebody answers"),
    PROCEDURE("dbms.components",      component_outputs, components, "this program and its version"),
};
/* clang-format on */

const sg_procedure *sg_procedure_at(uint32_t index)
{
    return index < SG_COUNT(builtin) ? &builtin[index] : NULL;
}
