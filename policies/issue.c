/* issue.c - fingerprints, and what is shown of a resource. */
#include "policies/issue.h"

#include <nettle/sha2.h>
#include <stdlib.h>

static int by_text(const void *left, const void *right)
{
    return sg_str_compare(*(const sg_str *)left, *(const sg_str *)right);
}

static void update(struct sha256_ctx *hash, sg_str text)
{
    static const uint8_t separator = 0;
    sha256_update(hash, text.length, (const uint8_t *)text.bytes);
    sha256_update(hash, 1, &separator);
}

void sg_issue_fingerprint(sg_str tenant, sg_str policy, sg_str *keys, uint32_t key_count,
                          char out[SG_FINGERPRINT_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx hash;
    qsort(keys, key_count, sizeof *keys, by_text);
    sha256_init(&hash);
    update(&hash, SG_STR("secgraph1"));
    update(&hash, tenant);
    update(&hash, policy);
    for (uint32_t i = 0; i < key_count; i++)
        update(&hash, keys[i]);
    sha256_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[SG_FINGERPRINT_HEX] = '\0';
}

/* What changes have laid over the frozen graph goes with the version; an issue may stay longer. */
static sg_str kept(const sg_graph *graph, sg_node node, sg_str text, sg_arena *arena)
{
    if (sg_graph_node_in_columns(graph, node))
        return text;
    sg_str copy = sg_arena_copy(arena, text);
    return copy.bytes ? copy : SG_STR("");
}

static sg_str text_of(const sg_graph *graph, sg_node node, sg_str name, sg_arena *arena)
{
    sg_key key;
    if (!sg_graph_find_key(graph, name, &key))
        return SG_STR("");
    sg_value value = sg_graph_property(graph, node, key, arena);
    return value.type == SG_TYPE_STRING ? kept(graph, node, sg_value_str(value), arena)
                                        : SG_STR("");
}

/* Labels that several kinds share say less than the kind's own. */
static bool shared_label(sg_str label)
{
    static const sg_str shared[] = {
        SG_STR_INIT("Resource"),  SG_STR_INIT("Compute"),   SG_STR_INIT("Endpoint"),
        SG_STR_INIT("DataStore"), SG_STR_INIT("Principal"),
    };
    for (size_t i = 0; i < SG_COUNT(shared); i++)
        if (sg_str_equal(label, shared[i]))
            return true;
    return false;
}

static sg_str type_of(const sg_graph *graph, sg_node node)
{
    uint32_t count;
    const sg_label *labels =
        sg_label_set_labels(graph, sg_graph_label_set(graph, node), &count);
    sg_str type = SG_STR("Resource");
    for (uint32_t i = 0; i < count; i++) {
        sg_str name = sg_graph_label_name(graph, labels[i]);
        if (!shared_label(name))
            return name;
        type = name;
    }
    return type;
}

sg_resource sg_resource_of(const sg_graph *graph, sg_node node, sg_arena *arena)
{
    sg_resource resource = {
        .node = node,
        .id = text_of(graph, node, SG_STR("id"), arena),
        .type = kept(graph, node, type_of(graph, node), arena),
        .name = text_of(graph, node, SG_STR("name"), arena),
        .account = text_of(graph, node, SG_STR("account"), arena),
        .region = text_of(graph, node, SG_STR("region"), arena),
    };
    if (resource.name.length == 0)
        resource.name = resource.id.length > 0 ? resource.id : resource.type;
    return resource;
}
