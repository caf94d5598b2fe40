/* exposed_functions.c - functions with a URL of their own.
 *
 * Two locks: the URL asks for credentials or not, and the function's policy says who may call.
 */
#include "ingest/derive/exposure.h"

#include "engine/base/text.h"
#include "ingest/derive/function_urls.h"
#include "ingest/derive/policy_sources.h"
#include "ingest/derive/read.h"

/* From whom the function's own policy takes calls of its URL, which checks callers that way; without
 * a policy from nobody. */
static sg_status admitted(sg_network *network, sg_node function, sg_str authentication,
                          sg_gate *out)
{
    const sg_given given[] = { { .key = SG_STR("lambda:FunctionUrlAuthType"),
                                 .value = authentication } };
    sg_policy_question question = {
        .action = SG_STR("lambda:InvokeFunctionUrl"),
        .resource = sg_read_arn(network->graph, function, network->scratch),
        .given = given,
        .given_count = (uint32_t)SG_COUNT(given),
    };
    const sg_asked *asked;
    bool found;

    SG_TRY(sg_policy_sources(network, function, &question, out, &found));
    SG_TRY(sg_network_asked(network, function, &asked));
    if (!found && !sg_policy_told(network, function, asked->function_policies))
        *out = sg_gate_unknown();
    return SG_OK;
}

/* A URL and a policy that lets everybody use it: without credentials, or with those of any account. */
static sg_status visit_function(sg_network *network, sg_node function)
{
    sg_str authentication =
        sg_read_text(network->graph, function, SG_STR("functionUrlAuth"), network->scratch);
    sg_way way = { .via = SG_STR("") };
    const sg_asked *asked;
    sg_gate gate, https;
    bool balanced;

    sg_verdict_open(network, function);
    SG_TRY(sg_network_asked(network, function, &asked));
    SG_TRY(sg_may_be_balanced(network, function, &balanced));
    if (balanced || !asked->apis || network->opaque_apis ||
        (!authentication.length && !asked->function_urls) ||
        sg_function_has_alias_url(network->graph, function, network->scratch))
        sg_verdict_unclear(network, function);
    if (!authentication.length)
        return SG_OK;
    SG_TRY(admitted(network, function, authentication, &gate));
    SG_TRY(sg_https_from_anywhere(network, &https));
    SG_TRY(sg_gate_combine(network->arena, SG_INTERSECTION, gate, https, &gate));
    way.authenticated = !sg_str_equal(authentication, SG_STR("NONE"));
    return sg_verdict_note(network, function, gate, way);
}

sg_status sg_expose_functions(sg_network *network)
{
    return sg_visit_all(network, SG_STR("ServerlessFunction"), visit_function);
}
