/* fleet.c - machines beyond what EC2 says of them at once: their user data, the templates they are made
 * of, what Systems Manager knows of them, and which networks keep flow logs. */
#include "ingest/rows.h"
#include "ingest/secrets.h"

static sg_status search_user_data(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    return sg_secrets_of_user_data(mapper, item, "UserData.Value", node);
}

static sg_status search_template(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    return sg_secrets_of_user_data(mapper, item, "LaunchTemplateData.UserData", node);
}

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "ec2", .operation = "DescribeInstanceAttribute", .when = "UserData",
        .adds = true, .label = "VirtualMachine", .key = "{InstanceId|@parameter}",
        .post = search_user_data,
    },
    {
        /* Each version is a template of its own: an old one may hold what a new one does not. */
        .service = "ec2", .operation = "DescribeLaunchTemplateVersions",
        .items = "LaunchTemplateVersions[]",
        .label = "LaunchTemplate", .native = "AWS::EC2::LaunchTemplate",
        .key = "{LaunchTemplateId}:{VersionNumber}", .arn = "",
        .properties = PROPERTIES(TEXT("name", "LaunchTemplateName"), INT("templateVersion", "VersionNumber"),
                                 BOOL("isDefault", "DefaultVersion"), TIME("createdAt", "CreateTime"),
                                 TEXT("httpTokens", "LaunchTemplateData.MetadataOptions.HttpTokens"),
                                 TEXT("instanceProfile", "LaunchTemplateData.IamInstanceProfile.Arn")),
        .post = search_template,
    },
    {
        /* Of a network, a subnet or an interface; its key tells.  What is not delivered, or tells of what was let
         * in alone, is none. */
        .service = "ec2", .operation = "DescribeFlowLogs",
        .items = "FlowLogs[]", .when = "FlowLogStatus=ACTIVE&DeliverLogsStatus!=FAILED&TrafficType!=ACCEPT",
        .adds = true,
        .key = "{ResourceId}",
        .properties = PROPERTIES(ALWAYS("flowLogs", NULL)),
    },
    {
        .service = "ssm", .operation = "DescribeInstanceInformation",
        .items = "InstanceInformationList[]", .adds = true,
        .label = "VirtualMachine", .key = "{InstanceId}",
        .properties = PROPERTIES(ALWAYS("ssmManaged", NULL), TEXT("platformName", "PlatformName"),
                                 TEXT("platformVersion", "PlatformVersion"), TEXT("agentStatus", "PingStatus")),
    },
    {
        .service = "ssm", .operation = "ListResourceComplianceSummaries",
        .items = "ResourceComplianceSummaryItems[]", .when = "ComplianceType=Patch", .adds = true,
        .label = "VirtualMachine", .key = "{ResourceId}",
        .properties = PROPERTIES(TEXT("patchStatus", "Status")),
    },
};
/* clang-format on */

const sg_collectors sg_fleet = { rows, SG_COUNT(rows) };
