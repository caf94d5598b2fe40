/* names.c - ids, names, regions and addresses of generated resources. */
#include "generate/names.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"

enum { OF_NAME = 3, OF_REGION, OF_AGE };

static const char *const regions[SG_REGIONS_MOST] = {
    "eu-west-1",  "us-east-1",      "eu-central-1",   "us-west-2",      "eu-west-2",
    "eu-west-3",  "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "us-east-2",
    "us-west-1",  "eu-north-1",     "ca-central-1",   "sa-east-1",      "ap-south-1",
    "eu-south-1", "me-south-1",
};
static const char *const services[] = {
    "ec2.amazonaws.com",       "lambda.amazonaws.com",         "ecs-tasks.amazonaws.com",
    "eks.amazonaws.com",       "codebuild.amazonaws.com",      "glue.amazonaws.com",
    "states.amazonaws.com",    "events.amazonaws.com",         "rds.amazonaws.com",
    "sagemaker.amazonaws.com", "cloudformation.amazonaws.com", "batch.amazonaws.com",
    "config.amazonaws.com",    "backup.amazonaws.com",
};
static const char *const ip_ranges[] = {
    "0.0.0.0/0",        "::/0",         "198.51.100.0/24", "203.0.113.0/25", "203.0.113.128/26",
    "203.0.113.192/27", "192.0.2.0/25", "192.0.2.128/25",
};
static const char *const environments[SG_ENVIRONMENTS] = { "production", "staging",
                                                           "development", "sandbox" };
static const char *const applications[] = {
    "orders",   "payments", "ledger",   "catalog",  "search",   "identity", "billing",
    "fraud",    "reports",  "exports",  "imports",  "media",    "mail",     "chat",
    "mobile",   "partner",  "pricing",  "stock",    "shipping", "returns",  "loyalty",
    "tax",      "treasury", "risk",     "kyc",      "cards",    "loans",    "savings",
    "insights", "lake",     "features", "platform",
};
static const char *const owners[] = {
    "team-orders",   "team-payments", "team-data",    "team-platform",
    "team-identity", "team-mobile",   "team-risk",    "team-growth",
    "team-core",     "team-partners", "team-finance", "team-sre",
};

/* arn:aws:<service>:<region>:<account>:<resource><last part> */
typedef enum { HEXADECIMAL, NAMED } last_part;
typedef struct {
    const char *service, *resource;
    last_part last;
    bool regional, owned; /* has a region, an account in it */
} arn_shape;

