/* policy_sources.c - statements of a resource's policy as sets of addresses. */
#include "ingest/derive/policy_sources.h"

#include "engine/base/text.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/evaluate.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/read.h"

/* What is certain, and what may be. */
typedef struct sources {
    sg_address_set sure, possible;
} sources;

/* --- whom and what a statement speaks of ----------------------------------------------------- */

/* Whether the principal is the identity of a distribution, by its name at the end. */
static bool is_identity(const sg_policy_question *question, sg_str principal)
{
    sg_str id = question->identity;

    for (size_t i = id.length; i > 0; i--)
        if (id.bytes[i - 1] == '/') {
            id = sg_str_slice(id, i, id.length);
            break;
        }
    return id.length && sg_str_find(principal, SG_STR("cloudfront"), 0) != SIZE_MAX &&
           sg_str_ends(principal, id) && principal.length > id.length &&
           (principal.bytes[principal.length - id.length - 1] == ' ' ||
            principal.bytes[principal.length - id.length - 1] == '/');
}

static sg_truth names(const sg_policy_question *question, const sg_named *named)
{
    switch (named->kind) {
    case SG_NAMED_AWS:
        if (sg_str_equal(named->text, SG_STR("*")))
            return SG_TRUE;
        return sg_truth_of(is_identity(question, named->text));
    case SG_NAMED_SERVICE:
        return sg_truth_of(question->service.length &&
                           sg_str_equal(named->text, question->service));
    case SG_NAMED_CANONICAL: /* which identity of a distribution has the id is not told */
        return question->identity.length ? SG_UNKNOWN : SG_FALSE;
    case SG_NAMED_FEDERATED:
        break;
    }
    return SG_FALSE;
}

static sg_truth names_caller(const sg_policy_question *question,
                             const sg_iam_statement *statement)
{
    sg_truth named = SG_FALSE;

    for (uint32_t i = 0; i < statement->principal_count; i++)
        named = sg_either(named, names(question, &statement->principals[i]));
    return statement->not_principal ? sg_negation(named) : named;
}

/* Whether a pattern names all of the resource: "*", "execute-api:/" and its stars, its own ARN. */
static bool is_whole(sg_str pattern, sg_str resource)
{
    while (pattern.length && (pattern.bytes[pattern.length - 1] == '*' ||
                              pattern.bytes[pattern.length - 1] == '/'))
        pattern = sg_str_slice(pattern, 0, pattern.length - 1);
    return !pattern.length || sg_str_equal(pattern, SG_STR("execute-api:")) ||
           sg_glob_match(pattern, resource) || sg_str_starts(resource, pattern);
}

/* Whether a Deny covers all of the resource: of less than that, something stays open. */
static sg_truth denies_whole(const sg_policy_question *question,
                             const sg_iam_statement *statement)
{
    if (statement->not_resource)
        return SG_UNKNOWN;
    for (uint32_t i = 0; i < statement->resources.count; i++)
        if (is_whole(statement->resources.items[i], question->resource))
            return SG_TRUE;
    return sg_truth_of(!statement->has_resource);
}

/* --- conditions ------------------------------------------------------------------------------ */

static bool is_address_condition(const sg_iam_condition *condition)
{
    return (condition->op == SG_CONDITION_IP_ADDRESS ||
            condition->op == SG_CONDITION_NOT_IP_ADDRESS) &&
           sg_str_equal_fold(condition->key, SG_STR("aws:SourceIp"));
}

/* Cuts `at` down to where the condition holds. */
static sg_status cut(sg_arena *arena, const sg_iam_condition *condition, sources *at)
{
    bool negated = condition->op == SG_CONDITION_NOT_IP_ADDRESS;
    sg_set_operation keep = negated ? SG_DIFFERENCE : SG_INTERSECTION;
    sg_address_set named = { 0 }, block;
    sg_address_range range;
    bool readable = condition->quantifier == SG_SINGLE_VALUE;

    for (uint32_t i = 0; i < condition->values.count; i++) {
        if (!sg_cidr_parse(condition->values.items[i], &range, NULL)) {
            readable = false;
            continue;
        }
        SG_TRY(sg_address_set_of(arena, range, &block));
        SG_TRY(sg_address_set_combine(arena, SG_UNION, named, block, &named));
    }
    if (!readable) {
        at->sure = (sg_address_set){ 0 };
        return SG_OK;
    }
    SG_TRY(sg_address_set_combine(arena, keep, at->sure, named, &at->sure));
    return sg_address_set_combine(arena, keep, at->possible, named, &at->possible);
}

