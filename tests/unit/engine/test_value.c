/* test_value.c - the three equalities and the total order, with the corner cases of openCypher. */
#include "engine/value.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#define TEXT(literal) sg_string(SG_STR(literal))
#define LIST(...)                                                                              \
    sg_list((const sg_value[]){ __VA_ARGS__ },                                                 \
            sizeof((const sg_value[]){ __VA_ARGS__ }) / sizeof(sg_value))
#define MAP(...)                                                                               \
    sg_map((const sg_entry[]){ __VA_ARGS__ },                                                  \
           sizeof((const sg_entry[]){ __VA_ARGS__ }) / sizeof(sg_entry))
#define ENTRY(name, ...)                                                                       \
    {                                                                                          \
        SG_STR_INIT(name), __VA_ARGS__                                                         \
    }

static sg_arena *new_arena(size_t limit)
{
    sg_arena *arena = NULL;
    cr_assert(sg_arena_new(limit, &arena) == SG_OK);
    return arena;
}

Test(value, knows_the_names_of_types)
{
    cr_assert_str_eq(sg_type_name(SG_TYPE_INTEGER), "Integer");
    cr_assert_str_eq(sg_type_name(SG_TYPE_RELATIONSHIP), "Relationship");
    cr_assert_str_eq(sg_type_name(SG_TYPE_NULL), "Null");
}

/* --- equal --------------------------------------------------------------------------------------- */

Test(value, equals_within_a_type)
{
    cr_assert(sg_value_equal(sg_integer(1), sg_integer(1)) == SG_TRUE);
    cr_assert(sg_value_equal(sg_integer(1), sg_integer(2)) == SG_FALSE);
    cr_assert(sg_value_equal(sg_integer(1), sg_float(1.0)) == SG_TRUE);
    cr_assert(sg_value_equal(sg_float(0.0), sg_float(-0.0)) == SG_TRUE);
    cr_assert(sg_value_equal(TEXT("a"), TEXT("a")) == SG_TRUE);
    cr_assert(sg_value_equal(TEXT("a"), TEXT("A")) == SG_FALSE);
    cr_assert(sg_value_equal(sg_boolean(true), sg_boolean(true)) == SG_TRUE);
    cr_assert(sg_value_equal(sg_boolean(true), sg_boolean(false)) == SG_FALSE);
    cr_assert(sg_value_equal(sg_node_value((sg_node){ 3 }), sg_node_value((sg_node){ 3 })) ==
              SG_TRUE);
    cr_assert(sg_value_equal(sg_edge_value((sg_edge){ 3 }), sg_edge_value((sg_edge){ 4 })) ==
              SG_FALSE);
}

Test(value, of_another_type_is_not_equal_but_null_is_unknown)
{
    cr_assert(sg_value_equal(sg_integer(1), TEXT("1")) == SG_FALSE);
    cr_assert(sg_value_equal(sg_node_value((sg_node){ 3 }), sg_edge_value((sg_edge){ 3 })) ==
              SG_FALSE);
    cr_assert(sg_value_equal(sg_float((double)NAN), sg_float((double)NAN)) == SG_FALSE);
    cr_assert(sg_value_equal(sg_float((double)NAN), TEXT("text")) == SG_FALSE);
    cr_assert(sg_value_equal(sg_null(), sg_null()) == SG_UNKNOWN);
    cr_assert(sg_value_equal(sg_integer(1), sg_null()) == SG_UNKNOWN);
}

