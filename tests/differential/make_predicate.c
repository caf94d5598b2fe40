/* make_predicate.c - random conditions, with nulls wherever they can be. */
#include "tests/differential/make_parts.h"

static uint32_t choose(sg_maker *maker, uint32_t bound)
{
    return sg_choose(maker->choices, bound);
}

static void one_of(sg_maker *maker, const char *const *texts, uint32_t count)
{
    sg_make_text(maker, texts[choose(maker, count)]);
}

/* Behind a colon: labels begin with 'A', types with 'R'. */
void sg_make_labels(sg_maker *maker, char first)
{
    char one = (char)(first + (char)choose(maker, 3)),
         two = (char)(first + (char)choose(maker, 3));

    switch (choose(maker, 9)) {
    case 4:
    case 5:
        sg_buffer_format(maker->out, ":%c|%c", one, two);
        return;
    case 6:
        sg_buffer_format(maker->out, ":!%c", one);
        return;
    case 7:
        sg_buffer_format(maker->out, first == 'A' ? ":%c:%c" : ":%c|%c", one, two);
        return;
    case 8:
        sg_buffer_format(maker->out, ":%c|X", one);
        return;
    default:
        sg_buffer_format(maker->out, ":%c", one);
    }
}

/* --- comparison -------------------------------------------------------------------------------------- */
static void compare(sg_maker *maker, uint32_t depth, void (*value)(sg_maker *, uint32_t))
{
    static const char *const operators[] = { " = ", " <> ", " < ", " <= ", " > ", " >= " };
    uint32_t count = sg_chance(maker->choices, 12) ? 3 : 2;

    for (uint32_t i = 0; i < count; i++) {
        if (i)
            one_of(maker, operators, SG_COUNT(operators));
        value(maker, depth);
    }
}

static bool compare_entities(sg_maker *maker)
{
    sg_kind kind = choose(maker, 4) == 3 ? SG_KIND_EDGE : SG_KIND_NODE;
    const char *left = sg_make_find(maker, kind), *right = sg_make_find(maker, kind);

    if (!left)
        return false;
    sg_buffer_format(maker->out, "%s %s %s", left, choose(maker, 2) ? "<>" : "=", right);
    return true;
}

static bool test_null(sg_maker *maker, uint32_t depth)
{
    const char *word = choose(maker, 2) ? " IS NOT NULL" : " IS NULL";

    if (maker->count && sg_chance(maker->choices, 50)) {
        sg_make_text(maker, maker->variables[choose(maker, maker->count)].name);
    } else {
        sg_make_text(maker, "(");
        sg_make_any(maker, depth);
        sg_make_text(maker, ")");
    }
    sg_make_text(maker, word);
    return true;
}

static bool test_labels(sg_maker *maker)
{
    bool edge = sg_chance(maker->choices, 25);
    const char *name = sg_make_find(maker, edge ? SG_KIND_EDGE : SG_KIND_NODE);

    if (!name)
        return false;
    sg_buffer_format(maker->out, "(%s", name); /* else `|` may end what a comprehension tests */
    sg_make_labels(maker, edge ? 'R' : 'A');
    sg_make_text(maker, ")");
    return true;
}

static bool test_text(sg_maker *maker, uint32_t depth)
{
    static const char *const operators[] = { " STARTS WITH ", " ENDS WITH ", " CONTAINS " };

    if (sg_chance(maker->choices, 30)) {
        static const char *const patterns[] = { "'a.*'", "'(?i)B'", "'.*b'", "'[ab]+'",
                                                "null" };
        sg_make_string(maker, depth);
        sg_make_text(maker, " =~ ");
        one_of(maker, patterns, SG_COUNT(patterns));
        return true;
    }
    sg_make_string(maker, depth);
    one_of(maker, operators, SG_COUNT(operators));
    sg_make_string(maker, depth);
    return true;
}