/* clang-format off */
static const arn_shape shapes[SG_KINDS] = {
    [SG_KIND_NETWORK]        = { "ec2", "vpc/vpc-0", HEXADECIMAL, true, true },
    [SG_KIND_SUBNET]         = { "ec2", "subnet/subnet-0", HEXADECIMAL, true, true },
    [SG_KIND_ROUTE_TABLE]    = { "ec2", "route-table/rtb-0", HEXADECIMAL, true, true },
    [SG_KIND_GATEWAY]        = { "ec2", "internet-gateway/igw-0", HEXADECIMAL, true, true },
    [SG_KIND_NETWORK_ACL]    = { "ec2", "network-acl/acl-0", HEXADECIMAL, true, true },
    [SG_KIND_SECURITY_GROUP] = { "ec2", "security-group/sg-0", HEXADECIMAL, true, true },
    [SG_KIND_INTERFACE]      = { "ec2", "network-interface/eni-0", HEXADECIMAL, true, true },
    [SG_KIND_PUBLIC_IP]      = { "ec2", "elastic-ip/eipalloc-0", HEXADECIMAL, true, true },
    [SG_KIND_LOAD_BALANCER]  = { "elasticloadbalancing", "loadbalancer/app/", NAMED, true, true },
    [SG_KIND_TARGET_GROUP]   = { "elasticloadbalancing", "targetgroup/", NAMED, true, true },
    [SG_KIND_MACHINE]        = { "ec2", "instance/i-0", HEXADECIMAL, true, true },
    [SG_KIND_FUNCTION]       = { "lambda", "function:", NAMED, true, true },
    [SG_KIND_SERVICE_TASKS]  = { "ecs", "service/main/", NAMED, true, true },
    [SG_KIND_TASK]           = { "ecs", "task/main/0", HEXADECIMAL, true, true },
    [SG_KIND_CLUSTER]        = { "eks", "cluster/", NAMED, true, true },
    [SG_KIND_REPOSITORY]     = { "ecr", "repository/", NAMED, true, true },
    [SG_KIND_MACHINE_IMAGE]  = { "ec2", "image/ami-0", HEXADECIMAL, true, true },
    [SG_KIND_BUCKET]         = { "s3", "", NAMED, false, false },
    [SG_KIND_DATABASE]       = { "rds", "db:", NAMED, true, true },
    [SG_KIND_VOLUME]         = { "ec2", "volume/vol-0", HEXADECIMAL, true, true },
    [SG_KIND_SNAPSHOT]       = { "ec2", "snapshot/snap-0", HEXADECIMAL, true, true },
    [SG_KIND_FILE_SYSTEM]    = { "elasticfilesystem", "file-system/fs-0", HEXADECIMAL, true, true },
    [SG_KIND_QUEUE]          = { "sqs", "", NAMED, true, true },
    [SG_KIND_TOPIC]          = { "sns", "", NAMED, true, true },
    [SG_KIND_SECRET]         = { "secretsmanager", "secret:", NAMED, true, true },
    [SG_KIND_KEY]            = { "kms", "key/0", HEXADECIMAL, true, true },
    [SG_KIND_USER]           = { "iam", "user/", NAMED, false, true },
    [SG_KIND_GROUP]          = { "iam", "group/", NAMED, false, true },
    [SG_KIND_ROLE]           = { "iam", "role/", NAMED, false, true },
    [SG_KIND_PROVIDER]       = { "iam", "saml-provider/", NAMED, false, true },
    [SG_KIND_FINDING]        = { "inspector2", "finding/0", HEXADECIMAL, true, true },
    [SG_KIND_TRAIL]          = { "cloudtrail", "trail/", NAMED, true, true },
    [SG_KIND_NOTEBOOK]       = { "sagemaker", "notebook-instance/", NAMED, true, true },
    [SG_KIND_BUILD_PROJECT]  = { "codebuild", "project/", NAMED, true, true },
    [SG_KIND_TASK_DEFINITION] = { "ecs", "task-definition/", NAMED, true, true },
    [SG_KIND_KUBERNETES_ROLE] = { "eks", "clusterrole/", NAMED, true, true },
    [SG_KIND_AGENT]          = { "bedrock", "agent/0", HEXADECIMAL, true, true },
    [SG_KIND_RESOURCE_POLICY] = { "iam", "policy/of-", NAMED, false, true },
    [SG_KIND_API]            = { "apigateway", "/apis/0", HEXADECIMAL, true, false },
    [SG_KIND_DISTRIBUTION]   = { "cloudfront", "distribution/E", HEXADECIMAL, false, true },
    [SG_KIND_RECORD]         = { "route53", "recordset/", NAMED, false, true },
    [SG_KIND_ABSENT]         = { "s3", "gone-", HEXADECIMAL, false, false },
};
/* clang-format on */

const char *sg_estate_environment_name(sg_environment_kind environment)
{
    return environments[environment];
}

const char *sg_service_name(uint32_t index)
{
    return services[index % SG_COUNT(services)];
}

const char *sg_ip_range_name(uint32_t index)
{
    return ip_ranges[index % SG_COUNT(ip_ranges)];
}

const char *sg_owner_of(const sg_estate *estate, sg_place place)
{
    sg_random random = sg_estate_draw(estate, OF_NAME, place);
    return owners[sg_random_zipf(&random, SG_COUNT(owners))];
}

/* --- regions ------------------------------------------------------------------------------------ */

const char *sg_region_at(const sg_estate *estate, uint32_t account, uint32_t index)
{
    (void)estate;
    /* The first one is where global services answer. */
    return index == 0 ? regions[0]
                      : regions[1 + (account * 5 + index - 1) % (SG_REGIONS_MOST - 1)];
}

static const char *network_region(const sg_estate *estate, uint32_t account, uint32_t network)
{
    return sg_region_at(estate, account, network % estate->items[account].regions);
}

static const char *volume_region(const sg_estate *estate, uint32_t account, uint32_t volume)
{
    uint32_t machine = sg_facts_volume(estate, account, volume).machine;
    return network_region(
        estate, account,
        machine == SG_NOTHING ? 0 : sg_facts_machine(estate, account, machine).network);
}

