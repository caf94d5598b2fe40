/* mapping.c - one item of an answer becomes a node, its properties and its relationships. */
#include "ingest/mapping.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ingest/field.h"
#include "ingest/model.h"
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

/* --- nodes ----------------------------------------------------------------------------------- */

static sg_status set_text(sg_mapping *mapping, sg_build_node node, const char *name,
                          sg_str text)
{
    if (!text.length)
        return SG_OK;
    return sg_builder_set(mapping->builder, node, sg_str_of(name), sg_string(text));
}

static sg_status add_labels(sg_mapping *mapping, sg_build_node node, sg_str label)
{
    const sg_model_label *row = sg_model_find_label(label);

    if (label.length)
        SG_TRY(sg_builder_add_label(mapping->builder, node, label));
    if (row && row->secondary.length)
        SG_TRY(sg_builder_add_label(mapping->builder, node, row->secondary));
    if (sg_str_equal(label, SG_STR("Internet")) || sg_str_equal(label, SG_STR("IpRange")))
        return SG_OK;
    return sg_builder_add_label(mapping->builder, node, SG_STR("Resource"));
}

/* What no call describes, or a reference alone proves: an address range, another company's account.
 * Anything else that is only referred to may not exist any more. */
static bool stands_for_itself(sg_str label)
{
    static const sg_str labels[] = {
        SG_STR_INIT("Account"),
        SG_STR_INIT("Internet"),
        SG_STR_INIT("IpRange"),
        SG_STR_INIT("ServicePrincipal"),
        SG_STR_INIT("IdentityProvider"),
        SG_STR_INIT("ContainerImage"),
        SG_STR_INIT("AccessPolicy"),
        SG_STR_INIT("Organization"),
        SG_STR_INIT("KubernetesCluster"),
        SG_STR_INIT("KubernetesServiceAccount"),
        SG_STR_INIT("OrganizationalUnit"),
    };

    for (size_t i = 0; i < SG_COUNT(labels); i++)
        if (sg_str_equal(labels[i], label))
            return true;
    return false;
}

/* What a key tells of a node that is new. */
static sg_status introduce(sg_mapping *mapping, sg_build_node node, sg_str key)
{
    sg_arn arn;

    SG_TRY(set_text(mapping, node, "id", key));
    if (sg_str_starts(key, SG_STR("cidr:")))
        return set_text(mapping, node, "name", sg_str_slice(key, 5, key.length));
    if (sg_is_account(key))
        SG_TRY(set_text(mapping, node, "account", key));
    if (sg_arn_split(key, &arn)) {
        SG_TRY(set_text(mapping, node, "arn", key));
        if (sg_is_account(arn.account))
            SG_TRY(set_text(mapping, node, "account", arn.account));
    }
    return sg_builder_set(mapping->builder, node, SG_STR("known"), sg_boolean(false));
}

sg_status sg_mapping_refer(sg_mapping *mapping, sg_str key, const char *label,
                           sg_build_node *out)
{
    sg_str name = sg_str_of(label ? label : sg_label_of_key(key));
    sg_build_node node;
    bool created;

    SG_TRY(sg_builder_merge_node(mapping->builder, key, &node, &created));
    *out = node;
    if (!created)
        return SG_OK;
    SG_TRY(introduce(mapping, node, key));
    if (sg_str_equal(name, SG_STR("Account")))
        SG_TRY(sg_array_push(&mapping->accounts, node));
    if (stands_for_itself(name))
        return add_labels(mapping, node, name);
    SG_TRY(set_text(mapping, node, "expectedLabel", name));
    return add_labels(mapping, node, SG_STR(""));
}

/* The node that an answer is about, though the answer does not describe it: it exists. */
static sg_status meet(sg_mapping *mapping, sg_str key, const char *label, sg_build_node *out)
{
    sg_value expected;

    SG_TRY(sg_mapping_refer(mapping, key, label, out));
    expected =
        sg_builder_get(mapping->builder, *out, SG_STR("expectedLabel"), mapping->scratch);
    if (sg_is_null(expected))
        return SG_OK;
    SG_TRY(add_labels(mapping, *out, sg_str_of(label ? label : sg_label_of_key(key))));
    return sg_builder_set(mapping->builder, *out, SG_STR("expectedLabel"), sg_null());
}

sg_status sg_mapping_account(sg_mapping *mapping, sg_str number, sg_build_node *out)
{
    return sg_mapping_refer(mapping, number, "Account", out);
}

sg_status sg_mapping_link(sg_mapping *mapping, sg_build_node from, const char *type,
                          sg_build_node to, const char *property, const char *text)
{
    sg_build_edge edge;

    SG_TRY(sg_builder_merge_edge(mapping->builder, from, sg_str_of(type), to, sg_str_of(text),
                                 &edge));
    if (!property)
        return SG_OK;
    return sg_builder_set_edge(mapping->builder, edge, sg_str_of(property),
                               sg_string(sg_str_of(text)));
}

