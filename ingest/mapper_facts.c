/* mapper_facts.c - what an item says: names, properties, relationships. */
#include "ingest/mapper_internal.h"

#include <string.h>

#include "ingest/condition.h"
#include "ingest/facts_ahead.h"
#include "ingest/field.h"
#include "ingest/policy_ahead.h"
#include "ingest/recognise.h"
#include "ingest/template.h"

/* --- names ----------------------------------------------------------------------------------- */

sg_status sg_mapper_fill(sg_mapper *mapper, const char *template, const sg_frame *frame,
                         sg_str *out, sg_found *found)
{
    *out = (sg_str){ NULL, 0 };
    *found = SG_MISSING;
    if (!template)
        return SG_OK;
    sg_value known;
    if (sg_facts_take(&mapper->facts, template, frame->value, &known, found)) {
        if (*found == SG_FOUND)
            *out = sg_value_str(known);
        return SG_OK;
    }
    return sg_template_fill(template, mapper->origin, frame, mapper->scratch, out, found);
}

/* --- properties ------------------------------------------------------------------------------ */

/* Puts what `list` adds behind what the node already has, each item once. */
static sg_status join_lists(sg_mapper *mapper, sg_value before, sg_value *list)
{
    uint32_t count = before.length;
    sg_value *items;

    if (before.type != SG_TYPE_LIST || list->type != SG_TYPE_LIST)
        return SG_OK;
    items = sg_arena_make_array(mapper->scratch, sg_value, (size_t)count + list->length + 1);
    if (!items)
        return SG_ENOMEM;
    if (count)
        memcpy(items, before.list, count * sizeof(*items));
    for (uint32_t i = 0; i < list->length; i++) {
        bool known = false;
        for (uint32_t j = 0; j < before.length && !known; j++)
            known = sg_value_same(before.list[j], list->list[i]);
        if (!known)
            items[count++] = list->list[i];
    }
    *list = sg_list(items, count);
    return SG_OK;
}

static bool continues(const sg_collector *collector, const sg_property *property)
{
    if (property->field != SG_MAPS && property->field != SG_TEXTS)
        return false;
    return collector->adds ||
           (property > collector->properties && strcmp(property[-1].name, property->name) == 0);
}

static sg_status name_by_tag(sg_mapper *mapper, sg_build_node node, sg_value tags)
{
    sg_value name = sg_map_get(tags, SG_STR("Name"));

    return sg_is_null(name) ? SG_OK
                            : sg_builder_set(mapper->builder, node, SG_STR("name"), name);
}

/* What has an ARN and no other name is called by the end of the ARN. */
static sg_status name_by_arn(sg_mapper *mapper, sg_build_node node)
{
    sg_value arn = sg_builder_get(mapper->builder, node, SG_STR("arn"), mapper->scratch);
    sg_value id = sg_builder_get(mapper->builder, node, SG_STR("name"), mapper->scratch);
    size_t from = 0;
    sg_arn parts;

    if (!sg_is_null(id) || arn.type != SG_TYPE_STRING ||
        !sg_arn_split(sg_value_str(arn), &parts) || sg_str_equal(parts.service, SG_STR("ec2")))
        return SG_OK;
    for (size_t i = 0; i < parts.resource.length; i++)
        if (parts.resource.bytes[i] == '/' || parts.resource.bytes[i] == ':')
            from = i + 1;
    return sg_mapper_set_text(mapper, node, "name",
                              sg_str_slice(parts.resource, from, parts.resource.length));
}

static void tell_mistyped(sg_mapper *mapper, const sg_frame *frame, const sg_property *row)
{
    sg_mapper_problem(mapper, frame, row->path,
                      row->field == SG_JSON ? "is not a policy that the provider takes"
                                            : "a value of another type was expected");
}

/* A policy may have been spelt ahead, all else may have been read. */
static sg_status read_property(sg_mapper *mapper, const sg_property *row, const sg_frame *frame,
                               sg_value *out, sg_found *found)
{
    const sg_value *value = NULL;

    if (row->field != SG_JSON && sg_facts_take(&mapper->facts, row, frame->value, out, found))
        return SG_OK;
    if (row->field != SG_JSON)
        return sg_field_read(row, frame, mapper->scratch, out, found);
    *out = sg_null();
    *found = sg_path_get(frame, row->path, &value);
    return *found == SG_FOUND
               ? sg_policy_spelt(&mapper->policies, value, mapper->scratch, out, found)
               : SG_OK;
}

