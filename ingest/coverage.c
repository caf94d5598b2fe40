/* coverage.c - the table of what was asked and answered, filled file by file. */
#include "ingest/coverage_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/call.h"
#include "ingest/recognise.h"

static const char *const status_names[] = {
    [SG_COVERAGE_COMPLETE] = "complete", [SG_COVERAGE_SKIPPED] = "skipped",
    [SG_COVERAGE_PARTIAL] = "partial",   [SG_COVERAGE_DENIED] = "denied",
    [SG_COVERAGE_FAILED] = "failed",     [SG_COVERAGE_NOT_COLLECTED] = "notCollected",
};

const char *sg_coverage_status_name(sg_coverage_status status)
{
    return status_names[status];
}

sg_status sg_coverage_new(sg_coverage **out)
{
    sg_coverage *coverage = calloc(1, sizeof(*coverage));

    if (!coverage)
        return SG_ENOMEM;
    if (sg_arena_new(0, &coverage->arena) != SG_OK) {
        free(coverage);
        return SG_ENOMEM;
    }
    *out = coverage;
    return SG_OK;
}

void sg_coverage_free(sg_coverage *coverage)
{
    if (!coverage)
        return;
    sg_array_free(&coverage->rows);
    sg_table_free(&coverage->index);
    sg_arena_free(coverage->arena);
    free(coverage);
}

/* --- rows ------------------------------------------------------------------------------------ */

static sg_str row_key(const sg_coverage_row *row, sg_arena *arena)
{
    return sg_arena_format(arena, "%.*s %.*s %.*s", SG_FMT(row->account), SG_FMT(row->region),
                           SG_FMT(row->call));
}

sg_status sg_coverage_row_of(sg_coverage *coverage, sg_str account, sg_str region, sg_str call,
                             size_t *out)
{
    sg_coverage_row row = { .account = account, .region = region, .call = call };
    sg_str key = row_key(&row, coverage->arena);
    uint64_t *slot;
    bool added;

    if (!key.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_table_put(&coverage->index, key, coverage->rows.count, &slot, &added));
    *out = (size_t)*slot;
    if (!added)
        return SG_OK;
    row.account = sg_str_slice(key, 0, account.length);
    row.region = sg_str_slice(key, account.length + 1, account.length + 1 + region.length);
    row.call = sg_str_slice(key, account.length + region.length + 2, key.length);
    row.expected = sg_expected_call_find(row.call) != NULL;
    return sg_array_push(&coverage->rows, row);
}

static uint32_t add_up(uint32_t left, uint32_t right)
{
    return left > UINT32_MAX - right ? UINT32_MAX : left + right;
}

sg_status sg_coverage_note(sg_coverage *coverage, const sg_coverage_row *note)
{
    size_t index;

    SG_TRY(sg_coverage_row_of(coverage, note->account, note->region, note->call, &index));
    sg_coverage_row *row = &coverage->rows.items[index];
    bool worse = !row->files || note->status > row->status;

    row->mapped = row->mapped || note->mapped;
    row->files = add_up(row->files, note->files);
    row->items = add_up(row->items, note->items);
    row->problems = add_up(row->problems, note->problems);
    row->gone = add_up(row->gone, note->gone);
    if (!worse)
        return SG_OK;
    row->status = note->status;
    row->file = sg_arena_copy(coverage->arena, note->file);
    row->message = sg_arena_copy(coverage->arena, note->message);
    return row->file.bytes && row->message.bytes ? SG_OK : SG_ENOMEM;
}

size_t sg_coverage_rows(const sg_coverage *coverage)
{
    return coverage->rows.count;
}

const sg_coverage_row *sg_coverage_at(const sg_coverage *coverage, size_t row)
{
    return &coverage->rows.items[row];
}

