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
    const json_t *name = json_object_get(element->value, "name");
    const json_t *value = json_object_get(element->value, "value");
    const json_t *type = json_object_get(element->value, "type");

    if (!json_is_string(name) || !json_is_string(value) ||
        (json_is_string(type) &&
         !sg_str_equal(sg_str_of(json_string_value(type)), SG_STR("PLAINTEXT"))))
        return SG_OK;
    return sg_secrets_of_variable(self->mapper, self->node, sg_str_of(json_string_value(name)),
                                  sg_str_of(json_string_value(value)));
}

static sg_status search_location(void *state, const sg_frame *element)
{
    search *self = state;

    if (!json_is_string(element->value))
        return SG_OK;
    return sg_secrets_of_text(self->mapper, self->node, SG_STR("source location"),
                              sg_str_of(json_string_value(element->value)));
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
