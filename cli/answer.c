/* answer.c - prepare, warn, run, render. */
#include "cli/answer.h"

#include "cli/command.h"
#include "cli/machine.h"
#include "cli/render.h"
#include "engine/base/clock.h"

static void tell_warnings(const sg_query *query)
{
    const sg_error *warning;
    for (uint32_t i = 0; (warning = sg_query_warning(query, i)); i++)
        sg_note("warning: %s%s%s", warning->message, warning->hint[0] ? "; " : "",
                warning->hint);
}

static sg_status run(const sg_question *question, sg_query *query, sg_buffer *out,
                     sg_answer_counts *counts, sg_error *err)
{
    sg_result *result = NULL;
    if (!question->quiet)
        tell_warnings(query);
    SG_TRY(sg_query_run(query, question->parameters, &result, err));
    sg_status status = sg_render(sg_query_graph(query), query, result, question->format, out,
                                 &counts->rows, err);
    sg_result_close(result);
    return status;
}

/* From the cache, or prepared and then put there, unless it writes: that runs once.  *cached: not the
 * caller's. */
static sg_status find_query(const sg_question *question, sg_query **out, bool *cached,
                            sg_error *err)
{
    const sg_query_options options = { .limits = question->limits,
                                       .now = sg_clock_wall(),
                                       .reduce = question->reduce,
                                       .judge = question->judge,
                                       .procedures = question->procedures };
    uint64_t version = question->session ? sg_session_version(question->session) : 0;
    if (question->cache) {
        *out = sg_query_cache_find(question->cache, version, question->text, &options);
        *cached = *out != NULL;
        if (*cached)
            return SG_OK;
    }
    if (question->session)
        SG_TRY(sg_session_prepare(question->session, question->text, &options, out, err));
    else
        SG_TRY(sg_query_prepare(question->graph, question->text, &options, out, err));
    *cached = question->cache && !sg_query_writes(*out);
    if (*cached)
        sg_query_cache_put(question->cache, version, *out);
    return SG_OK;
}

int sg_answer(const sg_question *question, sg_buffer *out, sg_answer_counts *counts)
{
    sg_source source = { .name = SG_STR("query"), .text = question->text };
    sg_error err = { .status = SG_OK };
    sg_buffer rows = { .length = 0 };
    sg_query *query = NULL;
    uint64_t start = sg_clock_monotonic();
    bool cached = false;
    sg_status status = find_query(question, &query, &cached, &err);
    if (status == SG_OK)
        status = run(question, query, &rows, counts, &err);
    if (!cached)
        sg_query_free(query);
    counts->nanoseconds = sg_clock_monotonic() - start;
    if (status == SG_OK)
        sg_buffer_add(out, sg_buffer_str(&rows));
    else if (question->format == SG_REPORT_JSON)
        sg_machine_error(&err, question->text, out);
    sg_buffer_free(&rows);
    if (status != SG_OK && !question->quiet)
        sg_tell(&err, &source);
    return sg_exit_of(status);
}
