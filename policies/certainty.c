/* certainty.c - relationships between the nodes of a path, read for what is certain of them. */
#include "policies/certainty.h"

#include <stdio.h>

static const sg_str kinds[] = { SG_STR_INIT("CAN_ACCESS"), SG_STR_INIT("CAN_ASSUME"),
                                SG_STR_INIT("CAN_ESCALATE_TO"), SG_STR_INIT("CAN_REACH") };
static const sg_str levels[] = { SG_STR_INIT("read"), SG_STR_INIT("write"),
                                 SG_STR_INIT("admin"), SG_STR_INIT("invoke"),
                                 SG_STR_INIT("decrypt") };

typedef struct search {
    const sg_graph *graph;
    sg_arena *arena;
    sg_reltype types[SG_COUNT(kinds)]; /* that the query names, and the graph has */
    uint32_t type_count;
    uint8_t levels; /* that the query asks for; 0: none */
    bool from_internet;
    sg_node internet;
} search;

/* Whether the text has the word with nothing of a word behind it. */
static bool names(sg_str text, const char *before, sg_str word)
{
    char needle[32];
    (void)snprintf(needle, sizeof needle, "%s%.*s", before, SG_FMT(word));
    sg_str wanted = sg_str_of(needle);
    for (size_t at = 0; at + wanted.length <= text.length; at++) {
        char next = at + wanted.length < text.length ? text.bytes[at + wanted.length] : ' ';
        bool goes_on =
            next == '_' || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
        if (!goes_on && sg_str_starts(sg_str_slice(text, at, text.length), wanted))
            return true;
    }
    return false;
}

sg_policy_access sg_policy_access_of(sg_str query)
{
    sg_policy_access out = { .internet = names(query, ":", SG_STR("Internet")) };
    for (size_t i = 0; i < SG_COUNT(kinds); i++)
        out.kinds |= (uint8_t)(names(query, "", kinds[i]) << i);
    for (size_t i = 0; i < SG_COUNT(levels); i++)
        out.levels |= (uint8_t)(names(query, ".", levels[i]) << i);
    return out;
}

static void read_access(search *self, sg_policy_access access)
{
    sg_label internet;
    uint32_t ranges = 0;
    self->levels = access.levels;
    for (size_t i = 0; i < SG_COUNT(kinds); i++)
        if ((access.kinds >> i & 1) &&
            sg_graph_find_type(self->graph, kinds[i], &self->types[self->type_count]))
            self->type_count++;
    if (!access.internet || !sg_graph_find_label(self->graph, SG_STR("Internet"), &internet))
        return;
    const sg_range *range = sg_graph_label_ranges(self->graph, internet, &ranges);
    for (uint32_t i = 0; i < ranges && !self->from_internet; i++) {
        self->from_internet = range[i].first < range[i].last;
        self->internet = (sg_node){ range[i].first };
    }
}

static bool has(const search *self, sg_edge edge, sg_str name)
{
    sg_key key;
    if (!sg_graph_find_key(self->graph, name, &key))
        return false;
    sg_value value = sg_graph_edge_property(self->graph, edge, key, self->arena);
    return value.type == SG_TYPE_BOOLEAN && value.boolean;
}

/* Whether the relationship has what the query asks for: others of the pair do not matter. */
static bool counts(const search *self, sg_reltype type, sg_edge edge)
{
    bool found =
        self->levels == 0 || !sg_str_equal(sg_graph_type_name(self->graph, type), kinds[0]);
    for (size_t i = 0; i < SG_COUNT(levels) && !found; i++)
        found = (self->levels >> i & 1) && has(self, edge, levels[i]);
    return found;
}

static bool only_may_be(const search *self, sg_edge edge)
{
    sg_key key;
    if (!sg_graph_find_key(self->graph, SG_STR("certainty"), &key))
        return false;
    sg_value value = sg_graph_edge_property(self->graph, edge, key, self->arena);
    return value.type == SG_TYPE_STRING && sg_str_equal(sg_value_str(value), SG_STR("may"));
}

/* The first position whose far end is the node or a later one. */
static uint32_t seek(const sg_run *run, uint32_t node)
{
    uint32_t first = 0, last = run->count;
    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        if (sg_run_other(run, middle) < node)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

/* Whether some relationship of the type joins the two as the query asks, and none does for sure.  Those
 * without a number are an administrator's, which are for sure. */
static bool is_doubtful(const search *self, sg_reltype type, sg_node from, sg_node to)
{
    sg_runs runs = sg_graph_runs(self->graph, from, type, SG_OUT);
    bool any = false, certain = false;
    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = seek(&run, to.id); i < run.count && sg_run_other(&run, i) == to.id;
             i++) {
            bool numbered = sg_run_has_edges(&run);
            sg_edge edge = numbered ? sg_run_edge(self->graph, &run, i) : (sg_edge){ 0 };
            if (numbered && !counts(self, type, edge))
                continue;
            any = true;
            certain = certain || !numbered || !only_may_be(self, edge);
        }
    return any && !certain;
}

static bool find_between(const search *self, sg_node from, sg_node to, sg_str *type)
{
    for (uint32_t i = 0; i < self->type_count; i++)
        if (is_doubtful(self, self->types[i], from, to)) {
            *type = sg_graph_type_name(self->graph, self->types[i]);
            return true;
        }
    return false;
}

static bool find_from_internet(const search *self, const sg_resource *to, sg_doubt *out)
{
    out->to = to;
    out->from = NULL;
    return self->from_internet && find_between(self, self->internet, to->node, &out->type);
}

static bool find_in_path(const search *self, const sg_issue_path *path, sg_doubt *out)
{
    for (uint32_t i = 0; i < path->count; i++) {
        if (find_from_internet(self, &path->hops[i], out))
            return true;
        for (uint32_t j = 0; j < i; j++) {
            out->from = &path->hops[j];
            if (find_between(self, out->from->node, out->to->node, &out->type))
                return true;
        }
    }
    return false;
}

bool sg_issue_doubt(const sg_graph *graph, const sg_issue *issue, sg_doubt *out)
{
    search self = { .graph = graph };
    bool doubtful = issue->paths_kept > 0;
    read_access(&self, issue->policy->access);
    if (self.type_count == 0 || sg_arena_new(0, &self.arena) != SG_OK)
        return false;
    for (uint32_t i = issue->paths_kept; i > 0 && doubtful; i--)
        doubtful = issue->paths[i - 1].count > 0
                       ? find_in_path(&self, &issue->paths[i - 1], out)
                       : find_from_internet(&self, &issue->resource, out);
    sg_arena_free(self.arena);
    return doubtful;
}
