/* json_shape.h - objects that have the keys of one that came before, in the same order.
 *
 *     {"Key": "Name", "Value": "web-1"}        sorted, and noted: Key is first, Value second
 *     {"Key": "owner", "Value": "finance"}     known: both go where they belong
 *
 * An answer has thousands of objects and few shapes.  Those that follow are not sorted, and their keys are given
 * as those of the first, which are near at hand whenever one is looked for.
 */
#ifndef SG_JSON_SHAPE_H
#define SG_JSON_SHAPE_H

#include "engine/value.h"

enum { SG_SHAPES = 64, SG_SHAPE_KEYS = 32 };

typedef struct sg_json_shape {
    uint32_t count;
    uint8_t place[SG_SHAPE_KEYS]; /* by key as it was read: where it is when they are sorted */
    sg_str keys[SG_SHAPE_KEYS];   /* as they were read; borrowed */
} sg_json_shape;

/* Zeroed there are none. */
typedef struct sg_json_shapes {
    sg_json_shape *shapes[SG_SHAPES]; /* in the arena of the document */
} sg_json_shapes;

/* Writes the entries in the order of their keys if an object of that shape is known; false: it is not. */
bool sg_json_shape_sort(const sg_json_shapes *shapes, const sg_entry *read, size_t count,
                        sg_entry *out);
/* Notes the shape of an object that was sorted, in place of another one perhaps; one that is too large or has a key
 * twice, so that fewer were kept, is none.  Without memory for it nothing is noted. */
void sg_json_shape_note(sg_json_shapes *shapes, const sg_entry *read, size_t count,
                        const sg_entry *sorted, size_t kept, sg_arena *arena);

#endif
