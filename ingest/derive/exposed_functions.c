/* exposed_functions.c - functions with a URL of their own.
 *
 * Two locks: the URL asks for credentials or not, and the function's policy says who may call.
 */
#include "ingest/derive/exposure.h"

#include "engine/base/text.h"
#include "ingest/derive/policy_document.h"
#include "ingest/derive/read.h"

enum {
    HTTPS_PORT = 443,
};

static const sg_way direct = { .via = SG_STR_INIT("") };

static bool names_everybody(const sg_iam_statement *statement)
{
    for (uint32_t i = 0; i < statement->principal_count; i++)
        if (statement->principals[i].kind == SG_NAMED_AWS &&
            sg_str_equal(statement->principals[i].text, SG_STR("*")))
            return true;
    return false;
}

static bool names_call(const sg_iam_statement *statement)
{
    static const sg_str patterns[] = { SG_STR_INIT("*"), SG_STR_INIT("lambda:*"),
                                       SG_STR_INIT("lambda:invoke*"),
                                       SG_STR_INIT("lambda:invokefunctionurl") };

    for (uint32_t i = 0; i < statement->actions.count; i++)
        for (size_t j = 0; j < SG_COUNT(patterns); j++)
            if (sg_str_equal_fold(statement->actions.items[i], patterns[j]))
                return true;
    return false;
}

/* Whether a statement lets everybody call the function by its URL. */
static sg_truth lets_everybody(const sg_iam_statement *statement)
{
    if (statement->deny || statement->not_action || statement->not_principal)
        return statement->deny ? SG_FALSE : SG_UNKNOWN;
    if (!names_everybody(statement) || !names_call(statement))
        return SG_FALSE;
    for (uint32_t i = 0; i < statement->condition_count; i++)
        if (!sg_str_equal_fold(statement->conditions[i].key,
                               SG_STR("lambda:FunctionUrlAuthType")))
            return SG_UNKNOWN;
    return SG_TRUE;
}

/* Reads one document; unknown too when somebody is denied something. */
static sg_status judge_policy(sg_network *network, sg_str document, sg_truth *out)
{
    sg_iam_policy policy;
    sg_status status = sg_iam_policy_parse(document, network->scratch, &policy, NULL);
    bool denies = false;

    *out = SG_FALSE;
    if (status == SG_EINVAL || status == SG_ELIMIT) {
        *out = SG_UNKNOWN;
        return SG_OK;
    }
    SG_TRY(status);
    for (uint32_t i = 0; i < policy.count; i++) {
        sg_truth one = lets_everybody(&policy.statements[i]);
        denies = denies || policy.statements[i].deny;
        if (one == SG_TRUE || (one == SG_UNKNOWN && *out == SG_FALSE))
            *out = one;
    }
    if (denies && *out == SG_TRUE)
        *out = SG_UNKNOWN;
    return SG_OK;
}

/* Whether the function's own policy lets everybody in; without one nobody is. */
static sg_status open_by_policy(sg_network *network, sg_node function, sg_truth *out)
{
    const sg_graph *graph = network->graph;
    const sg_asked *asked;
    bool found = false;

    *out = SG_FALSE;
    for (sg_neighbours at = sg_neighbours_by(graph, function, SG_STR("HAS_POLICY"), SG_OUT);
         sg_neighbours_next(&at);) {
        sg_truth one;
        SG_TRY(judge_policy(
            network, sg_read_text(graph, at.node, SG_STR("document"), network->scratch), &one));
        found = true;
        if (one == SG_TRUE || (one == SG_UNKNOWN && *out == SG_FALSE))
            *out = one;
    }
    SG_TRY(sg_network_asked(network, function, &asked));
    if (!found && !asked->function_policies)
        *out = SG_UNKNOWN;
    return SG_OK;
}

/* A URL that asks for no credentials, and a policy that lets everybody use it. */
static sg_status visit_function(sg_network *network, sg_node function)
{
    sg_str authentication =
        sg_read_text(network->graph, function, SG_STR("functionUrlAuth"), network->scratch);
    const sg_asked *asked;
    sg_truth open;
    sg_gate gate = { 0 };
    bool balanced;

    sg_verdict_open(network, function);
    SG_TRY(sg_network_asked(network, function, &asked));
    SG_TRY(sg_may_be_balanced(network, function, &balanced));
    if (balanced || !asked->apis || (!authentication.length && !asked->function_urls))
        sg_verdict_unclear(network, function);
    if (!sg_str_equal(authentication, SG_STR("NONE")))
        return SG_OK;
    SG_TRY(open_by_policy(network, function, &open));
    if (open != SG_FALSE)
        SG_TRY(sg_packet_set_of(network->arena, sg_services_of(SG_TCP, HTTPS_PORT, HTTPS_PORT),
                                sg_public_addresses, &gate.possible));
    if (open == SG_TRUE)
        gate.sure = gate.possible;
    return sg_verdict_note(network, function, gate, direct);
}

sg_status sg_expose_functions(sg_network *network)
{
    return sg_visit_all(network, SG_STR("ServerlessFunction"), visit_function);
}
