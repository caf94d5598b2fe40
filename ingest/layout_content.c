/* layout_content.c - the call by the document itself, where the path does not tell.
 *
 * The first key of the list that the document has decides.  A recorded endpoint name can mean two
 * services ("elasticloadbalancing"): the document decides there too.
 */
#include "ingest/layout.h"

#include "ingest/call.h"

/* clang-format off */
static const struct {
    const char *key;
    sg_str service, operation;
} calls[] = {
    { "Reservations",             SG_STR_INIT("ec2"), SG_STR_INIT("DescribeInstances") },
    { "SecurityGroups",           SG_STR_INIT("ec2"), SG_STR_INIT("DescribeSecurityGroups") },
    { "NetworkInterfaces",        SG_STR_INIT("ec2"), SG_STR_INIT("DescribeNetworkInterfaces") },
    { "Vpcs",                     SG_STR_INIT("ec2"), SG_STR_INIT("DescribeVpcs") },
    { "Subnets",                  SG_STR_INIT("ec2"), SG_STR_INIT("DescribeSubnets") },
    { "RouteTables",              SG_STR_INIT("ec2"), SG_STR_INIT("DescribeRouteTables") },
    { "InternetGateways",         SG_STR_INIT("ec2"), SG_STR_INIT("DescribeInternetGateways") },
    { "NatGateways",              SG_STR_INIT("ec2"), SG_STR_INIT("DescribeNatGateways") },
    { "NetworkAcls",              SG_STR_INIT("ec2"), SG_STR_INIT("DescribeNetworkAcls") },
    { "Addresses",                SG_STR_INIT("ec2"), SG_STR_INIT("DescribeAddresses") },
    { "VpcPeeringConnections",    SG_STR_INIT("ec2"), SG_STR_INIT("DescribeVpcPeeringConnections") },
    { "Volumes",                  SG_STR_INIT("ec2"), SG_STR_INIT("DescribeVolumes") },
    { "Snapshots",                SG_STR_INIT("ec2"), SG_STR_INIT("DescribeSnapshots") },
    { "Images",                   SG_STR_INIT("ec2"), SG_STR_INIT("DescribeImages") },
    { "Regions",                  SG_STR_INIT("ec2"), SG_STR_INIT("DescribeRegions") },
    { "UserDetailList",           SG_STR_INIT("iam"), SG_STR_INIT("GetAccountAuthorizationDetails") },
    { "RoleDetailList",           SG_STR_INIT("iam"), SG_STR_INIT("GetAccountAuthorizationDetails") },
    { "OpenIDConnectProviderList", SG_STR_INIT("iam"), SG_STR_INIT("ListOpenIDConnectProviders") },
    { "InstanceProfiles",         SG_STR_INIT("iam"), SG_STR_INIT("ListInstanceProfiles") },
    { "Organization",             SG_STR_INIT("organizations"), SG_STR_INIT("DescribeOrganization") },
    { "Accounts",                 SG_STR_INIT("organizations"), SG_STR_INIT("ListAccounts") },
    { "LoadBalancerDescriptions", SG_STR_INIT("elb"), SG_STR_INIT("DescribeLoadBalancers") },
    { "LoadBalancers",            SG_STR_INIT("elbv2"), SG_STR_INIT("DescribeLoadBalancers") },
    { "TargetGroups",             SG_STR_INIT("elbv2"), SG_STR_INIT("DescribeTargetGroups") },
    { "Listeners",                SG_STR_INIT("elbv2"), SG_STR_INIT("DescribeListeners") },
    { "TargetHealthDescriptions", SG_STR_INIT("elbv2"), SG_STR_INIT("DescribeTargetHealth") },
    { "Buckets",                  SG_STR_INIT("s3"), SG_STR_INIT("ListBuckets") },
    { "DBInstances",              SG_STR_INIT("rds"), SG_STR_INIT("DescribeDBInstances") },
    { "DBClusters",               SG_STR_INIT("rds"), SG_STR_INIT("DescribeDBClusters") },
    { "DBSnapshots",              SG_STR_INIT("rds"), SG_STR_INIT("DescribeDBSnapshots") },
    { "Functions",                SG_STR_INIT("lambda"), SG_STR_INIT("ListFunctions") },
    { "KeyMetadata",              SG_STR_INIT("kms"), SG_STR_INIT("DescribeKey") },
    { "SecretList",               SG_STR_INIT("secretsmanager"), SG_STR_INIT("ListSecrets") },
    { "QueueUrls",                SG_STR_INIT("sqs"), SG_STR_INIT("ListQueues") },
    { "Topics",                   SG_STR_INIT("sns"), SG_STR_INIT("ListTopics") },
    { "TableNames",               SG_STR_INIT("dynamodb"), SG_STR_INIT("ListTables") },
    { "Table",                    SG_STR_INIT("dynamodb"), SG_STR_INIT("DescribeTable") },
    { "taskDefinition",           SG_STR_INIT("ecs"), SG_STR_INIT("DescribeTaskDefinition") },
    { "tasks",                    SG_STR_INIT("ecs"), SG_STR_INIT("DescribeTasks") },
    { "services",                 SG_STR_INIT("ecs"), SG_STR_INIT("DescribeServices") },
    { "repositories",             SG_STR_INIT("ecr"), SG_STR_INIT("DescribeRepositories") },
};
/* clang-format on */

static void set(sg_layout *layout, sg_str service, sg_str operation)
{
    layout->service = service;
    layout->operation = operation;
}

void sg_layout_by_content(const sg_value *document, sg_layout *layout)
{
    if (sg_tree_is(sg_tree_member(document, "kind"), SG_TYPE_STRING) &&
        sg_tree_member(document, "apiVersion")) {
        set(layout, SG_STR("kubernetes"), SG_STR("Get"));
        return;
    }
    if (sg_str_equal(layout->service, SG_STR("elbv2")) &&
        sg_tree_member(document, "LoadBalancerDescriptions"))
        layout->service = SG_STR("elb");
    if (layout->service.length && layout->operation.length)
        return;
    if (sg_tree_member(document, "UserId") && sg_tree_member(document, "Account")) {
        set(layout, SG_STR("sts"), SG_STR("GetCallerIdentity"));
        return;
    }
    for (size_t i = 0; i < SG_COUNT(calls); i++) {
        if (!sg_tree_member(document, calls[i].key) ||
            (layout->operation.length &&
             !sg_operation_same(layout->operation, calls[i].operation)))
            continue;
        set(layout, calls[i].service, calls[i].operation);
        return;
    }
    if (!layout->service.length)
        layout->service = layout->folder;
}
