/* small_estate.c - inventories for tests, and answers about them as short texts. */
#include "tests/unit/ingest/derive/small_estate.h"

#include <criterion/criterion.h>
#include <string.h>

#include "ingest/derive/arn.h"
#include "ingest/derive/derive.h"
#include "ingest/derive/read.h"
#include "tests/support/graphs.h"

void estate_begin(small_estate *estate)
{
    memset(estate, 0, sizeof *estate);
    estate->builder = sg_test_builder();
    cr_assert(sg_arena_new(0, &estate->arena) == SG_OK);
}

void estate_end(small_estate *estate)
{
    sg_graph_free(estate->graph);
    sg_builder_free(estate->builder);
    sg_arena_free(estate->arena);
    sg_coverage_free(estate->coverage);
}

sg_build_node estate_find(const small_estate *estate, const char *key)
{
    sg_build_node node = { 0 };

    cr_assert(sg_builder_find_node(estate->builder, sg_str_of(key), &node), "no node %s", key);
    return node;
}

void estate_value(small_estate *estate, const char *key, const char *name, sg_value value)
{
    sg_test_set(estate->builder, estate_find(estate, key), name, value);
}

void estate_set(small_estate *estate, const char *key, const char *name, const char *text)
{
    estate_value(estate, key, name, sg_test_text(text));
}

void estate_flag(small_estate *estate, const char *key, const char *name, bool flag)
{
    estate_value(estate, key, name, sg_boolean(flag));
}

void estate_node(small_estate *estate, const char *labels, const char *key)
{
    sg_str account = sg_arn_account(sg_str_of(key));

    (void)sg_test_node(estate->builder, key, labels);
    estate_set(estate, key, "id", key);
    if (account.length > 0)
        estate_value(estate, key, "account", sg_string(account));
}

void estate_edge(small_estate *estate, const char *from, const char *type, const char *to)
{
    (void)sg_test_edge(estate->builder, estate_find(estate, from), type,
                       estate_find(estate, to));
}

void estate_account(small_estate *estate, const char *number, const char *organization)
{
    estate_node(estate, "Account Resource", number);
    if (organization)
        estate_set(estate, number, "organization", organization);
    estate_flag(estate, number, "ignorePublicAcls", false);
    estate_flag(estate, number, "restrictPublicBuckets", false);
}

void estate_user(small_estate *estate, const char *arn)
{
    estate_node(estate, "UserAccount Principal Resource", arn);
}

static const char *document(small_estate *estate, const char *statements)
{
    sg_str text =
        sg_arena_format(estate->arena, "{'Version':'2012-10-17','Statement':[%s]}", statements);
    char *bytes = sg_arena_alloc_raw(estate->arena, text.length + 1);

    cr_assert(bytes != NULL);
    for (size_t i = 0; i <= text.length; i++)
        bytes[i] = text.bytes[i] == '\'' ? '"' : text.bytes[i];
    return bytes;
}

void estate_role(small_estate *estate, const char *arn, const char *trust)
{
    estate_node(estate, "AccessRole Principal Resource", arn);
    if (trust)
        estate_set(estate, arn, "trustPolicy", document(estate, trust));
}

void estate_bucket(small_estate *estate, const char *arn, const char *account)
{
    static const char *const flags[] = { "blockPublicAcls", "ignorePublicAcls",
                                         "blockPublicPolicy", "restrictPublicBuckets" };

    estate_node(estate, "Bucket DataStore Resource", arn);
    estate_set(estate, arn, "account", account);
    estate_flag(estate, arn, "policyCollected", true);
    estate_flag(estate, arn, "encrypted", true);
    estate_set(estate, arn, "objectOwnership", "BucketOwnerEnforced");
    for (size_t i = 0; i < SG_COUNT(flags); i++)
        estate_flag(estate, arn, flags[i], false);
}

void estate_policy(small_estate *estate, const char *owner, const char *kind,
                   const char *statements)
{
    sg_str key = sg_arena_format(estate->arena, "policy-%u", estate->policies++);
    sg_build_edge edge;

    (void)sg_test_node(estate->builder, key.bytes, "AccessPolicy Resource");
    if (statements)
        estate_set(estate, key.bytes, "document", document(estate, statements));
    edge = sg_test_edge(estate->builder, estate_find(estate, owner), "HAS_POLICY",
                        estate_find(estate, key.bytes));
    sg_test_set_edge(estate->builder, edge, "kind", sg_test_text(kind));
}

void estate_collected(small_estate *estate, const char *account, const char *region,
                      const char *call)
{
    sg_coverage_row row = { .account = sg_str_of(account),
                            .region = sg_str_of(region),
                            .call = sg_str_of(call),
                            .status = SG_COVERAGE_COMPLETE,
                            .files = 1 };

    if (!estate->coverage)
        cr_assert(sg_coverage_new(&estate->coverage) == SG_OK);
    cr_assert(sg_coverage_note(estate->coverage, &row) == SG_OK);
}

