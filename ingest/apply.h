/* apply.h - one parsed file: to the rows that map its call, and to the coverage. */
#ifndef SG_INGEST_APPLY_H
#define SG_INGEST_APPLY_H

#include "ingest/coverage.h"
#include "ingest/document.h"
#include "ingest/layout.h"
#include "ingest/mapper.h"

typedef enum sg_applied {
    SG_APPLIED_MAPPED,
    SG_APPLIED_UNMAPPED,
    SG_APPLIED_UNRECOGNISED,
    SG_APPLIED_FAILED,
} sg_applied;

/* Where a file stands, and what reading it gave. */
typedef struct sg_reading {
    sg_str name;           /* as evidence */
    sg_str account;        /* empty when not known */
    sg_layout layout;      /* by the path; completed by the document */
    sg_document *document; /* NULL: it could not be read, */
    const sg_error *error; /* for this reason */
    bool continued;        /* a further page of the file that was read before */
} sg_reading;

/* The call that the file answers, by its path and then by its document; text is in the arena where it is not
 * borrowed.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_reading_origin(sg_reading *reading, sg_arena *arena, sg_origin *out);
/* Errors: SG_ENOMEM, SG_ELIMIT of the builder; everything else goes to the coverage. */
SG_MUST_USE sg_status sg_apply(sg_mapper *mapper, sg_coverage *coverage, sg_reading *reading,
                               sg_applied *out);

#endif
