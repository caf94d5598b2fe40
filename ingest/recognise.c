/* recognise.c - labels, accounts, regions and partitions by the look of a text. */
#include "ingest/recognise.h"

typedef struct shape {
    sg_str service;  /* of an ARN; empty: the key begins with `resource` */
    sg_str resource; /* how the resource begins */
    const char *label;
} shape;

/* clang-format off */
static const shape shapes[] = {
    { SG_STR_INIT(""), SG_STR_INIT("i-"),         "VirtualMachine" },
    { SG_STR_INIT(""), SG_STR_INIT("eni-"),       "NetworkInterface" },
    { SG_STR_INIT(""), SG_STR_INIT("sg-"),        "SecurityGroup" },
    { SG_STR_INIT(""), SG_STR_INIT("subnet-"),    "Subnet" },
    { SG_STR_INIT(""), SG_STR_INIT("vpc-"),       "VirtualNetwork" },
    { SG_STR_INIT(""), SG_STR_INIT("rtb-"),       "RouteTable" },
    { SG_STR_INIT(""), SG_STR_INIT("acl-"),       "NetworkAcl" },
    { SG_STR_INIT(""), SG_STR_INIT("igw-"),       "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("nat-"),       "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("eigw-"),      "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("tgw-rtb-"),   "RouteTable" },
    { SG_STR_INIT(""), SG_STR_INIT("tgw-"),       "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("pl-"),        "IpRange" },
    { SG_STR_INIT(""), SG_STR_INIT("pcx-"),       "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("vgw-"),       "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("vpce-"),      "Gateway" },
    { SG_STR_INIT(""), SG_STR_INIT("eipalloc-"),  "PublicIp" },
    { SG_STR_INIT(""), SG_STR_INIT("vol-"),       "Volume" },
    { SG_STR_INIT(""), SG_STR_INIT("snap-"),      "Snapshot" },
    { SG_STR_INIT(""), SG_STR_INIT("ami-"),       "MachineImage" },
    { SG_STR_INIT(""), SG_STR_INIT("ou-"),        "OrganizationalUnit" },
    { SG_STR_INIT(""), SG_STR_INIT("r-"),         "OrganizationalUnit" },
    { SG_STR_INIT(""), SG_STR_INIT("cidr:"),      "IpRange" },
    { SG_STR_INIT("iam"), SG_STR_INIT("role/"),   "AccessRole" },
    { SG_STR_INIT("iam"), SG_STR_INIT("user/"),   "UserAccount" },
    { SG_STR_INIT("iam"), SG_STR_INIT("root"),    "UserAccount" },
    { SG_STR_INIT("iam"), SG_STR_INIT("group/"),  "Group" },
    { SG_STR_INIT("iam"), SG_STR_INIT("policy/"), "AccessPolicy" },
    { SG_STR_INIT("iam"), SG_STR_INIT("oidc-provider/"), "IdentityProvider" },
    { SG_STR_INIT("iam"), SG_STR_INIT("saml-provider/"), "IdentityProvider" },
    { SG_STR_INIT("s3"), SG_STR_INIT(""),         "Bucket" },
    { SG_STR_INIT("lambda"), SG_STR_INIT("function:"), "ServerlessFunction" },
    { SG_STR_INIT("ecs"), SG_STR_INIT("task/"),   "ContainerTask" },
    { SG_STR_INIT("ecs"), SG_STR_INIT("service/"), "ContainerService" },
    { SG_STR_INIT("ecr"), SG_STR_INIT("repository/"), "ContainerRepository" },
    { SG_STR_INIT("eks"), SG_STR_INIT("cluster/"), "KubernetesCluster" },
    { SG_STR_INIT("rds"), SG_STR_INIT("db:"),     "Database" },
    { SG_STR_INIT("rds"), SG_STR_INIT("cluster:"), "Database" },
    { SG_STR_INIT("rds"), SG_STR_INIT("snapshot:"), "Snapshot" },
    { SG_STR_INIT("rds"), SG_STR_INIT("cluster-snapshot:"), "Snapshot" },
    { SG_STR_INIT("dynamodb"), SG_STR_INIT("table/"), "Database" },
    { SG_STR_INIT("sqs"), SG_STR_INIT(""),        "Queue" },
    { SG_STR_INIT("sns"), SG_STR_INIT(""),        "Topic" },
    { SG_STR_INIT("kms"), SG_STR_INIT("key/"),    "EncryptionKey" },
    { SG_STR_INIT("secretsmanager"), SG_STR_INIT("secret:"), "Secret" },
    { SG_STR_INIT("elasticloadbalancing"), SG_STR_INIT("loadbalancer/"), "LoadBalancer" },
    { SG_STR_INIT("elasticloadbalancing"), SG_STR_INIT("targetgroup/"), "TargetGroup" },
    { SG_STR_INIT("ec2"), SG_STR_INIT("instance/"), "VirtualMachine" },
    { SG_STR_INIT("apigateway"), SG_STR_INIT("/vpclinks/"), "Gateway" },
    { SG_STR_INIT("apigateway"), SG_STR_INIT("/"), "ApiGateway" },
    { SG_STR_INIT("cloudfront"), SG_STR_INIT("distribution/"), "Distribution" },
    { SG_STR_INIT("cloudfront"), SG_STR_INIT("vpcorigin/"), "Gateway" },
    { SG_STR_INIT("route53"), SG_STR_INIT("hostedzone/"), "DnsZone" },
};
/* clang-format on */

const char *sg_label_of_key(sg_str key)
{
    sg_arn arn = { .service = SG_STR(""), .resource = key };

    if (sg_is_account(key))
        return "Account";
    if (!sg_arn_split(key, &arn) && sg_str_starts(key, SG_STR("arn:")))
        return NULL;
    if (sg_str_equal(arn.service, SG_STR("ecr")) &&
        sg_str_find(arn.resource, SG_STR("/sha256:"), 0) != SIZE_MAX)
        return "ContainerImage";
    for (size_t i = 0; i < SG_COUNT(shapes); i++)
        if (sg_str_equal(arn.service, shapes[i].service) &&
            sg_str_starts(arn.resource, shapes[i].resource))
            return shapes[i].label;
    return NULL;
}

static bool is_lower(sg_str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < 'a' || text.bytes[i] > 'z')
            return false;
    return text.length > 0;
}

bool sg_is_region(sg_str text)
{
    sg_str part[4], rest = text;
    size_t count = 0;

    while (rest.length && count < SG_COUNT(part))
        part[count++] = sg_str_cut(rest, '-', &rest);
    if (rest.length || count < 3 || !is_lower(part[0]) || part[0].length > 4)
        return false;
    for (size_t i = 1; i + 1 < count; i++)
        if (!is_lower(part[i]))
            return false;
    sg_str last = part[count - 1];
    if (sg_str_ends(last, SG_STR("r"))) /* as some logs scramble them */
        last = sg_str_slice(last, 0, last.length - 1);
    return last.length == 1 && last.bytes[0] >= '1' && last.bytes[0] <= '9';
}

sg_str sg_partition_of(sg_str region)
{
    static const struct {
        sg_str prefix, partition;
    } special[] = {
        { SG_STR_INIT("cn-"), SG_STR_INIT("aws-cn") },
        { SG_STR_INIT("us-gov-"), SG_STR_INIT("aws-us-gov") },
        { SG_STR_INIT("us-isob-"), SG_STR_INIT("aws-iso-b") },
        { SG_STR_INIT("us-isof-"), SG_STR_INIT("aws-iso-f") },
        { SG_STR_INIT("eu-isoe-"), SG_STR_INIT("aws-iso-e") },
        { SG_STR_INIT("us-iso-"), SG_STR_INIT("aws-iso") },
        { SG_STR_INIT("eusc-"), SG_STR_INIT("aws-eusc") },
    };

    for (size_t i = 0; i < SG_COUNT(special); i++)
        if (sg_str_starts(region, special[i].prefix))
            return special[i].partition;
    return SG_STR("aws");
}