/* --- lists ------------------------------------------------------------------------------------------- */
static bool test_in(sg_maker *maker, uint32_t depth)
{
    const char *path = sg_make_find(maker, SG_KIND_PATH);
    const char *node = sg_make_find(maker, SG_KIND_NODE);
    const char *bag = sg_make_find(maker, SG_KIND_NODE_BAG);

    switch (choose(maker, 5)) {
    case 1:
        if (!path || !node)
            break;
        sg_buffer_format(maker->out, "%s IN nodes(%s)", node, path);
        return true;
    case 2:
        if (!bag || !node)
            break;
        sg_buffer_format(maker->out, "%s IN %s", node, bag);
        return true;
    case 3:
        if (!node)
            break;
        sg_buffer_format(maker->out, "%s.%s IN %s", node, choose(maker, 4) ? "id" : "arn",
                         choose(maker, 3) ? "['k1', 'k2', null, 'k1']" : "$ids");
        return true;
    default:
        break;
    }
    sg_make_any(maker, depth);
    sg_make_text(maker, " IN ");
    sg_make_list(maker, depth);
    return true;
}

static bool quantify(sg_maker *maker, uint32_t depth)
{
    static const char *const words[] = { "any(", "all(", "none(", "single(" };
    uint32_t before = maker->count;
    sg_made_variable item = sg_make_name(maker, SG_KIND_ANY);

    one_of(maker, words, SG_COUNT(words));
    sg_buffer_format(maker->out, "%s IN ", item.name);
    item.kind = sg_kind_of_items(sg_make_list(maker, depth));
    sg_make_declare(maker, item);
    sg_make_text(maker, " WHERE ");
    sg_make_predicate(maker, depth, true);
    sg_make_text(maker, ")");
    maker->count = before;
    return true;
}

/* --- logic ------------------------------------------------------------------------------------------- */
static bool join(sg_maker *maker, uint32_t depth)
{
    static const char *const words[] = { " AND ", " OR ", " XOR " };

    sg_make_text(maker, "(");
    sg_make_predicate(maker, depth, true);
    one_of(maker, words, SG_COUNT(words));
    sg_make_predicate(maker, depth, true);
    sg_make_text(maker, ")");
    return true;
}

static bool negate(sg_maker *maker, uint32_t depth)
{
    sg_make_text(maker, "NOT (");
    sg_make_predicate(maker, depth, true);
    sg_make_text(maker, ")");
    return true;
}

/* --- the whole --------------------------------------------------------------------------------------- */
static bool simple_predicate(sg_maker *maker, uint32_t depth)
{
    const char *name;

    switch (choose(maker, 10)) {
    case 1:
        return test_null(maker, depth);
    case 2:
        return test_labels(maker);
    case 3:
        return compare_entities(maker);
    case 4:
        return test_text(maker, depth);
    case 5:
        return test_in(maker, depth);
    case 6:
        compare(maker, depth, sg_make_any);
        return true;
    case 7:
        compare(maker, depth, sg_make_string);
        return true;
    case 8:
        name = sg_make_find_entity(maker);
        if (name)
            sg_buffer_format(maker->out, "%s.b", name);
        return name != NULL;
    case 9:
        name = sg_make_find(maker, SG_KIND_BOOLEAN);
        sg_make_text(maker, name ? name : choose(maker, 2) ? "null" : "true");
        return true;
    default:
        return false;
    }
}

void sg_make_predicate(sg_maker *maker, uint32_t depth, bool patterns)
{
    bool made = false;

    switch (depth ? choose(maker, 11) : 0) {
    case 5:
    case 6:
        made = join(maker, depth - 1);
        break;
    case 7:
        made = negate(maker, depth - 1);
        break;
    case 8:
        made = quantify(maker, depth - 1);
        break;
    case 9:
        sg_make_subquery(maker, "EXISTS");
        made = true;
        break;
    case 10:
        made = patterns && sg_make_find(maker, SG_KIND_NODE);
        if (made)
            sg_make_bound_pattern(maker);
        break;
    default:
        made = simple_predicate(maker, depth ? depth - 1 : 0);
    }
    if (!made)
        compare(maker, depth ? depth - 1 : 0, sg_make_integer);
}
