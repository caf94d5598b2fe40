/* generous.c - a set of policies with one more that allows everything.
 *
 * "Would it stay a no, had what could not be read allowed it?" is how a no is told from a not known.
 */
#include "ingest/derive/generous.h"

static const sg_str all[] = { SG_STR_INIT("*") };
static const sg_named anyone = { SG_NAMED_AWS, SG_STR_INIT("*") };
#define EVERYTHING                                                                             \
    .actions = { all, 1 }, .resources = { all, 1 }, .has_resource = true,                      \
    .has_principal = true, .principals = &anyone, .principal_count = 1

static sg_status add(const sg_iam_policies *set, const sg_iam_policy *policy, sg_arena *arena,
                     sg_iam_policies *out)
{
    const sg_iam_policy **items =
        sg_arena_make_array(arena, const sg_iam_policy *, set->count + 1U);

    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < set->count; i++)
        items[i] = set->items[i];
    items[set->count] = policy;
    *out = (sg_iam_policies){ .items = items,
                              .count = set->count + 1,
                              .incomplete = set->incomplete };
    return SG_OK;
}

sg_status sg_iam_grant_everything(const sg_iam_policies *set, sg_arena *arena,
                                  sg_iam_policies *out)
{
    static const sg_iam_statement statement = { EVERYTHING };
    static const sg_iam_policy policy = { .statements = &statement, .count = 1 };

    return add(set, &policy, arena, out);
}

sg_status sg_iam_grant_key(const sg_iam_policies *set, sg_arena *arena, sg_iam_policies *out)
{
    static const sg_iam_statement statement = { EVERYTHING, .is_grant = true };
    static const sg_iam_policy policy = { .statements = &statement, .count = 1 };

    return add(set, &policy, arena, out);
}
