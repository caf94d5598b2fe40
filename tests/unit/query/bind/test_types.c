/* test_types.c - sets of types: what may fit, and how they are named. */
#include "query/bind/types.h"

#include <criterion/criterion.h>

#include "engine/base/text.h"

Test(types, only_what_certainly_does_not_fit_is_refused)
{
    const sg_type_set list = SG_TYPE_BIT(SG_TYPE_LIST);

    cr_assert(sg_bind_type_fits(sg_bind_type_any(), list), "anything may be a list");
    cr_assert(sg_bind_type_fits(sg_bind_type_list(SG_NUMBER_TYPES), list));
    cr_assert(sg_bind_type_fits(sg_bind_type_of(SG_TYPE_BIT(SG_TYPE_NULL)), list));
    cr_assert(sg_bind_type_fits(sg_bind_type_of(SG_NUMBER_TYPES | list), list));
    cr_assert(!sg_bind_type_fits(sg_bind_type_of(SG_NUMBER_TYPES), list));
}

Test(types, sets_are_named_for_people)
{
    sg_arena *arena = NULL;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_str_equal(sg_type_set_text(arena, SG_TYPE_BIT(SG_TYPE_LIST)), SG_STR("List")));
    cr_assert(
        sg_str_equal(sg_type_set_text(arena, SG_NUMBER_TYPES), SG_STR("Integer or Float")));
    cr_assert(sg_str_equal(sg_type_set_text(arena, 0), SG_STR("Null")));
    sg_arena_free(arena);
}
