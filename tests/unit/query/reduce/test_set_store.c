/* test_set_store.c - sets are found by their key, shared, and go when the store is full. */
#include "query/reduce/set_store.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "tests/support/results.h"

static sg_id_set *make(uint32_t node)
{
    sg_id_set *set = NULL;

    cr_assert_eq(sg_id_set_of(&node, 1, &set), SG_OK);
    return set;
}

static void put(sg_set_store *store, const char *key, uint32_t node)
{
    sg_id_set *set = make(node);

    sg_set_store_put(store, sg_str_of(key), set);
    sg_id_set_free(set);
}

static uint32_t first_of(sg_set_store *store, const char *key)
{
    sg_id_set *set = sg_set_store_find(store, sg_str_of(key));
    uint32_t node = set ? set->ids[0] : SG_NO_ID;

    sg_id_set_free(set);
    return node;
}

Test(set_store, finds_by_key)
{
    sg_graph *graph = sg_test_graph("(a)");
    sg_set_store *store = NULL;

    cr_assert_eq(sg_set_store_new(graph, 1 << 20, &store), SG_OK);
    cr_expect_eq(sg_set_store_graph(store), graph);
    put(store, "a", 1);
    put(store, "b", 2);
    put(store, "a", 3); /* the first one stays */
    cr_expect_eq(first_of(store, "a"), 1);
    cr_expect_eq(first_of(store, "b"), 2);
    cr_expect_eq(first_of(store, "c"), SG_NO_ID);
    sg_set_store_counts counts = sg_set_store_counts_of(store);
    cr_expect_eq(counts.made, 2);
    cr_expect_eq(counts.shared, 2);
    cr_expect_eq(counts.sets, 2);
    sg_set_store_free(store);
    sg_graph_free(graph);
}

Test(set_store, is_bounded_and_forgets_the_oldest)
{
    sg_set_store *store = NULL;
    char key[16];

    cr_assert_eq(sg_set_store_new(NULL, 2000, &store), SG_OK);
    put(store, "kept", 7);
    for (uint32_t i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "k%u", (unsigned)i);
        put(store, key, i);
        cr_expect_eq(first_of(store, "kept"), 7);
        cr_expect_leq(sg_set_store_counts_of(store).bytes, 2000);
    }
    cr_expect_eq(first_of(store, "k0"), SG_NO_ID);
    cr_expect_eq(first_of(store, "k99"), 99);
    sg_set_store_free(store);
}

Test(set_store, a_set_outlives_its_entry)
{
    sg_set_store *store = NULL;

    cr_assert_eq(sg_set_store_new(NULL, 1 << 20, &store), SG_OK);
    put(store, "a", 5);
    sg_id_set *held = sg_set_store_find(store, SG_STR("a"));
    sg_set_store_free(store);
    cr_expect_eq(held->ids[0], 5);
    sg_id_set_free(held);
}
