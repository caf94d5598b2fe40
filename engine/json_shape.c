/* json_shape.c - objects that have the keys of one that came before, in the same order. */
#include "engine/json_shape.h"

#include "engine/base/short.h"

/* Objects of one shape have one place; two shapes that share it push each other out. */
static size_t place_of(const sg_entry *read, size_t count)
{
    sg_str first = read[0].key, last = read[count - 1].key;
    size_t begin = first.length ? (unsigned char)first.bytes[0] : 0;

    return (count * 7 + begin * 3 + first.length * 5 + last.length) % SG_SHAPES;
}

bool sg_json_shape_sort(const sg_json_shapes *shapes, const sg_entry *read, size_t count,
                        sg_entry *out)
{
    if (count == 0)
        return false;
    const sg_json_shape *shape = shapes->shapes[place_of(read, count)];
    if (!shape || shape->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!sg_short_equal(shape->keys[i], read[i].key))
            return false;
        out[shape->place[i]] = (sg_entry){ shape->keys[i], read[i].value };
    }
    return true;
}

void sg_json_shape_note(sg_json_shapes *shapes, const sg_entry *read, size_t count,
                        const sg_entry *sorted, size_t kept, sg_arena *arena)
{
    if (count == 0 || count > SG_SHAPE_KEYS || kept < count)
        return;
    sg_json_shape **shape = &shapes->shapes[place_of(read, count)];
    if (!*shape)
        *shape = sg_arena_alloc_raw(arena, sizeof **shape);
    if (!*shape)
        return;
    (*shape)->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        uint8_t place = 0;
        while (sorted[place].key.bytes != read[i].key.bytes ||
               sorted[place].key.length != read[i].key.length)
            place++;
        (*shape)->keys[i] = read[i].key;
        (*shape)->place[i] = place;
    }
}
