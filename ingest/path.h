/* path.h - where in a document a value stands: "State.Name", "Tags[].Key", "^OwnerId".
 *
 *     a.b            member b of member a
 *     'a/b.c'        a name with other characters in it
 *     a[]            every element of the list a
 *     a[k=v]         the elements of a whose member k is the text v
 *     a[k.l=v]       those whose member k has a member l that is
 *     .              the value itself
 *     ^a             a of the enclosing element, ^^a of the one around it
 *     a.b|c          the first of the alternatives that is there
 *
 * Walking into a list opens a frame; `^` climbs out of it again:
 *
 *     "Reservations[].Instances[]"     document <- reservation <- instance
 *                                        ^^           ^             .
 */
#ifndef SG_INGEST_PATH_H
#define SG_INGEST_PATH_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "ingest/tree.h"

typedef struct sg_frame {
    const sg_value *value;
    const struct sg_frame *outer; /* NULL for the document */
    sg_str path;  /* from `outer` to here, without the index; borrowed from the expression */
    size_t index; /* position in a list, or SIZE_MAX */
} sg_frame;

typedef enum sg_found {
    SG_FOUND,
    SG_MISSING,  /* absent or null */
    SG_MISTYPED, /* something on the way is not the object or list it should be */
} sg_found;

/* The first value at the path.  *out is untouched unless SG_FOUND. */
sg_found sg_path_get(const sg_frame *frame, const char *path, const sg_value **out);
/* The same for a path that is part of a longer text. */
sg_found sg_path_get_part(const sg_frame *frame, sg_str path, const sg_value **out);

/* Calls `visit` for every value at the path that is not null, each in a frame of its own; a path
 * without lists has one value at most.  Stops at the first status that is not SG_OK, and returns
 * it; *found is SG_FOUND also when a list on the way is there but empty, and SG_MISTYPED also when
 * values were visited but others could not be reached. */
typedef sg_status sg_path_visit(void *state, const sg_frame *element);
SG_MUST_USE sg_status sg_path_each(const sg_frame *frame, const char *path,
                                   sg_path_visit *visit, void *state, sg_found *found);

/* Where the frame stands, for messages: "Reservations[3].Instances[0]"; empty for the document. */
void sg_frame_write(const sg_frame *frame, sg_buffer *out);

#endif
