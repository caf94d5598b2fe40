/* symbols.c - labels, types and property names of a statement: their ids in the graph, a warning
 * for what the graph does not have, and the list of all that were mentioned.
 *
 * An unknown name is no error: no node has the label, so nothing matches.  But it is most often a
 * slip of the pen, hence the warning with the nearest name.
 */
#include "query/bind/binder.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WARNINGS = 32 };

typedef struct {
    sg_footprint_name name;
    sg_span span;
    bool unknown;
} use;

struct sg_symbol_uses {
    use *items;
    uint32_t count, capacity;
};

sg_status sg_symbols_begin(sg_binder *binder)
{
    binder->symbols = sg_arena_make(binder->arena, sg_symbol_uses);
    return binder->symbols ? SG_OK : sg_bind_no_memory(binder);
}

static sg_status add_use(sg_binder *binder, sg_footprint kind, sg_name name, bool unknown)
{
    sg_symbol_uses *uses = binder->symbols;

    if (uses->count == uses->capacity) {
        uint32_t capacity = uses->capacity ? uses->capacity * 2 : 16;
        use *items = sg_arena_make_array(binder->arena, use, capacity);
        if (!items)
            return sg_bind_no_memory(binder);
        if (uses->count)
            memcpy(items, uses->items, uses->count * sizeof(use));
        uses->items = items;
        uses->capacity = capacity;
    }
    uses->items[uses->count++] = (use){ .name = { kind, name.text },
                                        .span = name.span,
                                        .unknown = unknown && !binder->lenient };
    return SG_OK;
}

static sg_status bind_label(sg_binder *binder, sg_label_expression *label, sg_type_set subject)
{
    bool node = (subject & SG_TYPE_BIT(SG_TYPE_NODE)) != 0;
    bool edge = (subject & SG_TYPE_BIT(SG_TYPE_RELATIONSHIP)) != 0;
    bool has_label = sg_graph_find_label(binder->graph, label->name.text, &label->label);
    bool has_type = sg_graph_find_type(binder->graph, label->name.text, &label->type);

    if (!has_label)
        label->label.id = SG_NO_SYMBOL;
    if (!has_type)
        label->type.id = SG_NO_SYMBOL;
    label->known = (node && has_label) || (edge && has_type);
    if (node)
        SG_TRY(add_use(binder, SG_FOOTPRINT_LABEL, label->name, !label->known && !edge));
    if (edge)
        SG_TRY(add_use(binder, SG_FOOTPRINT_TYPE, label->name, !label->known && !node));
    return SG_OK;
}

sg_status sg_bind_labels(sg_binder *binder, sg_label_expression *labels, sg_type_set subject)
{
    if (!labels)
        return SG_OK;
    if (labels->kind == SG_LABEL_NAME)
        SG_TRY(bind_label(binder, labels, subject));
    if (labels->kind == SG_LABEL_NOT || labels->kind == SG_LABEL_ANY)
        binder->reads_any[SG_FOOTPRINT_LABEL] = binder->reads_any[SG_FOOTPRINT_TYPE] = true;
    SG_TRY(sg_bind_labels(binder, labels->left, subject));
    return sg_bind_labels(binder, labels->right, subject);
}

sg_status sg_bind_key(sg_binder *binder, sg_name name, sg_type_set subject, sg_key *key,
                      bool *known)
{
    if (!(subject & SG_ENTITY_TYPES)) {
        *known = false;
        return SG_OK;
    }
    *known = sg_graph_find_key(binder->graph, name.text, key);
    /* What may as well be a map has keys of its own. */
    bool certain = (subject & ~SG_ENTITY_TYPES) == 0;
    return add_use(binder, SG_FOOTPRINT_KEY, name, !*known && certain);
}

/* --- at the end: unique names, warnings -------------------------------------------------------- */
static int by_name(const void *left, const void *right)
{
    const use *a = left, *b = right;

    if (a->name.kind != b->name.kind)
        return a->name.kind < b->name.kind ? -1 : 1;
    int order = sg_str_compare(a->name.name, b->name.name);
    if (order)
        return order;
    if (a->unknown != b->unknown)
        return a->unknown ? -1 : 1;
    return a->span.begin < b->span.begin ? -1 : a->span.begin > b->span.begin;
}

