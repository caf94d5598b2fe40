/* scene.h - a request to IAM written down as in a textbook, for tests.
 *
 * Account A is 111111111111, B is 222222222222.  A scene starts as the user ann of A, without
 * policies, who asks for the bucket b of A, which has none either.
 */
#ifndef TEST_DERIVE_SCENE_H
#define TEST_DERIVE_SCENE_H

#include "ingest/derive/evaluate.h"

#define ANN "arn:aws:iam::111111111111:user/ann"
#define ROLE "arn:aws:iam::111111111111:role/r"
#define ROOT_A "arn:aws:iam::111111111111:root"
#define ROOT_B "arn:aws:iam::222222222222:root"

#define SCENE_POLICIES 8

typedef struct scene {
    sg_arena *arena;
    sg_graph *graph; /* of scene_tags() */
    sg_iam_caller caller;
    sg_iam_identity identity;
    sg_iam_target target;
    sg_guardrails guardrails;
    sg_iam_policies levels[SCENE_POLICIES];
    const sg_iam_policy *own[SCENE_POLICIES];
    const sg_iam_policy *boundary[1];
    const sg_iam_policy *resource[SCENE_POLICIES];
    const sg_iam_policy *scp[SCENE_POLICIES][SCENE_POLICIES];
    sg_given given[SCENE_POLICIES];
    uint32_t given_count;
} scene;

/* Statements are written with ' for " and without the document around them. */
void scene_begin(scene *at);
void scene_end(scene *at);
sg_iam_tags scene_tags(const scene *at, uint32_t tags); /* none, or `team` that is "x" */
void scene_as_role(scene *at);                          /* the role r of A */
void scene_in_account(scene *at, const char *number);   /* moves the resource */
void scene_on(scene *at, const char *arn); /* another resource of the same account */
void scene_identity(scene *at, const char *statements);
void scene_boundary(scene *at, const char *statements);
void scene_resource(scene *at, const char *statements);
void scene_scp(scene *at, unsigned level, const char *statements);
void scene_given(scene *at, const char *key, const char *value);
const sg_iam_policy *scene_policy(scene *at, const char *version, const char *statements);

sg_iam_decision scene_ask(scene *at, const char *action);
/* "must", "may" or "no". */
const char *scene_answer(scene *at, const char *action);

#endif