void estate_derive_by(small_estate *estate, const sg_derive_options *options)
{
    static const sg_derivation derivations[] = { sg_derive_roles, sg_derive_sensitivity,
                                                 sg_derive_access };
    sg_graph *graph = sg_test_freeze(estate->builder);
    sg_error err = { .status = SG_OK };

    if (estate->coverage)
        cr_assert(sg_coverage_close(estate->coverage) == SG_OK);
    for (size_t i = 0; i < SG_COUNT(derivations); i++)
        cr_assert(derivations[i](graph, estate->builder, estate->coverage, options, &err) ==
                      SG_OK,
                  "%s", err.message);
    sg_graph_free(graph);
    estate->graph = sg_test_freeze(estate->builder);
}

void estate_derive(small_estate *estate)
{
    sg_derive_options options = sg_derive_defaults();

    estate_derive_by(estate, &options);
}

/* --- answers ------------------------------------------------------------------------------ */

static bool between(small_estate *estate, sg_neighbours *at, const char *to)
{
    sg_node end;

    if (!sg_graph_find_node(estate->graph, sg_str_of(to), &end))
        return false;
    while (sg_neighbours_next(at))
        if (at->node.id == end.id)
            return true;
    return false;
}

static sg_neighbours from_node(small_estate *estate, const char *from, const char *type)
{
    sg_node start;

    if (!sg_graph_find_node(estate->graph, sg_str_of(from), &start))
        return (sg_neighbours){ .runs = { .done = true } };
    return sg_neighbours_by(estate->graph, start, sg_str_of(type), SG_OUT);
}

static bool edge_flag(small_estate *estate, sg_edge edge, const char *name)
{
    sg_key key;
    sg_value value;

    if (!sg_graph_find_key(estate->graph, sg_str_of(name), &key))
        return false;
    value = sg_graph_edge_property(estate->graph, edge, key, estate->arena);
    return value.type == SG_TYPE_BOOLEAN && value.boolean;
}

static const char *text_of(small_estate *estate, sg_buffer *buffer)
{
    sg_str copy = sg_arena_copy(estate->arena, sg_buffer_str(buffer));

    cr_assert(copy.bytes != NULL);
    sg_buffer_free(buffer);
    return copy.bytes;
}

static void add_access(small_estate *estate, sg_edge edge, sg_str certainty, sg_buffer *out)
{
    static const char *const levels[] = { "read", "write", "admin", "invoke", "decrypt" };
    const char *separator = out->length > 0 ? "; " : "";

    for (size_t i = 0; i < SG_COUNT(levels); i++) {
        if (!edge_flag(estate, edge, levels[i]))
            continue;
        sg_buffer_text(out, separator);
        sg_buffer_text(out, levels[i]);
        separator = " ";
    }
    sg_buffer_format(out, ": %.*s", SG_FMT(certainty));
}

const char *estate_access(small_estate *estate, const char *from, const char *to)
{
    static const char *const certainties[] = { "must", "may" };
    sg_buffer out = { .length = 0 };

    for (size_t i = 0; i < SG_COUNT(certainties); i++) {
        sg_neighbours at = from_node(estate, from, "CAN_ACCESS");
        while (between(estate, &at, to)) {
            sg_str certainty =
                sg_read_edge_text(estate->graph, at.edge, SG_STR("certainty"), estate->arena);
            if (sg_str_equal(certainty, sg_str_of(certainties[i])))
                add_access(estate, at.edge, certainty, &out);
        }
    }
    return text_of(estate, &out);
}

const char *estate_assume(small_estate *estate, const char *from, const char *to)
{
    sg_buffer out = { .length = 0 };
    sg_neighbours at = from_node(estate, from, "CAN_ASSUME");

    while (between(estate, &at, to)) {
        sg_buffer_add(&out, sg_read_edge_text(estate->graph, at.edge, SG_STR("certainty"),
                                              estate->arena));
        if (edge_flag(estate, at.edge, "crossAccount"))
            sg_buffer_text(&out, " cross");
        if (edge_flag(estate, at.edge, "hasExternalId"))
            sg_buffer_text(&out, " externalId");
    }
    return text_of(estate, &out);
}

const char *estate_has(small_estate *estate, const char *from, const char *to)
{
    sg_buffer out = { .length = 0 };
    sg_neighbours at = from_node(estate, from, "HAS");

    while (between(estate, &at, to))
        sg_buffer_add(&out,
                      sg_read_edge_text(estate->graph, at.edge, SG_STR("via"), estate->arena));
    return text_of(estate, &out);
}

bool estate_is_joined(small_estate *estate, const char *from, const char *type, const char *to)
{
    sg_neighbours at = from_node(estate, from, type);

    return between(estate, &at, to);
}

const char *estate_property(small_estate *estate, const char *key, const char *name)
{
    sg_value value =
        sg_test_property(estate->graph, sg_test_find(estate->graph, key), name, estate->arena);

    if (value.type == SG_TYPE_BOOLEAN)
        return value.boolean ? "true" : "false";
    if (value.type != SG_TYPE_STRING)
        return "null";
    return sg_arena_copy(estate->arena, sg_value_str(value)).bytes;
}
