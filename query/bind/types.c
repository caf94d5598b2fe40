/* types.c - sets of types: building, testing and naming them. */
#include "query/bind/types.h"

sg_bind_type sg_bind_type_any(void)
{
    return sg_bind_type_of(SG_ANY_TYPE);
}

sg_bind_type sg_bind_type_of(sg_type_set set)
{
    return (sg_bind_type){ .set = set, .items = SG_ANY_TYPE };
}

sg_bind_type sg_bind_type_list(sg_type_set items)
{
    return (sg_bind_type){ .set = SG_TYPE_BIT(SG_TYPE_LIST), .items = items };
}

sg_bind_type sg_expression_type(const sg_expression *expression)
{
    return (sg_bind_type){ .set = expression->static_type, .items = expression->item_type };
}

void sg_expression_set_type(sg_expression *expression, sg_bind_type type)
{
    expression->static_type = type.set;
    expression->item_type = type.items;
}

bool sg_bind_type_fits(sg_bind_type type, sg_type_set wanted)
{
    return (type.set & (wanted | SG_TYPE_BIT(SG_TYPE_NULL))) != 0;
}

sg_str sg_type_set_text(sg_arena *arena, sg_type_set set)
{
    sg_str text = SG_STR("");
    for (unsigned type = 0; type < SG_TYPE_NULL; type++) {
        if (!(set & SG_TYPE_BIT(type)))
            continue;
        const char *name = sg_type_name((sg_type)type);
        sg_str longer = text.length ? sg_arena_format(arena, "%.*s or %s", SG_FMT(text), name)
                                    : sg_arena_format(arena, "%s", name);
        if (!longer.bytes)
            return text;
        text = longer;
    }
    return text.length ? text : SG_STR("Null");
}
