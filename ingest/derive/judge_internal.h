/* judge_internal.h - what answers and reasons share; for judge*.c only. */
#ifndef SG_INGEST_DERIVE_JUDGE_INTERNAL_H
#define SG_INGEST_DERIVE_JUDGE_INTERNAL_H

#include <pthread.h>

#include "engine/base/array.h"
#include "ingest/derive/judge.h"
#include "ingest/derive/resource_decision.h"

struct sg_judge {
    const sg_graph *graph;
    pthread_mutex_t lock;
    bool ready; /* the estate has been read */
    sg_arena *arena;
    sg_coverage *coverage;
    sg_estate estate;
    uint32_t *principal_of, *resource_of; /* by node: index + 1 */
    SG_ARRAY(sg_arena *) scratch;         /* not in use */
};

typedef struct sg_judge_question {
    sg_iam_caller caller;
    const sg_iam_identity *identity;    /* NULL: none, or not known */
    bool unread;                        /* policies of the caller are not known */
    const sg_estate_resource *resource; /* NULL: of the estate it is none */
    sg_iam_target target;
    sg_str suffix; /* of the target's ARN */
    sg_str part;   /* and of parts of it that do as well: versions, indexes; empty: none */
} sg_judge_question;

/* Scratch memory for one question, once the estate has been read. */
SG_MUST_USE sg_status sg_judge_begin(sg_judge *judge, sg_arena **out, sg_error *err);
void sg_judge_end(sg_judge *judge, sg_arena *scratch);

/* False when the node is no principal; no resource. */
bool sg_judge_find_caller(const sg_judge *judge, sg_node node, sg_arena *scratch,
                          sg_judge_question *out);
bool sg_judge_find_target(const sg_judge *judge, sg_node node, sg_str action, sg_arena *scratch,
                          sg_judge_question *out);

#endif
