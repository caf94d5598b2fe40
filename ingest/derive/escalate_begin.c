/* escalate_begin.c - what all classes share: services and the roles that trust them, groups, who
 * stands in which account, what can be assumed.
 */
#include <stdlib.h>
#include <string.h>

#include "ingest/derive/conditions.h"
#include "ingest/derive/escalate.h"
#include "ingest/derive/read.h"

/* --- services ----------------------------------------------------------------------------- */

static uint32_t service_index(sg_escalate *work, sg_str name)
{
    for (uint32_t i = 0; i < work->service_count; i++)
        if (sg_str_equal(work->services[i], name))
            return i;
    work->services[work->service_count] = name;
    return work->service_count++;
}

static void list_rows(sg_escalate *work)
{
    const sg_atoms *atoms = &work->access->estate.atoms;

    for (size_t row = 0; row < work->count; row++) {
        sg_str rest = work->rows[row].of;
        while (work->rows[row].target == SG_ESCALATE_PASS && rest.length > 0)
            work->services_of[row] |= 1U << service_index(work, sg_str_cut(rest, ',', &rest));
        for (size_t i = 0; i < SG_STEPS_MOST && work->rows[row].steps[i].action.length > 0;
             i++) {
            unsigned atom = sg_atom_of(atoms, work->rows[row].steps[i].action);
            work->step_atoms[row][i] = atom;
            if (work->rows[row].steps[i].on != SG_ON_ASSUMED &&
                work->rows[row].steps[i].on != SG_ON_RETRUSTED)
                sg_atom_set_add(&work->actions, atom);
        }
    }
    work->pass_atom = sg_atom_of(atoms, SG_STR("iam:PassRole"));
}

/* Whether the role's trust policy lets the service in: as a service, or with tokens of its own. */
static sg_status ask_trust(sg_escalate *work, uint32_t role, const sg_named *named,
                           sg_truth *out)
{
    const sg_estate_principal *principal = &work->access->estate.principals[role];
    const sg_iam_policy *const trust[] = { principal->trust };
    bool service = named->kind == SG_NAMED_SERVICE;
    sg_iam_caller caller = { .kind = service ? SG_CALLER_SERVICE : SG_CALLER_FEDERATED,
                             .arn = named->text };
    sg_iam_target target = { .arn = principal->caller.arn,
                             .account = principal->caller.account,
                             .organization = principal->caller.organization,
                             .tags = principal->caller.tags,
                             .policy_role = SG_POLICY_REQUIRED,
                             .policies = { .items = trust, .count = 1 },
                             .restricted = SG_FALSE };
    sg_iam_request request = { .caller = &caller,
                               .target = &target,
                               .action = service ? SG_STR("sts:AssumeRole")
                                                 : SG_STR("sts:AssumeRoleWithWebIdentity") };
    sg_iam_decision decision;

    request.atom = sg_atom_of(&work->access->estate.atoms, request.action);
    SG_TRY(sg_iam_decide(&request, work->access->scratch, &decision));
    *out = decision.must ? SG_TRUE : decision.may ? SG_UNKNOWN : SG_FALSE;
    return SG_OK;
}

static sg_status read_trusted(sg_escalate *work, uint32_t role)
{
    const sg_iam_policy *trust = work->access->estate.principals[role].trust;

    for (uint32_t s = 0; s < trust->count; s++) {
        const sg_iam_statement *statement = &trust->statements[s];
        for (uint32_t p = 0; !statement->deny && p < statement->principal_count; p++) {
            const sg_named *named = &statement->principals[p];
            for (uint32_t i = 0; i < work->service_count; i++) {
                sg_truth truth;
                if (named->kind == SG_NAMED_AWS ||
                    !sg_str_equal(named->text, work->services[i]))
                    continue;
                if (!work->trusted[role])
                    work->trusted[role] = sg_arena_make_array(work->access->scratch, uint8_t,
                                                              SG_PASS_SERVICES_MOST);
                if (!work->trusted[role])
                    return SG_ENOMEM;
                SG_TRY(ask_trust(work, role, named, &truth));
                work->trusted[role][i] =
                    (uint8_t)sg_either((sg_truth)work->trusted[role][i], truth);
            }
        }
    }
    return SG_OK;
}

