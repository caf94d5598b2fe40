/* search.c - breadth-first search that grows an entry at a time. */
#include "query/exec/search.h"

#include <string.h>

sg_status sg_search_open(sg_search *search, sg_op *op, bool backward, bool all)
{
    search->op = op;
    search->all = all;
    return sg_hop_kinds_of(op->exec, op->plan, backward, &search->kinds);
}

/* Doubles an array that lives as long as the execution. */
static void *grow(sg_exec *exec, const void *items, uint32_t count, uint32_t *capacity,
                  size_t size)
{
    uint32_t doubled = *capacity ? 2 * *capacity : 64;
    void *grown = sg_arena_alloc_raw(exec->arena, doubled * size);

    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, items, count * size);
    *capacity = doubled;
    return grown;
}

static sg_status add_entry(sg_search *search, uint32_t node, uint32_t level)
{
    if (search->count == search->capacity) {
        sg_reached *entries = grow(search->op->exec, search->entries, search->count,
                                   &search->capacity, sizeof *entries);
        if (!entries)
            return SG_ENOMEM;
        search->entries = entries;
    }
    search->entries[search->count++] = (sg_reached){ node, level, SG_NOT_REACHED };
    search->entry_of[node] = search->count;
    return SG_OK;
}

static sg_status add_pred(sg_search *search, uint32_t entry, uint32_t edge)
{
    if (search->pred_count == search->pred_capacity) {
        sg_pred *preds = grow(search->op->exec, search->preds, search->pred_count,
                              &search->pred_capacity, sizeof *preds);
        if (!preds)
            return SG_ENOMEM;
        search->preds = preds;
    }
    sg_reached *reached = &search->entries[entry];
    search->preds[search->pred_count] = (sg_pred){ edge, search->head, reached->pred };
    reached->pred = search->pred_count++;
    return SG_OK;
}

sg_status sg_search_begin(sg_search *search, uint32_t node)
{
    sg_exec *exec = search->op->exec;
    uint32_t nodes =
        sg_graph_nodes(exec->graph); /* may have grown in a statement that writes */

    if (!search->entry_of || search->room < nodes) {
        search->entry_of = sg_arena_make_array(exec->arena, uint32_t, nodes);
        search->room = nodes;
        search->count = 0;
    }
    if (!search->entry_of)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < search->count; i++)
        search->entry_of[search->entries[i].node] = 0;
    search->count = search->pred_count = search->head = 0;
    search->returned = false;
    return add_entry(search, node, 0);
}

/* Reaches the far end of a relationship from the entry at the head. */
static sg_status reach(sg_search *search, const sg_run *run, uint32_t position)
{
    const sg_graph *graph = search->op->exec->graph;
    uint32_t node = sg_run_other(run, position);
    uint32_t level = search->entries[search->head].level + 1;
    uint32_t entry = sg_search_entry(search, node);

    if (entry == SG_NOT_REACHED) {
        SG_TRY(add_entry(search, node, level));
        return add_pred(search, search->count - 1, sg_run_edge(graph, run, position).id);
    }
    search->returned = search->returned || entry == 0;
    if (search->all && search->entries[entry].level == level)
        return add_pred(search, entry, sg_run_edge(graph, run, position).id);
    return SG_OK;
}

/* Follows up to 64 relationships of a run. */
static sg_status follow(sg_search *search, const sg_search_row *row, const sg_run *run,
                        uint32_t first, uint32_t count, uint32_t *met)
{
    const sg_graph *graph = search->op->exec->graph;
    bool needs_edges = row->test->predicate || row->excluded->count > 0;
    uint32_t edges[SG_STEP_ROOM], nodes[SG_STEP_ROOM];
    uint64_t passed = UINT64_MAX;

    sg_run_copy_others(run, first, count, nodes);
    for (uint32_t i = 0; needs_edges && i < count; i++)
        edges[i] = sg_run_edge(graph, run, first + i).id;
    if (row->test->predicate)
        SG_TRY(sg_step_test_run(row->test, row->batch, row->row, edges, nodes, count, &passed));
    for (uint32_t i = 0; i < count; i++) {
        if (!(passed >> i & 1) || (needs_edges && sg_trail_has(row->excluded, edges[i])))
            continue;
        SG_TRY(reach(search, run, first + i));
        if (row->other && row->other->entry_of[nodes[i]]) {
            *met = sg_search_entry(search, nodes[i]);
            return SG_OK;
        }
    }
    return SG_OK;
}

sg_status sg_search_expand(sg_search *search, const sg_search_row *row, uint32_t *met)
{
    const sg_reached *entry = &search->entries[search->head];
    uint32_t limit = search->op->exec->limits.path_depth;
    sg_hops hops = sg_hops_of(entry->node);
    uint64_t touched = 0;
    sg_run run;

    if (limit && entry->level == limit)
        return sg_query_fail(&search->op->exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME,
                             search->op->plan->span,
                             "a path has more relationships than the limit of %u, in %s",
                             (unsigned)limit, sg_operator_title(search->op->plan->operator));
    *met = SG_NOT_REACHED;
    while (*met == SG_NOT_REACHED &&
           sg_hops_next(&hops, search->op->exec->graph, &search->kinds, &run)) {
        SG_TRY(sg_hops_need_edges(search->op, &run));
        for (uint32_t first = 0; first < run.count && *met == SG_NOT_REACHED;
             first += SG_STEP_ROOM) {
            uint32_t left = run.count - first;
            SG_TRY(follow(search, row, &run, first, left < SG_STEP_ROOM ? left : SG_STEP_ROOM,
                          met));
        }
        touched += run.count;
    }
    search->head++;
    return sg_op_touch_edges(search->op, touched + 1);
}

/* The way on from the entry at the head that a predecessor in a search from the other side is. */
static sg_status follow_back(sg_search *search, const sg_search *back, const sg_pred *pred)
{
    uint32_t node = back->entries[pred->entry].node;
    uint32_t entry = sg_search_entry(search, node);

    if (entry == SG_NOT_REACHED) {
        entry = search->count;
        SG_TRY(add_entry(search, node, search->entries[search->head].level + 1));
    }
    return add_pred(search, entry, pred->edge);
}

sg_status sg_search_join(sg_search *search, const sg_search *back)
{
    uint64_t followed = 0;

    for (; !sg_search_ended(search); search->head++) {
        uint32_t far = sg_search_entry(back, search->entries[search->head].node);
        if (far == SG_NOT_REACHED)
            continue;
        for (uint32_t at = back->entries[far].pred; at != SG_NOT_REACHED;
             at = back->preds[at].next) {
            SG_TRY(follow_back(search, back, &back->preds[at]));
            followed++;
        }
    }
    return sg_exec_work(search->op->exec, followed);
}

uint32_t sg_search_edges(const sg_search *search, uint32_t entry, uint32_t *out)
{
    uint32_t level = search->entries[entry].level;

    for (uint32_t i = level; i > 0; i--) {
        const sg_pred *pred = &search->preds[search->entries[entry].pred];
        out[i - 1] = pred->edge;
        entry = pred->entry;
    }
    return level;
}
