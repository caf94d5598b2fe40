/* judge.c - a sg_judge_question about two nodes as a request to IAM.
 *
 *     node of a user, role, account, service, provider, the internet  ->  caller and its policies
 *     node of a resource that the estate knows                        ->  its policies as well
 *     node of a role, asked about sts:                                ->  its trust policy
 *     any other node with an ARN                                      ->  identity policies alone
 *     node of an account, asked about an action of no resource        ->  the same, about "*"
 *
 * Everything is read once, under a lock; after that only scratch memory is taken turns with.
 */
#include "ingest/derive/bucket_access.h"
#include "ingest/derive/judge_internal.h"

#include "ingest/derive/action_services.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/generous.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/key_grants.h"
#include "ingest/derive/read.h"
#include "ingest/derive/resource_decision.h"

static const sg_str object_actions[] = {
#define ACTION(name) SG_STR_INIT(name),
#include "ingest/derive/object_actions.def"
#undef ACTION
};

/* --- opening ------------------------------------------------------------------------------ */

sg_status sg_judge_new(const sg_graph *graph, sg_judge **out)
{
    sg_judge *judge = calloc(1, sizeof *judge);

    if (!judge || pthread_mutex_init(&judge->lock, NULL) != 0) {
        free(judge);
        return SG_ENOMEM;
    }
    judge->graph = graph;
    *out = judge;
    return SG_OK;
}

void sg_judge_free(sg_judge *judge)
{
    if (!judge)
        return;
    for (size_t i = 0; i < judge->scratch.count; i++)
        sg_arena_free(judge->scratch.items[i]);
    sg_array_free(&judge->scratch);
    sg_estate_close(&judge->estate);
    sg_coverage_free(judge->coverage);
    sg_arena_free(judge->arena);
    (void)pthread_mutex_destroy(&judge->lock);
    free(judge);
}

static sg_status index_nodes(sg_judge *judge)
{
    size_t nodes = (size_t)sg_graph_nodes(judge->graph) + 1;

    judge->principal_of = sg_arena_make_array(judge->arena, uint32_t, nodes);
    judge->resource_of = sg_arena_make_array(judge->arena, uint32_t, nodes);
    if (!judge->principal_of || !judge->resource_of)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < judge->estate.principal_count; i++)
        judge->principal_of[judge->estate.principals[i].node.id] = i + 1;
    for (uint32_t i = 0; i < judge->estate.resource_count; i++)
        judge->resource_of[judge->estate.resources[i].node.id] = i + 1;
    return SG_OK;
}

/* Once, by whoever asks first; what failed for want of memory is tried again. */
static sg_status make_ready(sg_judge *judge, sg_error *err)
{
    if (judge->ready)
        return SG_OK;
    sg_estate_close(&judge->estate);
    sg_coverage_free(judge->coverage);
    judge->coverage = NULL;
    sg_arena_free(judge->arena);
    judge->arena = NULL;
    judge->estate = (sg_estate){ .graph = judge->graph };
    SG_TRY(sg_arena_new(0, &judge->arena));
    SG_TRY(sg_coverage_of(judge->graph, &judge->coverage, err));
    /* A graph that was not made of an inventory carries none: then all that is there is known. */
    SG_TRY(sg_estate_read(judge->graph,
                          sg_coverage_rows(judge->coverage) > 0 ? judge->coverage : NULL, 1,
                          judge->arena, &judge->estate, err));
    SG_TRY(index_nodes(judge));
    judge->ready = true;
    return SG_OK;
}

sg_status sg_judge_begin(sg_judge *judge, sg_arena **out, sg_error *err)
{
    sg_status status;

    (void)pthread_mutex_lock(&judge->lock);
    status = make_ready(judge, err);
    if (status == SG_OK && judge->scratch.count > 0)
        *out = judge->scratch.items[--judge->scratch.count];
    else if (status == SG_OK)
        status = sg_arena_new(0, out);
    (void)pthread_mutex_unlock(&judge->lock);
    return status == SG_ENOMEM ? sg_fail_memory(err) : status;
}

void sg_judge_end(sg_judge *judge, sg_arena *scratch)
{
    sg_status status;

    sg_arena_reset(scratch);
    (void)pthread_mutex_lock(&judge->lock);
    status = sg_array_push(&judge->scratch, scratch);
    (void)pthread_mutex_unlock(&judge->lock);
    if (status != SG_OK)
        sg_arena_free(scratch);
}

