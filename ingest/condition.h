/* condition.h - when a row of a table counts: "path", "path=text", "path!=text", joined by `&`. */
#ifndef SG_INGEST_CONDITION_H
#define SG_INGEST_CONDITION_H

#include "ingest/path.h"

/* Whether the condition holds of the frame; NULL always does.  Numbers are written into the arena. */
bool sg_condition_holds(const char *condition, const sg_frame *frame, sg_arena *arena);

#endif
