/* rbac.c - what service accounts may do inside their cluster: roles, and who is bound to them.
 *
 *     service account -BOUND_TO-> role     of the whole cluster, or of one `namespace`
 *     Internet        -BOUND_TO-> role     bound to requests without credentials
 */
#include "ingest/kubernetes/kubernetes.h"

#include "ingest/rows.h"

/* clang-format off */
#define RULES                                                                                  \
    TEXT("name", "metadata.name"), TIME("createdAt", "metadata.creationTimestamp"),            \
    MAPS("rules", "rules[]", TEXTS("verbs", "verbs[]"), TEXTS("resources", "resources[]"), TEXTS("groups", "apiGroups[]"))
#define ROLE .label = "KubernetesRole", .place = SG_WITHIN, .items = "items[]|.", .service = "kubernetes", .operation = "Get"
#define IN_CLUSTER FROM("CONTAINS", "KubernetesCluster", "{@cluster}")
/* Subjects of a binding to the item's role; what is bound to a namespace has its name. */
#define BOUND(...)                                                                             \
    { .type = "BOUND_TO", .way = SG_IN, .label = "KubernetesServiceAccount", .each = "subjects[]", .when = "kind=ServiceAccount", \
      .key = "{@cluster}/{namespace|^metadata.namespace}/serviceaccount/{name}", __VA_ARGS__ }, \
    { .type = "BOUND_TO", .way = SG_IN, .label = "Internet", .each = "subjects[]", .when = "name=system:anonymous", .key = "internet", __VA_ARGS__ }, \
    { .type = "BOUND_TO", .way = SG_IN, .label = "Internet", .each = "subjects[]", .when = "name=system:unauthenticated", .key = "internet", __VA_ARGS__ }
#define IN_NAMESPACE .discriminator = "{^metadata.namespace}", .properties = PROPERTIES(TEXT("namespace", "^metadata.namespace"))

static const sg_collector rows[] = {
    {
        ROLE, .when = "kind=ClusterRole", .native = "Kubernetes::ClusterRole",
        .key = "{@cluster}/clusterrole/{metadata.name}",
        .properties = PROPERTIES(RULES),
        .edges = EDGES(IN_CLUSTER),
    },
    {
        ROLE, .when = "kind=Role", .native = "Kubernetes::Role",
        .key = "{@cluster}/{metadata.namespace}/role/{metadata.name}",
        .properties = PROPERTIES(RULES, TEXT("namespace", "metadata.namespace")),
        .edges = EDGES(IN_CLUSTER),
    },
    {
        ROLE, .adds = true, .when = "kind=ClusterRoleBinding",
        .key = "{@cluster}/clusterrole/{roleRef.name}",
        .properties = PROPERTIES(TEXT("name", "roleRef.name")),
        .edges = EDGES(BOUND(.properties = NULL)),
    },
    {
        ROLE, .adds = true, .when = "kind=RoleBinding&roleRef.kind=ClusterRole",
        .key = "{@cluster}/clusterrole/{roleRef.name}",
        .properties = PROPERTIES(TEXT("name", "roleRef.name")),
        .edges = EDGES(BOUND(IN_NAMESPACE)),
    },
    {
        ROLE, .adds = true, .when = "kind=RoleBinding&roleRef.kind=Role",
        .key = "{@cluster}/{metadata.namespace}/role/{roleRef.name}",
        .properties = PROPERTIES(TEXT("name", "roleRef.name")),
        .edges = EDGES(BOUND(IN_NAMESPACE)),
    },
};
/* clang-format on */

const sg_collectors sg_kubernetes_rbac = { rows, SG_COUNT(rows) };
