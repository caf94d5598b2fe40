/* ecs.c - container services and tasks.
 *
 *     target group -> service -> task -> role
 *
 * A task names its service by name only, and its role is told by its task definition, which comes
 * before it in the order of application.
 */
#include "ingest/mapper.h"
#include "ingest/rows.h"
#include "ingest/secrets.h"

typedef struct task_definition {
    sg_mapper *mapper;
    sg_build_node node;
} task_definition;

static sg_status search_container(void *state, const sg_frame *container)
{
    const task_definition *self = state;

    return sg_secrets_of_pairs(self->mapper, container, "environment[]", self->node);
}

static sg_status search_definition(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    task_definition self = { mapper, node };
    sg_found found;

    SG_TRY(sg_path_each(item, "containerDefinitions[]", search_container, &self, &found));
    return sg_secrets_searched(mapper, node);
}

static sg_str text_at(const sg_frame *item, const char *path)
{
    const sg_value *value = NULL;

    return sg_path_get(item, path, &value) == SG_FOUND ? sg_tree_text(value) : SG_STR("");
}

/* The role that the task itself was given, else its definition's. */
static sg_status give_role(sg_mapper *mapper, const sg_frame *item, sg_build_node task)
{
    sg_str definition = text_at(item, "taskDefinitionArn");
    sg_value role = sg_string(text_at(item, "overrides.taskRoleArn"));
    sg_build_node node;

    if (!role.length && sg_builder_find_node(mapper->builder, definition, &node))
        role = sg_builder_get(mapper->builder, node, SG_STR("taskRole"), mapper->scratch);
    if (role.type != SG_TYPE_STRING || !role.length)
        return SG_OK;
    SG_TRY(sg_mapper_refer(mapper, sg_value_str(role), "AccessRole", &node));
    return sg_mapper_link(mapper, task, "HAS", node, "via", "taskRole");
}

/* "service:web" in cluster "...:cluster/main" is "...:service/main/web", or "...:service/web" where
 * the service has an ARN of the old form. */
static sg_status link_service(sg_mapper *mapper, const sg_frame *item, sg_build_node task)
{
    sg_str name, group = sg_str_cut(text_at(item, "group"), ':', &name);
    sg_str cluster = text_at(item, "clusterArn"), kind = SG_STR(":cluster/");
    size_t at = sg_str_find(cluster, kind, 0);
    sg_build_node service;

    if (!sg_str_equal(group, SG_STR("service")) || at == SIZE_MAX || !name.length)
        return SG_OK;
    sg_str short_name = sg_str_slice(cluster, at + kind.length, cluster.length);
    sg_str old_key = sg_arena_format(mapper->scratch, "%.*s:service/%.*s", (int)at,
                                     cluster.bytes, SG_FMT(name));
    sg_str key = sg_arena_format(mapper->scratch, "%.*s:service/%.*s/%.*s", (int)at,
                                 cluster.bytes, SG_FMT(short_name), SG_FMT(name));
    if (!key.bytes || !old_key.bytes)
        return SG_ENOMEM;
    if (!sg_builder_find_node(mapper->builder, old_key, &service))
        SG_TRY(sg_mapper_refer(mapper, key, "ContainerService", &service));
    return sg_mapper_link(mapper, service, "FORWARDS_TO", task, NULL, NULL);
}

static sg_status complete_task(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    SG_TRY(give_role(mapper, item, node));
    return link_service(mapper, item, node);
}

/* clang-format off */
#define INTERFACE_DETAIL(name_of) "attachments[type=ElasticNetworkInterface].details[name=" name_of "]"

static const sg_collector rows[] = {
    {
        .service = "ecs", .operation = "DescribeTaskDefinition",
        .items = "taskDefinition",
        .label = "TaskDefinition", .native = "AWS::ECS::TaskDefinition",
        .key = "{taskDefinitionArn}",
        .properties = PROPERTIES(TEXT("name", "family"), TEXT("taskRole", "taskRoleArn"),
                                 ANY("privileged", "containerDefinitions[].privileged"),
                                 MAPS("containers", "containerDefinitions[]", TEXT("name", "name"), TEXT("image", "image"),
                                      BOOL("readOnly", "readonlyRootFilesystem"), BOOL("privileged", "privileged"))),
        .edges = EDGES(TO_EACH("MOUNTS", "FileSystem", "volumes[]", "{efsVolumeConfiguration.fileSystemId}")),
        .post = search_definition,
    },
    {
        .service = "ecs", .operation = "DescribeContainerInstances",
        .items = "containerInstances[]", .adds = true,
        .label = "VirtualMachine", .key = "{ec2InstanceId}", .aliases = { "{containerInstanceArn}" },
    },
    {
        .service = "ecs", .operation = "ListServices",
        .items = "serviceArns[]",
        .label = "ContainerService", .native = "AWS::ECS::Service", .key = "{.}",
    },
    {
        .service = "ecs", .operation = "DescribeServices",
        .items = "services[]",
        .label = "ContainerService", .native = "AWS::ECS::Service",
        .key = "{serviceArn}",
        .properties = PROPERTIES(TEXT("name", "serviceName"), TEXT("state", "status"), TIME("createdAt", "createdAt"), TAGS("tags")),
        .edges = EDGES({ .type = "FORWARDS_TO", .way = SG_IN, .label = "TargetGroup", .each = "loadBalancers[]", .key = "{targetGroupArn}",
                         .properties = PROPERTIES(INT("port", "containerPort")) },
                       TO_EACH("IN_SUBNET", "Subnet", "networkConfiguration.awsvpcConfiguration.subnets[]", "{.}"),
                       TO_EACH("PROTECTED_BY", "SecurityGroup", "networkConfiguration.awsvpcConfiguration.securityGroups[]", "{.}")),
    },
    {
        .service = "ecs", .operation = "ListTasks",
        .items = "taskArns[]",
        .label = "ContainerTask", .native = "AWS::ECS::Task", .key = "{.}",
    },
    {
        .service = "ecs", .operation = "DescribeTasks",
        .items = "tasks[]",
        .label = "ContainerTask", .native = "AWS::ECS::Task",
        .key = "{taskArn}",
        .properties = PROPERTIES(TEXT("name", "group"), TEXT("state", "lastStatus"), TEXT("taskDefinition", "taskDefinitionArn"),
                                 TEXT("launchType", "launchType"), TIME("createdAt", "createdAt"), TAGS("tags")),
        .edges = EDGES(TO_EACH("HAS_INTERFACE", "NetworkInterface", INTERFACE_DETAIL("networkInterfaceId"), "{value}"),
                       TO_EACH("IN_SUBNET", "Subnet", INTERFACE_DETAIL("subnetId"), "{value}"),
                       TO_EACH("USES_IMAGE", "ContainerImage", "containers[]", "{image}"),
                       TO("DEFINED_BY", "TaskDefinition", "{taskDefinitionArn}"),
                       TO("RUNS_ON", "VirtualMachine", "{containerInstanceArn}")),
        .post = complete_task,
    },
};
/* clang-format on */

const sg_collectors sg_ecs = { rows, SG_COUNT(rows) };
