/* mapper.c - one item of an answer becomes a node, its properties and its relationships. */
#include "ingest/mapper_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ingest/condition.h"
#include "ingest/facts_ahead.h"
#include "ingest/field.h"
#include "ingest/host.h"
#include "ingest/policy_ahead.h"
#include "ingest/recognise.h"
#include "ingest/template.h"

sg_status sg_mapper_open(sg_mapper *mapper, sg_builder *builder, sg_arena *arena)
{
    *mapper = (sg_mapper){ .builder = builder, .arena = arena };
    return sg_arena_new(0, &mapper->scratch);
}

void sg_mapper_close(sg_mapper *mapper)
{
    sg_arena_free(mapper->scratch);
    sg_array_free(&mapper->accounts);
    sg_array_free(&mapper->pods);
    sg_array_free(&mapper->selectors);
    sg_array_free(&mapper->targets);
    sg_array_free(&mapper->names);
    sg_table_free(&mapper->twins);
    sg_array_free(&mapper->call.rows);
    *mapper = (sg_mapper){ .builder = NULL };
}

void sg_mapper_begin(sg_mapper *mapper, const sg_origin *origin, const sg_document *document)
{
    mapper->origin = origin;
    mapper->policies = document ? document->policies : (sg_policy_list){ NULL, 0 };
    mapper->facts = document ? document->facts : (sg_fact_list){ NULL, NULL };
    mapper->items = mapper->problems = 0;
    mapper->answered = mapper->aimless = false;
    mapper->problem[0] = '\0';
}

void sg_mapper_problem(sg_mapper *mapper, const sg_frame *frame, const char *path,
                       const char *format, ...)
{
    sg_buffer text = { .limit = sizeof(mapper->problem) * 2 };
    char reason[128];
    va_list arguments;

    if (mapper->problems < UINT32_MAX)
        mapper->problems++;
    if (mapper->problem[0])
        return;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    sg_frame_write(frame, &text);
    if (text.length && path)
        sg_buffer_char(&text, '.');
    if (path)
        sg_buffer_text(&text, path);
    snprintf(mapper->problem, sizeof(mapper->problem), "%.*s%s%s", SG_FMT(sg_buffer_str(&text)),
             text.length ? ": " : "", reason);
    sg_buffer_free(&text);
}

/* --- items ----------------------------------------------------------------------------------- */

/* The key of an item, renamed where the row says so. */
static sg_status fill_key(sg_mapper *mapper, const sg_collector *collector,
                          const sg_frame *frame, sg_str *out, sg_found *found)
{
    SG_TRY(sg_mapper_fill(mapper, collector->key, frame, out, found));
    if (*found != SG_FOUND || !collector->rename)
        return SG_OK;
    *out = collector->rename(*out, mapper->origin, mapper->scratch);
    if (!out->length)
        *found = SG_MISTYPED;
    return SG_OK;
}

/* The account that an item belongs to: as the row says, as its ARN says, else the one asked. */
static sg_str account_of(sg_mapper *mapper, const sg_collector *collector,
                         const sg_frame *frame, sg_str arn_text)
{
    const sg_value *value = NULL;
    sg_str owner;
    sg_arn arn;

    if (collector->owner && sg_path_get(frame, collector->owner, &value) == SG_FOUND &&
        sg_scalar_text(value, mapper->scratch, &owner) && sg_is_account(owner))
        return owner;
    if (sg_arn_split(arn_text, &arn) && arn.account.length)
        return sg_is_account(arn.account) ? arn.account : SG_STR("");
    return mapper->origin->account;
}

static sg_str region_of(sg_mapper *mapper, const sg_collector *collector, sg_str arn_text)
{
    sg_arn arn;

    if (collector->place == SG_GLOBAL)
        return SG_STR("global");
    if (collector->place != SG_REGIONAL && collector->place != SG_WITHIN)
        return SG_STR("");
    if (sg_arn_split(arn_text, &arn) && arn.region.length)
        return arn.region;
    return mapper->origin->region;
}

static sg_status place(sg_mapper *mapper, const sg_collector *collector, sg_build_node node,
                       sg_str account)
{
    sg_build_node container;

    SG_TRY(sg_mapper_set_text(mapper, node, "account", account));
    if (collector->place == SG_APART || collector->place == SG_WITHIN || !account.length)
        return SG_OK;
    SG_TRY(sg_mapper_account(mapper, account, &container));
    return sg_mapper_link(mapper, container, "CONTAINS", node, NULL, NULL);
}

