/* escalation_needs.c - the preconditions of escalations, each a question to the inventory. */
#include "ingest/derive/conditions.h"
#include "ingest/derive/escalation.h"
#include "ingest/derive/read.h"

#include "engine/base/text.h"

#define KEYS_OF_A_USER 2
#define SSH 22

typedef struct question {
    sg_access *access;
    const sg_estate_principal *caller, *target;
    const sg_workload *workload;
} question;

/* --- workloads ---------------------------------------------------------------------------- */

static sg_str state_of(const question *about)
{
    return sg_read_text(about->access->estate.graph, about->workload->node, SG_STR("state"),
                        about->access->scratch);
}

static sg_truth is_running(const question *about)
{
    sg_str state = state_of(about);

    if (state.length == 0)
        return SG_UNKNOWN;
    return sg_truth_of(sg_str_equal_fold(state, SG_STR("running")) ||
                       sg_str_equal_fold(state, SG_STR("InService")));
}

/* Told by Systems Manager itself; else its agent may be there when the role lets it report. */
static sg_status is_managed(const question *about, sg_truth *out)
{
    const sg_estate *estate = &about->access->estate;
    sg_iam_target target = { .arn = about->workload->arn,
                             .account = about->target->caller.account,
                             .organization = about->target->caller.organization,
                             .restricted = SG_FALSE };
    sg_iam_request request = { .caller = &about->target->caller,
                               .identity = sg_identity_of(about->target),
                               .target = &target,
                               .action = SG_STR("ssm:UpdateInstanceInformation") };
    sg_iam_decision decision;

    *out = sg_read_truth(estate->graph, about->workload->node, SG_STR("ssmManaged"),
                         about->access->scratch);
    if (*out != SG_UNKNOWN || about->target->identity.policies.incomplete)
        return SG_OK;
    request.atom = sg_atom_of(&estate->atoms, request.action);
    SG_TRY(sg_iam_decide(&request, about->access->scratch, &decision));
    *out = decision.may ? SG_UNKNOWN : SG_FALSE;
    return SG_OK;
}

static bool admits_ssh(sg_value rule)
{
    sg_value protocol = sg_map_get(rule, SG_STR("protocol"));
    sg_value first = sg_map_get(rule, SG_STR("fromPort"));
    sg_value last = sg_map_get(rule, SG_STR("toPort"));

    if (protocol.type != SG_TYPE_STRING || sg_str_equal(sg_value_str(protocol), SG_STR("-1")))
        return true;
    if (!sg_str_equal(sg_value_str(protocol), SG_STR("tcp")) &&
        !sg_str_equal(sg_value_str(protocol), SG_STR("6")))
        return false;
    return first.type != SG_TYPE_INTEGER || last.type != SG_TYPE_INTEGER ||
           (first.integer <= SSH && last.integer >= SSH);
}

/* No rule for the port means no; a rule means perhaps, since who stands there is not asked. */
static sg_truth is_open_to_ssh(const question *about)
{
    const sg_graph *graph = about->access->estate.graph;
    sg_arena *arena = about->access->scratch;
    sg_neighbours group =
        sg_neighbours_by(graph, about->workload->node, SG_STR("PROTECTED_BY"), SG_OUT);
    bool any = false;

    while (sg_neighbours_next(&group)) {
        sg_value rules = sg_read(graph, group.node, SG_STR("ingress"), arena);
        any = true;
        if (rules.type != SG_TYPE_LIST)
            return SG_UNKNOWN;
        for (uint32_t i = 0; i < rules.length; i++)
            if (rules.list[i].type != SG_TYPE_MAP || admits_ssh(rules.list[i]))
                return SG_UNKNOWN;
    }
    return any ? SG_FALSE : SG_UNKNOWN;
}

