/* oracle_world.c - random statements from lists that make them meet: few names, many patterns over them. */
#include "tests/unit/ingest/derive/oracle_world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/value.h"

#define A "111111111111"
#define B "222222222222"
#define UNIT "ou-1"
#define ROOT "r-1"
#define GROUP "arn:aws:iam::" A ":group/g"

const char *const world_accounts[WORLD_ACCOUNTS] = { A, B };

const world_choice world_choices[] = {
    { "aws:SecureTransport", { "true", "false" }, 2 },
    { "aws:RequestTag/x", { NULL, "v1", "v2", "vx", "v*", "other" }, 6 },
    { "s3:max-keys", { NULL, "9", "10", "11", "other" }, 5 },
    { "sts:RoleSessionName", { NULL, "v1", "v2", "vx", "v*", "other" }, 6 },
};

/* --- lists -------------------------------------------------------------------------------- */

static const struct {
    const char *arn, *name;
    unsigned account;
    bool role, service_linked, grouped;
} people[WORLD_PRINCIPALS] = {
    { "arn:aws:iam::" A ":user/ann", "ann", 0, false, false, true },
    { "arn:aws:iam::" A ":user/bob", "bob", 0, false, false, false },
    { "arn:aws:iam::" A ":user/cid", "cid", 0, false, false, true },
    { "arn:aws:iam::" A ":role/app", "app", 0, true, false, false },
    { "arn:aws:iam::" A ":role/ops", "ops", 0, true, false, false },
    { "arn:aws:iam::" A ":role/twin", "twin", 0, true, false, false },
    { "arn:aws:iam::" A ":role/aws-service-role/x.amazonaws.com/svc", "svc", 0, true, true,
      false },
    { "arn:aws:iam::" B ":user/bob", "bob", 1, false, false, false },
    { "arn:aws:iam::" B ":role/app", "app", 1, true, false, false },
    { "arn:aws:iam::" B ":role/twin", "twin", 1, true, false, false },
};

static const struct {
    const char *arn, *region;
    unsigned account;
    world_kind kind;
} things[WORLD_RESOURCES] = {
    { "arn:aws:kms:eu-west-1:" A ":key/k1", "eu-west-1", 0, KEY },
    { "arn:aws:kms:eu-west-1:" B ":key/k2", "eu-west-1", 1, KEY },
    { "arn:aws:s3:::b", "", 0, BUCKET },
    { "arn:aws:s3:::b2", "", 0, BUCKET },
    { "arn:aws:s3:::log", "", 1, BUCKET },
    { "arn:aws:sqs:eu-west-1:" A ":q1", "eu-west-1", 0, QUEUE },
    { "arn:aws:sqs:us-east-1:" B ":q1", "us-east-1", 1, QUEUE },
    { "arn:aws:secretsmanager:eu-west-1:" A ":secret:s1", "eu-west-1", 0, SECRET },
    { "arn:aws:secretsmanager:us-east-1:" A ":secret:s2", "us-east-1", 0, SECRET },
    { "arn:aws:dynamodb:eu-west-1:" A ":table/t1", "eu-west-1", 0, TABLE },
    { "arn:aws:dynamodb:eu-west-1:" A ":table/t2", "eu-west-1", 0, TABLE },
};

static const char *const actions[] = {
    "*",
    "s3:*",
    "s3:GetObject",
    "s3:Get*",
    "S3:putobject",
    "s3:*Object*",
    "s3:DeleteBucket",
    "s3:?etObject",
    "sqs:*",
    "sqs:ReceiveMessage",
    "sqs:Send*",
    "sqs:DeleteQueue",
    "secretsmanager:*",
    "secretsmanager:GetSecretValue",
    "secretsmanager:Put*",
    "dynamodb:*",
    "dynamodb:GetItem",
    "dynamodb:*Item",
    "kms:*",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "*:Put*",
    "sts:AssumeRole",
    "iam:PassRole",
};

static const char *const patterns[] = {
    "*",
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b*",
    "arn:aws:s3:::b?",
    "arn:aws:s3:::b2/*",
    "arn:aws:s3:::log/*",
    "arn:aws:s3:::*/x/log/*",
    "arn:aws:s3:::*log*",
    "arn:aws:s3:::*.csv",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}-*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'red'}-*",
    "arn:aws:s3:::${aws:PrincipalAccount}/*",
    "arn:aws:sqs:*:*:q1",
    "arn:aws:sqs:*q1",
    "arn:aws:sqs:eu-west-1:" A ":q1",
    "arn:aws:sqs:*:${aws:PrincipalAccount}:*",
    "arn:aws:secretsmanager:*:" A ":secret:s?",
    "arn:aws:secretsmanager:eu-west-1:*",
    "arn:aws:dynamodb:*:*:table/t1",
    "arn:aws:dynamodb:*:*:table/${aws:ResourceTag/env}*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:kms:eu-west-1:" A ":key/k1",
    "arn:aws:iam::*:role/*",
    "arn:aws:iam::" A ":role/ops",
};

