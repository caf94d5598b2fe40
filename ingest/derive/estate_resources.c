/* estate_resources.c - what can be accessed, with the policies that hang on it.
 *
 * Sorted by (account, symbol, ARN), so that the resources of an account that a pattern with a
 * literal prefix can match are one run.
 */
#include <stdlib.h>

#include "ingest/derive/access_points.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/bucket_access.h"
#include "ingest/derive/estate.h"
#include "ingest/derive/function_urls.h"
#include "ingest/derive/key_grants.h"
#include "ingest/derive/mentions.h"
#include "ingest/derive/read.h"
#include "ingest/derive/resource_groups.h"

static const sg_estate_kind kinds[] = {
#define RESOURCE(symbol, label, service, policy, call)                                         \
    [SG_RESOURCE_##symbol] = { SG_STR_INIT(label), SG_STR_INIT(service), SG_POLICY_##policy,   \
                               SG_STR_INIT(call) },
#define LEVEL(symbol, level, action, suffix)
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
};

/* Services whose resources resource control policies hold for. */
static const sg_str controlled_services[] = {
    SG_STR_INIT("s3"),
    SG_STR_INIT("sts"),
    SG_STR_INIT("kms"),
    SG_STR_INIT("sqs"),
    SG_STR_INIT("secretsmanager"),
    SG_STR_INIT("ecr"),
    SG_STR_INIT("dynamodb"),
    SG_STR_INIT("aoss"),
};

const sg_estate_kind *sg_estate_kind_of(sg_resource_symbol symbol)
{
    return &kinds[symbol];
}

const sg_estate_kind *sg_estate_kind_by_service(sg_str service)
{
    for (size_t i = 0; i < SG_COUNT(kinds); i++)
        if (sg_str_equal(kinds[i].service, service))
            return &kinds[i];
    return NULL;
}

static bool is_controlled(sg_str service)
{
    for (size_t i = 0; i < SG_COUNT(controlled_services); i++)
        if (sg_str_equal(service, controlled_services[i]))
            return true;
    return false;
}

/* Whether the principal is outside the account, and whether it is one user, role or session. */
static void look_at(const sg_named *named, bool deny, sg_estate_resource *resource)
{
    sg_str account = { "", 0 };
    sg_str name;
    sg_named_form form;
    bool outside, individual;

    if (named->kind == SG_NAMED_CANONICAL && !deny) /* some account */
        resource->open = resource->wide = resource->granting = true;
    if (named->kind != SG_NAMED_AWS)
        return;
    form = sg_named_form_of(named->text, &account, &name);
    outside = form == SG_FORM_ANYONE || !sg_str_equal(account, resource->target.account);
    individual = form == SG_FORM_USER || form == SG_FORM_ROLE || form == SG_FORM_SESSION;
    resource->naming = resource->naming || individual;
    resource->open = resource->open || (outside && !deny);
    resource->wide = resource->wide || (form == SG_FORM_ANYONE && !deny);
    resource->granting = resource->granting || ((outside || individual) && !deny);
}

static void look_at_policies(const sg_iam_policies *set, sg_estate_resource *resource)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const sg_iam_policy *policy = set->items[i];

        resource->personal = resource->personal || sg_iam_policy_is_personal(policy);
        for (uint32_t s = 0; s < policy->count; s++) {
            const sg_iam_statement *statement = &policy->statements[s];
            if (statement->not_principal) {
                resource->personal = true;
                resource->open = resource->open || !statement->deny;
                resource->wide = resource->wide || !statement->deny;
                resource->granting = resource->granting || !statement->deny;
            }
            for (uint32_t p = 0; p < statement->principal_count; p++)
                look_at(&statement->principals[p], statement->deny || statement->not_principal,
                        resource);
        }
    }
}

static bool policy_collected(const sg_estate *estate, const sg_estate_resource *resource)
{
    sg_str region = resource->target.region;

    return sg_read_truth(estate->graph, resource->node, SG_STR("policyCollected"),
                         estate->arena) == SG_TRUE ||
           sg_coverage_collected(estate->coverage, resource->target.account,
                                 region.length > 0 ? region : SG_STR("global"),
                                 kinds[resource->symbol].policy_call);
}

static sg_status note_granted(sg_estate *estate, sg_estate_resource *resource)
{
    sg_atom_set *granted = sg_arena_make(estate->arena, sg_atom_set);

    if (!granted)
        return SG_ENOMEM;
    *granted = sg_estate_allowed(&resource->target.policies);
    for (uint32_t i = 0; i < resource->point_count; i++)
        *granted = sg_atom_set_union(*granted,
                                     sg_estate_allowed(&resource->points[i].target.policies));
    resource->granted = granted;
    return SG_OK;
}

