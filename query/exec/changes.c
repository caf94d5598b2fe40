/* changes.c - SET and REMOVE for one row: properties one by one, from maps, and labels. */
#include "query/exec/writer.h"

#include "engine/delta.h"

sg_status sg_changes_open(sg_exec *exec, const sg_change *changes, sg_change_steps *out)
{
    uint32_t count = 0;

    for (const sg_change *change = changes; change; change = change->next)
        count++;
    out->items = sg_arena_make_array(exec->arena, sg_change_step, count);
    if (!out->items)
        return SG_ENOMEM;
    for (; changes; changes = changes->next) {
        sg_change_step *step = &out->items[out->count++];
        bool property = changes->kind == SG_SET_PROPERTY || changes->kind == SG_REMOVE_PROPERTY;
        step->change = changes;
        SG_TRY(sg_eval_open(exec, property ? changes->target->operands[0] : changes->target,
                            &step->target));
        if (changes->value)
            SG_TRY(sg_eval_open(exec, changes->value, &step->value));
    }
    return SG_OK;
}

/* --- one property --------------------------------------------------------------------------------- */

/* Lists hold what a column of values can hold: no maps, no lists of lists with maps in them. */
static bool can_hold(sg_value value, bool in_list)
{
    if (value.type == SG_TYPE_MAP)
        return !in_list;
    for (uint32_t i = 0; value.type == SG_TYPE_LIST && i < value.length; i++)
        if (!can_hold(value.list[i], true))
            return false;
    return value.type != SG_TYPE_NODE && value.type != SG_TYPE_RELATIONSHIP &&
           value.type != SG_TYPE_PATH;
}

static sg_value property_of(sg_writer *writer, sg_value entity, sg_key key)
{
    const sg_graph *graph = writer->op->exec->graph;

    return entity.type == SG_TYPE_NODE
               ? sg_graph_property(graph, entity.node, key, writer->scratch)
               : sg_graph_edge_property(graph, entity.edge, key, writer->scratch);
}

static sg_status set_property(sg_writer *writer, sg_value entity, sg_str name, sg_value value,
                              sg_span span)
{
    sg_exec *exec = writer->op->exec;
    sg_key key;

    if (!can_hold(value, false))
        return sg_query_fail(&exec->error, SG_ERROR_INVALID_PROPERTY_TYPE, SG_RUNTIME, span,
                             "property `%.*s` cannot hold %s", SG_FMT(name),
                             value.type == SG_TYPE_LIST ? "a list of such items"
                                                        : "a node, relationship or path");
    if (sg_is_null(value) && (!sg_graph_find_key(exec->graph, name, &key) ||
                              sg_is_null(property_of(writer, entity, key))))
        return SG_OK;
    SG_TRY(sg_writer_refused(writer, sg_delta_key(exec->changes, name, &key), span));
    sg_status status = entity.type == SG_TYPE_NODE
                           ? sg_delta_set(exec->changes, entity.node, key, value)
                           : sg_delta_set_edge(exec->changes, entity.edge, key, value);
    exec->counters.properties_set += status == SG_OK;
    return sg_writer_refused(writer, status, span);
}

sg_status sg_set_properties(sg_writer *writer, sg_value entity, sg_value map, sg_span span)
{
    for (uint32_t i = 0; i < map.length; i++)
        SG_TRY(set_property(writer, entity, map.map[i].key, map.map[i].value, span));
    return SG_OK;
}

/* --- maps ----------------------------------------------------------------------------------------- */

static sg_value properties_of(sg_writer *writer, sg_value entity)
{
    const sg_graph *graph = writer->op->exec->graph;

    return entity.type == SG_TYPE_NODE
               ? sg_graph_properties(graph, entity.node, writer->scratch)
               : sg_graph_edge_properties(graph, entity.edge, writer->scratch);
}

/* What stands behind = or +=: a map, or an entity whose properties are meant. */
static sg_status read_map(sg_writer *writer, sg_value value, sg_span span, sg_value *out)
{
    *out = value;
    if (value.type == SG_TYPE_NODE || value.type == SG_TYPE_RELATIONSHIP) {
        *out = properties_of(writer, value);
        return sg_is_null(*out) ? SG_ENOMEM : SG_OK;
    }
    if (value.type == SG_TYPE_MAP)
        return SG_OK;
    return sg_query_fail(&writer->op->exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE,
                         SG_RUNTIME, span, "properties come from a map, but this is a %s",
                         sg_type_name((sg_type)value.type));
}

