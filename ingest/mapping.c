/* mapping.c - one item of an answer becomes a node, its properties and its relationships. */
#include "ingest/mapping_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ingest/field.h"
#include "ingest/policy_text.h"
#include "ingest/recognise.h"
#include "ingest/template.h"

sg_status sg_mapping_open(sg_mapping *mapping, sg_builder *builder, sg_arena *arena)
{
    *mapping = (sg_mapping){ .builder = builder, .arena = arena };
    return sg_arena_new(0, &mapping->scratch);
}

void sg_mapping_close(sg_mapping *mapping)
{
    sg_arena_free(mapping->scratch);
    sg_array_free(&mapping->accounts);
    sg_array_free(&mapping->pods);
    sg_array_free(&mapping->selectors);
    sg_array_free(&mapping->targets);
    *mapping = (sg_mapping){ .builder = NULL };
}

void sg_mapping_begin(sg_mapping *mapping, const sg_origin *origin)
{
    mapping->origin = origin;
    mapping->items = mapping->problems = 0;
    mapping->answered = mapping->aimless = false;
    mapping->problem[0] = '\0';
}

void sg_mapping_problem(sg_mapping *mapping, const sg_frame *frame, const char *path,
                        const char *format, ...)
{
    sg_buffer text = { .limit = sizeof(mapping->problem) * 2 };
    char reason[128];
    va_list arguments;

    if (mapping->problems < UINT32_MAX)
        mapping->problems++;
    if (mapping->problem[0])
        return;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    sg_frame_write(frame, &text);
    if (text.length && path)
        sg_buffer_char(&text, '.');
    if (path)
        sg_buffer_text(&text, path);
    snprintf(mapping->problem, sizeof(mapping->problem), "%.*s%s%s",
             SG_FMT(sg_buffer_str(&text)), text.length ? ": " : "", reason);
    sg_buffer_free(&text);
}

/* --- items ----------------------------------------------------------------------------------- */

/* The key of an item, renamed where the row says so. */
static sg_status fill_key(sg_mapping *mapping, const sg_collector *collector,
                          const sg_frame *frame, sg_str *out, sg_found *found)
{
    SG_TRY(sg_mapping_fill(mapping, collector->key, frame, out, found));
    if (*found != SG_FOUND || !collector->rename)
        return SG_OK;
    *out = collector->rename(*out, mapping->origin, mapping->scratch);
    if (!out->length)
        *found = SG_MISTYPED;
    return SG_OK;
}

/* The account that an item belongs to: as the row says, as its ARN says, else the one asked. */
static sg_str account_of(sg_mapping *mapping, const sg_collector *collector,
                         const sg_frame *frame, sg_str arn_text)
{
    const json_t *value = NULL;
    sg_str owner;
    sg_arn arn;

    if (collector->owner && sg_path_get(frame, collector->owner, &value) == SG_FOUND &&
        sg_scalar_text(value, mapping->scratch, &owner) && sg_is_account(owner))
        return owner;
    if (sg_arn_split(arn_text, &arn) && arn.account.length)
        return sg_is_account(arn.account) ? arn.account : SG_STR("");
    return mapping->origin->account;
}

static sg_str region_of(sg_mapping *mapping, const sg_collector *collector, sg_str arn_text)
{
    sg_arn arn;

    if (collector->place == SG_GLOBAL)
        return SG_STR("global");
    if (collector->place != SG_REGIONAL && collector->place != SG_WITHIN)
        return SG_STR("");
    if (sg_arn_split(arn_text, &arn) && arn.region.length)
        return arn.region;
    return mapping->origin->region;
}

static sg_status place(sg_mapping *mapping, const sg_collector *collector, sg_build_node node,
                       sg_str account)
{
    sg_build_node container;

    SG_TRY(sg_mapping_set_text(mapping, node, "account", account));
    if (collector->place == SG_APART || collector->place == SG_WITHIN || !account.length)
        return SG_OK;
    SG_TRY(sg_mapping_account(mapping, account, &container));
    return sg_mapping_link(mapping, container, "CONTAINS", node, NULL, NULL);
}

/* What every node has that the provider described: labels, names, whereabouts. */
static sg_status describe(sg_mapping *mapping, const sg_collector *collector,
                          const sg_frame *frame, sg_build_node node, sg_str key)
{
    bool kubernetes = strcmp(collector->service, "kubernetes") == 0;
    sg_str arn, identity;
    sg_found found;
    sg_arn parts;

    SG_TRY(sg_mapping_add_labels(mapping, node, sg_str_of(collector->label)));
    SG_TRY(sg_mapping_fill(mapping, collector->arn, frame, &arn, &found));
    if (!collector->arn && sg_arn_split(key, &parts) && !kubernetes)
        arn = key;
    identity = arn.length ? arn : key;
    SG_TRY(sg_mapping_set_text(mapping, node, "arn", arn));
    SG_TRY(sg_mapping_set_text(mapping, node, "id", identity));
    SG_TRY(sg_builder_alias(mapping->builder, node, identity));
    SG_TRY(sg_mapping_set_text(mapping, node, "nativeType", sg_str_of(collector->native)));
    SG_TRY(sg_mapping_set_text(mapping, node, "provider",
                               kubernetes ? SG_STR("kubernetes") : SG_STR("aws")));
    SG_TRY(
        sg_mapping_set_text(mapping, node, "region", region_of(mapping, collector, identity)));
    SG_TRY(sg_mapping_set_text(mapping, node, "evidence", mapping->origin->file));
    SG_TRY(place(mapping, collector, node, account_of(mapping, collector, frame, identity)));
    SG_TRY(sg_builder_set(mapping->builder, node, SG_STR("expectedLabel"), sg_null()));
    return sg_builder_set(mapping->builder, node, SG_STR("known"), sg_boolean(true));
}