/* What every node has that the provider described: labels, names, whereabouts. */
static sg_status describe(sg_mapper *mapper, const sg_collector *collector,
                          const sg_frame *frame, sg_build_node node, sg_str key)
{
    bool kubernetes = strcmp(collector->service, "kubernetes") == 0;
    sg_str arn, identity;
    sg_found found;
    sg_arn parts;

    SG_TRY(sg_mapper_add_labels(mapper, node, sg_str_of(collector->label)));
    SG_TRY(sg_mapper_fill(mapper, collector->arn, frame, &arn, &found));
    if (!collector->arn && sg_arn_split(key, &parts) && !kubernetes)
        arn = key;
    identity = arn.length ? arn : key;
    SG_TRY(sg_mapper_set_text(mapper, node, "arn", arn));
    SG_TRY(sg_mapper_set_text(mapper, node, "id", identity));
    if (!sg_str_equal(identity, key))
        SG_TRY(sg_builder_alias(mapper->builder, node, identity));
    SG_TRY(sg_mapper_set_text(mapper, node, "nativeType", sg_str_of(collector->native)));
    SG_TRY(sg_mapper_set_text(mapper, node, "provider",
                              kubernetes ? SG_STR("kubernetes") : SG_STR("aws")));
    SG_TRY(sg_mapper_set_text(mapper, node, "region", region_of(mapper, collector, identity)));
    SG_TRY(sg_mapper_set_text(mapper, node, "evidence", mapper->origin->file));
    SG_TRY(place(mapper, collector, node, account_of(mapper, collector, frame, identity)));
    SG_TRY(sg_builder_set(mapper->builder, node, SG_STR("expectedLabel"), sg_null()));
    return sg_builder_set(mapper->builder, node, SG_STR("known"), sg_boolean(true));
}

typedef struct naming {
    sg_mapper *mapper;
    sg_build_node node;
} naming;

static sg_status add_host(void *state, const sg_frame *element)
{
    sg_mapper *mapper = ((naming *)state)->mapper;
    sg_str host;

    if (element->value->type != SG_TYPE_STRING)
        return SG_OK;
    host = sg_host_of(sg_value_str(*element->value), mapper->scratch);
    if (!host.bytes)
        return SG_ENOMEM;
    return host.length ? sg_builder_alias(mapper->builder, ((naming *)state)->node, host)
                       : SG_OK;
}

static sg_status add_hosts(sg_mapper *mapper, const sg_collector *collector,
                           const sg_frame *frame, sg_build_node node)
{
    naming state = { mapper, node };
    sg_found found;

    for (size_t i = 0; i < SG_COUNT(collector->hosts) && collector->hosts[i]; i++)
        SG_TRY(sg_path_each(frame, collector->hosts[i], add_host, &state, &found));
    return SG_OK;
}

static sg_status add_aliases(sg_mapper *mapper, const sg_collector *collector,
                             const sg_frame *frame, sg_build_node node)
{
    for (size_t i = 0; i < SG_COUNT(collector->aliases); i++) {
        sg_str alias;
        sg_found found;

        SG_TRY(sg_mapper_fill(mapper, collector->aliases[i], frame, &alias, &found));
        if (found == SG_FOUND)
            SG_TRY(sg_builder_alias(mapper->builder, node, alias));
    }
    return SG_OK;
}

/* The policy on a resource: a node of its own beside it.  Also when nobody can read it, for what it
 * grants is then not known. */
static sg_status attach_policy(sg_mapper *mapper, const sg_collector *collector,
                               const sg_frame *frame, sg_build_node node, sg_str key)
{
    static const sg_collector policy = {
        .service = "", .label = "AccessPolicy", .arn = "", .place = SG_APART
    };
    const sg_value *document = NULL;
    sg_build_node other;
    sg_value text = sg_null();
    sg_found found;
    sg_str name;

    if (!collector->policy || sg_path_get(frame, collector->policy, &document) != SG_FOUND)
        return SG_OK;
    if (document->type == SG_TYPE_STRING && document->length == 0)
        return SG_OK; /* that is how some say that there is none */
    SG_TRY(sg_policy_spelt(&mapper->policies, document, mapper->scratch, &text, &found));
    if (found != SG_FOUND)
        sg_mapper_problem(mapper, frame, collector->policy,
                          "is not a policy that the provider takes");
    name = sg_arena_format(mapper->scratch, "%.*s/policy", SG_FMT(key));
    if (!name.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_builder_merge_node(mapper->builder, name, &other, NULL));
    SG_TRY(describe(mapper, &policy, frame, other, name));
    SG_TRY(sg_mapper_set_text(mapper, other, "kind", SG_STR("resource")));
    SG_TRY(sg_builder_set(mapper->builder, other, SG_STR("document"), text));
    SG_TRY(sg_builder_set(mapper->builder, other, SG_STR("inline"), sg_boolean(true)));
    return sg_mapper_link(mapper, node, "HAS_POLICY", other, "kind", "resource");
}