/* Kinds with no place of their own stand in a region that is drawn. */
static const char *drawn_region(const sg_estate *estate, sg_place place)
{
    sg_random random = sg_estate_draw(estate, OF_REGION, place);
    if (!shapes[place.kind].regional && place.kind != SG_KIND_BUCKET &&
        place.kind != SG_KIND_POD && place.kind != SG_KIND_SERVICE_ACCOUNT)
        return "global";
    return sg_region_at(estate, place.account,
                        sg_random_below(&random, estate->items[place.account].regions));
}

static const char *interface_region(const sg_estate *estate, sg_place place)
{
    uint32_t machines = sg_estate_count(estate, place.account, SG_KIND_MACHINE);
    uint32_t network = place.index < machines
                           ? sg_facts_machine(estate, place.account, place.index).network
                           : sg_facts_network(estate, place.account, place.index);
    return network_region(estate, place.account, network);
}

const char *sg_region_of(const sg_estate *estate, sg_place place)
{
    switch ((int)place.kind) {
    case SG_KIND_NETWORK:
    case SG_KIND_SUBNET:
    case SG_KIND_ROUTE_TABLE:
    case SG_KIND_GATEWAY:
    case SG_KIND_NETWORK_ACL:
    case SG_KIND_PUBLIC_IP:
    case SG_KIND_SECURITY_GROUP:
    case SG_KIND_LOAD_BALANCER:
    case SG_KIND_TARGET_GROUP:
    case SG_KIND_CLUSTER:
    case SG_KIND_DATABASE:
        return network_region(estate, place.account,
                              sg_facts_network(estate, place.account, place.index));
    case SG_KIND_MACHINE:
        return network_region(estate, place.account,
                              sg_facts_machine(estate, place.account, place.index).network);
    case SG_KIND_INTERFACE:
        return interface_region(estate, place);
    case SG_KIND_VOLUME:
        return volume_region(estate, place.account, place.index);
    case SG_KIND_SNAPSHOT:
        return volume_region(estate, place.account,
                             sg_facts_snapshot_volume(estate, place.account, place.index));
    default:
        return drawn_region(estate, place);
    }
}

/* --- names -------------------------------------------------------------------------------------- */

static const char *class_word(const sg_estate *estate, sg_place place)
{
    static const char *const words[SG_ROLE_CLASSES] = { "audit", "admin", "deploy",
                                                        "chain", "web",   "app" };
    return words[sg_facts_role(estate, place.account, place.index).class];
}

static size_t put(char out[SG_NAME_MOST], const char *text)
{
    return (size_t)snprintf(out, SG_NAME_MOST, "%s", text);
}

static size_t account_name(const sg_estate *estate, uint32_t account, char out[SG_NAME_MOST])
{
    static const char *const purposes[] = { "management", "security", "shared-services" };
    if (account < SG_COUNT(purposes))
        return put(out, purposes[account]);
    return (size_t)snprintf(out, SG_NAME_MOST, "%s-%s-%u",
                            applications[account % SG_COUNT(applications)],
                            environments[estate->items[account].environment], account);
}

size_t sg_name_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    sg_random random = sg_estate_draw(estate, OF_NAME, place);
    const char *application =
        applications[sg_random_next(&random) >> 32 & (SG_COUNT(applications) - 1)];
    static const char *const units[] = { "Root",    "Core",        "Production",  "Regulated",
                                         "Staging", "Integration", "Development", "Sandboxes" };
    switch ((int)place.kind) {
    case SG_KIND_ORGANIZATION:
        return put(out, "example");
    case SG_KIND_UNIT:
        return put(out, units[place.index % SG_COUNT(units)]);
    case SG_KIND_INTERNET:
        return put(out, "internet");
    case SG_KIND_SERVICE:
        return put(out, sg_service_name(place.index));
    case SG_KIND_IP_RANGE:
        return put(out, sg_ip_range_name(place.index));
    case SG_KIND_VULNERABILITY:
        if (place.index + 1 == sg_estate_count(estate, place.account, SG_KIND_VULNERABILITY))
            return put(out, "MAL-2024-1234"); /* the malicious one, which is only planted */
        return (size_t)snprintf(out, SG_NAME_MOST, "CVE-%u-%05u", 2019 + place.index % 8,
                                10000 + place.index);
    case SG_KIND_ACCOUNT:
        return place.index > 0 ? put(out, "partner") : account_name(estate, place.account, out);
    case SG_KIND_VOLUME_SECRET:
        return put(out, "id_rsa");
    case SG_KIND_ROLE:
        return (size_t)snprintf(out, SG_NAME_MOST, "%s-%s-%u", application,
                                class_word(estate, place), place.index);
    case SG_KIND_BUCKET:
        return (size_t)snprintf(out, SG_NAME_MOST, "example-%s-%s-%u", application,
                                estate->items[place.account].id, place.index);
    default:
        return (size_t)snprintf(out, SG_NAME_MOST, "%s-%u", application, place.index);
    }
}

