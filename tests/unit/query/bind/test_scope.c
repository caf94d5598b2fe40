/* test_scope.c - names are found from the inside out, few or many of them. */
#include "query/bind/scope.h"

#include <criterion/criterion.h>
#include <stdio.h>

static sg_arena *arena;

static void begin(void)
{
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
}

static void end(void)
{
    sg_arena_free(arena);
}

TestSuite(scope, .init = begin, .fini = end);

static void declare(sg_scope *scope, const char *name, uint32_t slot)
{
    sg_variable variable = { .name = sg_str_of(name), .slot = slot };

    cr_assert(sg_scope_declare(scope, arena, variable) == SG_OK);
}

Test(scope, the_inner_name_hides_the_outer_one)
{
    sg_scope *outer = sg_scope_new(arena, NULL), *inner = sg_scope_new(arena, outer);

    declare(outer, "a", 1);
    declare(outer, "b", 2);
    declare(inner, "a", 3);
    cr_assert(sg_scope_find(inner, SG_STR("a"))->slot == 3);
    cr_assert(sg_scope_find(inner, SG_STR("b"))->slot == 2);
    cr_assert(sg_scope_find(outer, SG_STR("a"))->slot == 1);
    cr_assert(sg_scope_find_here(inner, SG_STR("b")) == NULL);
    cr_assert(sg_scope_find(inner, SG_STR("c")) == NULL);
}

Test(scope, a_name_declared_again_is_replaced)
{
    sg_scope *scope = sg_scope_new(arena, NULL);

    declare(scope, "a", 1);
    declare(scope, "a", 7);
    cr_assert(scope->count == 1);
    cr_assert(sg_scope_find(scope, SG_STR("a"))->slot == 7);
}

Test(scope, many_names_are_all_found)
{
    enum { MANY = 1000 };
    static char names[MANY][8];
    sg_scope *scope = sg_scope_new(arena, NULL);

    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "v%u", i);
        declare(scope, names[i], i);
    }
    for (uint32_t i = 0; i < MANY; i++)
        cr_assert(sg_scope_find(scope, sg_str_of(names[i]))->slot == i, "%s", names[i]);
    cr_assert(sg_scope_find(scope, SG_STR("w1")) == NULL);
    cr_assert(scope->variables[3].slot == 3, "the order of declaration is kept");
}

Test(scope, the_nearest_name_is_suggested_from_all_scopes)
{
    sg_scope *outer = sg_scope_new(arena, NULL), *inner = sg_scope_new(arena, outer);

    declare(outer, "bucket", 1);
    declare(inner, "role", 2);
    cr_assert(sg_str_equal(sg_scope_suggest(inner, SG_STR("bukket")), SG_STR("bucket")));
    cr_assert(sg_str_equal(sg_scope_suggest(inner, SG_STR("roel")), SG_STR("role")));
    cr_assert(sg_scope_suggest(inner, SG_STR("completely")).bytes == NULL);
}
