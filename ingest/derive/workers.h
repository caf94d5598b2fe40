/* workers.h - a scratch arena for each thread of a derivation. */
#ifndef SG_INGEST_DERIVE_WORKERS_H
#define SG_INGEST_DERIVE_WORKERS_H

#include "engine/base/arena.h"
#include "engine/base/pipeline.h"

enum { SG_WORKERS_MOST = 16 };

typedef struct sg_workers {
    unsigned count; /* at least 1 */
    size_t ahead;   /* tasks whose results may wait to be taken */
    sg_arena *scratch[SG_WORKERS_MOST];
} sg_workers;

/* For so many threads (0: one a processor) and tasks.  Errors: SG_ENOMEM; to be closed in any case. */
SG_MUST_USE sg_status sg_workers_open(unsigned threads, size_t tasks, sg_workers *out);
void sg_workers_close(sg_workers *workers);

#endif
