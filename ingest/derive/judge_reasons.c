/* judge_reasons.c - which statements speak for and against.
 *
 *     principal, its groups     identity, boundary
 *     the units above it        scp                      denies only
 *     resource                  resource; of a role its trust policy
 *     the units above that      rcp                      denies only
 */
#include "ingest/derive/atoms.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/judge_internal.h"
#include "ingest/derive/mentions.h"
#include "ingest/derive/read.h"

#define UNITS_MOST 16

typedef struct search {
    sg_judge *judge;
    sg_arena *scratch;
    sg_judge_question about;
    sg_atom_set actions;
    sg_str any_object; /* the resource and all that is in it */
    sg_reason_visit *visit;
    void *state;
} search;

/* --- one statement ------------------------------------------------------------------------ */

static sg_status touches(const search *at, const sg_iam_statement *statement, bool *out)
{
    sg_str witness;

    *out = !statement->has_resource || statement->not_resource;
    for (uint32_t i = 0; i < statement->resources.count && !*out; i++) {
        *out = sg_glob_match(statement->resources.items[i], at->about.target.arn);
        if (!*out)
            SG_TRY(sg_glob_intersect(statement->resources.items[i], at->any_object, at->scratch,
                                     out, &witness));
    }
    return SG_OK;
}

static sg_status visit_statement(const search *at, const sg_iam_policy *policy, uint32_t number,
                                 sg_str name, sg_str kind)
{
    const sg_iam_statement *statement = &policy->statements[number];
    sg_iam_request request = { .caller = &at->about.caller,
                               .identity = at->about.identity,
                               .target = &at->about.target };
    bool exhausted = false;
    sg_situation situation = { .request = &request,
                               .resource = at->about.target.arn,
                               .arena = at->scratch,
                               .exhausted = &exhausted };
    bool limits = sg_str_equal(kind, SG_STR("scp")) || sg_str_equal(kind, SG_STR("rcp")) ||
                  sg_str_equal(kind, SG_STR("boundary"));
    unsigned mentions = 0;
    sg_truth holds;
    bool speaks;

    if ((limits && !statement->deny) || !sg_atom_sets_meet(policy->atoms[number], &at->actions))
        return SG_OK;
    if (statement->has_principal) {
        mentions = sg_iam_mentions(statement, &at->about.caller);
        if (mentions == 0)
            return SG_OK;
    }
    SG_TRY(touches(at, statement, &speaks));
    holds = sg_iam_conditions_hold(&situation, statement, policy->variables);
    if (exhausted)
        return SG_ENOMEM;
    if (speaks && holds != SG_FALSE)
        at->visit(at->state,
                  &(sg_reason){ .policy = name,
                                .kind = kind,
                                .sid = statement->sid,
                                .number = number + 1,
                                .deny = statement->deny,
                                .conditional = holds == SG_UNKNOWN ||
                                               (mentions & SG_MENTION_BY_SESSION) != 0 });
    return SG_OK;
}

/* --- policies ----------------------------------------------------------------------------- */

static sg_status visit_document(const search *at, sg_str text, sg_str name, sg_str kind)
{
    uint64_t found;
    const sg_iam_policy *policy;

    if (!sg_table_find(&at->judge->estate.policies, text, &found))
        return SG_OK;
    policy = (const sg_iam_policy *)(uintptr_t)found;
    for (uint32_t i = 0; policy && i < policy->count; i++)
        SG_TRY(visit_statement(at, policy, i, name, kind));
    return SG_OK;
}

static sg_status visit_attached(const search *at, sg_node owner, sg_str kind)
{
    const sg_graph *graph = at->judge->graph;
    sg_neighbours policy = sg_neighbours_by(graph, owner, SG_STR("HAS_POLICY"), SG_OUT);

    while (sg_neighbours_next(&policy)) {
        sg_str found = sg_read_edge_text(graph, policy.edge, SG_STR("kind"), at->scratch);
        sg_str name = sg_read_text(graph, policy.node, SG_STR("name"), at->scratch);
        if (found.length == 0)
            found = sg_read_text(graph, policy.node, SG_STR("kind"), at->scratch);
        if (name.length == 0)
            name = sg_read_text(graph, policy.node, SG_STR("id"), at->scratch);
        if (sg_str_equal(found, kind))
            SG_TRY(visit_document(
                at, sg_estate_document(&at->judge->estate, policy.node, at->scratch), name,
                kind));
    }
    return SG_OK;
}

/* The account and the units above it. */
static sg_status visit_units(const search *at, sg_str account, sg_str kind)
{
    const sg_graph *graph = at->judge->graph;
    sg_node node;
    bool more = sg_graph_find_node(graph, account, &node);

    for (int i = 0; more && i < UNITS_MOST; i++) {
        sg_neighbours parent = sg_neighbours_by(graph, node, SG_STR("CONTAINS"), SG_IN);
        SG_TRY(visit_attached(at, node, kind));
        more = false;
        while (!more && sg_neighbours_next(&parent))
            more = sg_node_is(graph, parent.node, SG_STR("OrganizationalUnit"));
        node = parent.node;
    }
    return SG_OK;
}

static sg_status visit_all(const search *at, sg_node principal, sg_node resource)
{
    const sg_graph *graph = at->judge->graph;
    sg_neighbours group = sg_neighbours_by(graph, principal, SG_STR("MEMBER_OF"), SG_OUT);

    SG_TRY(visit_attached(at, principal, SG_STR("identity")));
    while (sg_neighbours_next(&group))
        SG_TRY(visit_attached(at, group.node, SG_STR("identity")));
    SG_TRY(visit_attached(at, principal, SG_STR("boundary")));
    SG_TRY(visit_units(at, at->about.caller.account, SG_STR("scp")));
    SG_TRY(visit_attached(at, resource, SG_STR("resource")));
    SG_TRY(visit_document(at, sg_read_text(graph, resource, SG_STR("trustPolicy"), at->scratch),
                          SG_STR("trust policy"), SG_STR("trust")));
    return visit_units(at, at->about.target.account, SG_STR("rcp"));
}

static sg_status find_reasons(search *at, sg_node principal, sg_node resource)
{
    if (!sg_judge_find_caller(at->judge, principal, at->scratch, &at->about) ||
        !sg_judge_find_target(at->judge, resource, SG_STR("sts:AssumeRole"), at->scratch,
                              &at->about))
        return SG_OK;
    if (at->about.resource)
        at->actions = sg_estate_actions_of(&at->judge->estate, at->about.resource->symbol);
    else
        sg_atom_set_add(&at->actions,
                        sg_atom_of(&at->judge->estate.atoms, SG_STR("sts:AssumeRole")));
    at->any_object = sg_arena_format(at->scratch, "%.*s/*", SG_FMT(at->about.target.arn));
    return at->any_object.bytes ? visit_all(at, principal, resource) : SG_ENOMEM;
}

sg_status sg_judge_reasons(sg_judge *judge, sg_node principal, sg_node resource,
                           sg_reason_visit *visit, void *state, sg_error *err)
{
    search at = { .judge = judge, .visit = visit, .state = state };
    sg_status status;

    SG_TRY(sg_judge_begin(judge, &at.scratch, err));
    status = find_reasons(&at, principal, resource);
    sg_judge_end(judge, at.scratch);
    return status == SG_ENOMEM ? sg_fail_memory(err) : status;
}
