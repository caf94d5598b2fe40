/* path.c - walking a document along a path expression; see path.h for the notation. */
#include "ingest/path.h"

#include <string.h>

typedef struct walk {
    sg_path_visit *visit;
    void *state;
    const char *begin; /* of the part of the path that leads out of the innermost frame */
    sg_found found;
    bool broken; /* found, but some element on the way was not what it should be */
} walk;

static sg_status follow(walk *self, const sg_frame *frame, const sg_value *value, sg_str rest);

/* Splits off the first alternative; `|` inside quotes does not count. */
static sg_str first_alternative(sg_str path, sg_str *rest)
{
    bool quoted = false;

    *rest = SG_STR("");
    if (!memchr(path.bytes, '|', path.length))
        return path;
    for (size_t i = 0; i < path.length; i++) {
        if (path.bytes[i] == '\'')
            quoted = !quoted;
        if (path.bytes[i] != '|' || quoted)
            continue;
        *rest = sg_str_slice(path, i + 1, path.length);
        return sg_str_slice(path, 0, i);
    }
    return path;
}

/* Splits off a member's name, quoted or not. */
static sg_str first_name(sg_str path, sg_str *rest)
{
    size_t end = 0;

    if (path.length && path.bytes[0] == '\'') {
        size_t close = sg_str_find(path, SG_STR("'"), 1);
        if (close == SIZE_MAX)
            close = path.length;
        *rest = sg_str_slice(path, close + 1, path.length);
        return sg_str_slice(path, 1, close);
    }
    while (end < path.length && path.bytes[end] != '.' && path.bytes[end] != '[')
        end++;
    *rest = sg_str_slice(path, end, path.length);
    return sg_str_slice(path, 0, end);
}

/* Whether the element passes a filter "k=v" or "k.l=v"; an empty filter lets all pass. */
static bool passes(const sg_value *element, sg_str filter)
{
    sg_str wanted, names = sg_str_cut(filter, '=', &wanted);
    const sg_value *member = element;

    if (!filter.length)
        return true;
    while (names.length && member)
        member = sg_tree_is(member, SG_TYPE_MAP)
                     ? sg_map_find(member, sg_str_cut(names, '.', &names))
                     : NULL;
    if (sg_tree_is(member, SG_TYPE_BOOLEAN))
        return sg_str_equal(wanted, sg_str_of(member->boolean ? "true" : "false"));
    return sg_tree_is(member, SG_TYPE_STRING) && sg_str_equal(wanted, sg_value_str(*member));
}

static void note_mistyped(walk *self)
{
    if (self->found == SG_FOUND)
        self->broken = true;
    else
        self->found = SG_MISTYPED;
}

static sg_status follow_list(walk *self, const sg_frame *frame, const sg_value *value,
                             sg_str rest)
{
    size_t close = sg_str_find(rest, SG_STR("]"), 0);
    sg_str filter = sg_str_slice(rest, 1, close);
    sg_str path = { self->begin, (size_t)(rest.bytes - self->begin) };

    rest = sg_str_slice(rest, close + 1, rest.length);
    if (value->type != SG_TYPE_LIST) {
        note_mistyped(self);
        return SG_OK;
    }
    self->found = SG_FOUND;
    for (uint32_t i = 0; i < value->length; i++) {
        const sg_value *element = &value->list[i];
        sg_frame inner = { element, frame, path, i };

        self->begin = rest.bytes + sg_str_starts(rest, SG_STR("."));
        if (passes(element, filter))
            SG_TRY(follow(self, &inner, element, rest));
    }
    return SG_OK;
}

/* Walks on from `value`, the value of `frame` or of a member within it. */
static sg_status follow(walk *self, const sg_frame *frame, const sg_value *value, sg_str rest)
{
    if (!value || sg_is_null(*value))
        return SG_OK;
    if (!rest.length) {
        sg_str path = { self->begin, (size_t)(rest.bytes - self->begin) };
        sg_frame member = { value, frame, path, SIZE_MAX };
        self->found = SG_FOUND;
        return self->visit(self->state, value == frame->value ? frame : &member);
    }
    if (rest.bytes[0] == '[')
        return follow_list(self, frame, value, rest);
    if (rest.bytes[0] == '.')
        rest = sg_str_slice(rest, 1, rest.length);
    if (value->type != SG_TYPE_MAP) {
        note_mistyped(self);
        return SG_OK;
    }
    sg_str name = first_name(rest, &rest);
    return follow(self, frame, sg_map_find(value, name), rest);
}

