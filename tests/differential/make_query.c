/* make_query.c - random clauses, one after the other, and statements within statements. */
#include "tests/differential/make_query.h"

#include "tests/differential/make_parts.h"

enum { MOST_NESTING = 2 };

static uint32_t choose(sg_maker *maker, uint32_t bound)
{
    return sg_choose(maker->choices, bound);
}

static bool chance(sg_maker *maker, uint32_t percent)
{
    return sg_chance(maker->choices, percent);
}

/* --- subqueries in expressions ------------------------------------------------------------------------- */
static void collect_body(sg_maker *maker)
{
    sg_make_match(maker, chance(maker, 20));
    sg_make_text(maker, " RETURN ");
    sg_make_any(maker, 1);
    sg_make_text(maker, " AS x");
}

/* Groups inside: COUNT { MATCH ... WITH n, count(*) AS c WHERE c > 1 RETURN ... }. */
static void grouped_body(sg_maker *maker)
{
    sg_made_columns columns = { 0 };

    sg_make_match(maker, false);
    sg_make_text(maker, " ");
    sg_make_with(maker);
    sg_make_text(maker, " ");
    sg_make_inner_return(maker, &columns);
}

void sg_make_subquery(sg_maker *maker, const char *word)
{
    sg_maker around = *maker;
    bool collects = word[2] == 'L';

    if (maker->nesting == MOST_NESTING) {
        sg_make_text(maker, collects ? "[]" : word[0] == 'E' ? "true" : "1");
        return;
    }
    maker->nesting++;
    maker->fixed = maker->count;
    sg_buffer_format(maker->out, "%s { ", word);
    if (collects)
        collect_body(maker);
    else if (chance(maker, 15))
        grouped_body(maker);
    else if (chance(maker, 30))
        sg_make_match(maker, chance(maker, 10));
    else
        sg_make_free_pattern(maker);
    sg_make_text(maker, " }");
    around.names = maker->names;
    around.walks = maker->walks;
    *maker = around;
}

/* --- CALL {} ------------------------------------------------------------------------------------------- */
static void import_some(sg_maker *maker, bool with)
{
    uint32_t kept = 0;

    sg_make_text(maker, with ? "WITH " : "");
    for (uint32_t i = 0; i < maker->count; i++) {
        bool last = i + 1 == maker->count && kept == 0;
        if (!last && !chance(maker, 60))
            continue;
        sg_buffer_format(maker->out, "%s%s", kept ? ", " : "", maker->variables[i].name);
        maker->variables[kept++] = maker->variables[i];
    }
    maker->count = kept;
}

static void begin_call(sg_maker *maker)
{
    uint32_t manner = maker->count ? choose(maker, 4) : 0;

    maker->fixed = 0;
    if (manner == 1) {
        sg_make_text(maker, "CALL (");
        import_some(maker, false);
        sg_make_text(maker, ") { ");
        maker->fixed = maker->count;
    } else if (manner == 2) {
        sg_make_text(maker, "CALL (*) { ");
        maker->fixed = maker->count;
    } else if (manner == 3) {
        sg_make_text(maker, "CALL { ");
        import_some(maker, true);
        sg_make_text(maker, " ");
    } else {
        sg_make_text(maker, "CALL { ");
        maker->count = 0;
    }
}

static void make_clauses(sg_maker *maker, uint32_t count);

static void make_union(sg_maker *maker, sg_made_columns *columns)
{
    const char *word = choose(maker, 2) ? " UNION ALL " : " UNION ";
    uint32_t more = 1 + choose(maker, 2);

    sg_make_union_columns(maker, columns);
    for (uint32_t i = 0; i <= more; i++) {
        sg_make_text(maker, i ? word : "");
        maker->count = maker->fixed;
        make_clauses(maker, choose(maker, 2));
        sg_make_union_return(maker, columns);
    }
}

static void make_call(sg_maker *maker)
{
    sg_maker around = *maker;
    sg_made_columns columns = { 0 };

    maker->nesting++;
    begin_call(maker);
    if (maker->fixed == maker->count && chance(maker, 15)) {
        make_union(maker, &columns);
    } else {
        make_clauses(maker, choose(maker, 2));
        sg_make_inner_return(maker, &columns);
    }
    sg_make_text(maker, " }");
    around.names = maker->names;
    around.walks = maker->walks;
    *maker = around;
    for (uint32_t i = 0; i < columns.count; i++)
        sg_make_declare(maker, columns.list[i]);
}

/* --- clauses -------------------------------------------------------------------------------------------- */
static void make_unwind(sg_maker *maker)
{
    sg_make_text(maker, "UNWIND ");
    sg_kind kind = sg_make_list(maker, 1);
    sg_made_variable item = sg_make_name(maker, sg_kind_of_items(kind));
    sg_buffer_format(maker->out, " AS %s", item.name);
    sg_make_declare(maker, item);
}

/* A first clause reads; what follows may be anything. */
static void make_clause(sg_maker *maker, bool first)
{
    switch (choose(maker, first ? 8 : 14)) {
    case 4:
    case 5:
    case 8:
    case 9:
        sg_make_match(maker, true);
        return;
    case 6:
        make_unwind(maker);
        return;
    case 7:
        if (first)
            break;
        sg_make_shortest_match(maker);
        return;
    case 10:
    case 11:
    case 12:
        sg_make_with(maker);
        return;
    case 13:
        if (maker->nesting == MOST_NESTING)
            break;
        make_call(maker);
        return;
    default:
        break;
    }
    sg_make_match(maker, false);
}

static void make_clauses(sg_maker *maker, uint32_t count)
{
    bool bare = maker->count == 0;

    for (uint32_t i = 0; i <= count; i++) {
        make_clause(maker, i == 0 && bare);
        sg_make_text(maker, " ");
    }
}

/* --- statements ------------------------------------------------------------------------------------------ */
void sg_make_query(sg_choices *choices, sg_buffer *out, uint64_t *unordered)
{
    sg_maker maker = { .choices = choices, .out = out };
    sg_made_columns columns = { 0 };

    sg_buffer_clear(out);
    if (chance(&maker, 35)) {
        sg_make_reducible(&maker, &columns);
    } else if (chance(&maker, 7)) {
        make_union(&maker, &columns);
    } else {
        make_clauses(&maker, choose(&maker, 4));
        if (chance(&maker, 5))
            sg_make_ordered_end(&maker, &columns);
        else
            sg_make_last_return(&maker, &columns);
    }
    *unordered = 0;
    for (uint32_t i = 0; i < columns.count; i++)
        if (!sg_kind_is_ordered(columns.list[i].kind))
            *unordered |= UINT64_C(1) << i;
}
