/* hops.c - which relationships a plan node follows from a node, run by run. */
#include "query/exec/hops.h"

#include "engine/base/bitmap.h"

sg_status sg_hop_kinds_of(sg_exec *exec, const sg_plan *plan, bool backward, sg_hop_kinds *out)
{
    sg_direction first = backward ? SG_IN : SG_OUT, second = backward ? SG_OUT : SG_IN;

    out->work = &exec->work;
    out->types = plan->types;
    out->type_count = plan->type_count;
    if (plan->any_type) {
        out->type_count = sg_graph_types(exec->graph);
        sg_reltype *types = sg_arena_make_array(exec->arena, sg_reltype, out->type_count);
        if (!types)
            return SG_ENOMEM;
        for (uint32_t i = 0; i < out->type_count; i++)
            types[i] = (sg_reltype){ (uint16_t)i };
        out->types = types;
    }
    out->way_count = plan->way == SG_EITHER ? 2 : 1;
    out->ways[0] = plan->way == SG_LEFT ? second : first;
    out->ways[1] = second;
    out->near = sg_arena_make_array(exec->arena, sg_near_rows,
                                    (size_t)out->way_count * out->type_count + 1);
    return out->near ? SG_OK : SG_ENOMEM;
}

bool sg_hops_next(sg_hops *hops, const sg_graph *graph, const sg_hop_kinds *kinds, sg_run *out)
{
    for (;;) {
        while (hops->open && sg_runs_next(&hops->runs, out))
            if (out->count > 0)
                return true;
        hops->open = false;
        if (hops->type == kinds->type_count) {
            *kinds->work += kinds->type_count / SG_TYPES_A_STEP;
            hops->type = 0;
            hops->way++;
        }
        if (hops->way >= kinds->way_count || kinds->type_count == 0)
            return false;
        hops->runs = sg_graph_runs_near(
            graph, (sg_node){ hops->node }, kinds->types[hops->type], kinds->ways[hops->way],
            &kinds->near[hops->way * kinds->type_count + hops->type]);
        hops->skip_loops = hops->way == 1;
        hops->type++;
        hops->open = true;
    }
}

sg_status sg_hops_need_edges(sg_op *op, const sg_run *run)
{
    if (sg_run_has_edges(run))
        return SG_OK;
    sg_str type = sg_graph_type_name(op->exec->graph, run->type);
    return sg_query_fail(
        &op->exec->error, SG_ERROR_LIMIT_REACHED, SG_RUNTIME, op->plan->span,
        "there are so many relationships of type `%.*s` that some have no id: "
        "they can be counted and followed, but not named nor be part of a path",
        SG_FMT(type));
}

bool sg_label_sets_range(const sg_graph *graph, const uint64_t *label_sets, sg_range *out)
{
    sg_range all = { 0, 0 };

    if (!label_sets || !sg_graph_is_frozen(graph))
        return false;
    for (uint32_t i = 0; i < sg_graph_label_sets(graph); i++) {
        sg_range range = sg_label_set_range(graph, (sg_label_set){ (uint16_t)i });
        if (!sg_bit_test(label_sets, i) || range.first == range.last)
            continue;
        if (all.first < all.last && all.last != range.first)
            return false;
        if (all.first == all.last)
            all.first = range.first;
        all.last = range.last;
    }
    *out = all;
    return true;
}

static bool list_has(sg_value list, uint32_t edge)
{
    for (uint32_t i = 0; i < list.length; i++)
        if (list.list[i].type == SG_TYPE_RELATIONSHIP && list.list[i].edge.id == edge)
            return true;
    return false;
}

bool sg_is_among(const sg_batch *batch, uint32_t row, sg_slots slots, uint32_t edge)
{
    for (uint32_t i = 0; i < slots.count; i++) {
        const sg_vector *column = &batch->columns[slots.slots[i]];
        sg_value value = sg_vector_value(column, row);
        if (value.type == SG_TYPE_LIST ? list_has(value, edge) : sg_value_id(value) == edge)
            return true;
    }
    return false;
}
