/* test_escalation.c - every row of escalations.def: a graph where it is found, and near misses.
 *
 * The graphs are made from the rows themselves: a caller with the row's actions and nothing else, a
 * target, and what the row's preconditions ask for.  Each near miss takes one thing away.
 */
#include "ingest/derive/escalation.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ingest/derive/read.h"
#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/small_estate.h"

#define A "111111111111"
#define IAM(name) "arn:aws:iam::" A ":" name
#define TARGET_ROLE IAM("role/target")
#define TARGET_USER IAM("user/target")
#define GROUP IAM("group/g")
#define EVERYTHING "{'Effect':'Allow','Action':'*','Resource':'*'}"
#define EC2_ROLE                                                                               \
    "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}"

/* What a near miss lacks. */
typedef enum miss {
    NOTHING_MISSED,
    ONE_ACTION,      /* the one at `step` */
    PASSING,         /* iam:PassRole */
    PASSED_TO_OTHER, /* iam:PassRole for another service only */
    PASSED_ANOTHER,  /* iam:PassRole on another role only */
    TRUST,           /* the role trusts another service, or does not trust the caller */
    TARGET,          /* nothing runs as the role; the target is not there */
    BOUNDARY,        /* the caller's boundary leaves the first action out */
    GUARDRAIL,       /* an SCP denies the first action */
    NEED,            /* the first precondition that can fail */
} miss;

typedef struct plot {
    small_estate at;
    const sg_escalation *row;
    miss miss;
    size_t step;
    char caller[128];
    char text[4096];
} plot;

static bool has_step(const sg_escalation *row, sg_step_on on)
{
    for (size_t i = 0; i < SG_STEPS_MOST && row->steps[i].action.length > 0; i++)
        if (row->steps[i].on == on)
            return true;
    return false;
}

static bool is_user(const plot *in)
{
    return in->row->target == SG_ESCALATE_SELF_USER;
}

static bool is_self(const sg_escalation *row)
{
    return row->target == SG_ESCALATE_SELF || row->target == SG_ESCALATE_SELF_USER ||
           row->target == SG_ESCALATE_SELF_ROLE;
}

static const char *target_of(const plot *in)
{
    if (is_self(in->row))
        return in->caller;
    return in->row->target == SG_ESCALATE_USER ? TARGET_USER : TARGET_ROLE;
}

/* --- the caller --------------------------------------------------------------------------- */

static void add(plot *in, const char *before, sg_str value, const char *after)
{
    size_t length = strlen(in->text);

    (void)snprintf(in->text + length, sizeof in->text - length, "%s%.*s%s", before,
                   SG_FMT(value), after);
}

static void allow_actions(plot *in)
{
    in->text[0] = '\0';
    add(in, "{'Effect':'Allow','Action':['none:None'", SG_STR(""), "");
    for (size_t i = 0; i < SG_STEPS_MOST && in->row->steps[i].action.length > 0; i++) {
        bool by_trust = in->row->steps[i].on == SG_ON_RETRUSTED;
        bool left_out = in->miss == ONE_ACTION &&
                        sg_str_equal(in->row->steps[i].action, in->row->steps[in->step].action);
        if (!left_out && !by_trust)
            add(in, ",'", in->row->steps[i].action, "'");
    }
    add(in, "],'Resource':'*'}", SG_STR(""), "");
    estate_policy(&in->at, in->caller, "identity", in->text);
    if (in->row->target != SG_ESCALATE_PASS || in->miss == PASSING)
        return;
    if (in->miss == PASSED_ANOTHER)
        estate_policy(
            &in->at, in->caller, "identity",
            "{'Effect':'Allow','Action':'iam:PassRole','Resource':'" IAM("role/other") "'}");
    else if (in->miss == PASSED_TO_OTHER)
        estate_policy(&in->at, in->caller, "identity",
                      "{'Effect':'Allow','Action':'iam:PassRole','Resource':'*','Condition':"
                      "{'StringEquals':{'iam:PassedToService':'other.amazonaws.com'}}}");
    else
        estate_policy(
            &in->at, in->caller, "identity",
            "{'Effect':'Allow','Action':'iam:Pass*','Resource':'" IAM("role/target") "'}");
}

static void deny_first_action(plot *in, const char *owner, const char *kind)
{
    bool unbinds = in->row->gain == SG_GAIN_UNBOUND; /* another row may do it as well */

    in->text[0] = '\0';
    add(in, EVERYTHING ",{'Effect':'Deny','Action':'",
        unbinds ? SG_STR("iam:*PermissionsBoundary") : in->row->steps[0].action,
        "','Resource':'*'}");
    estate_policy(&in->at, owner, kind, in->text);
}