/* --- conditions and templates ---------------------------------------------------------------- */

/* "path", "path=text" or "path!=text". */
static bool holds_one(sg_mapping *mapping, sg_str condition, const sg_frame *frame)
{
    sg_str text, wanted, path = sg_str_cut(condition, '=', &wanted);
    bool compares = path.length < condition.length;
    bool negated = compares && sg_str_ends(path, SG_STR("!"));
    const json_t *value = NULL;
    char name[64];

    path = sg_str_slice(path, 0, path.length - negated);
    if (path.length >= sizeof(name))
        return false;
    memcpy(name, path.bytes, path.length);
    name[path.length] = '\0';
    if (sg_path_get(frame, name, &value) != SG_FOUND)
        return negated;
    if (!compares)
        return true;
    return (sg_scalar_text(value, mapping->scratch, &text) && sg_str_equal(text, wanted)) !=
           negated;
}

/* Conditions joined by `&`; NULL always holds. */
static bool holds(sg_mapping *mapping, const char *condition, const sg_frame *frame)
{
    sg_str rest = sg_str_of(condition);

    while (rest.length)
        if (!holds_one(mapping, sg_str_cut(rest, '&', &rest), frame))
            return false;
    return true;
}

/* Fills a template in; {NULL, 0} when it makes no name. */
static sg_status fill(sg_mapping *mapping, const char *template, const sg_frame *frame,
                      sg_str *out, sg_found *found)
{
    *out = (sg_str){ NULL, 0 };
    *found = SG_MISSING;
    if (!template)
        return SG_OK;
    return sg_template_fill(template, mapping->origin, frame, mapping->scratch, out, found);
}

/* The key of an item, renamed where the row says so. */
static sg_status fill_key(sg_mapping *mapping, const sg_collector *collector,
                          const sg_frame *frame, sg_str *out, sg_found *found)
{
    SG_TRY(fill(mapping, collector->key, frame, out, found));
    if (*found != SG_FOUND || !collector->rename)
        return SG_OK;
    *out = collector->rename(*out, mapping->origin, mapping->scratch);
    if (!out->length)
        *found = SG_MISTYPED;
    return SG_OK;
}

/* --- properties ------------------------------------------------------------------------------ */

