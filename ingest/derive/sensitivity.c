/* sensitivity.c - which data stores hold sensitive data, and which volumes hold secrets.
 *
 * A finding proves it and a classification tag claims it; either is enough.  Nothing found
 * proves nothing, so without either the property stays null, unless the tag says that the data
 * is harmless.
 */
#include "ingest/derive/derive.h"
#include "ingest/derive/read.h"

#include "engine/base/text.h"

static bool is_one_of(const sg_str *texts, size_t count, sg_str text)
{
    for (size_t i = 0; i < count; i++)
        if (sg_str_equal_fold(texts[i], text))
            return true;
    return false;
}

/* What the tags say: true, false (classified as something else), or nothing. */
static sg_truth classified(const sg_derive_options *options, sg_value tags)
{
    sg_truth truth = SG_UNKNOWN;

    for (uint32_t i = 0; tags.type == SG_TYPE_MAP && i < tags.length; i++) {
        sg_value value = tags.map[i].value;

        if (value.type != SG_TYPE_STRING ||
            !is_one_of(options->classification_keys, options->classification_key_count,
                       tags.map[i].key))
            continue;
        if (is_one_of(options->sensitive_values, options->sensitive_value_count,
                      sg_str_trim(sg_value_str(value))))
            return SG_TRUE;
        truth = SG_FALSE;
    }
    return truth;
}

static bool has_neighbour(const sg_graph *graph, sg_node node, sg_str type)
{
    sg_neighbours at = sg_neighbours_by(graph, node, type, SG_OUT);

    return sg_neighbours_next(&at);
}

static sg_status derive(const sg_graph *graph, sg_builder *builder,
                        const sg_derive_options *options, sg_arena *arena)
{
    sg_cursor at = sg_nodes_with(graph, SG_STR("DataStore"));

    while (sg_cursor_next(&at)) {
        sg_truth sensitive;

        sg_arena_reset(arena);
        sensitive = has_neighbour(graph, at.node, SG_STR("STORES"))
                        ? SG_TRUE
                        : classified(options, sg_read(graph, at.node, SG_STR("tags"), arena));
        if (sensitive != SG_UNKNOWN)
            SG_TRY(sg_builder_set(builder, sg_builder_handle(builder, at.node),
                                  SG_STR("hasSensitiveData"),
                                  sg_boolean(sensitive == SG_TRUE)));
    }
    at = sg_nodes_with(graph, SG_STR("Volume"));
    while (sg_cursor_next(&at))
        if (has_neighbour(graph, at.node, SG_STR("CONTAINS_SECRET")))
            SG_TRY(sg_builder_set(builder, sg_builder_handle(builder, at.node),
                                  SG_STR("hasSecrets"), sg_boolean(true)));
    return SG_OK;
}

sg_status sg_derive_sensitivity(const sg_graph *graph, sg_builder *builder,
                                const sg_coverage *coverage, const sg_derive_options *options,
                                sg_error *err)
{
    sg_arena *arena = NULL;
    sg_status status = sg_arena_new(0, &arena);

    (void)coverage;
    if (status == SG_OK)
        status = derive(graph, builder, options, arena);
    sg_arena_free(arena);
    return status == SG_ENOMEM ? sg_fail_memory(err) : status;
}