/* --- principals --------------------------------------------------------------------------- */

typedef struct mate {
    sg_str arn;
    uint32_t account, principal;
} mate;

static int compare_mates(const void *left, const void *right)
{
    const mate *a = left;
    const mate *b = right;

    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    return sg_str_compare(a->arn, b->arn);
}

static sg_status sort_mates(sg_escalate *work)
{
    const sg_estate *estate = &work->access->estate;
    mate *sorted =
        sg_arena_make_array(work->access->scratch, mate, (size_t)estate->principal_count + 1);

    if (!sorted)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < estate->principal_count; i++)
        sorted[i] =
            (mate){ estate->principals[i].caller.arn, estate->principals[i].account, i };
    qsort(sorted, estate->principal_count, sizeof *sorted, compare_mates);
    for (uint32_t i = 0; i < estate->principal_count; i++) {
        work->mates[i] = sorted[i].principal;
        work->mate_arns[i] = sorted[i].arn;
        work->mates_first[sorted[i].account + 1]++;
    }
    return SG_OK;
}

static sg_status list_mates(sg_escalate *work)
{
    const sg_estate *estate = &work->access->estate;
    sg_arena *arena = work->access->scratch;
    size_t accounts = estate->account_count;
    size_t principals = (size_t)estate->principal_count + 1;

    work->mates = sg_arena_make_array(arena, uint32_t, principals);
    work->mate_arns = sg_arena_make_array(arena, sg_str, principals);
    work->mate_of = sg_arena_make_array(arena, uint32_t, principals);
    work->mates_first = sg_arena_make_array(arena, uint32_t, accounts + 2);
    work->trusted = sg_arena_make_array(arena, uint8_t *, principals);
    if (!work->mates || !work->mate_arns || !work->mate_of || !work->mates_first ||
        !work->trusted)
        return SG_ENOMEM;
    SG_TRY(sort_mates(work));
    for (size_t a = 0; a < accounts; a++) {
        work->mates_first[a + 1] += work->mates_first[a];
        for (uint32_t i = work->mates_first[a]; i < work->mates_first[a + 1]; i++)
            work->mate_of[work->mates[i]] = i - work->mates_first[a];
    }
    return SG_OK;
}

static int compare_groups(const void *left, const void *right)
{
    const sg_escalation_group *a = left;
    const sg_escalation_group *b = right;

    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    return a->node.id < b->node.id ? -1 : a->node.id > b->node.id;
}

static sg_status read_groups(sg_escalate *work)
{
    sg_estate *estate = &work->access->estate;
    sg_cursor at = sg_nodes_with(estate->graph, SG_STR("Group"));
    uint32_t count = 0;

    work->groups = sg_arena_make_array(work->access->scratch, sg_escalation_group,
                                       sg_count_with(estate->graph, SG_STR("Group")) + 1U);
    work->groups_first =
        sg_arena_make_array(work->access->scratch, uint32_t, estate->account_count + 2U);
    if (!work->groups || !work->groups_first)
        return SG_ENOMEM;
    while (sg_cursor_next(&at)) {
        sg_escalation_group *group = &work->groups[count];
        group->node = at.node;
        group->arn = sg_read_arn(estate->graph, at.node, estate->arena);
        if (!sg_estate_find_account(
                estate, sg_read_text(estate->graph, at.node, SG_STR("account"), estate->arena),
                &group->account))
            continue;
        SG_TRY(sg_estate_attached(estate, at.node, SG_STR("identity"), &group->policies, NULL));
        count++;
    }
    qsort(work->groups, count, sizeof *work->groups, compare_groups);
    for (uint32_t i = 0; i < count; i++)
        work->groups_first[work->groups[i].account + 1]++;
    for (uint32_t a = 0; a < estate->account_count; a++)
        work->groups_first[a + 1] += work->groups_first[a];
    return SG_OK;
}