static const char *const principals[] = {
    "*",
    "*",
    A,
    "arn:aws:iam::" A ":root",
    "arn:aws:iam::" B ":root",
    B,
    "arn:aws:iam::" A ":user/ann",
    "arn:aws:iam::" A ":role/app",
    "arn:aws:iam::" B ":role/app",
    "arn:aws:iam::" B ":user/bob",
    "arn:aws:sts::" A ":assumed-role/ops/s",
    "arn:aws:sts::" B ":assumed-role/twin/s",
    "AROADELETED",
};

/* Conditions by the class of their key: facts, what the caller picks, the environment, what is absent. */
static const struct {
    const char *key;
    const char *ops[8];
    const char *values[6];
} facts[] = {
    { "aws:PrincipalTag/team",
      { "StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists",
        "ForAllValues:StringEquals", "ForAnyValue:StringEquals", "Null" },
      { "red", "blue", "r*" } },
    { "aws:PrincipalAccount",
      { "StringEquals", "StringNotEquals" },
      { A, B, "${aws:ResourceAccount}" } },
    { "aws:PrincipalOrgID", { "StringEquals", "StringNotEquals", "Null" }, { "o-1", "o-2" } },
    { "aws:PrincipalArn",
      { "ArnLike", "ArnNotLike", "ArnEquals", "StringLike" },
      { "arn:aws:iam::*:role/app", "arn:aws:iam::" A ":*", "arn:*", "arn:aws:iam::*:user/b?b" } },
    { "aws:username",
      { "StringEquals", "StringNotLike", "Null", "StringEqualsIgnoreCase" },
      { "ann", "BOB", "a*" } },
    { "aws:ResourceTag/env",
      { "StringEquals", "StringNotEquals", "StringLikeIfExists", "Null" },
      { "prod", "t1", "${aws:PrincipalTag/team}" } },
    { "aws:ResourceAccount",
      { "StringEquals", "StringNotEqualsIfExists" },
      { A, B, "${aws:PrincipalAccount}" } },
    { "aws:PrincipalType", { "StringEquals", "StringNotLike" }, { "User", "AssumedRole" } },
}, surroundings[] = {
    { "aws:SourceIp",
      { "IpAddress", "NotIpAddress", "Null" },
      { "203.0.113.0/24", "0.0.0.0/0", "10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1", "::/0" } },
    { "aws:MultiFactorAuthPresent", { "Bool", "BoolIfExists", "Null" }, { "true", "false" } },
    { "aws:CurrentTime", { "DateLessThan" }, { "2030-01-01T00:00:00Z" } },
    { "aws:SourceVpce", { "StringEquals", "StringNotEquals", "Null" }, { "vpce-1" } },
    { "s3:ExistingObjectTag/x", { "StringEquals" }, { "v1" } },
}, indirect[] = {
    { "aws:SourceAccount", { "StringEquals", "StringNotEquals", "StringEqualsIfExists" }, { A, B } },
    { "kms:ViaService", { "StringEquals", "StringNotEquals", "StringLike" }, { "s3.eu-west-1.amazonaws.com", "*.eu-west-1.amazonaws.com" } },
    { "aws:CalledVia", { "ForAnyValue:StringEquals", "ForAllValues:StringEquals", "Null" }, { "x.amazonaws.com" } },
    { "aws:ViaAWSService", { "Bool" }, { "true", "false" } },
}, picked[] = { /* ORDER: as world_choices */
    { "aws:SecureTransport", { "Bool", "BoolIfExists", "Null" }, { "true", "false" } },
    { "aws:RequestTag/x", { "StringEquals", "StringNotEquals", "StringLike", "Null", "ForAllValues:StringEquals" }, { "v1", "v2", "v*" } },
    { "s3:max-keys", { "NumericLessThanEquals", "NumericEquals", "NumericGreaterThan" }, { "10" } },
    { "sts:RoleSessionName", { "StringEquals", "StringNotLike" }, { "v1", "v*" } },
};

/* --- random ------------------------------------------------------------------------------- */

