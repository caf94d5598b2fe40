/* collected.c - what was asked of an account, as properties of it: so that a query can tell "there is
 * no trail" from "nobody asked for trails".
 *
 *     collected   the calls that were answered in full, or had nothing to ask about, in every region that
 *                 was collected
 *     regions     the regions that were collected
 *
 * Accounts of which nothing was loaded have neither.
 */
#include "ingest/derive/derive.h"
#include "ingest/derive/read.h"

#include "engine/base/table.h"
#include "ingest/call.h"
#include "ingest/coverage.h"

/* How one call went in one account. */
typedef struct answer {
    sg_str call;
    uint32_t regions; /* answered in full */
    bool everywhere;  /* answered for the whole account at once */
    bool failed;      /* somewhere: denied, partial, not collected, ... */
} answer;

typedef struct gathering {
    sg_arena *arena; /* of one account */
    answer *answers; /* room for every row of the account, and every call that is expected */
    uint32_t answer_count;
    sg_value *regions;
    uint32_t region_count;
} gathering;

static bool is_regional(sg_str region)
{
    return region.length > 0 && !sg_str_equal(region, SG_STR("global")) &&
           !sg_str_equal(region, SG_STR("*"));
}

/* Rows come sorted by region, so one look at the last region tells whether this one is new. */
static void add_region(gathering *self, sg_str region)
{
    if (self->region_count > 0 &&
        sg_str_equal(sg_value_str(self->regions[self->region_count - 1]), region))
        return;
    self->regions[self->region_count++] = sg_string(region);
}

static sg_status add_row(gathering *self, sg_table *by_call, const sg_coverage_row *row)
{
    uint64_t position;

    if (!sg_table_find(by_call, row->call, &position)) {
        position = self->answer_count++;
        self->answers[position] = (answer){ .call = row->call };
        SG_TRY(sg_table_put(by_call, row->call, position, NULL, NULL));
    }
    answer *known = &self->answers[position];
    bool complete =
        row->files > 0 && row->status == SG_COVERAGE_COMPLETE && !sg_coverage_is_short(row);
    if (!complete)
        known->failed = true;
    else if (is_regional(row->region))
        known->regions++;
    else
        known->everywhere = true;
    if (row->files > 0 && is_regional(row->region))
        add_region(self, row->region);
    return SG_OK;
}

/* Where a list is empty, calls that are asked about one of its things after the other have nothing to ask:
 * that they were not made leaves nothing open. */
static sg_status add_follow_ups(gathering *self, sg_table *by_call, const sg_coverage *coverage,
                                const sg_coverage_row *list)
{
    size_t count;
    const sg_expected_call *expected = sg_expected_calls(&count);

    if (list->items > 0 || list->files == 0 || list->status != SG_COVERAGE_COMPLETE)
        return SG_OK;
    for (size_t i = 0; i < count; i++) {
        sg_coverage_row row = *list;
        row.call = expected[i].call;
        if (sg_str_equal(expected[i].after, list->call) &&
            !sg_coverage_collected(coverage, row.account, row.region, row.call))
            SG_TRY(add_row(self, by_call, &row));
    }
    return SG_OK;
}

static sg_status set_properties(const gathering *self, sg_builder *builder, sg_build_node node)
{
    sg_value *calls = sg_arena_make_array(self->arena, sg_value, self->answer_count + 1);
    uint32_t count = 0;

    if (!calls)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < self->answer_count; i++) {
        const answer *known = &self->answers[i];
        if (!known->failed && (known->everywhere || known->regions == self->region_count))
            calls[count++] = sg_string(known->call);
    }
    SG_TRY(sg_builder_set(builder, node, SG_STR("collected"), sg_list(calls, count)));
    return sg_builder_set(builder, node, SG_STR("regions"),
                          sg_list(self->regions, self->region_count));
}

/* The rows [from, to) are those of one account. */
static sg_status describe(const sg_coverage *coverage, size_t from, size_t to,
                          sg_builder *builder, sg_build_node node, sg_arena *arena)
{
    size_t expected;
    (void)sg_expected_calls(&expected);
    gathering self = { .arena = arena,
                       .answers = sg_arena_make_array(arena, answer, to - from + expected),
                       .regions = sg_arena_make_array(arena, sg_value, to - from) };
    sg_table by_call = { .entries = NULL };
    sg_status status = self.answers && self.regions ? SG_OK : SG_ENOMEM;
    bool loaded = false;

    for (size_t i = from; status == SG_OK && i < to; i++) {
        const sg_coverage_row *row = sg_coverage_at(coverage, i);
        loaded = loaded || row->files > 0;
        if (!sg_str_equal(row->call, SG_STR("*")) && !sg_str_equal(row->call, SG_STR("-")))
            status = add_row(&self, &by_call, row);
        if (status == SG_OK)
            status = add_follow_ups(&self, &by_call, coverage, row);
    }
    if (status == SG_OK && loaded)
        status = set_properties(&self, builder, node);
    sg_table_free(&by_call);
    return status;
}

static sg_status describe_accounts(const sg_graph *graph, sg_builder *builder,
                                   const sg_coverage *coverage, sg_arena *arena)
{
    size_t rows = sg_coverage_rows(coverage), to;

    for (size_t from = 0; from < rows; from = to) {
        sg_str account = sg_coverage_at(coverage, from)->account;
        sg_node node;

        for (to = from + 1; to < rows; to++)
            if (!sg_str_equal(sg_coverage_at(coverage, to)->account, account))
                break;
        sg_arena_reset(arena);
        if (sg_graph_find_node(graph, account, &node) &&
            sg_node_is(graph, node, SG_STR("Account")))
            SG_TRY(
                describe(coverage, from, to, builder, sg_builder_handle(builder, node), arena));
    }
    return SG_OK;
}

sg_status sg_derive_collected(const sg_graph *graph, sg_builder *builder,
                              const sg_coverage *coverage, const sg_derive_options *options,
                              sg_error *err)
{
    sg_arena *arena = NULL;

    (void)options;
    if (!coverage)
        return SG_OK;
    if (sg_arena_new(0, &arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = describe_accounts(graph, builder, coverage, arena);
    sg_arena_free(arena);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "cannot tell what was collected");
}
