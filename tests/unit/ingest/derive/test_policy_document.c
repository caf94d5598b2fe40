/* test_policy_document.c - every shape of a policy document, and what is none. */
#include "ingest/derive/policy_document.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/json.h"
#include "ingest/derive/evaluate.h"

static sg_arena *arena;
static sg_iam_policy policy;
static sg_error err;

static void begin(void)
{
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    memset(&err, 0, sizeof err);
}

static void end(void)
{
    sg_arena_free(arena);
}

#define DOCUMENT(name) Test(policy_document, name, .init = begin, .fini = end)

static sg_status parse(const char *text)
{
    size_t length = strlen(text);
    char *bytes = sg_arena_alloc_raw(arena, length + 1);

    cr_assert(bytes != NULL);
    for (size_t i = 0; i <= length; i++)
        bytes[i] = text[i] == '\'' ? '"' : text[i];
    return sg_iam_policy_parse((sg_str){ bytes, length }, arena, &policy, &err);
}

DOCUMENT(one_thing_or_a_list)
{
    cr_assert(parse("{'Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}") ==
              SG_OK);
    cr_assert(policy.count == 1 && !policy.variables);
    cr_assert(policy.statements[0].actions.count == 1);
    cr_assert(policy.statements[0].has_resource && !policy.statements[0].has_principal);
    cr_assert(
        parse("{'Version':'2012-10-17','Statement':[{'Sid':'a','Effect':'Deny','NotAction':"
              "['a:b','c:d'],'NotResource':['x','y','z']}]}") == SG_OK);
    cr_assert(policy.variables && policy.statements[0].deny);
    cr_assert(policy.statements[0].not_action && policy.statements[0].actions.count == 2);
    cr_assert(policy.statements[0].not_resource && policy.statements[0].resources.count == 3);
    cr_assert(sg_str_equal(policy.statements[0].sid, SG_STR("a")));
    cr_assert(parse("{'Statement':[]}") == SG_OK && policy.count == 0);
}

/* IAM takes a wildcard for all services, and none within the name of one. */
DOCUMENT(actions_that_are_none_match_none)
{
    cr_assert(parse("{'Statement':{'Effect':'Allow','Action':['s*:GetObject','s?:GetObject',"
                    "'GetObject','s3:','*:*','*','s3:Get*'],'Resource':'*'}}") == SG_OK);
    for (uint32_t i = 0; i < policy.statements[0].actions.count; i++)
        cr_expect((policy.statements[0].actions.items[i].length > 0) == (i >= 4), "%u", i);
    cr_assert(
        parse("{'Statement':{'Effect':'Allow','Action':'s*:GetObject','Resource':'*'}}") ==
        SG_OK);
    cr_expect(!sg_iam_has_action(&policy.statements[0], SG_STR("s3:GetObject")));
}

DOCUMENT(principals)
{
    cr_assert(parse("{'Statement':{'Effect':'Allow','Principal':'*','Action':'a:b'}}") ==
              SG_OK);
    cr_assert(policy.statements[0].principal_count == 1);
    cr_assert(policy.statements[0].principals[0].kind == SG_NAMED_AWS);
    cr_assert(!policy.statements[0].has_resource);
    cr_assert(
        parse("{'Statement':{'Effect':'Allow','NotPrincipal':{'AWS':['1','2'],'Service':'s',"
              "'Federated':'f','CanonicalUser':'c'},'Action':'a:b'}}") == SG_OK);
    cr_assert(policy.statements[0].not_principal && policy.statements[0].principal_count == 5);
}

DOCUMENT(conditions)
{
    const sg_iam_condition *conditions;

    cr_assert(parse("{'Statement':{'Effect':'Allow','Action':'a:b','Condition':{"
                    "'ForAllValues:StringLikeIfExists':{'aws:TagKeys':['a','b']},"
                    "'bool':{'aws:SecureTransport':true},"
                    "'NumericLessThan':{'aws:MultiFactorAuthAge':3600,'x:y':0.5},"
                    "'StringNewlyInvented':{'k':'v'}}}}") == SG_OK);
    cr_assert(policy.statements[0].condition_count == 5);
    conditions = policy.statements[0].conditions; /* sorted by operator */
    cr_assert(conditions[0].op == SG_CONDITION_STRING_LIKE && conditions[0].if_exists &&
              conditions[0].quantifier == SG_FOR_ALL_VALUES && conditions[0].values.count == 2);
    cr_assert(conditions[1].op == SG_CONDITION_NUMERIC_LESS_THAN);
    cr_assert(sg_str_equal(conditions[1].values.items[0], SG_STR("3600")));
    cr_assert(sg_str_equal(conditions[2].values.items[0], SG_STR("0.5")));
    cr_assert(conditions[3].op == SG_CONDITION_UNKNOWN);
    cr_assert(conditions[4].op == SG_CONDITION_BOOL);
    cr_assert(sg_str_equal(conditions[4].values.items[0], SG_STR("true")));
}