Test(value, lists_are_equal_element_by_element)
{
    sg_value one = sg_integer(1), two = sg_integer(2), none = sg_null();
    cr_assert(sg_value_equal(LIST(one, two), LIST(one, two)) == SG_TRUE);
    cr_assert(sg_value_equal(LIST(one), LIST(one, two)) == SG_FALSE);
    cr_assert(sg_value_equal(LIST(one, none), LIST(one, two)) == SG_UNKNOWN);
    cr_assert(sg_value_equal(LIST(none, one), LIST(none, two)) == SG_FALSE);
    cr_assert(sg_value_equal(LIST(none), LIST(none)) == SG_UNKNOWN);
    cr_assert(sg_value_equal(LIST(none), LIST(none, one)) == SG_FALSE);
    cr_assert(sg_value_equal(LIST(LIST(one)), LIST(LIST(none))) == SG_UNKNOWN);
    cr_assert(sg_value_equal(LIST(one), TEXT("1")) == SG_FALSE);
    cr_assert(sg_value_equal(sg_list(NULL, 0), sg_list(NULL, 0)) == SG_TRUE);
}

Test(value, maps_are_equal_when_their_keys_are)
{
    sg_value a1 = MAP(ENTRY("a", sg_integer(1))), a2 = MAP(ENTRY("a", sg_integer(2)));
    sg_value b1 = MAP(ENTRY("b", sg_integer(1))), none = MAP(ENTRY("a", sg_null()));
    cr_assert(sg_value_equal(a1, a1) == SG_TRUE);
    cr_assert(sg_value_equal(a1, a2) == SG_FALSE);
    cr_assert(sg_value_equal(a1, b1) == SG_FALSE);
    cr_assert(sg_value_equal(a1, none) == SG_UNKNOWN);
    cr_assert(sg_value_equal(none, none) == SG_UNKNOWN);
    cr_assert(sg_value_equal(none, MAP(ENTRY("b", sg_null()))) == SG_FALSE);
    cr_assert(sg_value_equal(none, sg_map(NULL, 0)) == SG_FALSE);
}

Test(value, paths_are_equal_when_their_steps_are)
{
    const sg_node nodes[] = { { 1 }, { 2 }, { 3 } };
    const sg_edge edges[] = { { 7 }, { 8 } }, others[] = { { 7 }, { 9 } };
    sg_path path = { 2, nodes, edges }, other = { 2, nodes, others },
            shorter = { 1, nodes, edges };
    cr_assert(sg_value_equal(sg_path_value(&path), sg_path_value(&path)) == SG_TRUE);
    cr_assert(sg_value_equal(sg_path_value(&path), sg_path_value(&other)) == SG_FALSE);
    cr_assert(sg_value_equal(sg_path_value(&path), sg_path_value(&shorter)) == SG_FALSE);
    cr_assert(sg_value_order(sg_path_value(&shorter), sg_path_value(&path)) < 0);
    cr_assert(sg_value_order(sg_path_value(&path), sg_path_value(&other)) < 0);
}

/* --- compare ------------------------------------------------------------------------------------- */

static int compared(sg_value left, sg_value right)
{
    int order = 99;
    cr_assert(sg_value_compare(left, right, &order) == SG_TRUE);
    return order;
}

static sg_truth comparable(sg_value left, sg_value right)
{
    int order;
    return sg_value_compare(left, right, &order);
}

Test(value, integers_and_floats_compare_without_rounding)
{
    const int64_t big = INT64_C(1) << 53;
    cr_assert(compared(sg_integer(big + 1), sg_float(0x1p53)) > 0);
    cr_assert(compared(sg_float(0x1p53), sg_integer(big + 1)) < 0);
    cr_assert(compared(sg_integer(big), sg_float(0x1p53)) == 0);
    cr_assert(sg_value_equal(sg_integer(big + 1), sg_float(0x1p53)) == SG_FALSE);
    cr_assert(compared(sg_integer(INT64_MAX), sg_float(0x1p63)) < 0);
    cr_assert(compared(sg_integer(INT64_MIN), sg_float(-0x1p63)) == 0);
    cr_assert(compared(sg_integer(INT64_MIN), sg_float(-(double)INFINITY)) > 0);
    cr_assert(compared(sg_integer(INT64_MAX), sg_float((double)INFINITY)) < 0);
    cr_assert(compared(sg_integer(3), sg_float(3.5)) < 0);
    cr_assert(compared(sg_integer(-3), sg_float(-3.5)) > 0);
    cr_assert(compared(sg_integer(4), sg_float(3.5)) > 0);
}