/* --- workloads ---------------------------------------------------------------------------- */

static sg_status read_workloads(sg_escalate *work)
{
    const sg_estate *estate = &work->access->estate;
    uint32_t count;

    SG_TRY(sg_workloads_read(estate, &work->workloads));
    count = work->workloads.first[estate->account_count];
    work->rows_about =
        sg_arena_alloc_array(work->access->scratch, count + 1U, sizeof *work->rows_about);
    work->workload_arns = sg_arena_make_array(work->access->scratch, sg_str, count + 1U);
    if (!work->rows_about || !work->workload_arns)
        return SG_ENOMEM;
    memset(work->rows_about, 0, (count + 1U) * sizeof *work->rows_about);
    for (uint32_t i = 0; i < count; i++)
        work->workload_arns[i] = work->workloads.items[i].arn;
    for (uint32_t i = 0; i < count; i++)
        for (size_t row = 0; row < work->count; row++)
            if (work->rows[row].target == SG_ESCALATE_WORKLOAD &&
                sg_glob_match(work->rows[row].of, work->workloads.items[i].arn))
                sg_bit_set(work->rows_about[i], row);
    return SG_OK;
}

static void find_containers(sg_estate *estate, sg_arena *scratch)
{
    static const sg_str labels[] = { SG_STR_INIT("ContainerService"),
                                     SG_STR_INIT("ContainerTask") };

    for (size_t i = 0; i < SG_COUNT(labels); i++) {
        sg_cursor at = sg_nodes_with(estate->graph, labels[i]);
        while (sg_cursor_next(&at)) {
            sg_str account = sg_read_text(estate->graph, at.node, SG_STR("account"), scratch);
            uint32_t index;
            if (sg_estate_find_account(estate, account, &index))
                estate->accounts[index].runs_containers = true;
        }
    }
}

/* --- assumptions -------------------------------------------------------------------------- */

static int compare_assumptions(const void *left, const void *right)
{
    const sg_assumption *a = left;
    const sg_assumption *b = right;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static sg_status list_assumed(sg_escalate *work)
{
    size_t count = work->access->assumptions.count;

    work->assumed = sg_arena_make_array(work->access->scratch, sg_assumption, count + 1);
    if (!work->assumed)
        return SG_ENOMEM;
    work->assumed_count = (uint32_t)count;
    if (count > 0)
        memcpy(work->assumed, work->access->assumptions.items, count * sizeof *work->assumed);
    qsort(work->assumed, count, sizeof *work->assumed, compare_assumptions);
    return SG_OK;
}

static uint32_t first_from(const sg_escalate *work, uint32_t from)
{
    uint32_t low = 0;
    uint32_t high = work->assumed_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->assumed[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

sg_range sg_escalate_assumed_by(const sg_escalate *work, uint32_t from)
{
    return (sg_range){ first_from(work, from), first_from(work, from + 1) };
}

sg_status sg_escalate_begin(sg_access *access, sg_escalate *out)
{
    static const sg_str everything = SG_STR_INIT(
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}");
    const sg_estate *estate = &access->estate;

    memset(out, 0, sizeof *out);
    out->access = access;
    out->rows = sg_escalations(&out->count);
    list_rows(out);
    for (uint32_t i = 0; i < estate->resource_count; i++)
        out->by_resource =
            out->by_resource || (estate->resources[i].granting &&
                                 estate->resources[i].symbol == SG_RESOURCE_FUNCTION);
    SG_TRY(sg_estate_policy(&access->estate, everything, &out->everything));
    SG_TRY(list_mates(out));
    SG_TRY(read_groups(out));
    SG_TRY(list_assumed(out));
    SG_TRY(read_workloads(out));
    find_containers(&access->estate, access->scratch);
    for (uint32_t i = 0; i < estate->principal_count; i++) {
        if (estate->principals[i].trust && estate->principals[i].known &&
            !estate->principals[i].caller.service_linked)
            SG_TRY(read_trusted(out, i));
        sg_estate_rest(estate, i);
    }
    return SG_OK;
}
