/* makes.c - CREATE for one row: nodes and relationships, in the order of the plan. */
#include "query/exec/writer.h"

#include "engine/delta.h"

sg_status sg_makes_open(sg_exec *exec, const sg_plan *plan, sg_make_steps *out)
{
    out->count = plan->make_count;
    out->items = sg_arena_make_array(exec->arena, sg_make_step, plan->make_count);
    if (!out->items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < plan->make_count; i++) {
        out->items[i].make = &plan->makes[i];
        if (plan->makes[i].properties)
            SG_TRY(sg_eval_open(exec, plan->makes[i].properties, &out->items[i].properties));
    }
    return SG_OK;
}

sg_status sg_makes_begin(sg_writer *writer, sg_make_steps *steps)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        sg_make_step *step = &steps->items[i];
        step->ids =
            sg_arena_alloc_raw(writer->arena, (size_t)writer->work.rows * sizeof *step->ids);
        if (!step->ids)
            return SG_ENOMEM;
        writer->work.columns[step->make->slot] =
            (sg_vector){ .kind = step->make->is_edge ? SG_SLOT_EDGE : SG_SLOT_NODE,
                         .ids = step->ids };
    }
    return SG_OK;
}

static sg_status read_properties(sg_writer *writer, const sg_make_steps *steps,
                                 const sg_make_step *step, uint32_t row, sg_value *out)
{
    sg_exec *exec = writer->op->exec;

    *out = sg_map(NULL, 0);
    if (!step->properties)
        return SG_OK;
    SG_TRY(sg_writer_value(writer, step->properties, &writer->work, row, out));
    if (sg_is_null(*out))
        *out = sg_map(NULL, 0);
    if (out->type != SG_TYPE_MAP)
        return sg_query_fail(&exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME,
                             step->make->properties->span,
                             "properties come from a map, but this is a %s",
                             sg_type_name((sg_type)out->type));
    for (uint32_t i = 0; steps->null_is_wrong && i < out->length; i++)
        if (sg_is_null(out->map[i].value))
            return sg_query_fail(&exec->error, SG_ERROR_MERGE_READ_OWN_WRITES, SG_RUNTIME,
                                 step->make->properties->span,
                                 "MERGE cannot use null for property `%.*s`: it would never "
                                 "be found again",
                                 SG_FMT(out->map[i].key));
    return SG_OK;
}

static sg_status make_node(sg_writer *writer, const sg_plan_make *make, uint32_t *id)
{
    sg_exec *exec = writer->op->exec;
    sg_node node = { SG_NO_ID };
    uint32_t count = 0;

    SG_TRY(sg_writer_refused(
        writer, sg_delta_add_node(exec->changes, make->labels, make->label_count, &node),
        make->span));
    sg_label_set_labels(exec->graph, sg_graph_label_set(exec->graph, node), &count);
    exec->counters.nodes_created++;
    exec->counters.labels_added += count;
    *id = node.id;
    return SG_OK;
}

/* The node in a slot that a relationship starts or ends at. */
static sg_status find_end(sg_writer *writer, const sg_plan_make *make, uint32_t slot,
                          uint32_t row, sg_node *out)
{
    sg_exec *exec = writer->op->exec;
    sg_value value = sg_vector_value(&writer->work.columns[slot], row);
    sg_str name = exec->tree->slots[slot].name;

    if (value.type == SG_TYPE_NODE) {
        *out = value.node;
        return sg_exec_check_entity(exec, SG_SLOT_NODE, out->id, make->span);
    }
    if (sg_is_null(value))
        return sg_query_fail(&exec->error, SG_ERROR_DELETED_ENTITY_ACCESS, SG_RUNTIME,
                             make->span, "the relationship lacks an end: `%.*s` is null",
                             SG_FMT(name));
    return sg_query_fail(&exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME,
                         make->span, "a relationship joins nodes, but `%.*s` is a %s",
                         SG_FMT(name), sg_type_name((sg_type)value.type));
}

static sg_status make_edge(sg_writer *writer, const sg_plan_make *make, uint32_t row,
                           uint32_t *id)
{
    sg_exec *exec = writer->op->exec;
    sg_node from = { SG_NO_ID }, to = { SG_NO_ID };
    sg_edge edge = { SG_NO_ID };

    SG_TRY(find_end(writer, make, make->from, row, &from));
    SG_TRY(find_end(writer, make, make->to, row, &to));
    SG_TRY(sg_writer_refused(
        writer, sg_delta_add_edge(exec->changes, from, make->type, to, &edge), make->span));
    exec->counters.relationships_created++;
    *id = edge.id;
    return SG_OK;
}

sg_status sg_makes_apply(sg_writer *writer, const sg_make_steps *steps, uint32_t row)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        const sg_make_step *step = &steps->items[i];
        const sg_plan_make *make = step->make;
        sg_value properties;
        sg_arena_reset(writer->scratch);
        SG_TRY(read_properties(writer, steps, step, row, &properties));
        SG_TRY(make->is_edge ? make_edge(writer, make, row, &step->ids[row])
                             : make_node(writer, make, &step->ids[row]));
        sg_value entity = make->is_edge ? sg_edge_value((sg_edge){ step->ids[row] })
                                        : sg_node_value((sg_node){ step->ids[row] });
        SG_TRY(sg_set_properties(writer, entity, properties, make->span));
    }
    return sg_writer_afford(writer);
}