/* Puts what `list` adds behind what the node already has, each item once. */
static sg_status join_lists(sg_mapping *mapping, sg_value before, sg_value *list)
{
    uint32_t count = before.length;
    sg_value *items;

    if (before.type != SG_TYPE_LIST || list->type != SG_TYPE_LIST)
        return SG_OK;
    items = sg_arena_make_array(mapping->scratch, sg_value, (size_t)count + list->length + 1);
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

static sg_status name_by_tag(sg_mapping *mapping, sg_build_node node, sg_value tags)
{
    sg_value name = sg_map_get(tags, SG_STR("Name"));

    return sg_is_null(name) ? SG_OK
                            : sg_builder_set(mapping->builder, node, SG_STR("name"), name);
}

/* What has an ARN and no other name is called by the end of the ARN. */
static sg_status name_by_arn(sg_mapping *mapping, sg_build_node node)
{
    sg_value arn = sg_builder_get(mapping->builder, node, SG_STR("arn"), mapping->scratch);
    sg_value id = sg_builder_get(mapping->builder, node, SG_STR("name"), mapping->scratch);
    size_t from = 0;
    sg_arn parts;

    if (!sg_is_null(id) || arn.type != SG_TYPE_STRING ||
        !sg_arn_split(sg_value_str(arn), &parts) || sg_str_equal(parts.service, SG_STR("ec2")))
        return SG_OK;
    for (size_t i = 0; i < parts.resource.length; i++)
        if (parts.resource.bytes[i] == '/' || parts.resource.bytes[i] == ':')
            from = i + 1;
    return set_text(mapping, node, "name",
                    sg_str_slice(parts.resource, from, parts.resource.length));
}

static sg_status set_properties(sg_mapping *mapping, const sg_collector *collector,
                                const sg_frame *frame, sg_build_node node)
{
    bool named = false;

    for (const sg_property *row = collector->properties; row && row->name; row++) {
        sg_str name = sg_str_of(row->name);
        sg_found found;
        sg_value value;

        SG_TRY(sg_field_read(row, frame, mapping->scratch, &value, &found));
        if (found == SG_MISTYPED)
            sg_mapping_problem(mapping, frame, row->path,
                               "a value of another type was expected");
        if (sg_is_null(value))
            continue;
        if (continues(collector, row))
            SG_TRY(join_lists(mapping,
                              sg_builder_get(mapping->builder, node, name, mapping->scratch),
                              &value));
        SG_TRY(sg_builder_set(mapping->builder, node, name, value));
        named = named || strcmp(row->name, "name") == 0;
        if (row->field == SG_TAGS && !named)
            SG_TRY(name_by_tag(mapping, node, value));
    }
    return collector->adds || named ? SG_OK : name_by_arn(mapping, node);
}

/* --- relationships --------------------------------------------------------------------------- */

typedef struct linking {
    sg_mapping *mapping;
    const sg_edge_row *row;
    sg_build_node node;
} linking;

static sg_status set_edge_properties(sg_mapping *mapping, const sg_property *row,
                                     const sg_frame *frame, sg_build_edge edge)
{
    for (; row && row->name; row++) {
        sg_found found;
        sg_value value;

        SG_TRY(sg_field_read(row, frame, mapping->scratch, &value, &found));
        if (found == SG_MISTYPED)
            sg_mapping_problem(mapping, frame, row->path,
                               "a value of another type was expected");
        if (!sg_is_null(value))
            SG_TRY(sg_builder_set_edge(mapping->builder, edge, sg_str_of(row->name), value));
    }
    return SG_OK;
}

static sg_status link_one(void *state, const sg_frame *frame)
{
    linking *self = (linking *)state;
    sg_mapping *mapping = self->mapping;
    const sg_edge_row *row = self->row;
    sg_str key, discriminator;
    sg_build_node other;
    sg_build_edge edge;
    sg_found found;

    if (!holds(mapping, row->when, frame))
        return SG_OK;
    SG_TRY(fill(mapping, row->key, frame, &key, &found));
    if (found == SG_MISTYPED)
        sg_mapping_problem(mapping, frame, NULL, "cannot make the name of a %s of it",
                           row->label ? row->label : "resource");
    if (found != SG_FOUND)
        return SG_OK;
    if (!row->existing)
        SG_TRY(sg_mapping_refer(mapping, key, row->label, &other));
    else if (!sg_builder_find_node(mapping->builder, key, &other))
        return SG_OK;
    SG_TRY(fill(mapping, row->discriminator, frame, &discriminator, &found));
    SG_TRY(sg_builder_merge_edge(mapping->builder, row->way == SG_OUT ? self->node : other,
                                 sg_str_of(row->type), row->way == SG_OUT ? other : self->node,
                                 discriminator, &edge));
    return set_edge_properties(mapping, row->properties, frame, edge);
}

static sg_status set_edges(sg_mapping *mapping, const sg_collector *collector,
                           const sg_frame *frame, sg_build_node node)
{
    for (const sg_edge_row *row = collector->edges; row && row->type; row++) {
        linking self = { mapping, row, node };
        sg_found found;

        SG_TRY(sg_path_each(frame, row->each ? row->each : ".", link_one, &self, &found));
        if (found == SG_MISTYPED)
            sg_mapping_problem(mapping, frame, row->each,
                               "a value of another type was expected");
    }
    return SG_OK;
}

/* --- items ----------------------------------------------------------------------------------- */

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

    SG_TRY(set_text(mapping, node, "account", account));
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

    SG_TRY(add_labels(mapping, node, sg_str_of(collector->label)));
    SG_TRY(fill(mapping, collector->arn, frame, &arn, &found));
    if (!collector->arn && sg_arn_split(key, &parts) && !kubernetes)
        arn = key;
    identity = arn.length ? arn : key;
    SG_TRY(set_text(mapping, node, "arn", arn));
    SG_TRY(set_text(mapping, node, "id", identity));
    SG_TRY(sg_builder_alias(mapping->builder, node, identity));
    SG_TRY(set_text(mapping, node, "nativeType", sg_str_of(collector->native)));
    SG_TRY(
        set_text(mapping, node, "provider", kubernetes ? SG_STR("kubernetes") : SG_STR("aws")));
    SG_TRY(set_text(mapping, node, "region", region_of(mapping, collector, identity)));
    SG_TRY(set_text(mapping, node, "evidence", mapping->origin->file));
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

        SG_TRY(fill(mapping, collector->aliases[i], frame, &alias, &found));
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
    SG_TRY(set_text(mapping, other, "kind", SG_STR("resource")));
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
    if (!holds(mapping, collector->when, frame))
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
        SG_TRY(meet(mapping, key, collector->label, &node));
    } else {
        SG_TRY(sg_builder_merge_node(mapping->builder, key, &node, NULL));
        SG_TRY(describe(mapping, collector, frame, node, key));
    }
    SG_TRY(add_aliases(mapping, collector, frame, node));
    SG_TRY(set_properties(mapping, collector, frame, node));
    SG_TRY(set_edges(mapping, collector, frame, node));
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
    SG_TRY(meet(mapping, key, collector->label, &node));
    for (const sg_property *row = collector->absent_properties; row && row->name; row++) {
        sg_value value;

        SG_TRY(sg_field_read(row, &nothing, mapping->scratch, &value, &found));
        SG_TRY(sg_builder_set(mapping->builder, node, sg_str_of(row->name), value));
    }
    return SG_OK;
}