/* An answer about the policy of a resource was read, whatever it says. */
static sg_status note_policy(sg_mapper *mapper, const sg_collector *collector,
                             sg_build_node node)
{
    return collector->policy ? sg_builder_set(mapper->builder, node, SG_STR("policyCollected"),
                                              sg_boolean(true))
                             : SG_OK;
}

typedef struct item_work {
    sg_mapper *mapper;
    const sg_collector *collector;
} item_work;

static sg_status map_item(void *state, const sg_frame *frame)
{
    sg_mapper *mapper = ((item_work *)state)->mapper;
    const sg_collector *collector = ((item_work *)state)->collector;
    sg_str key;
    sg_found found;

    sg_arena_reset(mapper->scratch);
    if (!sg_condition_holds(collector->when, frame, mapper->scratch))
        return SG_OK;
    sg_facts_begin(&mapper->facts, collector, frame->value);
    SG_TRY(fill_key(mapper, collector, frame, &key, &found));
    if (found != SG_FOUND && strstr(collector->key, "@parameter") &&
        !mapper->origin->parameter[0].length) {
        mapper->aimless = true;
        return SG_OK;
    }
    if (found != SG_FOUND) {
        sg_mapper_problem(mapper, frame, NULL, "does not say which %s it is about (%s)",
                          collector->label ? collector->label : "resource", collector->key);
        return SG_OK;
    }
    return sg_mapper_describe(mapper, collector, frame, key);
}

sg_status sg_mapper_describe(sg_mapper *mapper, const sg_collector *collector,
                             const sg_frame *frame, sg_str key)
{
    sg_build_node node;

    if (mapper->items < UINT32_MAX)
        mapper->items++;
    if (collector->adds) {
        SG_TRY(sg_mapper_meet(mapper, key, collector->label, &node));
    } else {
        if (collector->owner) /* the item itself tells whose it is */
            SG_TRY(sg_mapper_claim(mapper, account_of(mapper, collector, frame, SG_STR("")),
                                   &key));
        SG_TRY(sg_builder_merge_node(mapper->builder, key, &node, NULL));
        SG_TRY(describe(mapper, collector, frame, node, key));
    }
    SG_TRY(add_aliases(mapper, collector, frame, node));
    SG_TRY(add_hosts(mapper, collector, frame, node));
    SG_TRY(sg_mapper_set_properties(mapper, collector, frame, node));
    SG_TRY(sg_mapper_set_edges(mapper, collector, frame, node));
    SG_TRY(attach_policy(mapper, collector, frame, node, key));
    SG_TRY(note_policy(mapper, collector, node));
    return collector->post ? collector->post(mapper, frame, node) : SG_OK;
}

sg_status sg_mapper_apply(sg_mapper *mapper, const sg_collector *collector,
                          const sg_value *document)
{
    sg_frame root = { .value = document, .index = SIZE_MAX };
    item_work work = { mapper, collector };
    sg_found found;

    SG_TRY(sg_path_each(&root, collector->items ? collector->items : ".", map_item, &work,
                        &found));
    if (found == SG_MISTYPED)
        sg_mapper_problem(mapper, &root, collector->items,
                          "a value of another type was expected");
    mapper->answered = mapper->answered || found == SG_FOUND;
    return SG_OK;
}

sg_status sg_mapper_apply_absent(sg_mapper *mapper, const sg_collector *collector)
{
    sg_frame nothing = { .index = SIZE_MAX };
    sg_build_node node;
    sg_str key;
    sg_found found;

    sg_arena_reset(mapper->scratch);
    SG_TRY(fill_key(mapper, collector, &nothing, &key, &found));
    if (found != SG_FOUND)
        return SG_OK;
    SG_TRY(sg_mapper_meet(mapper, key, collector->label, &node));
    SG_TRY(note_policy(mapper, collector, node));
    for (const sg_property *row = collector->absent_properties; row && row->name; row++) {
        sg_value value;

        SG_TRY(sg_field_read(row, &nothing, mapper->scratch, &value, &found));
        SG_TRY(sg_builder_set(mapper->builder, node, sg_str_of(row->name), value));
    }
    return SG_OK;
}
