/* codebuild.c - builds: as which role they run, what starts them, and what their environment holds. */
#include "ingest/rows.h"
#include "ingest/secrets.h"

typedef struct search {
    sg_mapper *mapper;
    sg_build_node node;
} search;

static sg_status search_variable(void *state, const sg_frame *element)
{
    search *self = state;
    const sg_value *name = sg_tree_member(element->value, "name");
    const sg_value *value = sg_tree_member(element->value, "value");
    const sg_value *type = sg_tree_member(element->value, "type");

    if (!sg_tree_is(name, SG_TYPE_STRING) || !sg_tree_is(value, SG_TYPE_STRING) ||
        (sg_tree_is(type, SG_TYPE_STRING) &&
         !sg_str_equal(sg_value_str(*type), SG_STR("PLAINTEXT"))))
        return SG_OK;
    return sg_secrets_of_variable(self->mapper, self->node, sg_value_str(*name),
                                  sg_value_str(*value));
}

static sg_status search_location(void *state, const sg_frame *element)
{
    search *self = state;

    if (element->value->type != SG_TYPE_STRING)
        return SG_OK;
    return sg_secrets_of_text(self->mapper, self->node, SG_STR("source location"),
                              sg_value_str(*element->value));
}

static sg_status search_project(sg_mapper *mapper, const sg_frame *item, sg_build_node node)
{
    static const char *const locations[] = { "source.location", "secondarySources[].location" };
    search self = { mapper, node };
    sg_found found;

    SG_TRY(sg_path_each(item, "environment.environmentVariables[]", search_variable, &self,
                        &found));
    for (size_t i = 0; i < SG_COUNT(locations); i++)
        SG_TRY(sg_path_each(item, locations[i], search_location, &self, &found));
    return sg_secrets_searched(mapper, node);
}

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "codebuild", .operation = "BatchGetProjects",
        .items = "projects[]",
        .label = "BuildProject", .native = "AWS::CodeBuild::Project",
        .key = "{arn}",
        .properties = PROPERTIES(TEXT("name", "name"), TEXT("sourceType", "source.type"),
                                 EQUALS("publicBuilds", "projectVisibility", "PUBLIC_READ"),
                                 BOOL("privileged", "environment.privilegedMode"),
                                 TEXTS("webhookEvents", "webhook.filterGroups[][].pattern"),
                                 EXISTS("webhook", "webhook.url"), TIME("createdAt", "created"), TAGS("tags")),
        .edges = EDGES(RUNS_AS("{serviceRole}", "serviceRole"), TO("ENCRYPTED_BY", "EncryptionKey", "{encryptionKey}"),
                       TO("IN_NETWORK", "VirtualNetwork", "{vpcConfig.vpcId}")),
        .post = search_project,
    },
};
/* clang-format on */

const sg_collectors sg_codebuild = { rows, SG_COUNT(rows) };
