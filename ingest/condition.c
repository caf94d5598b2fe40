/* condition.c - when a row of a table counts; see condition.h for the notation. */
#include "ingest/condition.h"

#include "ingest/template.h"

static bool holds_one(sg_str condition, const sg_frame *frame, sg_arena *arena)
{
    sg_str text, wanted, path = sg_str_cut(condition, '=', &wanted);
    bool compares = path.length < condition.length;
    bool negated = compares && sg_str_ends(path, SG_STR("!"));
    const sg_value *value = NULL;

    path = sg_str_slice(path, 0, path.length - negated);
    if (sg_path_get_part(frame, path, &value) != SG_FOUND)
        return negated;
    if (!compares)
        return true;
    return (sg_scalar_text(value, arena, &text) && sg_str_equal(text, wanted)) != negated;
}

bool sg_condition_holds(const char *condition, const sg_frame *frame, sg_arena *arena)
{
    sg_str rest = sg_str_of(condition);

    while (rest.length)
        if (!holds_one(sg_str_cut(rest, '&', &rest), frame, arena))
            return false;
    return true;
}