sg_coverage_row *sg_coverage_find(const sg_coverage *coverage, sg_str account, sg_str region,
                                  sg_str call)
{
    char key[256];
    size_t length = account.length + region.length + call.length + 2;
    uint64_t index;

    if (length > sizeof(key))
        return NULL;
    memcpy(key, account.bytes ? account.bytes : "", account.length);
    key[account.length] = ' ';
    memcpy(key + account.length + 1, region.bytes ? region.bytes : "", region.length);
    key[account.length + 1 + region.length] = ' ';
    memcpy(key + length - call.length, call.bytes, call.length);
    return sg_table_find(&coverage->index, (sg_str){ key, length }, &index)
               ? &coverage->rows.items[index]
               : NULL;
}

bool sg_coverage_collected(const sg_coverage *coverage, sg_str account, sg_str region,
                           sg_str call)
{
    const sg_coverage_row *row =
        coverage ? sg_coverage_find(coverage, account, region, call) : NULL;

    return row && row->files > 0 && row->status == SG_COVERAGE_COMPLETE &&
           !sg_coverage_is_short(row);
}

/* --- what is missing ------------------------------------------------------------------------- */

sg_status sg_coverage_expect(sg_coverage *coverage, sg_str account, sg_str region)
{
    size_t index;

    SG_TRY(sg_coverage_row_of(coverage, account, region.length ? region : SG_STR("*"),
                              SG_STR("*"), &index));
    coverage->rows.items[index].expected = true;
    return SG_OK;
}

/* Adds the row of an expected call unless it is there; a follow-up only where its parent found
 * something to ask about. */
static sg_status expect_call(sg_coverage *coverage, sg_str account, sg_str region,
                             const sg_expected_call *expected)
{
    size_t index;

    if (expected->after.length) {
        uint64_t parent;
        char key[256];
        int length = snprintf(key, sizeof(key), "%.*s %.*s %.*s", SG_FMT(account),
                              SG_FMT(region), SG_FMT(expected->after));
        if (length < 0 || (size_t)length >= sizeof(key) ||
            !sg_table_find(&coverage->index, (sg_str){ key, (size_t)length }, &parent) ||
            !coverage->rows.items[parent].items)
            return SG_OK;
    }
    SG_TRY(sg_coverage_row_of(coverage, account, region, expected->call, &index));
    if (!coverage->rows.items[index].files)
        coverage->rows.items[index].status = SG_COVERAGE_NOT_COLLECTED;
    return SG_OK;
}

static sg_status expect_calls(sg_coverage *coverage, sg_str account, sg_str region,
                              sg_expectation how)
{
    size_t count;
    const sg_expected_call *expected = sg_expected_calls(&count);

    for (size_t i = 0; i < count; i++)
        if (expected[i].how == how)
            SG_TRY(expect_call(coverage, account, region, &expected[i]));
    return SG_OK;
}

static bool is_marker(const sg_coverage_row *row)
{
    return sg_str_equal(row->call, SG_STR("*"));
}

static sg_status mark(sg_coverage *coverage, sg_str account, sg_str region)
{
    size_t index;

    return sg_coverage_row_of(coverage, account, region, SG_STR("*"), &index);
}

/* Gives every account, and every region of an account, that has files a row "*" of its own, so that
 * each is met once below; its `files` counts them. */
static sg_status mark_places(sg_coverage *coverage, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sg_coverage_row row = coverage->rows.items[i];
        size_t place;

        if (is_marker(&row) || !sg_is_account(row.account) || !row.files)
            continue;
        SG_TRY(mark(coverage, row.account, SG_STR("*")));
        SG_TRY(sg_coverage_row_of(coverage, row.account, SG_STR("*"), SG_STR("*"), &place));
        coverage->rows.items[place].files++;
        if (!row.region.length || sg_str_equal(row.region, SG_STR("global")))
            continue;
        SG_TRY(sg_coverage_row_of(coverage, row.account, row.region, SG_STR("*"), &place));
        coverage->rows.items[place].files++;
    }
    return SG_OK;
}

