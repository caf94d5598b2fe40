/* coverage_details.c - of how many resources each call about single ones has told.
 *
 *     s3:GetBucketPolicy    49 files, all of them fine        complete?
 *     Bucket                50 that ListBuckets told of       one was not asked about: short
 *
 * Files do not tell that: one that is missing leaves no trace.  So the resources of the finished inventory
 * are counted, with and without what the call tells.
 */
#include "ingest/coverage_internal.h"

#include "ingest/call.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/read.h"

typedef struct detail {
    sg_str label, service, call, property;
} detail;

static const detail details[] = {
#define DETAIL(label, service, call, property)                                                 \
    { SG_STR_INIT(label), SG_STR_INIT(service), SG_STR_INIT(call), SG_STR_INIT(property) },
#include "ingest/details.def"
#undef DETAIL
};

/* Counts one resource in the row of the call where it stands, if that was answered at all. */
static void count_resource(sg_coverage *coverage, const sg_graph *graph, sg_node node,
                           const detail *about, sg_arena *scratch)
{
    const sg_expected_call *expected = sg_expected_call_find(about->call);
    bool regional = !expected || expected->how == SG_EACH_REGION;
    sg_coverage_row *row;
    sg_arn arn;

    if (sg_read_truth(graph, node, SG_STR("known"), scratch) == SG_FALSE ||
        !sg_arn_split(sg_read_arn(graph, node, scratch), &arn) ||
        !sg_str_equal(arn.service, about->service))
        return;
    row = sg_coverage_find(coverage, sg_read_text(graph, node, SG_STR("account"), scratch),
                           regional ? sg_read_text(graph, node, SG_STR("region"), scratch)
                                    : SG_STR("global"),
                           about->call);
    if (!row || row->files == 0)
        return;
    row->resources++;
    row->told += !sg_is_null(sg_read(graph, node, about->property, scratch));
}

/* The call may have been answered in full each time: it is short, and nothing of it is bad. */
static sg_status tell(sg_coverage *coverage, sg_coverage_row *row)
{
    if (!sg_coverage_is_short(row) || row->message.length > 0)
        return SG_OK;
    row->message = sg_arena_format(coverage->arena, "answered for %u of %u resources",
                                   row->told, row->resources);
    return row->message.bytes ? SG_OK : SG_ENOMEM;
}

sg_status sg_coverage_count_details(sg_coverage *coverage, const sg_graph *graph)
{
    sg_arena *scratch = NULL;
    sg_status status = SG_OK;

    SG_TRY(sg_arena_new(0, &scratch));
    for (size_t i = 0; i < SG_COUNT(details); i++)
        for (sg_cursor at = sg_nodes_with(graph, details[i].label); sg_cursor_next(&at);) {
            count_resource(coverage, graph, at.node, &details[i], scratch);
            sg_arena_reset(scratch);
        }
    sg_arena_free(scratch);
    for (size_t i = 0; i < coverage->rows.count && status == SG_OK; i++)
        status = tell(coverage, &coverage->rows.items[i]);
    return status;
}