/* --- who and what ------------------------------------------------------------------------- */

bool sg_judge_find_caller(const sg_judge *judge, sg_node node, sg_arena *scratch,
                          sg_judge_question *out)
{
    const sg_graph *graph = judge->graph;
    sg_str id = sg_read_text(graph, node, SG_STR("id"), scratch);
    uint32_t index;

    if (judge->principal_of[node.id] > 0) {
        const sg_estate_principal *principal =
            &judge->estate.principals[judge->principal_of[node.id] - 1];
        out->caller = principal->caller;
        out->identity = principal->known ? &principal->identity : NULL;
        out->unread = !principal->known || principal->identity.policies.incomplete;
        return true;
    }
    if (sg_node_is(graph, node, SG_STR("Internet")))
        out->caller.kind = SG_CALLER_ANYONE;
    else if (sg_node_is(graph, node, SG_STR("ServicePrincipal")))
        out->caller = (sg_iam_caller){ .kind = SG_CALLER_SERVICE, .arn = id };
    else if (sg_node_is(graph, node, SG_STR("IdentityProvider")))
        out->caller = (sg_iam_caller){ .kind = SG_CALLER_FEDERATED, .arn = id };
    else if (sg_node_is(graph, node, SG_STR("Account")) &&
             sg_estate_find_account(&judge->estate,
                                    sg_read_text(graph, node, SG_STR("account"), scratch),
                                    &index)) {
        out->caller = (sg_iam_caller){ .kind = SG_CALLER_ACCOUNT,
                                       .account = judge->estate.accounts[index].number };
        sg_estate_describe_account(&judge->estate.accounts[index], &out->caller);
    } else {
        return false;
    }
    return true;
}

static bool is_about_objects(sg_str action)
{
    for (size_t i = 0; i < SG_COUNT(object_actions); i++)
        if (sg_str_equal_fold(object_actions[i], action))
            return true;
    return false;
}

static sg_str suffix_of(const sg_estate_resource *resource, sg_str action)
{
    bool objects = resource->symbol == SG_RESOURCE_BUCKET && is_about_objects(action);
    bool documents = resource->symbol == SG_RESOURCE_DOMAIN &&
                     sg_str_equal_fold(sg_str_slice(action, 0, 9), SG_STR("es:ESHttp"));

    if (objects) /* the key of an object has at least a character */
        return SG_STR("/?*");
    if (sg_str_equal_fold(action, SG_STR("dynamodb:GetRecords")) ||
        sg_str_equal_fold(action, SG_STR("dynamodb:GetShardIterator")))
        return SG_STR("/stream/?*");
    return documents ? SG_STR("/*") : SG_STR("");
}

/* The provider's Service Authorization Reference: what is invoked and read is a function, or a version or alias
 * of it; what is queried is a table, or an index. */
static sg_str part_of(const sg_estate_resource *resource, sg_str action)
{
    static const struct {
        sg_resource_symbol symbol;
        sg_str action, suffix;
    } parts[] = {
        { SG_RESOURCE_FUNCTION, SG_STR_INIT("lambda:InvokeFunction*"), SG_STR_INIT(":?*") },
        { SG_RESOURCE_FUNCTION, SG_STR_INIT("lambda:GetFunction*"), SG_STR_INIT(":?*") },
        { SG_RESOURCE_TABLE, SG_STR_INIT("dynamodb:Query"), SG_STR_INIT("/index/?*") },
        { SG_RESOURCE_TABLE, SG_STR_INIT("dynamodb:Scan"), SG_STR_INIT("/index/?*") },
        { SG_RESOURCE_TABLE, SG_STR_INIT("dynamodb:PartiQLSelect"), SG_STR_INIT("/index/?*") },
    };

    for (size_t i = 0; i < SG_COUNT(parts); i++)
        if (parts[i].symbol == resource->symbol && sg_glob_match_fold(parts[i].action, action))
            return parts[i].suffix;
    return SG_STR("");
}

