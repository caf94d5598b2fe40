/* stream.c - a snapshot of any size: nodes in the order of the graph, relationships as they come.
 *
 *     label set, account    [places]──► by id ──► rows          a run is what has both in common
 *
 * Kinds of the organisation, and accounts, which may be somebody else's, are one run a set.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "engine/stream.h"
#include "generate/column_table.h"
#include "generate/generate.h"
#include "generate/names.h"
#include "generate/nodes.h"
#include "generate/snapshot.h"

/* A node of a run. */
typedef struct {
    sg_str account, id;
    uint32_t number; /* of the estate; later ones are greater */
    sg_place place;
} run_node;

typedef struct {
    sg_sink sink;
    const sg_estate *estate;
    sg_stream *stream;
    sg_column_layout nodes[SG_KINDS], edges[SG_RELATIONS];
    uint32_t node_table[SG_KINDS], edge_table[SG_RELATIONS];
    uint32_t *accounts; /* in the order of their ids */
    uint32_t *numbers;  /* by number of the estate: node */
    uint32_t next;
    SG_ARRAY(run_node) run;
    sg_arena *texts; /* of the run */
    sg_node_row node;
} stream_sink;

/* --- tables ------------------------------------------------------------------------------------- */

static uint32_t columns_of(const sg_column_layout *layout, sg_stream_column *out)
{
    for (uint32_t i = 0; i < layout->count; i++)
        out[i] = (sg_stream_column){ layout->names[i], layout->kinds[i] };
    return layout->count;
}

static sg_status announce_kind(stream_sink *self, sg_kind kind, sg_error *err)
{
    sg_stream_column columns[SG_PROPERTIES_MOST];
    sg_str names[8], labels = sg_kind_labels(kind);
    sg_properties properties;
    uint32_t first, nodes;
    size_t count = 0;
    while (labels.length > 0 && count < SG_COUNT(names))
        names[count++] = sg_str_cut(labels, ';', &labels);
    sg_kind_properties(kind, &properties);
    sg_column_layout_of(&properties, &self->nodes[kind]);
    sg_estate_range(self->estate, kind, &first, &nodes);
    return sg_stream_nodes(self->stream, names, count, columns,
                           columns_of(&self->nodes[kind], columns), nodes,
                           &self->node_table[kind], err);
}

static sg_status announce(stream_sink *self, sg_error *err)
{
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        SG_TRY(announce_kind(self, (sg_kind)kind, err));
    for (uint32_t i = 0; i < SG_RELATIONS; i++) {
        sg_stream_column columns[SG_PROPERTIES_MOST];
        sg_properties properties;
        sg_relation_properties((sg_relation)i, &properties);
        sg_column_layout_of(&properties, &self->edges[i]);
        SG_TRY(sg_stream_edges(self->stream, sg_relation_name((sg_relation)i), columns,
                               columns_of(&self->edges[i], columns), &self->edge_table[i],
                               err));
    }
    return sg_stream_begin(self->stream, err);
}

static sg_status values_of(const stream_sink *self, const sg_column_layout *layout,
                           const sg_row *row, sg_value *out, sg_entry *entries, sg_error *err)
{
    sg_status status = SG_OK;
    for (uint32_t i = 0; status == SG_OK && i < layout->count; i++)
        status = sg_column_layout_value(layout, row, i, entries + layout->first[i], self->texts,
                                        &out[i]);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "a planted list cannot be read");
}

/* --- nodes -------------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const run_node *a = left, *b = right;
    int order = sg_str_compare(a->account, b->account);
    if (order == 0)
        order = sg_str_compare(a->id, b->id);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Of nodes without an account an empty text. */
static sg_status add_to_run(stream_sink *self, sg_place place, bool many_accounts,
                            sg_error *err)
{
    char account[SG_NAME_MOST] = "", id[SG_NAME_MOST];
    if (many_accounts && place.kind >= SG_FIRST_OF_ACCOUNT)
        sg_account_of(self->estate, place, account);
    sg_id_of(self->estate, place, id);
    run_node node = { .account = sg_arena_copy(self->texts, sg_str_of(account)),
                      .id = sg_arena_copy(self->texts, sg_str_of(id)),
                      .number = sg_estate_number(self->estate, place),
                      .place = place };
    if (!node.account.bytes || !node.id.bytes || sg_array_push(&self->run, node) != SG_OK)
        return sg_fail_memory(err);
    return SG_OK;
}

static sg_status put_run(stream_sink *self, sg_error *err)
{
    sg_value values[SG_PROPERTIES_MOST];
    sg_entry entries[SG_PROPERTIES_MOST];
    if (self->run.count > 0)
        qsort(self->run.items, self->run.count, sizeof *self->run.items, by_place);
    for (size_t i = 0; i < self->run.count; i++) {
        sg_place place = self->run.items[i].place;
        sg_describe_node(self->estate, place, &self->node);
        SG_TRY(sg_sink_node(&self->sink, &self->node, err));
        SG_TRY(
            values_of(self, &self->nodes[place.kind], &self->node.row, values, entries, err));
        SG_TRY(sg_stream_node(self->stream, self->node_table[place.kind], values, err));
        self->numbers[self->run.items[i].number] = self->next++;
    }
    self->run.count = 0;
    sg_arena_reset(self->texts);
    return SG_OK;
}

