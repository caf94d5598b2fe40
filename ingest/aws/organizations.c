/* organizations.c - the organisation: its units, accounts and guardrails.
 *
 * The answers name the organisation only inside ARNs, and the parent of an account or a unit only in
 * the name of the file; both are read here.
 */
#include "ingest/recognise.h"
#include "ingest/rows.h"
#include "ingest/mapper.h"

/* "arn:aws:organizations::111122223333:account/o-abc/444455556666" is of "o-abc". */
static sg_str organisation_of(sg_str text)
{
    sg_str rest;
    sg_arn arn;

    if (!sg_arn_split(text, &arn))
        return SG_STR("");
    sg_str_cut(arn.resource, '/', &rest);
    rest = sg_str_cut(rest, '/', &rest);
    return sg_str_starts(rest, SG_STR("o-")) ? rest : SG_STR("");
}

static sg_str kind_of(sg_str type)
{
    if (sg_str_equal(type, SG_STR("SERVICE_CONTROL_POLICY")))
        return SG_STR("scp");
    if (sg_str_equal(type, SG_STR("RESOURCE_CONTROL_POLICY")))
        return SG_STR("rcp");
    return type;
}

static sg_status contain_in_organisation(sg_mapper *mapper, const sg_frame *item,
                                         sg_build_node node)
{
    const sg_value *arn = NULL;
    sg_build_node organisation;
    sg_str id;

    if (sg_path_get(item, "Arn", &arn) != SG_FOUND)
        return SG_OK;
    id = organisation_of(sg_tree_text(arn));
    if (!id.length)
        return SG_OK;
    SG_TRY(sg_mapper_refer(mapper, id, "Organization", &organisation));
    return sg_mapper_link(mapper, organisation, "CONTAINS", node, NULL, NULL);
}

static sg_status place_in_unit(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    (void)item;
    return sg_builder_set(mapper->builder, node, SG_STR("unit"),
                          sg_string(mapper->origin->parameter[0]));
}

/* An account of which no unit is known hangs on the organisation itself. */
static sg_status place_in_organisation(sg_mapper *mapper, const sg_frame *item,
                                       sg_build_node node)
{
    if (!sg_is_null(sg_builder_get(mapper->builder, node, SG_STR("unit"), mapper->scratch)))
        return SG_OK;
    return contain_in_organisation(mapper, item, node);
}

/* The kind of the attached policy is the policy's own. */
static sg_status attach_guardrail(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    sg_build_node policy;
    sg_build_edge edge;
    sg_value kind;

    (void)item;
    SG_TRY(sg_mapper_refer(mapper, mapper->origin->parameter[0], "AccessPolicy", &policy));
    kind = sg_builder_get(mapper->builder, policy, SG_STR("kind"), mapper->scratch);
    SG_TRY(sg_builder_merge_edge(mapper->builder, node, SG_STR("HAS_POLICY"), policy,
                                 SG_STR(""), &edge));
    return sg_builder_set_edge(mapper->builder, edge, SG_STR("kind"),
                               sg_is_null(kind) ? sg_string(SG_STR("scp")) : kind);
}

/* clang-format off */
#define ACCOUNT_PROPERTIES                                                                     \
    TEXT("name", "Name"), TEXT("status", "State|Status"), TIME("createdAt", "JoinedTimestamp"), \
    REWORDED("organization", "Arn", organisation_of)
#define POLICY_PROPERTIES(at)                                                                  \
    TEXT("name", at "Name"), REWORDED("kind", at "Type", kind_of), BOOL("awsManaged", at "AwsManaged")

