/* kubernetes.c - pods, services, ingresses and service accounts of kubectl dumps.
 *
 *     cloud load balancer -> service, ingress -> (selector) pod -> service account
 *
 * A thing's key is "<cluster>/<namespace>/<kind>/<name>"; the cluster is its EKS ARN where account and
 * region are known, so that it meets what `eks` tells of it.
 */
#include "ingest/kubernetes/kubernetes.h"

#include <string.h>

#include "ingest/pending.h"
#include "ingest/field.h"
#include "ingest/rows.h"
#include "ingest/template.h"

sg_status sg_kubernetes_cluster(const sg_origin *origin, sg_str name, sg_arena *arena,
                                sg_str *out)
{
    if (origin->account.length && origin->region.length)
        *out = sg_arena_format(arena, "arn:%.*s:eks:%.*s:%.*s:cluster/%.*s",
                               SG_FMT(origin->partition), SG_FMT(origin->region),
                               SG_FMT(origin->account), SG_FMT(name));
    else
        *out = sg_arena_format(arena, "kubernetes:%.*s", SG_FMT(name));
    return out->bytes ? SG_OK : SG_ENOMEM;
}

/* The map with one more member, whose key it lacks. */
static sg_status add_member(sg_value map, sg_entry member, sg_arena *arena, sg_value *out)
{
    sg_entry *entries = sg_arena_make_array(arena, sg_entry, (size_t)map.length + 1);

    if (!entries)
        return SG_ENOMEM;
    if (map.length)
        memcpy(entries, map.map, map.length * sizeof(*entries));
    entries[map.length] = member;
    *out = sg_map(entries, sg_map_sort(entries, map.length + 1));
    return SG_OK;
}

sg_status sg_kubernetes_name_kinds(sg_value *document, sg_arena *arena)
{
    const sg_value *list = sg_tree_member(document, "items");
    sg_str name = sg_tree_text(sg_tree_member(document, "kind")), tail = SG_STR("List");
    sg_value *items;

    if (!sg_str_ends(name, tail) || name.length == tail.length || !sg_tree_size(list))
        return SG_OK;
    name.length -= tail.length;
    items = sg_arena_make_array(arena, sg_value, list->length);
    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < list->length; i++) {
        items[i] = list->list[i];
        if (items[i].type == SG_TYPE_MAP && !sg_tree_member(&items[i], "kind"))
            SG_TRY(add_member(items[i], (sg_entry){ SG_STR("kind"), sg_string(name) }, arena,
                              &items[i]));
    }
    sg_entry *members = sg_arena_make_array(arena, sg_entry, document->length);
    if (!members)
        return SG_ENOMEM;
    memcpy(members, document->map, document->length * sizeof(*members));
    for (uint32_t i = 0; i < document->length; i++)
        if (&document->map[i].value == list)
            members[i].value = sg_list(items, list->length);
    *document = sg_map(members, document->length);
    return SG_OK;
}

/* "<cluster>/<namespace>" in the load's arena. */
static sg_status scope_of(sg_mapper *mapper, const sg_frame *item, sg_str *out)
{
    sg_found found;

    *out = SG_STR("");
    return sg_template_fill("{@cluster}/{metadata.namespace}", mapper->origin, item,
                            mapper->arena, out, &found);
}

/* The cluster's name is the end of its key. */
static sg_status name_cluster(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    sg_str key = mapper->origin->cluster;
    size_t from = 0;

    (void)item;
    for (size_t i = 0; i < key.length; i++)
        if (key.bytes[i] == '/' || key.bytes[i] == ':')
            from = i + 1;
    return sg_builder_set(mapper->builder, node, SG_STR("cluster"),
                          sg_string(sg_str_slice(key, from, key.length)));
}

/* Remembers the pod for services, and names it by its address in the cluster's network. */
static sg_status remember_pod(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    sg_pending_pod pod = { .node = node };
    const sg_value *address = NULL;
    sg_build_node cluster;
    sg_value network;

    SG_TRY(name_cluster(mapper, item, node));
    SG_TRY(scope_of(mapper, item, &pod.scope));
    SG_TRY(sg_array_push(&mapper->pods, pod));
    if (sg_path_get(item, "status.podIP", &address) != SG_FOUND ||
        address->type != SG_TYPE_STRING ||
        !sg_builder_find_node(mapper->builder, mapper->origin->cluster, &cluster))
        return SG_OK;
    network = sg_builder_get(mapper->builder, cluster, SG_STR("network"), mapper->scratch);
    if (network.type != SG_TYPE_STRING)
        return SG_OK;
    sg_str name =
        sg_address_name(sg_value_str(network), sg_value_str(*address), mapper->scratch);
    return name.bytes ? sg_builder_alias(mapper->builder, node, name) : SG_ENOMEM;
}

/* Remembers which labels the service selects. */
static sg_status remember_selector(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    static const sg_property selector = TAGS("spec.selector");
    sg_pending_selector pending = { .node = node };
    sg_found found;

    SG_TRY(name_cluster(mapper, item, node));
    SG_TRY(scope_of(mapper, item, &pending.scope));
    SG_TRY(sg_field_read(&selector, item, mapper->arena, &pending.labels, &found));
    if (found != SG_FOUND)
        return SG_OK;
    sg_value labels;
    SG_TRY(sg_value_copy(mapper->arena, pending.labels, &labels));
    pending.labels = labels;
    return sg_array_push(&mapper->selectors, pending);
}

