/* inventory.c - an inventory written in the test itself. */
#include "tests/unit/ingest/inventory.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/json.h"
#include "ingest/pending.h"

void inventory_open(inventory *self)
{
    *self = (inventory){ .account = SG_STR("111122223333") };
    cr_assert(sg_arena_new(0, &self->arena) == SG_OK);
    cr_assert(sg_builder_new(0, &self->builder) == SG_OK);
    cr_assert(sg_coverage_new(&self->coverage) == SG_OK);
    cr_assert(sg_mapper_open(&self->mapper, self->builder, self->arena) == SG_OK);
}

void inventory_close(inventory *self)
{
    sg_mapper_close(&self->mapper);
    sg_coverage_free(self->coverage);
    sg_graph_free(self->graph);
    sg_builder_free(self->builder);
    sg_arena_free(self->arena);
}

void inventory_give(inventory *self, const char *path, const char *text)
{
    sg_reading reading = { .name = sg_arena_copy(self->arena, sg_str_of(path)) };
    sg_document document;
    sg_error error = { 0 };
    sg_str copy = sg_arena_copy(self->arena, sg_str_of(text));
    char *bytes = (char *)(uintptr_t)copy.bytes; /* our own copy */

    for (size_t i = 0; i < copy.length; i++)
        if (bytes[i] == '\'')
            bytes[i] = '"';
    cr_assert(sg_layout_of(SG_STR(""), reading.name, self->arena, &reading.layout) == SG_OK);
    reading.account = reading.layout.account.length ? reading.layout.account : self->account;
    if (sg_document_parse(copy, reading.name, self->arena, &document, &error) == SG_OK)
        reading.document = &document;
    reading.error = &error;
    cr_assert(sg_apply(&self->mapper, self->coverage, &reading, &self->applied) == SG_OK);
}

void inventory_freeze(inventory *self)
{
    sg_error error = { 0 };

    cr_assert(sg_pending_link(&self->mapper) == SG_OK);
    cr_assert(sg_builder_freeze(self->builder, &self->graph, &error) == SG_OK, "%s",
              error.message);
}

bool inventory_has(const inventory *self, const char *key)
{
    sg_node node;

    return sg_graph_find_node(self->graph, sg_str_of(key), &node);
}

bool inventory_labelled(const inventory *self, const char *key, const char *label)
{
    sg_node node;
    sg_label found;

    return sg_graph_find_node(self->graph, sg_str_of(key), &node) &&
           sg_graph_find_label(self->graph, sg_str_of(label), &found) &&
           sg_graph_has_label(self->graph, node, found);
}

static const char *as_json(const inventory *self, sg_value value)
{
    sg_buffer text = { 0 };

    sg_json_write(value, &text);
    sg_str copy = sg_arena_copy(self->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return copy.bytes;
}

const char *inventory_get(const inventory *self, const char *key, const char *property)
{
    sg_node node;
    sg_key name;

    cr_assert(sg_graph_find_node(self->graph, sg_str_of(key), &node), "no node %s", key);
    if (!sg_graph_find_key(self->graph, sg_str_of(property), &name))
        return "null";
    return as_json(self, sg_graph_property(self->graph, node, name, self->arena));
}

static unsigned find_edges(const inventory *self, const char *from, const char *type,
                           const char *to, sg_edge *last)
{
    sg_node start, end;
    sg_reltype name;
    unsigned count = 0;

    if (!sg_graph_find_node(self->graph, sg_str_of(from), &start) ||
        !sg_graph_find_node(self->graph, sg_str_of(to), &end) ||
        !sg_graph_find_type(self->graph, sg_str_of(type), &name))
        return 0;
    sg_runs runs = sg_graph_runs(self->graph, start, name, SG_OUT);
    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++)
            if (sg_run_other(&run, i) == end.id) {
                *last = sg_run_edge(self->graph, &run, i);
                count++;
            }
    return count;
}

unsigned inventory_edges(const inventory *self, const char *from, const char *type,
                         const char *to)
{
    sg_edge edge;

    return find_edges(self, from, type, to, &edge);
}

const char *inventory_edge(const inventory *self, const char *from, const char *type,
                           const char *to, const char *property)
{
    sg_edge edge = { 0 };
    sg_key name;
    unsigned count = find_edges(self, from, type, to, &edge);

    cr_assert(count == 1, "%u relationships %s from %s to %s", count, type, from, to);
    if (!sg_graph_find_key(self->graph, sg_str_of(property), &name))
        return "null";
    return as_json(self, sg_graph_edge_property(self->graph, edge, name, self->arena));
}

const sg_coverage_row *inventory_row(const inventory *self, const char *region,
                                     const char *call)
{
    for (size_t i = 0; i < sg_coverage_rows(self->coverage); i++) {
        const sg_coverage_row *row = sg_coverage_at(self->coverage, i);
        if (sg_str_equal(row->region, sg_str_of(region)) &&
            sg_str_equal(row->call, sg_str_of(call)))
            return row;
    }
    return NULL;
}
