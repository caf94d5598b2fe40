/* eks.c - Kubernetes clusters as the provider sees them, and roles given to service accounts. */
#include "ingest/rows.h"

/* The issuer as identity providers name it. */
static sg_str without_scheme(sg_str url)
{
    sg_str scheme = SG_STR("https://");

    return sg_str_starts(url, scheme) ? sg_str_slice(url, scheme.length, url.length) : url;
}

/* clang-format off */
#define CLUSTER(name) "arn:{@partition}:eks:{@region}:{@account}:cluster/{" name "}"
#define ASSOCIATION                                                                            \
        .adds = true, .label = "KubernetesServiceAccount",                                     \
        .key = CLUSTER("clusterName") "/{namespace}/serviceaccount/{serviceAccount}",          \
        .properties = PROPERTIES(TEXT("name", "serviceAccount"), TEXT("namespace", "namespace"), TEXT("cluster", "clusterName")), \
        .edges = EDGES(FROM("CONTAINS", "KubernetesCluster", CLUSTER("clusterName")), RUNS_AS("{roleArn}", "podIdentity"))

static const sg_collector rows[] = {
    {
        .service = "eks", .operation = "ListClusters",
        .items = "clusters[]",
        .label = "KubernetesCluster", .native = "AWS::EKS::Cluster", .key = CLUSTER("."),
        .properties = PROPERTIES(TEXT("name", ".")),
    },
    {
        .service = "eks", .operation = "DescribeCluster",
        .items = "cluster",
        .label = "KubernetesCluster", .native = "AWS::EKS::Cluster",
        .key = "{arn}",
        .properties = PROPERTIES(TEXT("name", "name"), TEXT("state", "status"), TEXT("version", "version"),
                                 TEXT("network", "resourcesVpcConfig.vpcId"),
                                 BOOL("endpointPublicAccess", "resourcesVpcConfig.endpointPublicAccess"),
                                 TEXTS("publicAccessCidrs", "resourcesVpcConfig.publicAccessCidrs[]"),
                                 REWORDED("oidcIssuer", "identity.oidc.issuer", without_scheme),
                                 TIME("createdAt", "createdAt"), TAGS("tags")),
        .edges = EDGES(TO("IN_NETWORK", "VirtualNetwork", "{resourcesVpcConfig.vpcId}"),
                       TO_EACH("IN_SUBNET", "Subnet", "resourcesVpcConfig.subnetIds[]", "{.}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "resourcesVpcConfig.securityGroupIds[]", "{.}"),
                       TO("PROTECTED_BY", "SecurityGroup", "{resourcesVpcConfig.clusterSecurityGroupId}"),
                       RUNS_AS("{roleArn}", "clusterRole")),
    },
    { .service = "eks", .operation = "ListPodIdentityAssociations", .items = "associations[]", ASSOCIATION },
    { .service = "eks", .operation = "DescribePodIdentityAssociation", .items = "association", ASSOCIATION },
};
/* clang-format on */

const sg_collectors sg_eks = { rows, SG_COUNT(rows) };
