/* scene.c - requests for tests, from JSON with single quotes. */
#include "tests/unit/ingest/derive/scene.h"

#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/build.h"

/* A node without tags, and one with the tag `team` that is "x". */
static void make_graph(scene *at)
{
    sg_entry team = { SG_STR("team"), sg_string(SG_STR("x")) };
    sg_builder *builder;
    sg_build_node node;

    cr_assert(sg_builder_new(0, &builder) == SG_OK);
    for (uint32_t tags = 0; tags < 2; tags++) {
        cr_assert(sg_builder_add_node(builder, &node) == SG_OK);
        cr_assert(sg_builder_set(builder, node, SG_STR("tags"), sg_map(&team, tags)) == SG_OK);
    }
    cr_assert(sg_builder_finish(builder, &at->graph, NULL) == SG_OK);
    sg_builder_free(builder);
}

sg_iam_tags scene_tags(const scene *at, uint32_t tags)
{
    return (sg_iam_tags){ at->graph, { tags } };
}

void scene_begin(scene *at)
{
    memset(at, 0, sizeof *at);
    cr_assert(sg_arena_new(0, &at->arena) == SG_OK);
    make_graph(at);
    at->caller = (sg_iam_caller){ .kind = SG_CALLER_USER,
                                  .arn = SG_STR(ANN),
                                  .account = SG_STR("111111111111"),
                                  .name = SG_STR("ann"),
                                  .unique_id = SG_STR("AIDAANN"),
                                  .tags = scene_tags(at, 0) };
    at->target = (sg_iam_target){ .arn = SG_STR("arn:aws:s3:::b"),
                                  .account = SG_STR("111111111111"),
                                  .policy_role = SG_POLICY_OPTIONAL,
                                  .restricted = SG_FALSE,
                                  .tags = scene_tags(at, 0) };
    at->identity.policies.items = at->own;
    at->identity.boundary.items = at->boundary;
    at->target.policies.items = at->resource;
    at->guardrails.levels = at->levels;
    for (unsigned i = 0; i < SCENE_POLICIES; i++)
        at->levels[i].items = at->scp[i];
}

void scene_end(scene *at)
{
    sg_arena_free(at->arena);
    sg_graph_free(at->graph);
}

void scene_as_role(scene *at)
{
    at->caller.kind = SG_CALLER_ROLE;
    at->caller.arn = SG_STR(ROLE);
    at->caller.name = SG_STR("r");
    at->caller.unique_id = SG_STR("AROAR");
}

void scene_in_account(scene *at, const char *number)
{
    at->target.account = sg_str_of(number);
}

void scene_on(scene *at, const char *arn)
{
    at->target.arn = sg_str_of(arn);
}

const sg_iam_policy *scene_policy(scene *at, const char *version, const char *statements)
{
    sg_iam_policy *policy = sg_arena_make(at->arena, sg_iam_policy);
    sg_str text =
        sg_arena_format(at->arena, "{'Version':'%s','Statement':[%s]}", version, statements);
    char *bytes = sg_arena_alloc_raw(at->arena, text.length + 1);
    sg_error err = { .status = SG_OK };

    cr_assert(policy && bytes);
    for (size_t i = 0; i < text.length; i++)
        bytes[i] = text.bytes[i] == '\'' ? '"' : text.bytes[i];
    cr_assert(sg_iam_policy_parse((sg_str){ bytes, text.length }, at->arena, policy, &err) ==
                  SG_OK,
              "%s in %s", err.message, statements);
    return policy;
}

void scene_identity(scene *at, const char *statements)
{
    at->own[at->identity.policies.count++] = scene_policy(at, "2012-10-17", statements);
}

void scene_boundary(scene *at, const char *statements)
{
    at->boundary[at->identity.boundary.count++] = scene_policy(at, "2012-10-17", statements);
    at->identity.bounded = true;
}

void scene_resource(scene *at, const char *statements)
{
    at->resource[at->target.policies.count++] = scene_policy(at, "2012-10-17", statements);
}

void scene_scp(scene *at, unsigned level, const char *statements)
{
    at->scp[level][at->levels[level].count++] = scene_policy(at, "2012-10-17", statements);
    if (at->guardrails.count <= level)
        at->guardrails.count = level + 1;
    at->identity.guardrails = &at->guardrails;
}

void scene_given(scene *at, const char *key, const char *value)
{
    at->given[at->given_count++] =
        (sg_given){ .key = sg_str_of(key), .value = sg_str_of(value) };
}

sg_iam_decision scene_ask(scene *at, const char *action)
{
    sg_iam_request request = { .caller = &at->caller,
                               .identity = at->caller.kind == SG_CALLER_ANYONE ||
                                                   at->caller.kind == SG_CALLER_ACCOUNT ||
                                                   at->caller.kind == SG_CALLER_FEDERATED
                                               ? NULL
                                               : &at->identity,
                               .target = &at->target,
                               .action = sg_str_of(action),
                               .given = at->given,
                               .given_count = at->given_count };
    sg_iam_decision decision;

    cr_assert(sg_iam_decide(&request, at->arena, &decision) == SG_OK);
    cr_assert(decision.may || !decision.must, "must implies may");
    return decision;
}

const char *scene_answer(scene *at, const char *action)
{
    sg_iam_decision decision = scene_ask(at, action);

    return decision.must ? "must" : decision.may ? "may" : "no";
}