static sg_status each(const sg_frame *frame, sg_str path, sg_path_visit *visit, void *state,
                      sg_found *found)
{
    walk self = { .visit = visit, .state = state, .begin = path.bytes, .found = SG_MISSING };
    sg_str rest = path;

    do {
        const sg_frame *from = frame;
        sg_str alternative = first_alternative(rest, &rest);

        while (from && alternative.length && alternative.bytes[0] == '^') {
            from = from->outer;
            alternative = sg_str_slice(alternative, 1, alternative.length);
        }
        if (sg_str_equal(alternative, SG_STR(".")))
            alternative.length = 0;
        self.begin = alternative.bytes;
        if (from)
            SG_TRY(follow(&self, from, from->value, alternative));
    } while (rest.length && self.found != SG_FOUND);
    *found = self.broken ? SG_MISTYPED : self.found;
    return SG_OK;
}

sg_status sg_path_each(const sg_frame *frame, const char *path, sg_path_visit *visit,
                       void *state, sg_found *found)
{
    return each(frame, sg_str_of(path), visit, state, found);
}

/* Ends the walk at the first value: the status is only a sign to stop. */
static sg_status take(void *state, const sg_frame *element)
{
    const sg_value **out = (const sg_value **)state;

    *out = element->value;
    return SG_ELIMIT;
}

/* How many bytes from `at` on are of a name without anything that a path gives a meaning. */
static size_t name_length(sg_str path, size_t at)
{
    static const bool meant[256] = {
        ['.'] = true, ['['] = true, ['|'] = true, ['^'] = true, ['\''] = true
    };
    size_t end = at;

    while (end < path.length && !meant[(unsigned char)path.bytes[end]])
        end++;
    return end - at;
}

/* Members of members, as nearly all paths are: what each() finds too, in more steps.  False: it is another path. */
static bool get_member(const sg_frame *frame, sg_str path, const sg_value **out,
                       sg_found *found)
{
    const sg_value *value = frame->value;
    bool mistyped = false;

    for (size_t at = 0, length;; at += length + 1) {
        length = name_length(path, at);
        bool last = at + length == path.length;
        if (length == 0 || (!last && path.bytes[at + length] != '.'))
            return false;
        if (value && !sg_is_null(*value)) {
            mistyped = value->type != SG_TYPE_MAP;
            value = sg_map_find(value, (sg_str){ path.bytes + at, length });
        }
        if (last)
            break;
    }
    *found = mistyped ? SG_MISTYPED : SG_MISSING;
    if (value && !sg_is_null(*value)) {
        *found = SG_FOUND;
        *out = value;
    }
    return true;
}

sg_found sg_path_get_part(const sg_frame *frame, sg_str path, const sg_value **out)
{
    sg_found found = SG_MISSING;
    const sg_value *value = NULL;

    if (get_member(frame, path, out, &found))
        return found;
    if (each(frame, path, take, &value, &found) != SG_OK) {
        *out = value;
        return SG_FOUND;
    }
    return found == SG_FOUND ? SG_MISSING : found; /* a list without elements */
}

sg_found sg_path_get(const sg_frame *frame, const char *path, const sg_value **out)
{
    return sg_path_get_part(frame, sg_str_of(path), out);
}

void sg_frame_write(const sg_frame *frame, sg_buffer *out)
{
    if (!frame || !frame->outer)
        return;
    sg_frame_write(frame->outer, out);
    if (out->length && frame->path.length)
        sg_buffer_char(out, '.');
    sg_buffer_add(out, frame->path);
    if (frame->index != SIZE_MAX)
        sg_buffer_format(out, "[%zu]", frame->index);
}
