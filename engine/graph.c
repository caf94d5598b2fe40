/* graph.c - reading a graph: names, label sets, scans, lookup, strings, attachments. */
#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/delta_internal.h"

enum { KEYS_AHEAD = 64 }; /* looked up at a time */

sg_str sg_graph_string(const sg_graph *graph, uint32_t code)
{
    if (!sg_string_is_sound(graph, code))
        return (sg_str){ graph->string_bytes, 0 };
    uint64_t begin = graph->string_offsets[code];

    return (sg_str){ graph->string_bytes + begin,
                     (size_t)(graph->string_offsets[code + 1] - begin) };
}

bool sg_graph_keeps_text(const sg_graph *graph, sg_str text)
{
    uintptr_t first = (uintptr_t)graph->string_bytes, place = (uintptr_t)text.bytes;

    return place >= first && place - first < graph->string_offsets[graph->strings];
}

uint32_t sg_graph_strings(const sg_graph *graph)
{
    return graph->strings;
}

/* --- symbols ---------------------------------------------------------------------------------- */

/* Where `name` stands among names sorted by their bytes. */
static bool find_name(const sg_graph *graph, const uint32_t *names, uint32_t count, sg_str name,
                      uint32_t *out)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = sg_str_compare(sg_graph_string(graph, names[middle]), name);
        if (order == 0) {
            *out = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool find_added(const sg_table *names, sg_str name, uint32_t *out)
{
    uint64_t number;

    if (!sg_table_find(names, name, &number))
        return false;
    *out = (uint32_t)number;
    return true;
}

bool sg_graph_find_label(const sg_graph *graph, sg_str name, sg_label *out)
{
    uint32_t found;

    if (!find_name(graph, graph->label_names, graph->labels, name, &found) &&
        (!graph->delta || !find_added(&graph->delta->labels, name, &found)))
        return false;
    out->id = (uint16_t)found;
    return true;
}

bool sg_graph_find_type(const sg_graph *graph, sg_str name, sg_reltype *out)
{
    uint32_t found;

    if (!find_name(graph, graph->type_names, graph->types, name, &found) &&
        (!graph->delta || !find_added(&graph->delta->types, name, &found)))
        return false;
    out->id = (uint16_t)found;
    return true;
}

bool sg_graph_find_key(const sg_graph *graph, sg_str name, sg_key *out)
{
    return find_name(graph, graph->key_names, graph->keys, name, &out->id) ||
           (graph->delta && find_added(&graph->delta->keys, name, &out->id));
}

uint32_t sg_graph_labels(const sg_graph *graph)
{
    return graph->labels + (graph->delta ? (uint32_t)graph->delta->labels.count : 0);
}

uint32_t sg_graph_types(const sg_graph *graph)
{
    return graph->types + (graph->delta ? (uint32_t)graph->delta->types.count : 0);
}

uint32_t sg_graph_keys(const sg_graph *graph)
{
    return graph->keys + (graph->delta ? (uint32_t)graph->delta->keys.count : 0);
}

sg_str sg_graph_label_name(const sg_graph *graph, sg_label label)
{
    if (label.id >= graph->labels)
        return graph->delta->labels.entries[label.id - graph->labels].key;
    return sg_graph_string(graph, graph->label_names[label.id]);
}

sg_str sg_graph_type_name(const sg_graph *graph, sg_reltype type)
{
    if (type.id >= graph->types)
        return graph->delta->types.entries[type.id - graph->types].key;
    return sg_graph_string(graph, graph->type_names[type.id]);
}

sg_str sg_graph_key_name(const sg_graph *graph, sg_key key)
{
    if (key.id >= graph->keys)
        return graph->delta->keys.entries[key.id - graph->keys].key;
    return sg_graph_string(graph, graph->key_names[key.id]);
}

/* --- nodes ------------------------------------------------------------------------------------ */

bool sg_graph_is_frozen(const sg_graph *graph)
{
    return graph->delta == NULL;
}

uint32_t sg_graph_nodes(const sg_graph *graph)
{
    return graph->nodes + (graph->delta ? (uint32_t)graph->delta->added.count : 0);
}

uint32_t sg_graph_node_count(const sg_graph *graph)
{
    return graph->delta ? graph->delta->node_count : graph->nodes;
}

bool sg_graph_has_node(const sg_graph *graph, sg_node node)
{
    if (!graph->delta)
        return node.id < graph->nodes;
    if (node.id >= sg_graph_nodes(graph))
        return false;
    const sg_delta_node *record = sg_delta_node_of(graph, node);
    return !record || !record->deleted;
}

bool sg_graph_node_in_columns(const sg_graph *graph, sg_node node)
{
    return !graph->delta || sg_delta_keeps_node(graph, node.id);
}

bool sg_graph_next_changed(const sg_graph *graph, sg_node *node)
{
    if (!graph->delta)
        return false;
    if (node->id < graph->nodes) {
        const sg_bitmap changed = { graph->delta->nodes_changed, graph->nodes };
        node->id = (uint32_t)sg_bitmap_next(changed, node->id);
    }
    return node->id < sg_graph_nodes(graph);
}

sg_label_set sg_graph_label_set(const sg_graph *graph, sg_node node)
{
    if (SG_UNLIKELY(graph->delta) && !sg_delta_keeps_node(graph, node.id))
        return (sg_label_set){ sg_delta_node_of(graph, node)->set };
    return (sg_label_set){ sg_frozen_label_set(graph, node.id) };
}

bool sg_graph_has_label(const sg_graph *graph, sg_node node, sg_label label)
{
    return sg_label_set_has(graph, sg_graph_label_set(graph, node), label);
}

uint32_t sg_graph_label_sets(const sg_graph *graph)
{
    return graph->label_sets + (graph->delta ? (uint32_t)graph->delta->sets.count : 0);
}

uint32_t sg_label_set_count(const sg_graph *graph, sg_label_set set)
{
    if (graph->delta)
        return graph->delta->set_counts.items[set.id];
    return graph->set_first[set.id + 1] - graph->set_first[set.id];
}

sg_range sg_label_set_range(const sg_graph *graph, sg_label_set set)
{
    if (set.id >= graph->label_sets)
        return (sg_range){ graph->nodes, graph->nodes };
    return (sg_range){ graph->set_first[set.id], graph->set_first[set.id + 1] };
}

const sg_label *sg_label_set_labels(const sg_graph *graph, sg_label_set set, uint32_t *count)
{
    if (set.id >= graph->label_sets) {
        const sg_delta_label_set *added = &graph->delta->sets.items[set.id - graph->label_sets];
        *count = added->count;
        return added->count ? graph->delta->set_labels.items + added->first : NULL;
    }
    uint32_t first = graph->set_labels_first[set.id];

    *count = graph->set_labels_first[set.id + 1] - first;
    return graph->set_labels + first;
}

bool sg_label_set_has(const sg_graph *graph, sg_label_set set, sg_label label)
{
    uint32_t count;
    const sg_label *labels = sg_label_set_labels(graph, set, &count);

    for (uint32_t i = 0; i < count; i++)
        if (labels[i].id == label.id)
            return true;
    return false;
}

const sg_range *sg_graph_label_ranges(const sg_graph *graph, sg_label label, uint32_t *count)
{
    if (label.id >= graph->labels) {
        *count = 0;
        return NULL;
    }
    *count = graph->label_ranges_count[label.id];
    return graph->label_ranges + graph->label_ranges_first[label.id];
}

/* --- scans ------------------------------------------------------------------------------------ */

static bool is_wanted(const sg_scan *scan, sg_label_set set)
{
    return !scan->sets || sg_bit_test(scan->sets, set.id);
}

/* Whether the node at `next` is one, and up to where the answer is the same. */
static bool look(const sg_scan *scan, uint32_t *end)
{
    const sg_graph *graph = scan->graph;
    sg_node node = { scan->next };

    if (!graph->delta || sg_delta_keeps_node(graph, node.id)) {
        sg_label_set set = sg_graph_label_set(graph, node);
        *end = graph->set_first[set.id + 1];
        if (graph->delta && graph->delta->changed.count > 0) {
            sg_bitmap changed = { graph->delta->nodes_changed, *end }; /* up to a whole word */
            uint64_t next = sg_bitmap_next(changed, node.id);
            *end = next < *end ? (uint32_t)next : *end;
        }
        return is_wanted(scan, set);
    }
    *end = node.id + 1;
    const sg_delta_node *record = sg_delta_node_of(graph, node);
    return !record->deleted && is_wanted(scan, (sg_label_set){ record->set });
}

bool sg_scan_next(sg_scan *scan, sg_range *out)
{
    uint32_t nodes = sg_graph_nodes(scan->graph), end;

    for (; scan->next < nodes; scan->next = end)
        if (look(scan, &end))
            break;
    if (scan->next >= nodes)
        return false;
    out->first = scan->next;
    for (scan->next = end; scan->next < nodes; scan->next = end)
        if (!look(scan, &end))
            break;
    out->last = scan->next;
    return true;
}

/* --- lookup ----------------------------------------------------------------------------------- */

uint64_t sg_lookup_home(sg_str text, uint64_t slots)
{
    return sg_lookup_home_of((uint32_t)(sg_hash_str(text) >> 32), slots);
}

bool sg_graph_find_shared(const sg_graph *graph, sg_str key, sg_node *out, bool *shared)
{
    if (SG_UNLIKELY(graph->delta))
        return sg_delta_find_shared(graph, key, out, shared);
    uint64_t slots = graph->lookup_count;
    uint64_t at = sg_lookup_home(key, slots);
    uint32_t code = SG_NO_ID;

    *shared = false;
    for (uint64_t probes = 0; probes < slots; probes++) {
        if (!sg_slot_is_sound(graph, at))
            break;
        sg_lookup_slot slot = graph->lookup[at];
        if (slot.code == SG_NO_ID)
            break;
        if (slot.code == code) {
            *shared = true;
            break;
        }
        if (code == SG_NO_ID && sg_str_equal(sg_graph_string(graph, slot.code), key)) {
            code = slot.code;
            out->id = slot.node;
        }
        at = at + 1 < slots ? at + 1 : 0;
    }
    return code != SG_NO_ID;
}

/* The slots of a few keys, then where their texts stand, then the texts. */
static void prefetch_few(const sg_graph *graph, const sg_str *keys, uint32_t count)
{
    uint64_t homes[KEYS_AHEAD];
    uint32_t codes[KEYS_AHEAD];

    for (uint32_t i = 0; i < count; i++) {
        homes[i] = sg_lookup_home(keys[i], graph->lookup_count);
        __builtin_prefetch(&graph->lookup[homes[i]]);
    }
    for (uint32_t i = 0; i < count; i++) {
        codes[i] = graph->lookup[homes[i]].code;
        if (codes[i] < graph->strings)
            __builtin_prefetch(&graph->string_offsets[codes[i]]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (codes[i] < graph->strings)
            __builtin_prefetch(graph->string_bytes + graph->string_offsets[codes[i]]);
}

void sg_graph_prefetch_keys(const sg_graph *graph, const sg_str *keys, uint32_t count)
{
    const sg_graph *base = graph->delta ? graph->delta->base->graph : graph;

    if (base->unread ||
        base->lookup_count == 0) /* what nobody has looked at yet may say anything */
        return;
    for (uint32_t i = 0; i < count; i += KEYS_AHEAD)
        prefetch_few(base, keys + i, count - i < KEYS_AHEAD ? count - i : KEYS_AHEAD);
}

bool sg_graph_find_node(const sg_graph *graph, sg_str key, sg_node *out)
{
    bool shared;

    return sg_graph_find_shared(graph, key, out, &shared);
}

/* --- attachments ------------------------------------------------------------------------------- */

bool sg_graph_attachment(const sg_graph *graph, sg_str name, sg_str *out)
{
    for (size_t i = 0; i < graph->attachments_count; i++) {
        sg_attachment attachment = graph->attachments[i];
        if (sg_str_equal(sg_graph_string(graph, attachment.name), name)) {
            *out = (sg_str){ graph->attachment_bytes + attachment.first,
                             (size_t)attachment.length };
            return true;
        }
    }
    return false;
}