/* --- ids ---------------------------------------------------------------------------------------- */

/* Sixteen hexadecimal digits that no other node has: the mixer is a bijection. */
static unsigned long long digits_of(const sg_estate *estate, sg_place place)
{
    return sg_hash_int(sg_estate_number(estate, place) + (estate->seed << 32) + 1);
}

static size_t below_account(const sg_estate *estate, sg_place parent, const char *separator,
                            const char *last, char out[SG_NAME_MOST])
{
    size_t length = sg_id_of(estate, parent, out);
    return length +
           (size_t)snprintf(out + length, SG_NAME_MOST - length, "%s%s", separator, last);
}

void sg_account_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    if (place.kind == SG_KIND_ACCOUNT && place.index > 0)
        snprintf(out, SG_NAME_MOST, "9%011u", sg_estate_number(estate, place));
    else
        put(out, estate->items[place.account].id);
}

size_t sg_image_address_of(const sg_estate *estate, sg_place repository, char out[SG_NAME_MOST])
{
    char name[SG_NAME_MOST];
    sg_name_of(estate, repository, name);
    return (size_t)snprintf(out, SG_NAME_MOST, "%s.dkr.ecr.%s.amazonaws.com/%.80s",
                            estate->items[repository.account].id,
                            sg_region_of(estate, repository), name);
}

static size_t image_id(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    sg_place repository = { place.account, SG_KIND_REPOSITORY,
                            sg_facts_repository(estate, place.account, place.index) };
    unsigned long long digits = digits_of(estate, place);
    char digest[65];
    snprintf(digest, sizeof digest, "%016llx%016llx%016llx%016llx", digits, ~digits,
             digits ^ 0x5555, digits);
    size_t length = sg_image_address_of(estate, repository, out);
    return length + (size_t)snprintf(out + length, SG_NAME_MOST - length, "@sha256:%s", digest);
}

static size_t policy_id(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    uint32_t managed = sg_estate_count(estate, place.account, SG_KIND_POLICY) -
                       sg_estate_count(estate, place.account, SG_KIND_ROLE);
    if (place.index >= managed)
        return below_account(estate,
                             (sg_place){ place.account, SG_KIND_ROLE, place.index - managed },
                             "/policy/", "inline", out);
    return (size_t)snprintf(out, SG_NAME_MOST, "arn:aws:iam::%s:policy/managed-%u",
                            estate->items[place.account].id, place.index);
}

static size_t pod_id(const sg_estate *estate, sg_place place, uint32_t cluster,
                     const char *what, char out[SG_NAME_MOST])
{
    char name[SG_NAME_MOST], last[2 * SG_NAME_MOST];
    sg_name_of(estate, place, name);
    snprintf(last, sizeof last, "default/%s/%s", what, name);
    return below_account(estate, (sg_place){ place.account, SG_KIND_CLUSTER, cluster }, "/",
                         last, out);
}

static size_t arn_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    const arn_shape *shape = &shapes[place.kind];
    char last[SG_NAME_MOST];
    if (shape->last == NAMED)
        sg_name_of(estate, place, last);
    else
        snprintf(last, sizeof last, "%016llx", digits_of(estate, place));
    const char *resource = shape->resource;
    if (place.kind == SG_KIND_GATEWAY && place.index % 2 == 1)
        resource = "natgateway/nat-0";
    sg_planting planting;
    if (place.kind == SG_KIND_PROVIDER && sg_estate_planted(estate, place, &planting) &&
        planting.which == 0)
        resource = "oidc-provider/";
    int length = snprintf(out, SG_NAME_MOST, "arn:aws:%s:%s:%s:%s%s", shape->service,
                          shape->regional ? sg_region_of(estate, place) : "",
                          shape->owned ? estate->items[place.account].id : "", resource, last);
    if (place.kind == SG_KIND_LOAD_BALANCER || place.kind == SG_KIND_TARGET_GROUP)
        length += snprintf(out + length, SG_NAME_MOST - (size_t)length, "/%016llx",
                           digits_of(estate, place));
    return (size_t)length;
}