/* A role as what is assumed, and as what is written to. */
static void describe_role(const sg_judge *judge, const sg_estate_principal *role, sg_str action,
                          sg_arena *scratch, sg_iam_target *out)
{
    const sg_estate_account *account = &judge->estate.accounts[role->account];
    const sg_iam_policy **trust;

    out->tags = role->caller.tags;
    out->boundary = role->boundary;
    out->unbounded = role->known && !role->identity.bounded;
    if (!sg_str_equal_fold(sg_str_slice(action, 0, 4), SG_STR("sts:")))
        return;
    out->policy_role = SG_POLICY_REQUIRED;
    out->policies.incomplete = !role->trust;
    if (!account->management)
        out->controls = account->controls;
    trust = sg_arena_make_array(scratch, const sg_iam_policy *, 1);
    if (!role->trust || !trust)
        return;
    trust[0] = role->trust;
    out->policies.items = trust;
    out->policies.count = 1;
}

/* What the estate does not know: a kind that is not read, or a resource of an unknown account, or one that is
 * only referred to.  What its policy says, if there can be one, is not known. */
static void describe_unread(const sg_judge *judge, sg_node node, sg_iam_target *out)
{
    sg_neighbours policy = sg_neighbours_by(judge->graph, node, SG_STR("HAS_POLICY"), SG_OUT);
    const sg_estate_kind *kind;
    sg_arn parts;

    out->policies.incomplete = sg_neighbours_next(&policy);
    kind = sg_arn_split(out->arn, &parts) ? sg_estate_kind_by_service(parts.service) : NULL;
    if (!kind || kind->policy_role == SG_POLICY_UNSUPPORTED)
        return;
    out->policy_role = kind->policy_role;
    out->policies.incomplete = true;
}

/* An action of no resource is done in an account, its caller's own. */
static bool describe_account(const sg_judge *judge, sg_node node, sg_str action, sg_str number,
                             sg_judge_question *out)
{
    static const char no_resource[] = { SG_FRESH_RUN, '\0' }; /* that "*" alone matches */

    if (!sg_action_is_about_nothing(action) ||
        !sg_node_is(judge->graph, node, SG_STR("Account")))
        return false;
    out->target = (sg_iam_target){ .arn = sg_str_of(no_resource),
                                   .account = number,
                                   .restricted = SG_FALSE };
    return true;
}

bool sg_judge_find_target(const sg_judge *judge, sg_node node, sg_str action, sg_arena *scratch,
                          sg_judge_question *out)
{
    const sg_graph *graph = judge->graph;
    sg_str account = sg_read_text(graph, node, SG_STR("account"), scratch);
    sg_str arn = sg_read_arn(graph, node, scratch);
    uint32_t index;

    if (judge->resource_of[node.id] > 0) {
        out->resource = &judge->estate.resources[judge->resource_of[node.id] - 1];
        out->target = out->resource->target;
        out->suffix = suffix_of(out->resource, action);
        out->part = part_of(out->resource, action);
        return true;
    }
    if (describe_account(judge, node, action, account, out))
        return true;
    if (arn.length == 0)
        return false;
    out->target = (sg_iam_target){
        .arn = arn, .account = account, .tags = { graph, node }, .restricted = SG_FALSE
    };
    if (sg_estate_find_account(&judge->estate, account, &index)) {
        out->target.organization = judge->estate.accounts[index].organization;
        out->target.org_path = judge->estate.accounts[index].org_path;
    }
    if (judge->principal_of[node.id] > 0)
        describe_role(judge, &judge->estate.principals[judge->principal_of[node.id] - 1],
                      action, scratch, &out->target);
    else
        describe_unread(judge, node, &out->target);
    return true;
}

/* --- answering ---------------------------------------------------------------------------- */

/* On the resource, or where that is not for sure, on some part of it. */
static sg_status decide(const sg_judge *judge, const sg_judge_question *about, sg_str action,
                        sg_arena *scratch, sg_iam_decision *out)
{
    sg_iam_request request = { .caller = &about->caller,
                               .identity = about->identity,
                               .target = &about->target,
                               .action = action,
                               .atom = sg_atom_of(&judge->estate.atoms, action) };
    sg_iam_action asked = { action, request.atom };
    sg_iam_decision part;

    if (!about->resource)
        return sg_iam_decide(&request, scratch, out);
    SG_TRY(sg_resource_decide(&judge->estate, &about->caller, about->identity, about->resource,
                              asked, about->suffix, scratch, out));
    if (out->must || about->part.length == 0)
        return SG_OK;
    SG_TRY(sg_resource_decide(&judge->estate, &about->caller, about->identity, about->resource,
                              asked, about->part, scratch, &part));
    out->may = out->may || part.may;
    out->must = part.must;
    return SG_OK;
}