Test(value, compares_only_what_can_be_compared)
{
    cr_assert(compared(TEXT("a"), TEXT("b")) < 0);
    cr_assert(compared(TEXT("ab"), TEXT("a")) > 0);
    cr_assert(compared(sg_boolean(false), sg_boolean(true)) < 0);
    cr_assert(comparable(sg_integer(1), TEXT("a")) == SG_UNKNOWN);
    cr_assert(comparable(sg_integer(1), sg_null()) == SG_UNKNOWN);
    cr_assert(comparable(sg_float((double)NAN), sg_integer(1)) == SG_FALSE);
    cr_assert(comparable(sg_float((double)NAN), TEXT("a")) == SG_UNKNOWN);
    sg_value node = sg_node_value((sg_node){ 1 });
    cr_assert(comparable(node, node) == SG_UNKNOWN);
    cr_assert(comparable(sg_map(NULL, 0), sg_map(NULL, 0)) == SG_UNKNOWN);
}

Test(value, lists_compare_up_to_the_first_difference)
{
    sg_value one = sg_integer(1), two = sg_integer(2), three = sg_integer(3), none = sg_null();
    cr_assert(compared(LIST(one, sg_integer(0)), LIST(one)) > 0);
    cr_assert(compared(LIST(one, none), LIST(one)) > 0);
    cr_assert(comparable(LIST(one, two), LIST(one, none)) == SG_UNKNOWN);
    cr_assert(comparable(LIST(one, TEXT("a")), LIST(one, none)) == SG_UNKNOWN);
    cr_assert(compared(LIST(one, two), LIST(three, none)) < 0);
    cr_assert(compared(LIST(one), LIST(one)) == 0);
}

/* --- order, same, hash ---------------------------------------------------------------------------- */

Test(value, every_type_has_its_place_in_the_order)
{
    const sg_node nodes[] = { { 1 }, { 2 } };
    const sg_edge edges[] = { { 7 } };
    sg_path path = { 1, nodes, edges };
    const sg_value ascending[] = {
        sg_map(NULL, 0),
        MAP(ENTRY("a", sg_integer(1))),
        MAP(ENTRY("a", sg_integer(2))),
        MAP(ENTRY("b", sg_integer(0))),
        MAP(ENTRY("a", sg_integer(0)), ENTRY("b", sg_integer(0))),
        sg_node_value((sg_node){ 1 }),
        sg_node_value((sg_node){ 2 }),
        sg_edge_value((sg_edge){ 0 }),
        sg_list(NULL, 0),
        LIST(TEXT("a")),
        LIST(TEXT("a"), sg_integer(1)),
        LIST(sg_integer(1)),
        LIST(sg_integer(1), TEXT("a")),
        LIST(sg_integer(1), sg_null()),
        LIST(sg_null(), sg_integer(1)),
        sg_path_value(&path),
        TEXT(""),
        TEXT("B"),
        TEXT("a"),
        sg_boolean(false),
        sg_boolean(true),
        sg_float(-(double)INFINITY),
        sg_integer(INT64_MIN),
        sg_float(-1.5),
        sg_integer(-1),
        sg_float(0.5),
        sg_integer(1),
        sg_float(1.5),
        sg_integer(INT64_MAX),
        sg_float((double)INFINITY),
        sg_float((double)NAN),
        sg_null(),
    };
    for (size_t i = 0; i < SG_COUNT(ascending); i++)
        for (size_t j = 0; j < SG_COUNT(ascending); j++) {
            int order = sg_value_order(ascending[i], ascending[j]);
            cr_assert((order < 0) == (i < j) && (order > 0) == (i > j), "at %zu, %zu", i, j);
            cr_assert(sg_value_same(ascending[i], ascending[j]) == (i == j));
            if (i == j)
                cr_assert(sg_value_hash(ascending[i]) == sg_value_hash(ascending[j]));
        }
}