/* All conditions but those on the source address. */
static sg_status others_hold(sg_arena *arena, const sg_policy_question *question,
                             const sg_iam_policy *policy, const sg_iam_statement *statement,
                             sg_truth *out)
{
    sg_iam_caller caller = { .kind = question->service.length ? SG_CALLER_SERVICE
                                                              : SG_CALLER_ANYONE,
                             .arn = question->service };
    sg_iam_target target = { .arn = question->resource };
    sg_iam_request request = { .caller = &caller,
                               .target = &target,
                               .action = question->action,
                               .given = question->given,
                               .given_count = question->given_count };
    bool exhausted = false;
    sg_situation situation = { .request = &request,
                               .resource = question->resource,
                               .arena = arena,
                               .exhausted = &exhausted };
    sg_iam_statement rest = *statement;
    sg_iam_condition *kept =
        sg_arena_make_array(arena, sg_iam_condition, (size_t)statement->condition_count + 1);

    if (!kept)
        return SG_ENOMEM;
    rest.conditions = kept;
    rest.condition_count = 0;
    for (uint32_t i = 0; i < statement->condition_count; i++)
        if (!is_address_condition(&statement->conditions[i]))
            kept[rest.condition_count++] = statement->conditions[i];
    *out = sg_iam_conditions_hold(&situation, &rest, policy->variables);
    return exhausted ? SG_ENOMEM : SG_OK;
}

/* From where the statement applies to the caller. */
static sg_status applies(sg_network *network, const sg_policy_question *question,
                         const sg_iam_policy *policy, const sg_iam_statement *statement,
                         sources *out)
{
    sg_truth holds = names_caller(question, statement), conditions;

    *out = (sources){ sg_all_addresses, sg_all_addresses };
    if (!sg_iam_has_action(statement, question->action))
        holds = SG_FALSE;
    if (statement->deny)
        holds = sg_both(holds, denies_whole(question, statement));
    if (holds != SG_FALSE) {
        SG_TRY(others_hold(network->scratch, question, policy, statement, &conditions));
        holds = sg_both(holds, conditions);
    }
    for (uint32_t i = 0; i < statement->condition_count && holds != SG_FALSE; i++) {
        if (!is_address_condition(&statement->conditions[i]))
            continue;
        if (question->service.length)
            holds = SG_UNKNOWN;
        else
            SG_TRY(cut(network->arena, &statement->conditions[i], out));
    }
    if (holds != SG_TRUE)
        out->sure = (sg_address_set){ 0 };
    if (holds == SG_FALSE)
        out->possible = (sg_address_set){ 0 };
    return SG_OK;
}

/* --- policies -------------------------------------------------------------------------------- */

static sg_status unite(sg_arena *arena, sources *all, sources one)
{
    SG_TRY(sg_address_set_combine(arena, SG_UNION, all->sure, one.sure, &all->sure));
    return sg_address_set_combine(arena, SG_UNION, all->possible, one.possible, &all->possible);
}

/* Adds what one document allows and denies; of one that nobody can read, anything may be. */
static sg_status add_document(sg_network *network, const sg_policy_question *question,
                              sg_str document, sources *allowed, sources *denied)
{
    sg_iam_policy policy;
    sg_status status = sg_iam_policy_parse(document, network->scratch, &policy, NULL);

    if (status == SG_EINVAL || status == SG_ELIMIT) {
        allowed->possible = denied->possible = sg_all_addresses;
        return SG_OK;
    }
    SG_TRY(status);
    for (uint32_t i = 0; i < policy.count; i++) {
        sources one;
        SG_TRY(applies(network, question, &policy, &policy.statements[i], &one));
        SG_TRY(unite(network->arena, policy.statements[i].deny ? denied : allowed, one));
    }
    return SG_OK;
}

static sg_status packets_from(sg_arena *arena, sg_address_set addresses, sg_packet_set *out)
{
    SG_TRY(sg_address_set_combine(arena, SG_INTERSECTION, addresses, sg_public_addresses,
                                  &addresses));
    return sg_packet_set_of(arena, (sg_services){ 0, SG_LAST_SERVICE }, addresses, out);
}

sg_status sg_policy_sources(sg_network *network, sg_node node,
                            const sg_policy_question *question, sg_gate *out, bool *found)
{
    sources allowed = { .sure = { 0 } }, denied = { .sure = { 0 } };
    sg_arena *arena = network->arena;

    *found = false;
    for (sg_neighbours at =
             sg_neighbours_by(network->graph, node, SG_STR("HAS_POLICY"), SG_OUT);
         sg_neighbours_next(&at);) {
        sg_str document =
            sg_read_text(network->graph, at.node, SG_STR("document"), network->scratch);
        *found = true;
        SG_TRY(add_document(network, question, document, &allowed, &denied));
    }
    SG_TRY(sg_address_set_combine(arena, SG_DIFFERENCE, allowed.sure, denied.possible,
                                  &allowed.sure));
    SG_TRY(sg_address_set_combine(arena, SG_DIFFERENCE, allowed.possible, denied.sure,
                                  &allowed.possible));
    SG_TRY(packets_from(arena, allowed.sure, &out->sure));
    return packets_from(arena, allowed.possible, &out->possible);
}

bool sg_policy_told(const sg_network *network, sg_node node, bool asked)
{
    return asked || sg_read_truth(network->graph, node, SG_STR("policyCollected"),
                                  network->scratch) == SG_TRUE;
}