static unsigned pick(world *in, unsigned count)
{
    in->state = in->state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(in->state >> 33) % count;
}

static bool one_in(world *in, unsigned count)
{
    return pick(in, count) == 0;
}

static unsigned length_of(const char *const *list, unsigned room)
{
    unsigned count = 0;

    while (count < room && list[count])
        count++;
    return count;
}

static world_condition condition_of(world *in, const char *key, const char *const *ops,
                                    const char *const *values)
{
    world_condition made = { .key = key, .op = ops[pick(in, length_of(ops, 8))] };
    unsigned room = length_of(values, 6);

    made.count = room > 1 && one_in(in, 4) ? 2 : 1;
    for (unsigned i = 0; i < made.count; i++)
        made.values[i] = values[pick(in, room)];
    if (strcmp(made.op, "Null") == 0) {
        made.count = 1;
        made.values[0] = one_in(in, 2) ? "true" : "false";
    }
    return made;
}

static world_condition make_condition(world *in)
{
    unsigned i;

    switch (pick(in, 6)) {
    case 0:
        i = in->chosen[pick(in, WORLD_CHOSEN)];
        return condition_of(in, picked[i].key, picked[i].ops, picked[i].values);
    case 1:
        i = pick(in, SG_COUNT(surroundings));
        return condition_of(in, surroundings[i].key, surroundings[i].ops,
                            surroundings[i].values);
    case 2:
        i = pick(in, SG_COUNT(indirect));
        return condition_of(in, indirect[i].key, indirect[i].ops, indirect[i].values);
    default:
        i = pick(in, SG_COUNT(facts));
        return condition_of(in, facts[i].key, facts[i].ops, facts[i].values);
    }
}

static world_rule make_rule(world *in, bool denies_only, bool resource_side)
{
    world_rule made = { .deny = denies_only || one_in(in, 4),
                        .not_action = one_in(in, 12),
                        .not_resource = one_in(in, 12),
                        .action_count = 1 + one_in(in, 2),
                        .pattern_count = 1 + one_in(in, 2) };

    for (unsigned i = 0; i < made.action_count; i++)
        made.actions[i] = actions[pick(in, SG_COUNT(actions))];
    for (unsigned i = 0; i < made.pattern_count; i++)
        made.patterns[i] = patterns[pick(in, SG_COUNT(patterns))];
    made.condition_count = one_in(in, 3) ? 1 + one_in(in, 4) : 0;
    for (unsigned i = 0; i < made.condition_count; i++)
        made.conditions[i] = make_condition(in);
    if (made.condition_count > 1 && strcmp(made.conditions[0].op, made.conditions[1].op) == 0)
        made.condition_count = 1; /* in a document, operators are keys of a map */
    if (!resource_side)
        return made;
    made.not_principal = one_in(in, 10);
    made.principal_count = 1 + one_in(in, 2);
    for (unsigned i = 0; i < made.principal_count; i++)
        made.principals[i] = principals[pick(in, SG_COUNT(principals))];
    return made;
}

static world_rules make_rules(world *in, bool denies_only, bool resource_side)
{
    world_rules made = { .count = 1 + pick(in, WORLD_STATEMENTS), .present = true };

    made.unreadable = one_in(in, 40);
    for (unsigned i = 0; i < made.count; i++)
        made.items[i] = make_rule(in, denies_only, resource_side);
    return made;
}

/* Mostly all is allowed, so that something is left to find. */
static world_rules make_limit(world *in)
{
    world_rules made = make_rules(in, false, false);

    if (!one_in(in, 3))
        made.items[0] = (world_rule){
            .actions = { "*" }, .patterns = { "*" }, .action_count = 1, .pattern_count = 1
        };
    return made;
}

static void make_principals(world *in)
{
    static const char *const teams[] = { NULL, "red", "blue" };

    for (unsigned i = 0; i < WORLD_PRINCIPALS; i++) {
        world_principal *one = &in->principals[i];
        bool twin = strcmp(people[i].name, "twin") == 0;

        *one = (world_principal){ .arn = people[i].arn,
                                  .name = people[i].name,
                                  .account = people[i].account,
                                  .role = people[i].role,
                                  .service_linked = people[i].service_linked,
                                  .grouped = people[i].grouped,
                                  .team = teams[pick(in, SG_COUNT(teams))] };
        one->identity = twin ? in->principals[i - 1].identity : make_rules(in, false, false);
        one->boundary = twin ? in->principals[i - 1].boundary : make_limit(in);
        if (!twin)
            one->boundary.present = one_in(in, 4);
        if (one->role)
            one->trust = make_rules(in, false, true);
        for (unsigned s = 0; s < one->trust.count; s++) { /* on the role itself */
            one->trust.items[s].pattern_count = 0;
            one->trust.items[s].not_action = false;
            one->trust.items[s].not_principal = false;
            one->trust.items[s].actions[0] = one_in(in, 4) ? "sts:*" : "sts:AssumeRole";
        }
        one->trust.unreadable = false;
    }
}