Test(value, same_values_hash_alike_whatever_their_form)
{
    cr_assert(sg_value_same(sg_integer(1), sg_float(1.0)));
    cr_assert(sg_value_hash(sg_integer(1)) == sg_value_hash(sg_float(1.0)));
    cr_assert(sg_value_hash(sg_float(0.0)) == sg_value_hash(sg_float(-0.0)));
    cr_assert(sg_value_same(sg_float((double)NAN), sg_float(-(double)NAN)));
    cr_assert(sg_value_hash(sg_float((double)NAN)) == sg_value_hash(sg_float(-(double)NAN)));
    cr_assert(sg_value_same(sg_null(), sg_null()));
    cr_assert(sg_value_same(LIST(sg_integer(1), sg_null()), LIST(sg_float(1.0), sg_null())));
    cr_assert(sg_value_hash(LIST(sg_integer(1), sg_null())) ==
              sg_value_hash(LIST(sg_float(1.0), sg_null())));
    cr_assert(sg_value_hash(LIST(LIST(sg_integer(1)))) != sg_value_hash(LIST(sg_integer(1))));
    cr_assert(sg_value_hash(sg_integer(INT64_MAX)) != sg_value_hash(sg_float(0x1p63)));
    cr_assert(!sg_value_same(sg_integer(INT64_MAX), sg_float(0x1p63)));
}

/* --- maps and copies ------------------------------------------------------------------------------ */

Test(value, sorting_a_map_keeps_the_last_of_equal_keys)
{
    sg_entry entries[] = {
        ENTRY("b", sg_integer(1)), ENTRY("a", sg_integer(2)), ENTRY("b", sg_integer(3)),
        ENTRY("", sg_integer(4)),  ENTRY("a", sg_integer(5)), ENTRY("b", sg_integer(6)),
    };
    cr_assert(sg_map_sort(entries, SG_COUNT(entries)) == 3);
    sg_value map = sg_map(entries, 3);
    cr_assert(sg_map_get(map, SG_STR("")).integer == 4);
    cr_assert(sg_map_get(map, SG_STR("a")).integer == 5);
    cr_assert(sg_map_get(map, SG_STR("b")).integer == 6);
    cr_assert(sg_is_null(sg_map_get(map, SG_STR("c"))));
    cr_assert(sg_is_null(sg_map_get(sg_map(NULL, 0), SG_STR("a"))));
    cr_assert(sg_map_sort(entries, 3) == 3 && sg_map_sort(entries, 0) == 0);
}

/* Keys share beginnings shorter and longer than a word, come in a scattered order, and repeat. */
Test(value, maps_of_every_size_are_sorted)
{
    enum { MOST = 60 };
    char names[MOST][24];
    sg_entry entries[MOST];

    for (uint32_t count = 0; count <= MOST; count++) {
        for (uint32_t i = 0; i < count; i++) {
            uint32_t number = i * 37 % count * 3 / 4; /* some numbers are taken twice */
            snprintf(names[i], sizeof names[i], "%s%u", number % 2 ? "" : "a-long-name-",
                     number);
            entries[i] = (sg_entry){ sg_str_of(names[i]), sg_integer(i) };
        }
        uint32_t kept = sg_map_sort(entries, count);
        sg_value map = sg_map(entries, kept);
        for (uint32_t i = 1; i < kept; i++)
            cr_assert(sg_str_compare(entries[i - 1].key, entries[i].key) < 0);
        for (uint32_t i = 0; i < count; i++) {
            const sg_value *found = sg_map_find(&map, sg_str_of(names[i]));
            cr_assert(found && found->integer >= i);
            cr_assert_str_eq(names[found->integer], names[i]);
        }
    }
}

