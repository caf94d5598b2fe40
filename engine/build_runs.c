/* build_runs.c - relationships that are derived in rows: from one node to many, all alike.
 *
 *     runs      [from type cells first]        [from type cells first]
 *                              |                               |
 *     run_ends                [to][to][to][to][to] ...        [to][to] ...      4 B each
 */
#include "engine/build_internal.h"

/* Goes on with the last run where it is alike. */
static sg_status open_run(sg_builder *builder, sg_edge_run run)
{
    const sg_edge_run *last =
        builder->runs.count > 0 ? &builder->runs.items[builder->runs.count - 1] : NULL;

    if (last && last->from == run.from && last->type == run.type && last->cells == run.cells)
        return SG_OK;
    return sg_array_push(&builder->runs, run);
}

sg_status sg_builder_add_run(sg_builder *builder, sg_build_node from, sg_str type,
                             const sg_build_node *to, uint32_t count,
                             const sg_build_property *properties, uint32_t property_count)
{
    sg_edge_run run = { .first = (uint32_t)builder->run_ends.count, .from = from.index };

    if (property_count > SG_BUILD_RECORD_MOST)
        return SG_EINVAL;
    SG_TRY(sg_builder_afford(builder, type.length + sizeof(run) + count * sizeof(to->index)));
    SG_TRY(sg_builder_type(builder, type, &run.type));
    if (count == 0)
        return SG_OK;
    if (count > SG_MAX_ITEMS - sg_builder_edges(builder))
        return SG_ELIMIT;
    SG_TRY(sg_builder_record(builder, properties, property_count, &run.cells));
    SG_TRY(sg_array_reserve(&builder->run_ends, count));
    SG_TRY(open_run(builder, run));
    for (uint32_t i = 0; i < count; i++)
        builder->run_ends.items[builder->run_ends.count++] = to[i].index;
    return SG_OK;
}