void world_make(world *out, unsigned seed)
{
    static const char *const environments[] = { NULL, "prod", "t1" };
    world *in = out;

    memset(out, 0, sizeof *out);
    in->state = seed;
    in->chosen[0] = pick(in, SG_COUNT(world_choices));
    in->chosen[1] = pick(in, SG_COUNT(world_choices));
    in->managed = one_in(in, 4);
    in->group = make_rules(in, false, false);
    make_principals(in);
    for (unsigned a = 0; a < WORLD_ACCOUNTS; a++) {
        for (unsigned l = 0; l < WORLD_LEVELS - a; l++)
            in->scp[a][l] = make_limit(in);
        in->rcp[a] = make_rules(in, true, false);
        in->rcp[a].present = one_in(in, 3);
    }
    in->scp[1][1] = in->scp[0][2];
    for (unsigned i = 0; i < WORLD_RESOURCES; i++) {
        world_resource *one = &in->resources[i];
        *one = (world_resource){ .arn = things[i].arn,
                                 .region = things[i].region,
                                 .account = things[i].account,
                                 .kind = things[i].kind,
                                 .key = -1,
                                 .environment = environments[pick(in, SG_COUNT(environments))],
                                 .policy = make_rules(in, false, true) };
        if (one->kind != KEY && one->kind != TABLE && one_in(in, 4))
            one->key = (int)pick(in, 2);
        one->policy.present = one->kind == KEY || one_in(in, 2);
    }
}

/* --- the estate --------------------------------------------------------------------------- */

/* With ' for ": the quotes of a default of a variable are written as JSON escapes. */
static void write_text(sg_buffer *out, const char *text)
{
    sg_buffer_text(out, "'");
    for (; *text; text++) {
        if (*text == '\'')
            sg_buffer_text(out, "\\u0027");
        else
            sg_buffer_char(out, *text);
    }
    sg_buffer_text(out, "'");
}

static void write_texts(sg_buffer *out, const char *name, const char *const *items,
                        unsigned count)
{
    sg_buffer_format(out, "'%s':[", name);
    for (unsigned i = 0; i < count; i++) {
        sg_buffer_text(out, i > 0 ? "," : "");
        write_text(out, items[i]);
    }
    sg_buffer_text(out, "]");
}

static void write_conditions(sg_buffer *out, const world_rule *one)
{
    sg_buffer_text(out, ",'Condition':{");
    for (unsigned i = 0; i < one->condition_count; i++) {
        sg_buffer_format(out, "%s'%s':{", i > 0 ? "," : "", one->conditions[i].op);
        write_texts(out, one->conditions[i].key, one->conditions[i].values,
                    one->conditions[i].count);
        sg_buffer_text(out, "}");
    }
    sg_buffer_text(out, "}");
}

static void write_rule(sg_buffer *out, const world_rule *one)
{
    sg_buffer_format(out, "{'Effect':'%s',", one->deny ? "Deny" : "Allow");
    write_texts(out, one->not_action ? "NotAction" : "Action", one->actions, one->action_count);
    if (one->pattern_count > 0) {
        sg_buffer_text(out, ",");
        write_texts(out, one->not_resource ? "NotResource" : "Resource", one->patterns,
                    one->pattern_count);
    }
    if (one->principal_count > 0) {
        sg_buffer_format(out, ",'%s':{", one->not_principal ? "NotPrincipal" : "Principal");
        write_texts(out, "AWS", one->principals, one->principal_count);
        sg_buffer_text(out, "}");
    }
    if (one->condition_count > 0)
        write_conditions(out, one);
    sg_buffer_text(out, "}");
}

static const char *text_of(small_estate *estate, const world_rules *made)
{
    sg_buffer out = { .length = 0 };
    sg_str copy;

    for (unsigned i = 0; i < made->count; i++) {
        sg_buffer_text(&out, i > 0 ? "," : "");
        write_rule(&out, &made->items[i]);
    }
    copy = sg_arena_copy(estate->arena, sg_buffer_str(&out));
    cr_assert(copy.bytes && out.status == SG_OK);
    sg_buffer_free(&out);
    return copy.bytes;
}