static sg_status read_policies(sg_estate *estate, sg_estate_resource *resource)
{
    sg_iam_target *target = &resource->target;
    uint32_t attached = 0;

    if (target->policy_role == SG_POLICY_UNSUPPORTED)
        return SG_OK;
    SG_TRY(sg_estate_attached(estate, resource->node, SG_STR("resource"), &target->policies,
                              &attached));
    if ((attached == 0 && !policy_collected(estate, resource)) ||
        (resource->symbol == SG_RESOURCE_FUNCTION &&
         sg_function_has_alias_url(estate->graph, resource->node, estate->arena)))
        target->policies.incomplete = true;
    if (resource->symbol == SG_RESOURCE_BUCKET) {
        SG_TRY(sg_bucket_prepare(estate, resource));
        SG_TRY(sg_access_points_read(estate, resource));
    }
    if (resource->symbol == SG_RESOURCE_KEY)
        SG_TRY(sg_key_add_grants(estate, resource));
    look_at_policies(&target->policies, resource);
    for (uint32_t i = 0; i < resource->point_count; i++)
        look_at_policies(&resource->points[i].target.policies, resource);
    return resource->granting ? note_granted(estate, resource) : SG_OK;
}

/* How the address of a function checks who calls it. */
static sg_status read_url(sg_estate *estate, sg_estate_resource *function)
{
    sg_given *fact = sg_arena_make(estate->arena, sg_given);

    if (!fact)
        return SG_ENOMEM;
    fact->key = SG_STR("lambda:FunctionUrlAuthType");
    fact->value =
        sg_read_text(estate->graph, function->node, SG_STR("functionUrlAuth"), estate->arena);
    function->target.facts = fact;
    function->target.fact_count = 1;
    return SG_OK;
}

static sg_status read_resource(sg_estate *estate, sg_node node, sg_resource_symbol symbol)
{
    const sg_graph *graph = estate->graph;
    sg_arena *arena = estate->arena;
    sg_estate_resource *resource = &estate->resources[estate->resource_count];
    sg_str arn = sg_read_arn(graph, node, arena);
    sg_str account = sg_read_text(graph, node, SG_STR("account"), arena);
    sg_str region = sg_read_text(graph, node, SG_STR("region"), arena);
    sg_arn parts;

    if (!sg_arn_split(arn, &parts) || !sg_str_equal(parts.service, kinds[symbol].service) ||
        sg_read_truth(graph, node, SG_STR("known"), arena) == SG_FALSE)
        return SG_OK;
    if (sg_is_account(parts.account))
        account = parts.account;
    if (!sg_is_account(account))
        return SG_OK;
    *resource = (sg_estate_resource){ .node = node, .symbol = symbol };
    SG_TRY(sg_estate_add_account(estate, account, &resource->account));
    sg_estate_account *owner = &estate->accounts[resource->account];
    owner->ours = true;
    resource->target = (sg_iam_target){
        .arn = arn,
        .account = account,
        .region = sg_str_equal(region, SG_STR("global")) ? SG_STR("") : region,
        .organization = owner->organization,
        .org_path = owner->org_path,
        .tags = { graph, node },
        .policy_role = kinds[symbol].policy_role,
        .restricted = SG_FALSE,
    };
    if (symbol == SG_RESOURCE_FUNCTION)
        SG_TRY(read_url(estate, resource));
    if (!owner->management && is_controlled(kinds[symbol].service))
        resource->target.controls = owner->controls;
    estate->resource_count++;
    return read_policies(estate, resource);
}

/* --- keys --------------------------------------------------------------------------------- */

static bool is_managed_by_aws(const sg_estate *estate, sg_node key)
{
    sg_str manager = sg_read_text(estate->graph, key, SG_STR("keyManager"), estate->arena);
    sg_str name = sg_read_text(estate->graph, key, SG_STR("name"), estate->arena);

    return sg_str_equal(manager, SG_STR("AWS")) || sg_str_starts(name, SG_STR("alias/aws/"));
}

/* A key that is only named by the alias of a service is one that AWS manages. */
static bool is_alias_of_service(const sg_estate *estate, sg_node key)
{
    sg_str id = sg_read_text(estate->graph, key, SG_STR("id"), estate->arena);

    return sg_str_find(id, SG_STR("alias/aws/"), 0) != SIZE_MAX;
}

static sg_status stand_in(sg_estate *estate, const sg_estate_resource *encrypted,
                          const sg_estate_resource **out)
{
    sg_estate_resource *key = sg_arena_make(estate->arena, sg_estate_resource);

    if (!key)
        return SG_ENOMEM;
    key->symbol = SG_RESOURCE_KEY;
    key->aws_managed = true;
    key->target.account = encrypted->target.account;
    *out = key;
    return SG_OK;
}

/* Whether it is encrypted under the key that AWS keeps for its service: that is what a secret without a key of
 * its own is, and a bucket whose rule says KMS and no key. */
static bool has_default_key(const sg_estate *estate, const sg_estate_resource *resource)
{
    sg_str algorithm;

    if (resource->symbol == SG_RESOURCE_SECRET)
        return sg_read_truth(estate->graph, resource->node, SG_STR("encrypted"),
                             estate->arena) == SG_TRUE;
    if (resource->symbol != SG_RESOURCE_BUCKET)
        return false;
    algorithm = sg_read_text(estate->graph, resource->node, SG_STR("encryptionAlgorithm"),
                             estate->arena);
    return sg_str_starts(algorithm, SG_STR("aws:kms"));
}