/* Drops the markers of places that have files: only those of missing ones are news. */
static void drop_markers(sg_coverage *coverage)
{
    size_t kept = 0;

    for (size_t i = 0; i < coverage->rows.count; i++) {
        sg_coverage_row row = coverage->rows.items[i];
        if (is_marker(&row) && row.files)
            continue;
        if (is_marker(&row))
            row.status = SG_COVERAGE_NOT_COLLECTED;
        coverage->rows.items[kept++] = row;
    }
    coverage->rows.count = kept;
}

static int by_place(const void *left, const void *right)
{
    const sg_coverage_row *a = left, *b = right;
    int order = sg_str_compare(a->account, b->account);

    if (!order)
        order = sg_str_compare(a->region, b->region);
    return order ? order : sg_str_compare(a->call, b->call);
}

sg_status sg_coverage_reindex(sg_coverage *coverage)
{
    sg_table_free(&coverage->index);
    for (size_t i = 0; i < coverage->rows.count; i++) {
        sg_str key = row_key(&coverage->rows.items[i], coverage->arena);
        if (!key.bytes)
            return SG_ENOMEM;
        SG_TRY(sg_table_put(&coverage->index, key, i, NULL, NULL));
    }
    return SG_OK;
}

/* Whether some account answered the call. */
static bool answered_somewhere(const sg_coverage *coverage, sg_str call)
{
    for (size_t i = 0; i < coverage->rows.count; i++)
        if (coverage->rows.items[i].files && sg_str_equal(coverage->rows.items[i].call, call))
            return true;
    return false;
}

static sg_status expect_once(sg_coverage *coverage)
{
    size_t count;
    const sg_expected_call *expected = sg_expected_calls(&count);

    for (size_t i = 0; i < count; i++)
        if (expected[i].how == SG_ONCE_ESTATE &&
            !answered_somewhere(coverage, expected[i].call))
            SG_TRY(expect_call(coverage, SG_STR("*"), SG_STR("global"), &expected[i]));
    return SG_OK;
}

sg_status sg_coverage_close(sg_coverage *coverage)
{
    SG_TRY(mark_places(coverage, coverage->rows.count));
    for (size_t i = 0, count = coverage->rows.count; i < count; i++) {
        sg_coverage_row row = coverage->rows.items[i];

        if (!is_marker(&row) || !row.files)
            continue;
        bool account = sg_str_equal(row.region, SG_STR("*"));
        SG_TRY(expect_calls(coverage, row.account, account ? SG_STR("global") : row.region,
                            account ? SG_ONCE_ACCOUNT : SG_EACH_REGION));
    }
    SG_TRY(expect_once(coverage));
    drop_markers(coverage);
    if (coverage->rows.count)
        qsort(coverage->rows.items, coverage->rows.count, sizeof(*coverage->rows.items),
              by_place);
    return sg_coverage_reindex(coverage);
}

sg_coverage_summary sg_coverage_summarise(const sg_coverage *coverage)
{
    sg_coverage_summary sum = { .complete = true };
    sg_str account = SG_STR("");

    for (size_t i = 0; i < coverage->rows.count; i++) {
        const sg_coverage_row *row = &coverage->rows.items[i];
        bool bad = row->status >= SG_COVERAGE_PARTIAL || sg_coverage_is_short(row);

        sum.rows[row->status]++;
        sum.files = add_up(sum.files, row->files);
        sum.problems = add_up(sum.problems, row->problems);
        sum.resources = add_up(sum.resources, row->resources);
        sum.told = add_up(sum.told, row->told);
        if (row->files && sg_is_account(row->account) && !sg_str_equal(row->account, account)) {
            sum.accounts++;
            account = row->account;
        }
        if (bad && (row->expected || row->status != SG_COVERAGE_NOT_COLLECTED))
            sum.complete = false;
    }
    return sum;
}
