/* judge.c - runs a query in both evaluators and compares what comes of it. */
#include "tests/differential/judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/graph_text.h"
#include "query/query.h"
#include "tests/differential/plain.h"
#include "tests/support/rows.h"

enum {
    BUDGET = 80000,   /* of the plain evaluator */
    MOST_ROWS = 1500, /* which are compared one by one */
    MEMORY = 256 << 20,
};

typedef struct trial {
    sg_graph *graph;
    sg_arena *arena;
    uint64_t unordered;
    sg_plain_result wanted;
    const sg_value **rows; /* of the real executor */
    uint32_t count, capacity, columns;
    sg_error plain_error, error;
} trial;

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "differential: %s\n", what);
    abort();
}

static void *allocate(trial *t, size_t count, size_t size)
{
    void *bytes = sg_arena_alloc_array(t->arena, count, size);

    if (!bytes)
        give_up("out of memory");
    return bytes;
}

/* --- running ----------------------------------------------------------------------------------------- */
static sg_value parameters(trial *t)
{
    sg_value *ids = allocate(t, 2, sizeof(*ids));
    sg_entry *entries = allocate(t, 3, sizeof(*entries));

    ids[0] = sg_string(SG_STR("k0"));
    ids[1] = sg_string(SG_STR("k2"));
    entries[0] = (sg_entry){ SG_STR("ids"), sg_list(ids, 2) };
    entries[1] = (sg_entry){ SG_STR("p"), sg_integer(2) };
    entries[2] = (sg_entry){ SG_STR("q"), sg_string(SG_STR("a")) };
    return sg_map(entries, 3);
}

static void keep_row(trial *t, const sg_value *row)
{
    sg_value *kept = allocate(t, t->columns, sizeof(*kept));

    for (uint32_t i = 0; i < t->columns; i++)
        if (sg_value_copy(t->arena, row[i], &kept[i]) != SG_OK)
            give_up("out of memory");
    if (t->count == t->capacity) {
        uint32_t capacity = t->capacity ? 2 * t->capacity : 64;
        const sg_value **rows = allocate(t, capacity, sizeof(*rows));
        if (t->count)
            memcpy(rows, t->rows, t->count * sizeof(*rows));
        t->rows = rows;
        t->capacity = capacity;
    }
    t->rows[t->count++] = kept;
}

static void add_counts(sg_set_counts *sum, sg_set_counts one)
{
    sum->ends += one.ends;
    sum->weights += one.weights;
    sum->partners += one.partners;
    sum->pairs += one.pairs;
    sum->totals += one.totals;
    sum->trails += one.trails;
    sum->declined += one.declined;
    sum->narrowed += one.narrowed;
    sum->subqueries += one.subqueries;
    sum->joined += one.joined;
    sum->reached += one.reached;
    sum->conditions += one.conditions;
    sum->degrees += one.degrees;
}

static void run(trial *t, sg_str text, sg_value params, sg_reduce reduce, sg_set_counts *sets)
{
    const sg_query_options options = { .limits = { .memory = MEMORY,
                                                   .rows = MOST_ROWS,
                                                   .milliseconds = 2000,
                                                   .path_depth = 1000 },
                                       .now = 1700000000,
                                       .reduce = reduce };
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;

    if (sg_query_prepare(t->graph, text, &options, &query, &t->error) != SG_OK)
        return;
    t->columns = sg_query_columns(query);
    if (sg_query_run(query, params, &result, &t->error) == SG_OK)
        while (sg_result_next(result, &row, &t->error) == SG_ROW)
            keep_row(t, row);
    if (result)
        add_counts(sets, sg_result_sets(result));
    sg_result_close(result);
    sg_query_free(query);
}

/* --- comparing --------------------------------------------------------------------------------------- */
static int by_order(const void *left, const void *right)
{
    return sg_value_order(*(const sg_value *)left, *(const sg_value *)right);
}

/* Puts the items of lists without order, and of lists in them, in one order. */
static sg_value settle(trial *t, sg_value value)
{
    if (value.type != SG_TYPE_LIST || value.length == 0)
        return value;
    sg_value *items = allocate(t, value.length, sizeof(*items));
    for (uint32_t i = 0; i < value.length; i++)
        items[i] = settle(t, value.list[i]);
    qsort(items, value.length, sizeof(*items), by_order);
    return sg_list(items, value.length);
}

static void settle_rows(trial *t, const sg_value **rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        sg_value *row = allocate(t, t->columns, sizeof(*row));
        for (uint32_t j = 0; j < t->columns; j++)
            row[j] = t->unordered >> j & 1 ? settle(t, rows[i][j]) : rows[i][j];
        rows[i] = row;
    }
}

static bool same_value(sg_value left, sg_value right)
{
    if (left.type == SG_TYPE_FLOAT && right.type == SG_TYPE_FLOAT)
        return fabs(left.real - right.real) < 1e-9 || sg_value_same(left, right);
    if (left.type == SG_TYPE_LIST && right.type == SG_TYPE_LIST) {
        bool same = left.length == right.length;
        for (uint32_t i = 0; same && i < left.length; i++)
            same = same_value(left.list[i], right.list[i]);
        return same;
    }
    return left.type == right.type && sg_value_same(left, right);
}