static void make_caller(plot *in)
{
    const char *name = is_user(in) ? "user/low"
                       : (in->row->needs & SG_NEED_ASSIGNED) && in->miss != NEED
                           ? "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_low"
                           : "role/low";

    (void)snprintf(in->caller, sizeof in->caller, IAM("%s"), name);
    if (is_user(in))
        estate_user(&in->at, in->caller);
    else
        estate_role(&in->at, in->caller, EC2_ROLE);
    if (in->row->gain == SG_GAIN_UNBOUND && is_self(in->row))
        estate_policy(&in->at, in->caller, "identity", EVERYTHING);
    allow_actions(in);
    if (in->miss == BOUNDARY)
        deny_first_action(in, in->caller, "boundary");
    if (in->miss == GUARDRAIL)
        deny_first_action(in, A, "scp");
}

/* --- the target --------------------------------------------------------------------------- */

static void make_role(plot *in)
{
    sg_str service = sg_str_cut(in->row->of, ',', &(sg_str){ NULL, 0 });
    bool tokens = sg_str_starts(service, SG_STR("cognito-identity"));

    in->text[0] = '\0';
    if (in->row->target == SG_ESCALATE_PASS && in->miss != TRUST && tokens)
        add(in, "{'Effect':'Allow','Principal':{'Federated':'", service,
            "'},'Action':'sts:AssumeRoleWithWebIdentity'}");
    else if (in->row->target == SG_ESCALATE_PASS && in->miss != TRUST)
        add(in, "{'Effect':'Allow','Principal':{'Service':'", service,
            "'},'Action':'sts:AssumeRole','Condition':{'StringEquals':{'aws:SourceAccount':'" A
            "'}}}");
    else if (has_step(in->row, SG_ON_ASSUMED) && in->miss != TRUST)
        add(in, "{'Effect':'Allow','Principal':{'AWS':'", sg_str_of(in->caller),
            "'},'Action':'sts:AssumeRole'}");
    else
        add(in, "{'Effect':'Allow','Principal':{'Service':'", SG_STR("other.amazonaws.com"),
            "'},'Action':'sts:AssumeRole'}");
    estate_role(&in->at, TARGET_ROLE, in->text);
}

/* "arn:*:lambda:*:*:function:*" with something for each star. */
static void make_workload(plot *in)
{
    static const char *const parts[] = { "aws", "eu-west-1", A, "x" };
    char arn[160];
    size_t star = 0;
    size_t length = 0;

    for (size_t i = 0; i < in->row->of.length; i++) {
        if (in->row->of.bytes[i] == '*')
            length += (size_t)snprintf(arn + length, sizeof arn - length, "%s", parts[star++]);
        else
            arn[length++] = in->row->of.bytes[i];
    }
    arn[length] = '\0';
    estate_node(&in->at, "Resource", arn);
    estate_set(&in->at, arn, "state",
               (in->row->needs & SG_NEED_RUNNING) && in->miss == NEED ? "stopped" : "running");
    estate_flag(&in->at, arn, "ssmManaged", true);
    if (in->miss != TARGET)
        estate_edge(&in->at, arn, "HAS", TARGET_ROLE);
    if (in->row->needs & SG_NEED_TRIGGER) {
        estate_node(&in->at, "Queue DataStore Resource", "arn:aws:sqs:eu-west-1:" A ":q");
        estate_edge(&in->at, "arn:aws:sqs:eu-west-1:" A ":q", "TRIGGERS", arn);
    }
    if (in->row->needs & SG_NEED_SSH) {
        sg_entry rule[] = { { SG_STR("fromPort"), sg_integer(22) },
                            { SG_STR("protocol"), sg_test_text("tcp") },
                            { SG_STR("toPort"), sg_integer(22) } };
        sg_value rules[] = { sg_map(rule, SG_COUNT(rule)) };
        estate_node(&in->at, "SecurityGroup Resource", "sg-1");
        estate_value(&in->at, "sg-1", "ingress", sg_list(rules, 1));
        estate_edge(&in->at, arn, "PROTECTED_BY", "sg-1");
    }
}

static void make_user(plot *in)
{
    bool keys_taken = ((in->row->needs & SG_NEED_KEYS_TAKEN) != 0) != (in->miss == NEED);
    bool password = ((in->row->needs & SG_NEED_PASSWORD) != 0) != (in->miss == NEED);

    estate_user(&in->at, TARGET_USER);
    estate_flag(&in->at, TARGET_USER, "hasPassword", password);
    for (int i = 0; keys_taken && i < 2; i++) {
        const char *key = i == 0 ? "AKIA1" : "AKIA2";
        estate_node(&in->at, "AccessKey Resource", key);
        estate_edge(&in->at, TARGET_USER, "HAS_KEY", key);
    }
}

