/* build_spans.c - relationships by sets of nodes under construction. */
#include "engine/build_internal.h"

sg_status sg_builder_add_set(sg_builder *builder, const sg_build_node *nodes, uint32_t count,
                             sg_build_set *out)
{
    sg_node_slice slice = { builder->span_nodes.count, count };

    SG_TRY(sg_builder_afford(builder, count * sizeof(uint32_t) + sizeof(slice)));
    if (builder->span_sets.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_array_reserve(&builder->span_nodes, count));
    SG_TRY(sg_array_push(&builder->span_sets, slice));
    for (uint32_t i = 0; i < count; i++)
        builder->span_nodes.items[builder->span_nodes.count++] = nodes[i].index;
    out->index = (uint32_t)(builder->span_sets.count - 1);
    return SG_OK;
}

sg_status sg_builder_add_span(sg_builder *builder, sg_build_set sources, sg_str type,
                              sg_build_set targets, sg_build_span *out)
{
    sg_build_span_entry span = { .sources = sources.index,
                                 .targets = targets.index,
                                 .cells = SG_NO_ID };

    SG_TRY(sg_builder_afford(builder, type.length + sizeof(span)));
    SG_TRY(sg_builder_type(builder, type, &span.type));
    if (builder->spans.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    SG_TRY(sg_array_push(&builder->spans, span));
    out->index = (uint32_t)(builder->spans.count - 1);
    return SG_OK;
}

sg_status sg_builder_except(sg_builder *builder, sg_build_span span, sg_build_node source,
                            sg_build_node target)
{
    SG_TRY(sg_builder_afford(builder, sizeof(sg_build_hole)));
    if (builder->holes.count >= SG_MAX_ITEMS)
        return SG_ELIMIT;
    return sg_array_push(&builder->holes,
                         (sg_build_hole){ span.index, source.index, target.index });
}