static const sg_collector rows[] = {
    {
        .service = "organizations", .operation = "DescribeOrganization",
        .items = "Organization",
        .label = "Organization", .native = "AWS::Organizations::Organization",
        .key = "{Id}", .arn = "{Arn}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "Id")),
    },
    {
        .service = "organizations", .operation = "DescribeOrganization",
        .items = "Organization", .adds = true,
        .label = "Account",
        .key = "{MasterAccountId|ManagementAccountId}",
        .properties = PROPERTIES(ALWAYS("isManagement", NULL), TEXT("organization", "Id")),
    },
    {
        .service = "organizations", .operation = "ListRoots",
        .items = "Roots[]",
        .label = "OrganizationalUnit", .native = "AWS::Organizations::Root",
        .key = "{Id}", .arn = "{Arn}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "Name")),
        .post = contain_in_organisation,
    },
    {
        .service = "organizations", .operation = "ListOrganizationalUnitsForParent",
        .items = "OrganizationalUnits[]",
        .label = "OrganizationalUnit", .native = "AWS::Organizations::OrganizationalUnit",
        .key = "{Id}", .arn = "{Arn}", .place = SG_APART,
        .properties = PROPERTIES(TEXT("name", "Name")),
        .edges = EDGES(FROM("CONTAINS", "OrganizationalUnit", "{@parameter}")),
    },
    {
        .service = "organizations", .operation = "ListAccountsForParent",
        .items = "Accounts[]",
        .label = "Account", .native = "AWS::Organizations::Account",
        .key = "{Id}", .arn = "{Arn}", .owner = "Id", .place = SG_APART,
        .properties = PROPERTIES(ACCOUNT_PROPERTIES),
        .edges = EDGES(FROM("CONTAINS", "OrganizationalUnit", "{@parameter}")),
        .post = place_in_unit,
    },
    {
        .service = "organizations", .operation = "ListAccounts",
        .items = "Accounts[]",
        .label = "Account", .native = "AWS::Organizations::Account",
        .key = "{Id}", .arn = "{Arn}", .owner = "Id", .place = SG_APART,
        .properties = PROPERTIES(ACCOUNT_PROPERTIES),
        .post = place_in_organisation,
    },
    {
        .service = "organizations", .operation = "ListPolicies",
        .items = "Policies[]",
        .label = "AccessPolicy", .native = "AWS::Organizations::Policy",
        .key = "{Id}", .arn = "{Arn}", .place = SG_APART,
        .properties = PROPERTIES(POLICY_PROPERTIES("")),
    },
    {
        .service = "organizations", .operation = "DescribePolicy",
        .items = "Policy",
        .label = "AccessPolicy", .native = "AWS::Organizations::Policy",
        .key = "{PolicySummary.Id}", .arn = "{PolicySummary.Arn}", .place = SG_APART,
        .properties = PROPERTIES(POLICY_PROPERTIES("PolicySummary."), JSON("document", "Content")),
    },
    {
        .service = "organizations", .operation = "ListTargetsForPolicy",
        .items = "Targets[]", .when = "TargetId", .adds = true,
        .key = "{TargetId}",
        .post = attach_guardrail,
    },
    {
        .service = "organizations", .operation = "ListTargetsForPolicy", .adds = true,
        .label = "AccessPolicy", .key = "{@parameter}",
        .properties = PROPERTIES(ALWAYS("targetsCollected", NULL)),
    },
    {
        .service = "organizations", .operation = "ListPoliciesForTarget",
        .items = "Policies[]",
        .label = "AccessPolicy", .native = "AWS::Organizations::Policy",
        .key = "{Id}", .arn = "{Arn}", .place = SG_APART,
        .properties = PROPERTIES(POLICY_PROPERTIES("")),
        .edges = EDGES({ .type = "HAS_POLICY", .way = SG_IN, .key = "{@parameter}",
                         .properties = PROPERTIES(REWORDED("kind", "Type", kind_of)) }),
    },
    {
        .service = "sts", .operation = "GetCallerIdentity",
        .label = "Account", .key = "{Account}", .adds = true,
    },
};
/* clang-format on */

const sg_collectors sg_organizations = { rows, SG_COUNT(rows) };