static bool same_row(const trial *t, const sg_value *left, const sg_value *right)
{
    for (uint32_t i = 0; i < t->columns; i++)
        if (!same_value(left[i], right[i]))
            return false;
    return true;
}

/* Whether each of the rows [first, last) that were given is one of the peers [begin, end), each
 * of which may be used once. */
static bool among(trial *t, uint32_t first, uint32_t last, uint32_t begin, uint32_t end)
{
    bool *used = allocate(t, end - begin, sizeof(*used));

    for (uint32_t i = first; i < last; i++) {
        uint32_t j = begin;
        while (j < end && (used[j - begin] || !same_row(t, t->rows[i], t->wanted.rows[j])))
            j++;
        if (j == end)
            return false;
        used[j - begin] = true;
    }
    return true;
}

static bool same_rows(trial *t)
{
    const sg_plain_result *wanted = &t->wanted;
    uint32_t skipped, count = sg_plain_window(wanted, &skipped);

    if (count != t->count)
        return false;
    if (count && wanted->columns != t->columns)
        return false;
    if (t->unordered) {
        settle_rows(t, t->rows, t->count);
        settle_rows(t, wanted->rows, wanted->count);
    }
    for (uint32_t i = skipped, next; i < skipped + count; i = next) {
        uint32_t begin = wanted->peers[i], end = i;
        while (end < wanted->count && wanted->peers[end] == begin)
            end++;
        next = end < skipped + count ? end : skipped + count;
        if (!among(t, i - skipped, next - skipped, begin, end))
            return false;
    }
    return true;
}

static sg_verdict compare(trial *t)
{
    if (t->plain_error.status == SG_ELIMIT || t->error.status == SG_ELIMIT ||
        t->wanted.count > MOST_ROWS)
        return SG_TOO_MUCH;
    if (t->plain_error.status == SG_OK && t->error.status == SG_OK)
        return !same_rows(t) ? SG_DIFFER : t->count ? SG_AGREE : SG_AGREE_ON_NOTHING;
    bool same =
        t->plain_error.type && t->error.type && strcmp(t->plain_error.type, t->error.type) == 0;
    return same ? SG_AGREE_ON_ERROR : SG_DIFFER;
}

/* --- telling ----------------------------------------------------------------------------------------- */
static void tell(const trial *t, const char *who, const sg_error *err, const sg_value **rows,
                 uint32_t count, sg_buffer *out)
{
    enum { MOST = 30 };

    if (err->status != SG_OK) {
        sg_buffer_format(out, "%-7s error %s %s: %s\n", who, err->type ? err->type : "-",
                         err->detail ? err->detail : "-", err->message);
        return;
    }
    for (uint32_t i = 0; i < count && i < MOST; i++) {
        sg_buffer_format(out, "%-7s ", i ? "" : who);
        sg_test_row_text(t->graph, rows[i], t->columns, out);
        sg_buffer_char(out, '\n');
    }
    if (count == 0 || count > MOST)
        sg_buffer_format(out, "%-7s (%u rows)\n", count ? "" : who, count);
}

static void report_difference(const trial *t, sg_buffer *out)
{
    uint32_t first, count = sg_plain_window(&t->wanted, &first);

    tell(t, "rows", &t->plain_error, t->wanted.rows + (count ? first : 0), count, out);
    tell(t, "got", &t->error, t->rows, t->count, out);
}

/* Runs the query once and compares; *verdict stays where it says more than this run. */
static void try_run(trial *t, sg_str query, sg_value params, sg_reduce reduce,
                    sg_set_counts *sets, sg_buffer *report, sg_verdict *verdict)
{
    if (*verdict == SG_DIFFER)
        return;
    t->count = 0;
    t->error = (sg_error){ .status = SG_OK };
    if (t->plain_error.status != SG_ELIMIT)
        run(t, query, params, reduce, sets);
    *verdict = compare(t);
    if (*verdict == SG_DIFFER && report) {
        sg_buffer_format(report, "# %s\n",
                         reduce == SG_REDUCE_NEVER ? "rows alone" : "sets before rows");
        report_difference(t, report);
    }
}

sg_verdict sg_judge(sg_str graph, sg_str query, uint64_t unordered, sg_set_counts *sets,
                    sg_buffer *report)
{
    trial t = { .unordered = unordered };
    sg_verdict verdict = SG_AGREE;

    if (sg_arena_new(MEMORY, &t.arena) != SG_OK)
        give_up("out of memory");
    if (sg_graph_text(graph, &t.graph, &t.error) != SG_OK)
        give_up(t.error.message);
    sg_value params = parameters(&t);
    (void)!sg_plain_run(t.graph, query, params, BUDGET, t.arena, &t.wanted, &t.plain_error);
    try_run(&t, query, params, SG_REDUCE_NEVER, sets, report, &verdict);
    try_run(&t, query, params, SG_REDUCE_ALWAYS, sets, report, &verdict);
    sg_graph_free(t.graph);
    sg_arena_free(t.arena);
    return verdict;
}
