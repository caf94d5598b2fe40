/* session.c - a session is the versions of its graph. */
#include "query/session.h"

#include <stdlib.h>

#include "query/prepare.h"

struct sg_session {
    sg_versions *versions;
    uint64_t cleared; /* how often, in the upper half */
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

    if (!session) {
        sg_graph_free(graph);
        return sg_fail_memory(err);
    }
    sg_status status = begin(session, graph, err);
    if (status != SG_OK) {
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
    free(session);
}

sg_status sg_session_clear(sg_session *session, sg_error *err)
{
    sg_session fresh = { .cleared = session->cleared + (UINT64_C(1) << 32) };

    SG_TRY(begin(&fresh, NULL, err));
    sg_versions_free(session->versions);
    *session = fresh;
    return SG_OK;
}

sg_status sg_session_prepare(sg_session *session, sg_str text, const sg_query_options *options,
                             sg_query **out, sg_error *err)
{
    return sg_query_prepare_in(session->versions, text, options, out, err);
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