/* The nodes of an account that are of the kinds. */
static sg_status gather(stream_sink *self, const sg_kind *kinds, uint32_t count,
                        uint32_t account, bool many_accounts, sg_error *err)
{
    for (uint32_t k = 0; k < count; k++) {
        uint32_t nodes = sg_estate_count(self->estate, account, kinds[k]);
        for (uint32_t i = 0; i < nodes; i++)
            SG_TRY(add_to_run(self, (sg_place){ account, kinds[k], i }, many_accounts, err));
    }
    return SG_OK;
}

/* The nodes of a label set, which those kinds have. */
static sg_status put_set(stream_sink *self, const sg_kind *kinds, uint32_t count, sg_error *err)
{
    bool one_run = kinds[0] <= SG_FIRST_OF_ACCOUNT;
    for (uint32_t i = 0; i < self->estate->accounts; i++) {
        SG_TRY(gather(self, kinds, count, self->accounts[i], one_run, err));
        if (!one_run)
            SG_TRY(put_run(self, err));
    }
    SG_TRY(gather(self, kinds, count, self->estate->accounts, one_run, err));
    return put_run(self, err);
}

static sg_status put_nodes(stream_sink *self, sg_error *err)
{
    for (uint32_t set = 0, placed = 0; placed < SG_KINDS; set++) {
        sg_kind kinds[SG_KINDS];
        uint32_t count = 0;
        for (uint32_t kind = 0; kind < SG_KINDS; kind++)
            if (sg_stream_set(self->stream, self->node_table[kind]) == set)
                kinds[count++] = (sg_kind)kind;
        if (count > 0)
            SG_TRY(put_set(self, kinds, count, err));
        placed += count;
    }
    return SG_OK;
}

/* --- relationships ------------------------------------------------------------------------------ */

static sg_status put_edge(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    const stream_sink *self = (const stream_sink *)sink;
    sg_value values[SG_PROPERTIES_MOST];
    sg_entry entries[SG_PROPERTIES_MOST];
    SG_TRY(values_of(self, &self->edges[edge->relation], &edge->row, values, entries, err));
    return sg_stream_edge(self->stream, self->edge_table[edge->relation],
                          self->numbers[sg_estate_number(self->estate, edge->from)],
                          self->numbers[sg_estate_number(self->estate, edge->to)], values, err);
}

static void number_places(const stream_sink *self, const sg_place *places, uint32_t count,
                          uint32_t *out)
{
    for (uint32_t i = 0; i < count; i++)
        out[i] = self->numbers[sg_estate_number(self->estate, places[i])];
}

static sg_status put_span(sg_sink *sink, const sg_span_row *span, sg_error *err)
{
    const stream_sink *self = (const stream_sink *)sink;
    sg_value values[SG_PROPERTIES_MOST];
    sg_entry entries[SG_PROPERTIES_MOST];
    uint32_t *nodes = calloc((size_t)span->from_count + span->to_count + 1, sizeof *nodes);
    if (!nodes)
        return sg_fail_memory(err);
    number_places(self, span->from, span->from_count, nodes);
    number_places(self, span->to, span->to_count, nodes + span->from_count);
    sg_status status =
        values_of(self, &self->edges[span->relation], &span->row, values, entries, err);
    if (status == SG_OK)
        status = sg_stream_span(self->stream, self->edge_table[span->relation], nodes,
                                span->from_count, nodes + span->from_count, span->to_count,
                                values, err);
    free(nodes);
    return status;
}

/* --- the whole ---------------------------------------------------------------------------------- */

typedef struct {
    const char *id;
    uint32_t account;
} named_account;

static int by_id(const void *left, const void *right)
{
    return strcmp(((const named_account *)left)->id, ((const named_account *)right)->id);
}

static sg_status order_accounts(stream_sink *self, sg_error *err)
{
    uint32_t count = self->estate->accounts;
    named_account *named = calloc((size_t)count + 1, sizeof *named);
    self->accounts = calloc((size_t)count + 1, sizeof *self->accounts);
    if (!named || !self->accounts) {
        free(named);
        return sg_fail_memory(err);
    }
    for (uint32_t i = 0; i < count; i++)
        named[i] = (named_account){ self->estate->items[i].id, i };
    qsort(named, count, sizeof *named, by_id);
    for (uint32_t i = 0; i < count; i++)
        self->accounts[i] = named[i].account;
    free(named);
    return SG_OK;
}

static sg_status put_all(stream_sink *self, sg_error *err)
{
    SG_TRY(announce(self, err));
    SG_TRY(order_accounts(self, err));
    SG_TRY(put_nodes(self, err));
    SG_TRY(sg_generate_edges(self->estate, &self->sink, err));
    free(self->numbers);
    self->numbers = NULL;
    return sg_stream_finish(self->stream, err);
}

sg_status sg_generate_snapshot(const sg_estate *estate, const char *path, bool spans,
                               sg_sink *witness, sg_error *err)
{
    stream_sink *self = calloc(1, sizeof *self);
    if (!self)
        return sg_fail_memory(err);
    self->sink.edge = put_edge;
    self->sink.span = spans ? put_span : NULL;
    self->sink.witness = witness;
    self->estate = estate;
    self->numbers = calloc((size_t)estate->nodes + 1, sizeof *self->numbers);
    sg_status status = self->numbers && sg_arena_new(0, &self->texts) == SG_OK
                           ? sg_stream_new(path, &self->stream, err)
                           : sg_fail_memory(err);
    if (status == SG_OK)
        status = put_all(self, err);
    sg_stream_free(self->stream);
    sg_arena_free(self->texts);
    sg_array_free(&self->run);
    free(self->accounts);
    free(self->numbers);
    free(self);
    return status;
}
