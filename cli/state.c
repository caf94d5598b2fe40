/* state.c - between coverage, which ingest knows, and the store of issues, which policies know. */
#include "cli/state.h"

#include "cli/command.h"
#include "cli/source.h"
#include "engine/base/array.h"
#include "policies/store.h"

typedef SG_ARRAY(sg_store_call) call_list;

static sg_status list_calls(const sg_coverage *coverage, call_list *out)
{
    for (size_t i = 0; i < sg_coverage_rows(coverage); i++) {
        const sg_coverage_row *row = sg_coverage_at(coverage, i);
        sg_store_call call = { .account = row->account,
                               .region = row->region,
                               .call = row->call,
                               .complete = row->status == SG_COVERAGE_COMPLETE };
        if (call.complete || sg_coverage_row_is_broken(row))
            SG_TRY(sg_array_push(out, call));
    }
    return SG_OK;
}

static sg_status update(const char *path, const sg_check *check, const call_list *calls,
                        int64_t now, sg_error *err)
{
    sg_store_counts counts = { .opened = 0 };
    sg_store *store = NULL;
    SG_TRY(sg_store_open(path, &store, err));
    sg_status status =
        sg_store_update(store, check, calls->items, calls->count, now, &counts, err);
    sg_error_in(err, sg_str_of(path));
    sg_store_close(store);
    if (status == SG_OK)
        sg_note("state: %u issues opened, %u reopened, %u resolved, %u stale", counts.opened,
                counts.reopened, counts.resolved, counts.stale);
    return status;
}

int sg_state_update(const char *path, const sg_evaluation *evaluation, int64_t now)
{
    call_list calls = { .count = 0 };
    sg_coverage *coverage = NULL;
    sg_error err = { .status = SG_OK };
    int code = sg_source_coverage(evaluation->graph, &coverage);
    if (code != SG_EXIT_OK)
        return code;
    sg_status status = list_calls(coverage, &calls);
    if (status != SG_OK)
        sg_fail_memory(&err);
    else
        status = update(path, &evaluation->check, &calls, now, &err);
    sg_array_free(&calls);
    sg_coverage_free(coverage);
    return status == SG_OK ? SG_EXIT_OK : sg_tell(&err, NULL);
}