sg_status sg_mapper_set_properties(sg_mapper *mapper, const sg_collector *collector,
                                   const sg_frame *frame, sg_build_node node)
{
    bool named = false;

    for (const sg_property *row = collector->properties; row && row->name; row++) {
        sg_str name = sg_str_of(row->name);
        sg_found found;
        sg_value value;

        SG_TRY(read_property(mapper, row, frame, &value, &found));
        if (found == SG_MISTYPED)
            tell_mistyped(mapper, frame, row);
        if (sg_is_null(value))
            continue;
        if (continues(collector, row))
            SG_TRY(join_lists(
                mapper, sg_builder_get(mapper->builder, node, name, mapper->scratch), &value));
        SG_TRY(sg_builder_set(mapper->builder, node, name, value));
        named = named || strcmp(row->name, "name") == 0;
        if (row->field == SG_TAGS && !named)
            SG_TRY(name_by_tag(mapper, node, value));
    }
    return collector->adds || named ? SG_OK : name_by_arn(mapper, node);
}

/* --- relationships --------------------------------------------------------------------------- */

typedef struct linking {
    sg_mapper *mapper;
    const sg_edge_row *row;
    sg_build_node node;
} linking;

static sg_status set_edge_properties(sg_mapper *mapper, const sg_property *row,
                                     const sg_frame *frame, sg_build_edge edge)
{
    for (; row && row->name; row++) {
        sg_found found;
        sg_value value;

        SG_TRY(sg_field_read(row, frame, mapper->scratch, &value, &found));
        if (found == SG_MISTYPED)
            tell_mistyped(mapper, frame, row);
        if (!sg_is_null(value))
            SG_TRY(sg_builder_set_edge(mapper->builder, edge, sg_str_of(row->name), value));
    }
    return SG_OK;
}

static sg_status link_one(void *state, const sg_frame *frame)
{
    linking *self = (linking *)state;
    sg_mapper *mapper = self->mapper;
    const sg_edge_row *row = self->row;
    sg_str key, discriminator;
    sg_build_node other;
    sg_build_edge edge;
    sg_found found;

    if (!sg_condition_holds(row->when, frame, mapper->scratch))
        return SG_OK;
    SG_TRY(sg_mapper_fill(mapper, row->key, frame, &key, &found));
    if (found == SG_MISTYPED)
        sg_mapper_problem(mapper, frame, NULL, "cannot make the name of a %s of it",
                          row->label ? row->label : "resource");
    if (found != SG_FOUND)
        return SG_OK;
    SG_TRY(sg_mapper_fill(mapper, row->discriminator, frame, &discriminator, &found));
    SG_TRY(sg_mapper_resolve(mapper, &key));
    if (!row->existing)
        SG_TRY(sg_mapper_refer(mapper, key, row->label, &other));
    else if (!sg_builder_find_node(mapper->builder, key, &other))
        return SG_OK;
    SG_TRY(sg_builder_merge_edge(mapper->builder, row->way == SG_OUT ? self->node : other,
                                 sg_str_of(row->type), row->way == SG_OUT ? other : self->node,
                                 discriminator, &edge));
    return set_edge_properties(mapper, row->properties, frame, edge);
}

sg_status sg_mapper_set_edges(sg_mapper *mapper, const sg_collector *collector,
                              const sg_frame *frame, sg_build_node node)
{
    for (const sg_edge_row *row = collector->edges; row && row->type; row++) {
        linking self = { mapper, row, node };
        sg_found found = SG_FOUND;

        if (row->each)
            SG_TRY(sg_path_each(frame, row->each, link_one, &self, &found));
        else
            SG_TRY(link_one(&self, frame));
        if (found == SG_MISTYPED)
            sg_mapper_problem(mapper, frame, row->each, "a value of another type was expected");
    }
    return SG_OK;
}