static void make_policy(plot *in)
{
    char key[32];

    estate_policy(&in->at, target_of(in), "identity",
                  "{'Effect':'Allow','Action':'none:None','Resource':'*'}");
    (void)snprintf(key, sizeof key, "policy-%u", in->at.policies - 1);
    estate_set(&in->at, key, "arn",
               in->miss == TARGET ? "arn:aws:iam::aws:policy/p" : IAM("policy/p"));
}

static void make_target(plot *in)
{
    bool boundary = (in->row->needs & SG_NEED_BOUNDARY) && in->miss != NEED;

    if (in->row->target == SG_ESCALATE_USER && in->miss != TARGET)
        make_user(in);
    if (!is_self(in->row) && in->row->target != SG_ESCALATE_USER && in->miss != TARGET)
        make_role(in);
    if (in->row->target == SG_ESCALATE_WORKLOAD && in->miss == TARGET)
        make_role(in);
    if (in->row->target == SG_ESCALATE_WORKLOAD)
        make_workload(in);
    if (has_step(in->row, SG_ON_POLICY) && (is_self(in->row) || in->miss != TARGET))
        make_policy(in);
    if (has_step(in->row, SG_ON_GROUP) || has_step(in->row, SG_ON_ANY_GROUP)) {
        estate_node(&in->at, "Group Resource", GROUP);
        if (has_step(in->row, SG_ON_ANY_GROUP) && in->miss != TARGET)
            estate_policy(&in->at, GROUP, "identity", EVERYTHING);
        if (has_step(in->row, SG_ON_GROUP) && in->miss != TARGET)
            estate_edge(&in->at, in->caller, "MEMBER_OF", GROUP);
    }
    if (boundary && in->miss != TARGET)
        estate_policy(
            &in->at, target_of(in), "boundary",
            "{'Effect':'Allow','Action':['iam:Delete*','iam:Put*','sts:*'],'Resource':'*'}");
    if (in->row->gain == SG_GAIN_UNBOUND && !is_self(in->row) && in->miss != TARGET)
        estate_policy(&in->at, TARGET_ROLE, "identity", EVERYTHING);
}

/* --- questions ---------------------------------------------------------------------------- */

static bool lists(const plot *in, sg_value methods)
{
    for (uint32_t i = 0; methods.type == SG_TYPE_LIST && i < methods.length; i++)
        if (sg_str_equal(sg_value_str(methods.list[i]), in->row->id))
            return true;
    return false;
}

/* The certainty of the relationship that has the row's id, or "". */
static const char *answer(plot *in)
{
    const sg_graph *graph = in->at.graph;
    sg_node from, to;
    sg_key key;

    if (in->row->target == SG_ESCALATE_ASSUME)
        return estate_assume(&in->at, in->caller, TARGET_ROLE);
    if (!sg_graph_find_node(graph, sg_str_of(target_of(in)), &to) ||
        !sg_graph_find_key(graph, SG_STR("methods"), &key))
        return "";
    from = sg_test_find(graph, in->caller);
    sg_neighbours at = sg_neighbours_by(graph, from, SG_STR("CAN_ESCALATE_TO"), SG_OUT);
    while (sg_neighbours_next(&at))
        if (at.node.id == to.id &&
            lists(in, sg_graph_edge_property(graph, at.edge, key, in->at.arena)))
            return sg_arena_copy(
                       in->at.arena,
                       sg_read_edge_text(graph, at.edge, SG_STR("certainty"), in->at.arena))
                .bytes;
    return "";
}

static const char *play(plot *in, const sg_escalation *row, miss missed, size_t step)
{
    memset(in, 0, sizeof *in);
    in->row = row;
    in->miss = missed;
    in->step = step;
    estate_begin(&in->at);
    estate_account(&in->at, A, missed == GUARDRAIL ? "o-1" : NULL);
    if (missed != GUARDRAIL) /* guardrails do not hold there */
        estate_flag(&in->at, A, "isManagement", true);
    estate_collected(&in->at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&in->at, A, "global", "iam:ListAccessKeys");
    make_caller(in);
    make_target(in);
    estate_derive(&in->at);
    return answer(in);
}

/* Plays the near miss for every row that it is one for. */
static void expect_nothing(miss missed, bool (*applies)(const sg_escalation *))
{
    size_t count;
    const sg_escalation *rows = sg_escalations(&count);
    size_t played = 0;
    plot in;

    for (size_t r = 0; r < count; r++) {
        if (!applies(&rows[r]))
            continue;
        cr_expect_str_eq(play(&in, &rows[r], missed, 0), "", "%.*s", SG_FMT(rows[r].id));
        estate_end(&in.at);
        played++;
    }
    cr_expect(played > 0);
}

/* --- the tests ---------------------------------------------------------------------------- */