/* All texts of up to four of three bytes, the least and the greatest among them, and the same behind a beginning. */
Test(value, keys_are_ordered_by_their_bytes_whatever_their_length)
{
    enum { TEXTS = 1 + 3 + 9 + 27 + 81, LONGEST = 9 };
    static const char bytes[] = { '\0', 'a', '\xff' };
    char texts[2 * TEXTS][LONGEST] = { "" };
    sg_entry entries[2 * TEXTS];
    uint32_t count = 0;

    for (size_t before = 0; before <= 5; before += 5) {
        for (uint32_t length = 0, all = 1; length <= 4; length++, all *= 3) {
            for (uint32_t which = 0; which < all; which++, count++) {
                memset(texts[count], 'x', before);
                for (uint32_t i = 0, rest = which; i < length; i++, rest /= 3)
                    texts[count][before + i] = bytes[rest % 3];
                entries[count] =
                    (sg_entry){ (sg_str){ texts[count], before + length }, sg_integer(count) };
            }
        }
    }
    cr_assert(count == 2 * TEXTS && sg_map_sort(entries, count) == count);
    sg_value map = sg_map(entries, count);
    for (uint32_t i = 0; i < count; i++) {
        cr_expect(i == 0 || sg_str_compare(entries[i - 1].key, entries[i].key) < 0);
        cr_expect(sg_map_find(&map, entries[i].key) == &entries[i].value);
    }
    for (uint32_t few = 2; few <= 24; few++) /* of few ones the order is found in another way */
        cr_expect(sg_map_sort(entries + 2 * TEXTS - few, few) == few);
}

Test(value, only_maps_have_keys)
{
    const sg_value text = sg_string(SG_STR("a"));
    cr_assert_null(sg_map_find(NULL, SG_STR("a")));
    cr_assert_null(sg_map_find(&text, SG_STR("a")));
}

Test(value, a_copy_shares_nothing_with_its_original)
{
    sg_arena *arena = new_arena(0);
    char text[] = "text";
    sg_node nodes[] = { { 1 }, { 2 } };
    sg_edge edges[] = { { 7 } };
    sg_path path = { 1, nodes, edges };
    sg_value original = LIST(sg_string(sg_str_of(text)), sg_path_value(&path), sg_null(),
                             MAP(ENTRY("key", sg_float(1.5))), sg_list(NULL, 0));
    sg_value copy;
    cr_assert(sg_value_copy(arena, original, &copy) == SG_OK);
    cr_assert(sg_value_same(original, copy));
    text[0] = 'n';
    nodes[1].id = 9;
    cr_assert(sg_str_equal(sg_value_str(copy.list[0]), SG_STR("text")));
    cr_assert(copy.list[1].path->nodes[1].id == 2);
    sg_arena_free(arena);
}

Test(value, copying_stops_at_the_limits)
{
    static sg_value nest[SG_VALUE_DEPTH + 2];
    nest[0] = sg_integer(1);
    for (size_t i = 1; i < SG_COUNT(nest); i++)
        nest[i] = sg_list(&nest[i - 1], 1);
    sg_arena *arena = new_arena(0);
    sg_value copy, *deepest = &nest[SG_COUNT(nest) - 1];
    cr_assert(sg_value_copy(arena, *deepest, &copy) == SG_ELIMIT);
    cr_assert(sg_value_copy(arena, nest[SG_VALUE_DEPTH - 1], &copy) == SG_OK);
    cr_assert(sg_value_equal(*deepest, *deepest) == SG_UNKNOWN);
    cr_assert(sg_value_same(*deepest, *deepest));
    cr_assert(sg_value_hash(*deepest) == sg_value_hash(*deepest));
    sg_arena_free(arena);

    sg_arena *small = new_arena(4096);
    static sg_value many[1024];
    for (size_t i = 0; i < SG_COUNT(many); i++)
        many[i] = TEXT("some text");
    cr_assert(sg_value_copy(small, sg_list(many, SG_COUNT(many)), &copy) == SG_ENOMEM);
    sg_arena_free(small);
}
