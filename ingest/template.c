/* template.c - filling names in; see template.h for the notation. */
#include "ingest/template.h"

#include <string.h>

bool sg_scalar_text(const sg_value *value, sg_arena *arena, sg_str *out)
{
    sg_str text = { NULL, 0 };
    char digits[32];

    if (value->type == SG_TYPE_STRING) {
        *out = sg_value_str(*value);
        return true;
    }
    if (value->type == SG_TYPE_BOOLEAN)
        text = sg_str_of(value->boolean ? "true" : "false");
    else if (value->type == SG_TYPE_INTEGER)
        text = sg_arena_format(arena, "%lld", (long long)value->integer);
    else if (value->type == SG_TYPE_FLOAT)
        text = sg_arena_copy(arena, (sg_str){ digits, sg_double_format(value->real, digits) });
    if (text.bytes)
        *out = text;
    return text.bytes != NULL;
}

static sg_str from_origin(sg_str name, const sg_origin *origin)
{
    if (sg_str_equal(name, SG_STR("@account")))
        return origin->account;
    if (sg_str_equal(name, SG_STR("@region")))
        return origin->region;
    if (sg_str_equal(name, SG_STR("@partition")))
        return origin->partition;
    if (sg_str_equal(name, SG_STR("@parameter")))
        return origin->parameter[0];
    if (sg_str_equal(name, SG_STR("@parameter2")))
        return origin->parameter[1];
    if (sg_str_equal(name, SG_STR("@cluster")))
        return origin->cluster;
    return SG_STR("");
}

/* An account or a region that is not known leaves its place in an ARN empty, as for global services. */
static bool may_be_empty(sg_str name)
{
    return sg_str_equal(name, SG_STR("@account")) || sg_str_equal(name, SG_STR("@region"));
}

static sg_found fill_path(sg_str name, const sg_frame *frame, sg_arena *arena, sg_str *out)
{
    const sg_value *value = NULL;
    sg_found found = sg_path_get_part(frame, name, &value);

    if (found != SG_FOUND)
        return found;
    if (!sg_scalar_text(value, arena, out))
        return SG_MISTYPED;
    return out->length ? SG_FOUND : SG_MISSING;
}

/* What stands in braces is a path, which may have alternatives, or ends in a name with @. */
static sg_found fill_one(sg_str name, const sg_origin *origin, const sg_frame *frame,
                         sg_arena *arena, sg_str *out)
{
    size_t at = sg_str_find(name, SG_STR("@"), 0);

    if (at == SIZE_MAX)
        return fill_path(name, frame, arena, out);
    if (at && fill_path(sg_str_slice(name, 0, at - 1), frame, arena, out) == SG_FOUND)
        return SG_FOUND;
    name = sg_str_slice(name, at, name.length);
    *out = from_origin(name, origin);
    return out->length || may_be_empty(name) ? SG_FOUND : SG_MISSING;
}

/* No provider makes longer names: what does not fit is no name. */
enum { LONGEST = 2048 };

typedef struct filling {
    char bytes[LONGEST];
    size_t length;
    bool overflow;
} filling;

static void append(filling *self, sg_str text)
{
    if (text.length > sizeof(self->bytes) - self->length) {
        self->overflow = true;
        return;
    }
    if (text.length)
        memcpy(self->bytes + self->length, text.bytes, text.length);
    self->length += text.length;
}

/* A template of several parts. */
static sg_status fill_parts(sg_str rest, const sg_origin *origin, const sg_frame *frame,
                            sg_arena *arena, sg_str *out, sg_found *found)
{
    bool makes_arn = sg_str_starts(rest, SG_STR("arn:"));
    filling filled;

    filled.length = 0;
    filled.overflow = false;

    *found = SG_FOUND;
    while (rest.length) {
        sg_str behind, value = { NULL, 0 };
        sg_str before = sg_str_cut(rest, '{', &behind);
        sg_str name = sg_str_cut(behind, '}', &rest);

        append(&filled, before);
        if (name.length == behind.length) /* there is none, or no end of it */
            break;
        *found = fill_one(name, origin, frame, arena, &value);
        if (*found != SG_FOUND)
            return SG_OK;
        if (makes_arn && sg_str_starts(value, SG_STR("arn:"))) {
            filled.length = 0;
            append(&filled, value);
            break;
        }
        append(&filled, value);
    }
    if (filled.overflow || !filled.length) {
        *found = filled.overflow ? SG_MISTYPED : SG_MISSING;
        return SG_OK;
    }
    sg_str copy = sg_arena_copy(arena, (sg_str){ filled.bytes, filled.length });
    if (!copy.bytes)
        return SG_ENOMEM;
    *out = copy;
    return SG_OK;
}

sg_status sg_template_fill(const char *template, const sg_origin *origin, const sg_frame *frame,
                           sg_arena *arena, sg_str *out, sg_found *found)
{
    sg_str parts = sg_str_of(template), rest, value = { NULL, 0 };
    bool one = sg_str_starts(parts, SG_STR("{")) && parts.bytes[parts.length - 1] == '}';
    sg_str name = sg_str_cut(sg_str_slice(parts, 1, parts.length), '}', &rest);

    if (!one || rest.length)
        return fill_parts(parts, origin, frame, arena, out, found);
    *found = fill_one(name, origin, frame, arena, &value);
    if (*found != SG_FOUND)
        return SG_OK;
    if (value.length == 0 || value.length > LONGEST)
        *found = value.length ? SG_MISTYPED : SG_MISSING;
    else
        *out = value;
    return SG_OK;
}
