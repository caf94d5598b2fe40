/* watched.h - one policy of a watch: the issues that it has found, and how they are brought up to date. */
#ifndef SG_POLICIES_WATCHED_H
#define SG_POLICIES_WATCHED_H

#include "engine/base/array.h"
#include "policies/primaries.h"

typedef enum sg_watch_how { SG_WATCH_WHOLE, SG_WATCH_AROUND, SG_WATCH_UNTOUCHED } sg_watch_how;

typedef SG_ARRAY(const sg_issue *) sg_watched_issues;

/* With what is looked at of all issues at every step. */
typedef struct sg_watched_issue {
    const sg_issue *issue;
    uint32_t node;  /* its primary */
    uint32_t print; /* part of its fingerprint */
} sg_watched_issue;

typedef struct sg_watched {
    const sg_policy *policy;
    sg_reads *reads;
    sg_arena *arena;   /* what its issues point to */
    size_t whole_size; /* bytes of it after the policy was last evaluated as a whole */
    SG_ARRAY(sg_watched_issue) issues;
    sg_policy_outcome outcome; /* of the last evaluation */
    bool local;                /* can be evaluated around a change */
    /* Of the step at hand: */
    sg_watch_how how;
    sg_status status;
    sg_watched_issues gone, come;
    sg_arena *retired; /* what `gone` points to, when that is no longer `arena` */
    uint64_t primaries;
} sg_watched;

/* Evaluates the policy as `how` says; where that cannot be around the change, as a whole. */
void sg_watched_evaluate(sg_watched *watched, const sg_watching *of);
/* Ends a step: its `gone` and `come` are not needed any more. */
void sg_watched_forget(sg_watched *watched);
void sg_watched_free(sg_watched *watched);

#endif