static sg_truth is_triggered(const question *about)
{
    const sg_graph *graph = about->access->estate.graph;
    sg_neighbours source =
        sg_neighbours_by(graph, about->workload->node, SG_STR("TRIGGERS"), SG_IN);
    sg_str url = sg_read_text(graph, about->workload->node, SG_STR("functionUrl"),
                              about->access->scratch);

    return sg_neighbours_next(&source) || url.length > 0 ? SG_TRUE : SG_UNKNOWN;
}

static sg_truth has_containers(const question *about)
{
    return about->access->estate.accounts[about->caller->account].runs_containers ? SG_TRUE
                                                                                  : SG_UNKNOWN;
}

/* --- users -------------------------------------------------------------------------------- */

static sg_truth has_all_keys(const question *about)
{
    const sg_estate *estate = &about->access->estate;
    sg_neighbours key =
        sg_neighbours_by(estate->graph, about->target->node, SG_STR("HAS_KEY"), SG_OUT);
    unsigned count = 0;

    while (sg_neighbours_next(&key))
        count++;
    if (count >= KEYS_OF_A_USER)
        return SG_TRUE;
    return sg_coverage_collected(estate->coverage, about->target->caller.account,
                                 SG_STR("global"), SG_STR("iam:ListAccessKeys"))
               ? SG_FALSE
               : SG_UNKNOWN;
}

static sg_truth has_password(const question *about)
{
    const sg_estate *estate = &about->access->estate;

    if (sg_read_text(estate->graph, about->target->node, SG_STR("lastUsedAt"),
                     about->access->scratch)
            .length > 0)
        return SG_TRUE;
    return sg_read_truth(estate->graph, about->target->node, SG_STR("hasPassword"),
                         about->access->scratch);
}

/* --- accounts ----------------------------------------------------------------------------- */

/* The management account does; another one may be a delegated administrator. */
static sg_truth administers_directory(const question *about)
{
    return about->access->estate.accounts[about->caller->account].management ? SG_TRUE
                                                                             : SG_UNKNOWN;
}

static sg_truth is_assigned(const question *about)
{
    return sg_truth_of(sg_str_find(about->caller->caller.arn,
                                   SG_STR(":role/aws-reserved/sso.amazonaws.com/"),
                                   0) != SIZE_MAX);
}

sg_status sg_escalation_needs(sg_access *access, unsigned needs, uint32_t caller,
                              uint32_t target, const sg_workload *workload, sg_truth *out)
{
    const question about = { access, &access->estate.principals[caller],
                             &access->estate.principals[target], workload };
    sg_truth all = (needs & SG_NEED_MAYBE) ? SG_UNKNOWN : SG_TRUE;
    sg_truth managed = SG_TRUE;
    sg_arena_mark mark = sg_arena_save(access->scratch);

    if (needs & SG_NEED_RUNNING)
        all = sg_both(all, is_running(&about));
    if (needs & SG_NEED_MANAGED)
        SG_TRY(is_managed(&about, &managed));
    if (needs & SG_NEED_SSH)
        all = sg_both(all, is_open_to_ssh(&about));
    if (needs & SG_NEED_TRIGGER)
        all = sg_both(all, is_triggered(&about));
    if (needs & SG_NEED_CONTAINERS)
        all = sg_both(all, has_containers(&about));
    if (needs & SG_NEED_KEY_FREE)
        all = sg_both(all, sg_negation(has_all_keys(&about)));
    if (needs & SG_NEED_KEYS_TAKEN)
        all = sg_both(all, has_all_keys(&about));
    if (needs & SG_NEED_PASSWORD)
        all = sg_both(all, has_password(&about));
    if (needs & SG_NEED_NO_PASSWORD)
        all = sg_both(all, sg_negation(has_password(&about)));
    if (needs & SG_NEED_BOUNDARY)
        all = sg_both(all, sg_truth_of(about.target->identity.bounded));
    if (needs & SG_NEED_DIRECTORY)
        all = sg_both(all, administers_directory(&about));
    if (needs & SG_NEED_ASSIGNED)
        all = sg_both(all, is_assigned(&about));
    *out = sg_both(all, managed);
    sg_arena_rewind(access->scratch, mark);
    return SG_OK;
}
