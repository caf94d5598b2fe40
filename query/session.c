/* session.c - a session is the versions of its graph, and sets of nodes of the one that was read last:
 * statements that follow each other ask for the same nodes again and again. */
#include "query/session.h"

#include <pthread.h>
#include <stdlib.h>

#include "query/prepare.h"
#include "query/reduce/set_store.h"

enum { SET_BYTES = 64 << 20 };

struct sg_session {
    sg_versions *versions;
    uint64_t cleared;     /* how often, in the upper half */
    pthread_mutex_t lock; /* of what follows */
    sg_set_store *sets;   /* NULL: none yet */
    uint64_t sets_of;     /* the number of their version */
};

static sg_status begin(sg_session *session, sg_graph *graph, sg_error *err)
{
    if (!graph)
        SG_TRY(sg_graph_empty(&graph, err));
    if (sg_versions_new(graph, &session->versions) != SG_OK)
        return sg_fail_memory(err);
    return SG_OK;
}

sg_status sg_session_new(sg_graph *graph, sg_session **out, sg_error *err)
{
    sg_session *session = calloc(1, sizeof *session);

    if (!session || pthread_mutex_init(&session->lock, NULL) != 0) {
        free(session);
        sg_graph_free(graph);
        return sg_fail_memory(err);
    }
    sg_status status = begin(session, graph, err);
    if (status != SG_OK) {
        pthread_mutex_destroy(&session->lock);
        free(session);
        return status;
    }
    *out = session;
    return SG_OK;
}

void sg_session_free(sg_session *session)
{
    if (!session)
        return;
    sg_versions_free(session->versions);
    sg_set_store_free(session->sets);
    pthread_mutex_destroy(&session->lock);
    free(session);
}

sg_status sg_session_clear(sg_session *session, sg_error *err)
{
    sg_session fresh = { .versions = NULL };

    SG_TRY(begin(&fresh, NULL, err));
    sg_versions_free(session->versions);
    session->versions = fresh.versions;
    session->cleared += UINT64_C(1) << 32;
    sg_set_store_free(session->sets);
    session->sets = NULL;
    return SG_OK;
}

/* A reference to the sets of the version; NULL where memory is short, which costs no more than time. */
static sg_set_store *sets_for(sg_session *session, const sg_graph *graph)
{
    sg_set_store *sets = NULL;

    pthread_mutex_lock(&session->lock);
    uint64_t number = sg_versions_number_of(session->versions, graph);
    if (session->sets &&
        (session->sets_of != number || sg_set_store_graph(session->sets) != graph)) {
        sg_set_store_free(session->sets);
        session->sets = NULL;
    }
    if (!session->sets && sg_set_store_new(graph, SET_BYTES, &session->sets) != SG_OK)
        session->sets = NULL;
    if (session->sets) {
        session->sets_of = number;
        sets = sg_set_store_share(session->sets);
    }
    pthread_mutex_unlock(&session->lock);
    return sets;
}

sg_status sg_session_prepare(sg_session *session, sg_str text, const sg_query_options *options,
                             sg_query **out, sg_error *err)
{
    SG_TRY(sg_query_prepare_in(session->versions, text, options, out, err));
    if (!sg_query_writes(*out) && !(options && options->sets))
        sg_query_take_sets(*out, sets_for(session, sg_query_graph(*out)));
    return SG_OK;
}

uint64_t sg_session_version(const sg_session *session)
{
    return session->cleared + sg_versions_number(session->versions);
}

const sg_graph *sg_session_pin(sg_session *session)
{
    return sg_versions_pin(session->versions);
}

void sg_session_unpin(sg_session *session, const sg_graph *graph)
{
    sg_versions_unpin(session->versions, graph);
}

sg_status sg_session_between(sg_session *session, const sg_graph *from, const sg_graph *to,
                             sg_delta_changes *out)
{
    return sg_versions_between(session->versions, from, to, out);
}