Test(escalation, the_catalogue_has_ninety_ids_whose_rows_stand_together)
{
    size_t count;
    const sg_escalation *rows = sg_escalations(&count);
    unsigned ids = 1;

    for (size_t i = 1; i < count; i++) {
        int order = sg_str_compare(rows[i - 1].id, rows[i].id);
        cr_expect(order <= 0, "%.*s", SG_FMT(rows[i].id));
        ids += order < 0;
    }
    cr_expect_eq(ids, 90, "%u", ids);
}

Test(escalation, every_row_is_found)
{
    size_t count;
    const sg_escalation *rows = sg_escalations(&count);
    plot in;

    for (size_t r = 0; r < count; r++) {
        bool vague = (rows[r].needs & (SG_NEED_MAYBE | SG_NEED_SSH | SG_NEED_CONTAINERS)) != 0;
        cr_expect_str_eq(play(&in, &rows[r], NOTHING_MISSED, 0), vague ? "may" : "must", "%.*s",
                         SG_FMT(rows[r].id));
        if (rows[r].gain != SG_GAIN_RIGHTS)
            cr_expect_str_eq(estate_property(&in.at, in.caller, "reachesAdmin"), "true", "%.*s",
                             SG_FMT(rows[r].id));
        estate_end(&in.at);
    }
}

Test(escalation, no_row_without_one_of_its_actions)
{
    size_t count;
    const sg_escalation *rows = sg_escalations(&count);
    plot in;

    for (size_t r = 0; r < count; r++) {
        for (size_t i = 0; i < SG_STEPS_MOST && rows[r].steps[i].action.length > 0; i++) {
            if (rows[r].steps[i].on == SG_ON_RETRUSTED ||
                rows[r].steps[i].on == SG_ON_ASSUMED || rows[r].gain == SG_GAIN_UNBOUND)
                continue;
            cr_expect_str_eq(play(&in, &rows[r], ONE_ACTION, i), "", "%.*s without step %zu",
                             SG_FMT(rows[r].id), i);
            estate_end(&in.at);
        }
    }
}

static bool passes(const sg_escalation *row)
{
    return row->target == SG_ESCALATE_PASS;
}

Test(escalation, no_passing_without_pass_role)
{
    expect_nothing(PASSING, passes);
}

Test(escalation, v20_no_passing_to_a_service_that_pass_role_is_not_for)
{
    expect_nothing(PASSED_TO_OTHER, passes);
}

Test(escalation, no_passing_of_a_role_that_pass_role_is_not_for)
{
    expect_nothing(PASSED_ANOTHER, passes);
}

static bool trusts(const sg_escalation *row)
{
    return row->target == SG_ESCALATE_PASS || has_step(row, SG_ON_ASSUMED);
}

Test(escalation, nothing_where_the_role_trusts_somebody_else)
{
    expect_nothing(TRUST, trusts);
}

static bool has_target(const sg_escalation *row)
{
    return !is_self(row) || has_step(row, SG_ON_GROUP) || has_step(row, SG_ON_ANY_GROUP) ||
           has_step(row, SG_ON_POLICY);
}

Test(escalation, nothing_without_a_target)
{
    expect_nothing(TARGET, has_target);
}

static bool is_by_identity(const sg_escalation *row)
{
    return row->steps[0].on != SG_ON_ASSUMED && row->gain != SG_GAIN_UNBOUND;
}

Test(escalation, nothing_that_a_boundary_leaves_out)
{
    expect_nothing(BOUNDARY, is_by_identity);
}

static bool is_guarded(const sg_escalation *row)
{
    return row->steps[0].on != SG_ON_ASSUMED;
}

Test(escalation, nothing_that_a_guardrail_denies)
{
    expect_nothing(GUARDRAIL, is_guarded);
}

static bool can_fail(const sg_escalation *row)
{
    return (row->needs &
            (SG_NEED_RUNNING | SG_NEED_KEY_FREE | SG_NEED_KEYS_TAKEN | SG_NEED_PASSWORD |
             SG_NEED_NO_PASSWORD | SG_NEED_BOUNDARY | SG_NEED_ASSIGNED)) != 0;
}

Test(escalation, nothing_where_a_precondition_fails)
{
    expect_nothing(NEED, can_fail);
}

/* Each id must have been found above, and missed in one of these ways. */
Test(escalation, every_row_has_a_near_miss)
{
    static bool (*const misses[])(const sg_escalation *) = { passes,     trusts,
                                                             has_target, is_by_identity,
                                                             is_guarded, can_fail };
    size_t count;
    const sg_escalation *rows = sg_escalations(&count);

    for (size_t r = 0; r < count; r++) {
        bool any = false;
        for (size_t i = 0; i < SG_COUNT(misses); i++)
            any = any || misses[i](&rows[r]);
        cr_expect(any, "%.*s is never missed", SG_FMT(rows[r].id));
    }
}