/* "aws:///eu-west-1a/i-0abc" is the machine i-0abc. */
static sg_str machine_of(sg_str name, const sg_origin *origin, sg_arena *arena)
{
    size_t from = 0;

    (void)origin;
    (void)arena;
    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] == '/')
            from = i + 1;
    return sg_str_slice(name, from, name.length);
}

/* clang-format off */
#define NAMED(kind, name) "{@cluster}/{metadata.namespace}/" kind "/{" name "}"
#define THING(kind, short_kind)                                                                \
        .service = "kubernetes", .operation = "Get",                                           \
        .items = "items[]|.",                                                                  \
        .native = "Kubernetes::" kind, .key = NAMED(short_kind, "metadata.name"), .place = SG_WITHIN
#define COMMON                                                                                 \
    TEXT("name", "metadata.name"), TEXT("namespace", "metadata.namespace"),                    \
    TIME("createdAt", "metadata.creationTimestamp"), TAGS("metadata.labels")
/* Only some types of Services have them; a Service without has maps without `port`. */
#define NODE_PORTS MAPS("nodePorts", "spec.ports[]", TEXT("protocol", "protocol"), INT("port", "nodePort"))
#define IN_CLUSTER FROM("CONTAINS", "KubernetesCluster", "{@cluster}")
#define BALANCED                                                                               \
    { .type = "FORWARDS_TO", .way = SG_IN, .each = "status.loadBalancer.ingress[]", .key = "{hostname}", .existing = true }
#define BACKEND(list, name)                                                                    \
    { .type = "FORWARDS_TO", .way = SG_OUT, .label = "ContainerService", .each = list,         \
      .key = "{@cluster}/{^^^metadata.namespace|^^metadata.namespace|^metadata.namespace}/service/{" name "}" }

static const sg_collector rows[] = {
    {
        /* A node is a machine; pods name it by its name in the cluster. */
        .service = "kubernetes", .operation = "Get", .items = "items[]|.", .when = "kind=Node", .adds = true,
        .key = "{spec.providerID}", .rename = machine_of, .aliases = { "{@cluster}/node/{metadata.name}" },
        .label = "VirtualMachine",
    },
    {
        THING("ServiceAccount", "serviceaccount"), .when = "kind=ServiceAccount",
        .label = "KubernetesServiceAccount",
        .properties = PROPERTIES(COMMON, TEXT("roleArn", "metadata.annotations.'eks.amazonaws.com/role-arn'")),
        .edges = EDGES(IN_CLUSTER),
        .post = name_cluster,
    },
    {
        THING("Pod", "pod"), .when = "kind=Pod",
        .label = "Pod",
        .properties = PROPERTIES(COMMON, TEXT("state", "status.phase"), ANY("privileged", "spec.containers[].securityContext.privileged"),
                                 ANY("hostNetwork", "spec.hostNetwork"), ANY("hostPid", "spec.hostPID"), ANY("hostIpc", "spec.hostIPC"),
                                 TEXT("privateIpAddress", "status.podIP"),
                                 MAPS("ports", "spec.containers[].ports[]", INT("port", "containerPort"), INT("hostPort", "hostPort"),
                                      TEXT("protocol", "protocol"))),
        .edges = EDGES(IN_CLUSTER,
                       { .type = "HAS", .way = SG_OUT, .label = "KubernetesServiceAccount",
                         .key = NAMED("serviceaccount", "spec.serviceAccountName|spec.serviceAccount"), .discriminator = "serviceAccount",
                         .properties = PROPERTIES(CONSTANT("via", NULL, "serviceAccount")) },
                       TO("RUNS_ON", "VirtualMachine", "{@cluster}/node/{spec.nodeName}"),
                       TO_EACH("USES_IMAGE", "ContainerImage", "spec.containers[]", "{image}")),
        .post = remember_pod,
    },
    {
        THING("Service", "service"), .when = "kind=Service&spec.type=LoadBalancer",
        .label = "LoadBalancer",
        .properties = PROPERTIES(COMMON, CONSTANT("type", NULL, "service"), TEXT("dnsName", "status.loadBalancer.ingress[].hostname"),
                                 TEXT("scheme", "metadata.annotations.'service.beta.kubernetes.io/aws-load-balancer-scheme'"),
                                 TEXTS("sourceRanges", "spec.loadBalancerSourceRanges[]"),
                                 MAPS("listeners", "spec.ports[]", TEXT("protocol", "protocol"), INT("port", "port")),
                                 NODE_PORTS),
        .edges = EDGES(IN_CLUSTER, BALANCED),
        .post = remember_selector,
    },
    {
        THING("Service", "service"), .when = "kind=Service&spec.type!=LoadBalancer",
        .label = "ContainerService",
        .properties = PROPERTIES(COMMON, TEXT("type", "spec.type"), NODE_PORTS),
        .edges = EDGES(IN_CLUSTER, BALANCED),
        .post = remember_selector,
    },
    {
        THING("Ingress", "ingress"), .when = "kind=Ingress",
        .label = "LoadBalancer",
        .properties = PROPERTIES(COMMON, CONSTANT("type", NULL, "ingress"), TEXT("dnsName", "status.loadBalancer.ingress[].hostname"),
                                 TEXT("scheme", "metadata.annotations.'alb.ingress.kubernetes.io/scheme'")),
        .edges = EDGES(IN_CLUSTER, BALANCED,
                       BACKEND("spec.rules[].http.paths[]", "backend.service.name|backend.serviceName"),
                       BACKEND("spec.defaultBackend", "service.name"), BACKEND("spec.backend", "serviceName")),
        .post = name_cluster,
    },
};
/* clang-format on */

const sg_collectors sg_kubernetes = { rows, SG_COUNT(rows) };