size_t sg_id_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    const char *management = estate->items[SG_MANAGEMENT_ACCOUNT].id;
    switch ((int)place.kind) {
    case SG_KIND_ORGANIZATION:
        return (size_t)snprintf(out, SG_NAME_MOST,
                                "arn:aws:organizations::%s:organization/o-%s", management,
                                "example001");
    case SG_KIND_UNIT:
        return (size_t)snprintf(out, SG_NAME_MOST,
                                "arn:aws:organizations::%s:ou/o-example001/ou-exam-%08u",
                                management, place.index);
    case SG_KIND_ACCOUNT:
        if (place.index > 0) {
            sg_account_of(estate, place, out);
            return strlen(out);
        }
        return (size_t)snprintf(out, SG_NAME_MOST,
                                "arn:aws:organizations::%s:account/o-example001/%s", management,
                                estate->items[place.account].id);
    case SG_KIND_IP_RANGE:
        return (size_t)snprintf(out, SG_NAME_MOST, "cidr:%s", sg_ip_range_name(place.index));
    case SG_KIND_INTERNET:
    case SG_KIND_SERVICE:
    case SG_KIND_VULNERABILITY:
        return sg_name_of(estate, place, out);
    case SG_KIND_IMAGE:
        return image_id(estate, place, out);
    case SG_KIND_POLICY:
        return policy_id(estate, place, out);
    case SG_KIND_POD:
        return pod_id(estate, place, sg_facts_pod(estate, place.account, place.index).cluster,
                      "pod", out);
    case SG_KIND_SERVICE_ACCOUNT:
        return pod_id(estate, place, sg_facts_cluster(estate, place.account, place.index),
                      "serviceaccount", out);
    case SG_KIND_ACCESS_KEY:
        return (size_t)snprintf(out, SG_NAME_MOST, "AKIA%016llX", digits_of(estate, place));
    case SG_KIND_VOLUME_SECRET: {
        char volume[SG_NAME_MOST];
        sg_short_id_of(estate,
                       (sg_place){ place.account, SG_KIND_VOLUME,
                                   sg_facts_secret_volume(estate, place.account, place.index) },
                       volume);
        return (size_t)snprintf(out, SG_NAME_MOST, "%.64s/secret/id_rsa", volume);
    }
    case SG_KIND_DATA_FINDING:
        return below_account(
            estate,
            (sg_place){ place.account, SG_KIND_BUCKET,
                        sg_facts_finding_bucket(estate, place.account, place.index) },
            "/sensitive/", "FINANCIAL_INFORMATION", out);
    default:
        return arn_of(estate, place, out);
    }
}

void sg_short_id_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    char id[SG_NAME_MOST];
    size_t length = sg_id_of(estate, place, id), begin = length;
    while (begin > 0 && id[begin - 1] != '/' && id[begin - 1] != ':')
        begin--;
    memcpy(out, id + begin, length - begin + 1);
}

/* --- addresses and times ------------------------------------------------------------------------ */

void sg_private_address_of(const sg_estate *estate, uint32_t account, uint32_t machine,
                           char out[SG_NAME_MOST])
{
    (void)estate;
    (void)account;
    snprintf(out, SG_NAME_MOST, "10.%u.%u.%u", machine >> 16 & 255, machine >> 8 & 255,
             machine & 255);
}

/* From 198.18.0.0/15, which is for benchmarks. */
void sg_public_address_of(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    uint32_t number = sg_estate_number(estate, place);
    snprintf(out, SG_NAME_MOST, "198.%u.%u.%u", 18 + (number >> 16 & 1), number >> 8 & 255,
             number & 255);
}

void sg_created_at(const sg_estate *estate, sg_place place, char out[SG_NAME_MOST])
{
    sg_random random = sg_estate_draw(estate, OF_AGE, place);
    uint32_t year = 2024 + sg_random_below(&random, 3),
             month = 1 + sg_random_below(&random, 10);
    uint32_t day = 1 + sg_random_below(&random, 28), hour = sg_random_below(&random, 24);
    snprintf(out, SG_NAME_MOST, "%04u-%02u-%02uT%02u:00:00Z", year, month, day, hour);
}