static void build_rules(const world *in, small_estate *estate, const char *owner,
                        const char *kind, const world_rules *made)
{
    const char *text = made->unreadable ? NULL : text_of(estate, made);

    if (!made->present)
        return;
    estate_policy(estate, owner, kind, text);
    if (in->shown)
        fprintf(stderr, "%s %s: %s\n", owner, kind, text ? text : "unreadable");
}

static void set_tag(small_estate *estate, const char *key, const char *name, const char *value)
{
    sg_entry *pair = sg_arena_make(estate->arena, sg_entry);

    cr_assert(pair != NULL);
    *pair = (sg_entry){ sg_str_of(name), sg_string(sg_str_of(value ? value : "")) };
    estate_value(estate, key, "tags", sg_map(pair, value ? 1 : 0));
}

static void build_organization(const world *in, small_estate *estate)
{
    static const char *const units[] = { UNIT, ROOT };

    for (unsigned a = 0; a < WORLD_ACCOUNTS; a++) {
        estate_account(estate, world_accounts[a], "o-1");
        estate_collected(estate, world_accounts[a], "global",
                         "iam:GetAccountAuthorizationDetails");
        build_rules(in, estate, world_accounts[a], "scp", &in->scp[a][0]);
        build_rules(in, estate, world_accounts[a], "rcp", &in->rcp[a]);
    }
    estate_flag(estate, B, "isManagement", in->managed);
    for (unsigned u = 0; u < SG_COUNT(units); u++) {
        estate_node(estate, "OrganizationalUnit Resource", units[u]);
        build_rules(in, estate, units[u], "scp", &in->scp[0][u + 1]);
    }
    estate_edge(estate, ROOT, "CONTAINS", UNIT);
    estate_edge(estate, UNIT, "CONTAINS", A);
    estate_edge(estate, ROOT, "CONTAINS", B);
}

static void build_principals(const world *in, small_estate *estate)
{
    estate_node(estate, "Group Resource", GROUP);
    build_rules(in, estate, GROUP, "identity", &in->group);
    for (unsigned i = 0; i < WORLD_PRINCIPALS; i++) {
        const world_principal *one = &in->principals[i];

        if (one->role)
            estate_role(estate, one->arn, text_of(estate, &one->trust));
        else
            estate_user(estate, one->arn);
        if (in->shown)
            fprintf(stderr, "%s team %s, trust: %s\n", one->arn, one->team ? one->team : "-",
                    one->role ? text_of(estate, &one->trust) : "-");
        if (one->grouped)
            estate_edge(estate, one->arn, "MEMBER_OF", GROUP);
        set_tag(estate, one->arn, "team", one->team);
        build_rules(in, estate, one->arn, "identity", &one->identity);
        build_rules(in, estate, one->arn, "boundary", &one->boundary);
    }
}

static void build_resources(const world *in, small_estate *estate)
{
    static const struct {
        const char *labels, *call;
    } kinds[] = {
        [QUEUE] = { "Queue DataStore Resource", "sqs:GetQueueAttributes" },
        [SECRET] = { "Secret DataStore Resource", "secretsmanager:GetResourcePolicy" },
        [TABLE] = { "Database DataStore Resource", "dynamodb:GetResourcePolicy" },
        [KEY] = { "EncryptionKey Resource", "kms:GetKeyPolicy" },
    };

    for (unsigned i = 0; i < WORLD_RESOURCES; i++) {
        const world_resource *one = &in->resources[i];
        const char *account = world_accounts[one->account];

        if (one->kind == BUCKET) {
            estate_bucket(estate, one->arn, account);
        } else {
            estate_node(estate, kinds[one->kind].labels, one->arn);
            estate_set(estate, one->arn, "region", one->region);
            estate_collected(estate, account, one->region, kinds[one->kind].call);
        }
        if (one->kind == SECRET) /* none under a key that AWS keeps */
            estate_flag(estate, one->arn, "encrypted", false);
        if (one->kind == KEY)
            estate_value(estate, one->arn, "grants", sg_list(NULL, 0));
        set_tag(estate, one->arn, "env", one->environment);
        build_rules(in, estate, one->arn, "resource", &one->policy);
        if (one->key >= 0)
            estate_edge(estate, one->arn, "ENCRYPTED_BY", in->resources[one->key].arn);
    }
}

void world_build(const world *in, small_estate *estate)
{
    estate_begin(estate);
    build_organization(in, estate);
    build_principals(in, estate);
    build_resources(in, estate);
    estate_derive(estate);
}
