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
    const struct {
        sg_str name, value;
    } known[] = {
        { SG_STR("@account"), origin->account },
        { SG_STR("@region"), origin->region },
        { SG_STR("@partition"), origin->partition },
        { SG_STR("@parameter"), origin->parameter[0] },
        { SG_STR("@parameter2"), origin->parameter[1] },
        { SG_STR("@cluster"), origin->cluster },
    };

    for (size_t i = 0; i < SG_COUNT(known); i++)
        if (sg_str_equal(known[i].name, name))
            return known[i].value;
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
    char path[256];
    sg_found found;

    if (name.length >= sizeof(path))
        return SG_MISSING;
    memcpy(path, name.bytes, name.length);
    path[name.length] = '\0';
    found = sg_path_get(frame, path, &value);
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
typedef struct name {
    char bytes[2048];
    size_t length;
    bool overflow;
} name;

static void append(name *self, sg_str text)
{
    if (text.length > sizeof(self->bytes) - self->length) {
        self->overflow = true;
        return;
    }
    if (text.length)
        memcpy(self->bytes + self->length, text.bytes, text.length);
    self->length += text.length;
}

sg_status sg_template_fill(const char *template, const sg_origin *origin, const sg_frame *frame,
                           sg_arena *arena, sg_str *out, sg_found *found)
{
    sg_str rest = sg_str_of(template);
    bool makes_arn = sg_str_starts(rest, SG_STR("arn:"));
    name filled;

    filled.length = 0;
    filled.overflow = false;

    *found = SG_FOUND;
    while (rest.length) {
        size_t open = sg_str_find(rest, SG_STR("{"), 0);
        size_t close = open == SIZE_MAX ? SIZE_MAX : sg_str_find(rest, SG_STR("}"), open);
        sg_str value = { NULL, 0 };

        append(&filled, sg_str_slice(rest, 0, open));
        if (close == SIZE_MAX)
            break;
        *found = fill_one(sg_str_slice(rest, open + 1, close), origin, frame, arena, &value);
        if (*found != SG_FOUND)
            return SG_OK;
        if (makes_arn && sg_str_starts(value, SG_STR("arn:"))) {
            filled.length = 0;
            append(&filled, value);
            break;
        }
        append(&filled, value);
        rest = sg_str_slice(rest, close + 1, rest.length);
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
