/* pack.c - a pack of policies on several threads, while sessions over the same graph read, write and watch.
 *
 *     checks      the shipped policies, two threads each: they share sets of nodes
 *     readers     statements of one session, which share sets too
 *     a writer    makes versions of the graph meanwhile; a watch follows it, its policies on two threads
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/parallel.h"
#include "policies/watch.h"
#include "tests/threads/threads.h"

enum { CHECKS = 2, READERS = 2, WRITES = 6, TASKS = CHECKS + READERS + 1 };

typedef struct {
    const sg_policies *policies;
    sg_session *session;
    const sg_graph *first; /* the version that the session began with */
    sg_check checks[CHECKS];
    uint64_t rows[READERS];
    bool checked[CHECKS], read[READERS], written;
} scene;

/* Runs a statement to its end; the number of its rows, or UINT64_MAX. */
static uint64_t run(sg_session *session, const char *text)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    sg_step step = SG_FAIL;
    uint64_t rows = 0;

    if (sg_session_prepare(session, sg_str_of(text), NULL, &query, NULL) == SG_OK &&
        sg_query_run(query, sg_null(), &result, NULL) == SG_OK)
        while ((step = sg_result_next(result, &row, NULL)) == SG_ROW)
            rows++;
    sg_result_close(result);
    sg_query_free(query);
    return step == SG_DONE ? rows : UINT64_MAX;
}

static bool check(scene *self, sg_check *out)
{
    sg_check_options options = { .threads = 2 };

    return sg_check_run(self->first, self->policies, &options, out, NULL) == SG_OK &&
           out->failed == 0;
}

static bool read_often(scene *self, uint64_t *rows)
{
    *rows = 0;
    for (int i = 0; i < WRITES; i++) {
        uint64_t found =
            run(self->session, "MATCH (x:Compute)-[:HAS]->(r:AccessRole)-[:CAN_ACCESS]->(d) "
                               "WHERE x.exposure = 'PUBLIC' RETURN DISTINCT d");
        if (found == UINT64_MAX)
            return false;
        *rows += found;
    }
    return true;
}

/* Writes one version after the other; a watch tells what each has changed. */
static bool write_and_watch(scene *self)
{
    sg_check_options options = { .threads = 2 };
    sg_watch *watch = NULL;
    sg_issue_changes changes;
    uint64_t seen = 0;
    bool good = sg_watch_new(self->session, self->policies, &options, &watch, NULL) == SG_OK;

    for (int i = 0; i < WRITES && good; i++) {
        const char *text = i % 2 ? "MATCH (b:Bucket) SET b.encrypted = true"
                                 : "MATCH (b:Bucket) SET b.encrypted = false";
        good = run(self->session, text) != UINT64_MAX &&
               sg_watch_advance(watch, &changes, NULL) == SG_OK;
        seen += good ? changes.count : 0;
    }
    sg_watch_free(watch);
    return good && seen > 0;
}

static void play(void *shared, size_t task, unsigned worker)
{
    scene *self = shared;

    (void)worker;
    if (task < CHECKS)
        self->checked[task] = check(self, &self->checks[task]);
    else if (task < CHECKS + READERS)
        self->read[task - CHECKS] = read_often(self, &self->rows[task - CHECKS]);
    else
        self->written = write_and_watch(self);
}

/* The same issues in the same order. */
static bool is_same(const sg_check *left, const sg_check *right)
{
    bool same = left->issue_count == right->issue_count;

    for (uint32_t i = 0; same && i < left->issue_count; i++)
        same = strcmp(left->issues[i]->fingerprint, right->issues[i]->fingerprint) == 0;
    return same;
}

/* After the threads: what they found on the first version is what one thread finds there. */
static bool compare(scene *self)
{
    sg_check_options alone = { .threads = 1 };
    sg_check expected;

    if (sg_check_run(self->first, self->policies, &alone, &expected, NULL) != SG_OK)
        return false;
    bool same = expected.issue_count > 0 && self->rows[0] > 0 && self->rows[0] == self->rows[1];
    for (int i = 0; i < CHECKS; i++)
        same = same && is_same(&self->checks[i], &expected);
    sg_check_free(&expected);
    return same;
}

bool sg_threads_check_and_change(sg_graph *graph, const sg_policies *policies)
{
    scene self = { .policies = policies };

    if (sg_session_new(graph, &self.session, NULL) != SG_OK)
        return false;
    self.first = sg_session_pin(self.session);
    sg_parallel(TASKS, TASKS, play, &self);
    bool good = self.written;
    for (int i = 0; i < CHECKS; i++)
        good = good && self.checked[i];
    for (int i = 0; i < READERS; i++)
        good = good && self.read[i];
    good = good && compare(&self);
    for (int i = 0; i < CHECKS; i++)
        sg_check_free(&self.checks[i]);
    sg_session_unpin(self.session, self.first);
    sg_session_free(self.session);
    return good;
}