static int by_place(const void *left, const void *right)
{
    const use *a = left, *b = right;

    return a->span.begin < b->span.begin ? -1 : a->span.begin > b->span.begin;
}

static void suggest(const sg_graph *graph, sg_footprint kind, sg_suggestion *suggestion)
{
    if (kind == SG_FOOTPRINT_LABEL)
        for (uint32_t i = 0; i < sg_graph_labels(graph); i++)
            sg_suggestion_offer(suggestion,
                                sg_graph_label_name(graph, (sg_label){ (uint16_t)i }));
    else if (kind == SG_FOOTPRINT_TYPE)
        for (uint32_t i = 0; i < sg_graph_types(graph); i++)
            sg_suggestion_offer(suggestion,
                                sg_graph_type_name(graph, (sg_reltype){ (uint16_t)i }));
    else
        for (uint32_t i = 0; i < sg_graph_keys(graph); i++)
            sg_suggestion_offer(suggestion, sg_graph_key_name(graph, (sg_key){ i }));
}

static void warn(const sg_graph *graph, const use *unknown, sg_error *out)
{
    sg_str name = unknown->name.name;
    sg_suggestion suggestion = { .wanted = name };

    switch (unknown->name.kind) {
    case SG_FOOTPRINT_LABEL:
        sg_fail_at(out, SG_ENOTFOUND, unknown->span, "no node has the label `%.*s`",
                   SG_FMT(name));
        break;
    case SG_FOOTPRINT_TYPE:
        sg_fail_at(out, SG_ENOTFOUND, unknown->span, "no relationship has the type `%.*s`",
                   SG_FMT(name));
        break;
    case SG_FOOTPRINT_KEY:
        sg_fail_at(out, SG_ENOTFOUND, unknown->span, "nothing has the property `%.*s`",
                   SG_FMT(name));
        break;
    }
    suggest(graph, unknown->name.kind, &suggestion);
    if (suggestion.best.bytes)
        sg_error_hint(out, "did you mean `%.*s`?", SG_FMT(suggestion.best));
}

static sg_status make_warnings(sg_binder *binder, use *unknown, uint32_t count,
                               sg_binding *binding)
{
    if (count == 0)
        return SG_OK;
    qsort(unknown, count, sizeof(*unknown), by_place);
    if (count > MOST_WARNINGS)
        count = MOST_WARNINGS;
    sg_error *warnings = sg_arena_make_array(binder->arena, sg_error, count);
    if (!warnings)
        return sg_bind_no_memory(binder);
    for (uint32_t i = 0; i < count; i++)
        warn(binder->graph, &unknown[i], &warnings[i]);
    binding->warnings = warnings;
    binding->warning_count = count;
    return SG_OK;
}

sg_status sg_symbols_finish(sg_binder *binder, sg_binding *binding)
{
    sg_symbol_uses *uses = binder->symbols;
    sg_footprint_name *names =
        sg_arena_make_array(binder->arena, sg_footprint_name, uses->count + 1);
    uint32_t unique = 0, unknown = 0;

    if (!names)
        return sg_bind_no_memory(binder);
    if (uses->count)
        qsort(uses->items, uses->count, sizeof(use), by_name);
    for (uint32_t i = 0; i < uses->count; i++) {
        use *one = &uses->items[i];
        if (unique && names[unique - 1].kind == one->name.kind &&
            sg_str_equal(names[unique - 1].name, one->name.name))
            continue;
        names[unique++] = one->name;
        if (one->unknown)
            uses->items[unknown++] = *one; /* never ahead of what is being read */
    }
    binding->footprint = names;
    binding->footprint_count = unique;
    for (size_t i = 0; i < SG_COUNT(binder->reads_any); i++)
        binding->reads_any[i] = binder->reads_any[i];
    return make_warnings(binder, uses->items, unknown, binding);
}