/* Whether it was told how the resource is encrypted, of kinds that can be under a key of the customer's. */
static bool encryption_told(const sg_estate *estate, const sg_estate_resource *resource)
{
    sg_truth encrypted =
        sg_read_truth(estate->graph, resource->node, SG_STR("encrypted"), estate->arena);

    switch (resource->symbol) {
    case SG_RESOURCE_BUCKET:
    case SG_RESOURCE_SECRET:
        return encrypted != SG_UNKNOWN;
    case SG_RESOURCE_SNAPSHOT: /* where it is, its key is told with it */
        return encrypted == SG_FALSE;
    case SG_RESOURCE_QUEUE:
    case SG_RESOURCE_TOPIC: /* one call tells the policy and the key; none is told by silence */
        return encrypted != SG_UNKNOWN || resource->target.policies.count > 0 ||
               policy_collected(estate, resource);
    case SG_RESOURCE_KEY:
    case SG_RESOURCE_FUNCTION:
    case SG_RESOURCE_TABLE:
    case SG_RESOURCE_DATABASE:
    case SG_RESOURCE_REPOSITORY:
    case SG_RESOURCE_FILESYSTEM:
    case SG_RESOURCE_DOMAIN:
    case SG_RESOURCE_VAULT:
    case SG_RESOURCE_TRAIL:
    case SG_RESOURCE_DETECTOR:
    case SG_RESOURCE_VOLUME:
        return true; /* no use of theirs needs a key: key_uses.def */
    }
    SG_UNREACHABLE();
}

static sg_status find_key(sg_estate *estate, const uint32_t *at, sg_estate_resource *resource)
{
    sg_neighbours key =
        sg_neighbours_by(estate->graph, resource->node, SG_STR("ENCRYPTED_BY"), SG_OUT);

    while (sg_neighbours_next(&key)) {
        if (at[key.node.id] > 0)
            resource->key = &estate->resources[at[key.node.id] - 1];
        else if (is_alias_of_service(estate, key.node))
            SG_TRY(stand_in(estate, resource, &resource->key));
        else
            resource->key_unknown = true;
    }
    if (!resource->key && !resource->key_unknown && has_default_key(estate, resource))
        SG_TRY(stand_in(estate, resource, &resource->key));
    if (!resource->key && estate->coverage && !encryption_told(estate, resource))
        resource->key_unknown = true;
    return SG_OK;
}

/* Once the resources stand where they stay; `at` is by node, zeroed. */
static sg_status find_keys(sg_estate *estate, uint32_t *at)
{
    for (uint32_t i = 0; i < estate->resource_count; i++) {
        sg_estate_resource *resource = &estate->resources[i];
        if (resource->symbol != SG_RESOURCE_KEY)
            continue;
        at[resource->node.id] = i + 1;
        resource->aws_managed = is_managed_by_aws(estate, resource->node);
    }
    for (uint32_t i = 0; i < estate->resource_count; i++) {
        SG_TRY(find_key(estate, at, &estate->resources[i]));
        if (estate->resources[i]
                .key) { /* what tells callers apart there tells them apart here */
            estate->resources[i].personal |= estate->resources[i].key->personal;
            estate->resources[i].naming |= estate->resources[i].key->naming;
        }
        estate->resources[i].signature =
            sg_resource_signature(estate->secret, &estate->resources[i]);
        sg_estate_rest(estate, i);
    }
    return SG_OK;
}

static int compare_resources(const void *left, const void *right)
{
    const sg_estate_resource *a = left;
    const sg_estate_resource *b = right;
    int order;

    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    if (a->symbol != b->symbol)
        return a->symbol < b->symbol ? -1 : 1;
    order = sg_str_compare(a->target.arn, b->target.arn);
    return order != 0 ? order : a->node.id < b->node.id ? -1 : a->node.id > b->node.id;
}

sg_status sg_estate_read_resources(sg_estate *estate, sg_error *err)
{
    size_t room = 1;

    for (size_t i = 0; i < SG_COUNT(kinds); i++)
        room += sg_count_with(estate->graph, kinds[i].label);
    estate->resources = sg_arena_make_array(estate->arena, sg_estate_resource, room);
    if (!estate->resources)
        return sg_fail_memory(err);
    for (size_t i = 0; i < SG_COUNT(kinds); i++) {
        sg_cursor at = sg_nodes_with(estate->graph, kinds[i].label);
        while (sg_cursor_next(&at)) {
            if (read_resource(estate, at.node, (sg_resource_symbol)i) != SG_OK)
                return sg_fail_memory(err);
            sg_estate_rest(estate, estate->resource_count);
        }
    }
    qsort(estate->resources, estate->resource_count, sizeof *estate->resources,
          compare_resources);
    uint32_t *at = calloc((size_t)sg_graph_nodes(estate->graph) + 1, sizeof *at);
    sg_status status = at ? find_keys(estate, at) : SG_ENOMEM;
    free(at);
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}