/* Whether it would stay a no if what could not be read allowed everything; `granted`: by a grant of a key. */
static sg_status is_settled(const sg_judge *judge, const sg_judge_question *about, bool granted,
                            sg_str action, sg_arena *scratch, bool *out)
{
    sg_judge_question generous = *about;
    sg_estate_resource resource;
    sg_iam_identity identity = { .policies = { .count = 0 } };
    sg_iam_decision decision;

    if (about->unread) {
        if (about->identity)
            identity = *about->identity;
        SG_TRY(sg_iam_grant_everything(&identity.policies, scratch, &identity.policies));
        identity.allowed = NULL;
        generous.identity = &identity;
    }
    if (granted)
        SG_TRY(sg_iam_grant_key(&about->target.policies, scratch, &generous.target.policies));
    else if (about->target.policies.incomplete)
        SG_TRY(sg_iam_grant_everything(&about->target.policies, scratch,
                                       &generous.target.policies));
    if (about->resource) {
        resource = *about->resource;
        resource.target = generous.target;
        generous.resource = &resource;
    }
    SG_TRY(decide(judge, &generous, action, scratch, &decision));
    *out = !decision.may;
    return SG_OK;
}

static sg_status answer(const sg_judge *judge, sg_node principal, sg_node resource,
                        sg_str action, sg_arena *scratch, sg_judgement *out)
{
    sg_judge_question about = { .identity = NULL };
    sg_iam_decision decision;
    bool settled = true;
    bool granted;
    sg_arn arn;

    *out = SG_JUDGEMENT_NONE;
    if (!sg_judge_find_caller(judge, principal, scratch, &about) ||
        !sg_judge_find_target(judge, resource, action, scratch, &about) ||
        (sg_arn_split(about.target.arn, &arn) && !sg_action_is_about(action, arn.service)))
        return SG_OK;
    SG_TRY(decide(judge, &about, action, scratch, &decision));
    if (about.resource && sg_bucket_may_hide(about.resource, &about.caller, action))
        about.target.policies.incomplete = true;
    granted = about.resource && sg_key_may_be_granted(about.resource, &about.caller, action);
    if (!decision.may && (about.unread || granted || about.target.policies.incomplete))
        SG_TRY(is_settled(judge, &about, granted, action, scratch, &settled));
    if (decision.must)
        *out = SG_JUDGEMENT_ALLOWED;
    else if (decision.may)
        *out = SG_JUDGEMENT_CONDITIONAL;
    else if (settled)
        *out = SG_JUDGEMENT_DENIED;
    return SG_OK;
}

/* "s3:GetObject": a service, and one action of it. */
static bool is_action(sg_str text)
{
    sg_str name;
    sg_str service = sg_str_cut(text, ':', &name);
    sg_str parts[] = { service, name };

    for (size_t p = 0; p < SG_COUNT(parts); p++) {
        if (parts[p].length == 0)
            return false;
        for (size_t i = 0; i < parts[p].length; i++) {
            char byte = parts[p].bytes[i];
            bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9');
            if (!letter && byte != '-')
                return false;
        }
    }
    return true;
}

sg_status sg_judge_ask(sg_judge *judge, sg_node principal, sg_node resource, sg_str action,
                       sg_judgement *out, sg_error *err)
{
    uint32_t nodes = sg_graph_nodes(judge->graph);
    sg_arena *scratch = NULL;
    sg_status status;

    if (!is_action(action))
        return sg_fail(err, SG_EINVAL, "`%.*s` is no action: write service:Name",
                       SG_FMT(sg_str_slice(action, 0, 64)));
    *out = SG_JUDGEMENT_NONE;
    if (sg_action_is_about_nothing(action) && resource.id < nodes &&
        !sg_node_is(judge->graph, resource, SG_STR("Account")))
        return sg_fail(err, SG_EINVAL,
                       "`%.*s` is about no single resource: ask about the account",
                       SG_FMT(sg_str_slice(action, 0, 64)));
    if (principal.id >= nodes || resource.id >= nodes) /* of a later version of the graph */
        return SG_OK;
    SG_TRY(sg_judge_begin(judge, &scratch, err));
    status = answer(judge, principal, resource, action, scratch, out);
    sg_judge_end(judge, scratch);
    return status == SG_ENOMEM ? sg_fail_memory(err) : status;
}