DOCUMENT(what_is_no_policy_says_why)
{
    static const char *const documents[] = {
        "",
        "x",
        "[]",
        "{}",
        "{'Statement':'s'}",
        "{'Statement':['s']}",
        "{'Statement':{}}",
        "{'Statement':{'Effect':'allow','Action':'a:b'}}",
        "{'Statement':{'Effect':'Allow'}}",
        "{'Statement':{'Effect':'Allow','Action':'a','NotAction':'b'}}",
        "{'Statement':{'Effect':'Allow','Action':{'a':1}}}",
        "{'Statement':{'Effect':'Allow','Action':[null]}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Resource':{}}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Resource':'r','NotResource':'r'}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Principal':'me'}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Principal':{'Me':'x'}}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Condition':'c'}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Condition':{'Bool':'c'}}}",
        "{'Statement':{'Effect':'Allow','Action':'a','Condition':{'Bool':{'k':{}}}}}",
    };

    for (size_t i = 0; i < SG_COUNT(documents); i++) {
        memset(&err, 0, sizeof err);
        cr_expect(parse(documents[i]) == SG_EINVAL, "%s", documents[i]);
        cr_expect(err.status == SG_EINVAL && err.message[0] != '\0', "%s", documents[i]);
    }
}

DOCUMENT(too_long)
{
    char *text = calloc(1, SG_POLICY_LENGTH + 2);

    cr_assert(text != NULL);
    memset(text, ' ', SG_POLICY_LENGTH + 1);
    cr_expect(sg_iam_policy_parse((sg_str){ text, SG_POLICY_LENGTH + 1 }, arena, &policy,
                                  &err) == SG_ELIMIT);
    free(text);
}

DOCUMENT(out_of_memory)
{
    const char *text =
        "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"1\",\"2\"]},"
        "\"Action\":[\"a:b\"],\"Condition\":{\"Bool\":{\"k\":[1,2.5]}}}}";
    bool done = false;

    for (size_t limit = 16; !done; limit += 16) {
        sg_arena *small;
        sg_status status;

        cr_assert(sg_arena_new(limit, &small) == SG_OK);
        memset(&err, 0, sizeof err);
        status = sg_iam_policy_parse(sg_str_of(text), small, &policy, &err);
        cr_assert(status == SG_OK || status == SG_ENOMEM);
        done = status == SG_OK;
        sg_arena_free(small);
    }
}

/* All policies that AWS manages, when they are at hand. */
DOCUMENT(policies_of_aws)
{
    const char *path = getenv("SG_MANAGED_POLICIES");
    FILE *file = fopen(path ? path : "../shared/data/access/aws_managed_policies.jsonl", "r");
    char *line = NULL;
    size_t room = 0;
    unsigned read = 0;

    if (!file)
        cr_skip_test("the policies of AWS are not at hand");
    for (ssize_t length; (length = getline(&line, &room, file)) > 0; read++) {
        sg_buffer text = { .limit = 0 };
        sg_value row;

        sg_arena_reset(arena);
        cr_assert(sg_json_parse((sg_str){ line, (size_t)length }, arena, &row, &err) == SG_OK);
        sg_json_write(sg_map_get(row, SG_STR("document")), &text);
        cr_assert(sg_iam_policy_parse(sg_buffer_str(&text), arena, &policy, &err) == SG_OK,
                  "line %u: %s", read + 1, err.message);
        cr_assert(policy.count > 0);
        for (uint32_t s = 0; s < policy.count; s++)
            for (uint32_t c = 0; c < policy.statements[s].condition_count; c++)
                cr_assert(policy.statements[s].conditions[c].op != SG_CONDITION_UNKNOWN,
                          "line %u", read + 1);
        sg_buffer_free(&text);
    }
    free(line);
    fclose(file);
    cr_assert(read > 1000, "%u policies", read);
}

DOCUMENT(a_key_given_twice_is_no_document)
{
    cr_expect_eq(
        parse("{'Statement':[{'Effect':'Allow','Action':'*','Action':'s3:*','Resource':'*'}]}"),
        SG_EINVAL);
    cr_expect(strstr(err.message, "given twice"), "%s", err.message);
}