static sg_status set_map(sg_writer *writer, const sg_change *change, sg_value entity,
                         sg_value value)
{
    sg_span span = change->value->span;
    sg_value map;

    SG_TRY(read_map(writer, value, span, &map));
    if (change->kind == SG_SET_ALL) {
        sg_value before = properties_of(writer, entity);
        for (uint32_t i = 0; before.type == SG_TYPE_MAP && i < before.length; i++)
            if (sg_is_null(sg_map_get(map, before.map[i].key)))
                SG_TRY(
                    set_property(writer, entity, before.map[i].key, sg_null(), change->span));
    }
    return sg_set_properties(writer, entity, map, span);
}

/* --- labels --------------------------------------------------------------------------------------- */

static sg_status change_labels(sg_writer *writer, const sg_change *change,
                               const sg_label_expression *labels, sg_node node)
{
    sg_exec *exec = writer->op->exec;
    bool adds = change->kind == SG_SET_LABELS, changed;
    sg_label label;

    if (labels->kind != SG_LABEL_NAME) {
        SG_TRY(change_labels(writer, change, labels->left, node));
        return change_labels(writer, change, labels->right, node);
    }
    SG_TRY(sg_writer_refused(writer, sg_delta_label(exec->changes, labels->name.text, &label),
                             labels->span));
    sg_status status = adds ? sg_delta_add_label(exec->changes, node, label, &changed)
                            : sg_delta_remove_label(exec->changes, node, label, &changed);
    SG_TRY(sg_writer_refused(writer, status, labels->span));
    exec->counters.labels_added += adds && changed;
    exec->counters.labels_removed += !adds && changed;
    return SG_OK;
}

/* --- one step ------------------------------------------------------------------------------------- */

static sg_status check_target(sg_writer *writer, const sg_change *change, sg_value entity)
{
    sg_exec *exec = writer->op->exec;
    bool node = entity.type == SG_TYPE_NODE;
    bool labels = change->kind == SG_SET_LABELS || change->kind == SG_REMOVE_LABELS;

    if (node || (entity.type == SG_TYPE_RELATIONSHIP && !labels))
        return sg_exec_check_entity(exec, node ? SG_SLOT_NODE : SG_SLOT_EDGE,
                                    node ? entity.node.id : entity.edge.id,
                                    change->target->span);
    return sg_query_fail(&exec->error, SG_ERROR_TYPE_INVALID_ARGUMENT_TYPE, SG_RUNTIME,
                         change->target->span, "%s, but this is a %s",
                         labels ? "only nodes have labels"
                                : "only nodes and relationships can be changed",
                         sg_type_name((sg_type)entity.type));
}

static sg_status apply(sg_writer *writer, const sg_change_step *step, const sg_batch *batch,
                       uint32_t row)
{
    const sg_change *change = step->change;
    sg_value entity, value = sg_null();

    SG_TRY(sg_writer_value(writer, step->target, batch, row, &entity));
    if (step->value)
        SG_TRY(sg_writer_value(writer, step->value, batch, row, &value));
    if (sg_is_null(entity))
        return SG_OK;
    SG_TRY(check_target(writer, change, entity));
    switch (change->kind) {
    case SG_SET_PROPERTY:
    case SG_REMOVE_PROPERTY:
        return set_property(writer, entity, change->target->name.text, value,
                            change->value ? change->value->span : change->span);
    case SG_SET_ALL:
    case SG_SET_MERGE:
        return set_map(writer, change, entity, value);
    case SG_SET_LABELS:
    case SG_REMOVE_LABELS:
        return change_labels(writer, change, change->labels, entity.node);
    }
    SG_UNREACHABLE();
}

sg_status sg_changes_apply(sg_writer *writer, const sg_change_steps *steps,
                           const sg_batch *batch, uint32_t row)
{
    for (uint32_t i = 0; i < steps->count; i++) {
        sg_arena_reset(writer->scratch);
        SG_TRY(apply(writer, &steps->items[i], batch, row));
    }
    return sg_writer_afford(writer);
}