static sg_status add_aliases(sg_mapping *mapping, const sg_collector *collector,
                             const sg_frame *frame, sg_build_node node)
{
    for (size_t i = 0; i < SG_COUNT(collector->aliases); i++) {
        sg_str alias;
        sg_found found;

        SG_TRY(sg_mapping_fill(mapping, collector->aliases[i], frame, &alias, &found));
        if (found == SG_FOUND)
            SG_TRY(sg_builder_alias(mapping->builder, node, alias));
    }
    return SG_OK;
}

/* The policy on a resource: a node of its own beside it. */
static sg_status attach_policy(sg_mapping *mapping, const sg_collector *collector,
                               const sg_frame *frame, sg_build_node node, sg_str key)
{
    static const sg_collector policy = {
        .service = "", .label = "AccessPolicy", .arn = "", .place = SG_APART
    };
    const json_t *document = NULL;
    sg_build_node other;
    sg_value text;
    sg_found found;
    sg_str name;

    if (!collector->policy || sg_path_get(frame, collector->policy, &document) != SG_FOUND)
        return SG_OK;
    SG_TRY(sg_policy_text(document, mapping->scratch, &text, &found));
    if (found != SG_FOUND) {
        sg_mapping_problem(mapping, frame, collector->policy, "is not a policy document");
        return SG_OK;
    }
    name = sg_arena_format(mapping->scratch, "%.*s/policy", SG_FMT(key));
    if (!name.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_builder_merge_node(mapping->builder, name, &other, NULL));
    SG_TRY(describe(mapping, &policy, frame, other, name));
    SG_TRY(sg_mapping_set_text(mapping, other, "kind", SG_STR("resource")));
    SG_TRY(sg_builder_set(mapping->builder, other, SG_STR("document"), text));
    SG_TRY(sg_builder_set(mapping->builder, other, SG_STR("inline"), sg_boolean(true)));
    return sg_mapping_link(mapping, node, "HAS_POLICY", other, "kind", "resource");
}

typedef struct item_work {
    sg_mapping *mapping;
    const sg_collector *collector;
} item_work;

static sg_status map_item(void *state, const sg_frame *frame)
{
    sg_mapping *mapping = ((item_work *)state)->mapping;
    const sg_collector *collector = ((item_work *)state)->collector;
    sg_str key;
    sg_found found;

    sg_arena_reset(mapping->scratch);
    if (!sg_mapping_holds(mapping, collector->when, frame))
        return SG_OK;
    SG_TRY(fill_key(mapping, collector, frame, &key, &found));
    if (found != SG_FOUND && strstr(collector->key, "@parameter") &&
        !mapping->origin->parameter[0].length) {
        mapping->aimless = true;
        return SG_OK;
    }
    if (found != SG_FOUND) {
        sg_mapping_problem(mapping, frame, NULL, "does not say which %s it is about (%s)",
                           collector->label ? collector->label : "resource", collector->key);
        return SG_OK;
    }
    return sg_mapping_describe(mapping, collector, frame, key);
}

sg_status sg_mapping_describe(sg_mapping *mapping, const sg_collector *collector,
                              const sg_frame *frame, sg_str key)
{
    sg_build_node node;

    if (mapping->items < UINT32_MAX)
        mapping->items++;
    if (collector->adds) {
        SG_TRY(sg_mapping_meet(mapping, key, collector->label, &node));
    } else {
        SG_TRY(sg_builder_merge_node(mapping->builder, key, &node, NULL));
        SG_TRY(describe(mapping, collector, frame, node, key));
    }
    SG_TRY(add_aliases(mapping, collector, frame, node));
    SG_TRY(sg_mapping_set_properties(mapping, collector, frame, node));
    SG_TRY(sg_mapping_set_edges(mapping, collector, frame, node));
    SG_TRY(attach_policy(mapping, collector, frame, node, key));
    return collector->post ? collector->post(mapping, frame, node) : SG_OK;
}

sg_status sg_mapping_apply(sg_mapping *mapping, const sg_collector *collector,
                           const json_t *document)
{
    sg_frame root = { .value = document, .index = SIZE_MAX };
    item_work work = { mapping, collector };
    sg_found found;

    SG_TRY(sg_path_each(&root, collector->items ? collector->items : ".", map_item, &work,
                        &found));
    if (found == SG_MISTYPED)
        sg_mapping_problem(mapping, &root, collector->items,
                           "a value of another type was expected");
    mapping->answered = mapping->answered || found == SG_FOUND;
    return SG_OK;
}

sg_status sg_mapping_apply_absent(sg_mapping *mapping, const sg_collector *collector)
{
    sg_frame nothing = { .index = SIZE_MAX };
    sg_build_node node;
    sg_str key;
    sg_found found;

    sg_arena_reset(mapping->scratch);
    SG_TRY(fill_key(mapping, collector, &nothing, &key, &found));
    if (found != SG_FOUND)
        return SG_OK;
    SG_TRY(sg_mapping_meet(mapping, key, collector->label, &node));
    for (const sg_property *row = collector->absent_properties; row && row->name; row++) {
        sg_value value;

        SG_TRY(sg_field_read(row, &nothing, mapping->scratch, &value, &found));
        SG_TRY(sg_builder_set(mapping->builder, node, sg_str_of(row->name), value));
    }
    return SG_OK;
}
