/* apply.c - one parsed file: to the rows that map its call, and to the coverage. */
#include "ingest/apply.h"

#include <stdio.h>

#include "ingest/call.h"
#include "ingest/generic.h"
#include "ingest/kubernetes/kubernetes.h"
#include "ingest/recognise.h"

sg_status sg_reading_origin(sg_reading *reading, sg_arena *arena, sg_origin *out)
{
    if (reading->document && reading->document->body)
        sg_layout_by_content(reading->document->body, &reading->layout);
    const sg_layout *layout = &reading->layout;
    sg_origin origin = {
        .file = reading->name,
        .service = layout->service,
        .operation = layout->operation,
        .parameter = { layout->parameter[0], layout->parameter[1] },
        .account = reading->account,
        .region = layout->region,
        .partition = sg_partition_of(layout->region),
    };

    if (sg_str_equal(layout->service, SG_STR("kubernetes")))
        SG_TRY(sg_kubernetes_cluster(&origin, layout->cluster, arena, &origin.cluster));
    *out = origin;
    return SG_OK;
}

/* The region under which a call is covered. */
static sg_str covered_region(const sg_origin *origin, sg_str call)
{
    const sg_expected_call *expected = sg_expected_call_find(call);

    if (expected ? expected->how != SG_EACH_REGION : sg_service_is_global(origin->service))
        return SG_STR("global");
    return origin->region;
}

/* Looks up the call of a file, unless the file before had the same. */
static sg_status find_call(sg_mapper *mapper, const sg_origin *origin)
{
    sg_mapper_call *call = &mapper->call;
    sg_collector_walk walk = { 0 };

    if (call->name.length && sg_str_equal(call->service, origin->service) &&
        sg_str_equal(call->operation, origin->operation))
        return SG_OK;
    call->rows.count = 0;
    for (const sg_collector *row; (row = sg_collector_next(&walk));)
        if (sg_collector_maps(row, origin->service, origin->operation))
            SG_TRY(sg_array_push(&call->rows, row));
    call->service = origin->service;
    call->operation = origin->operation;
    call->name = origin->operation.length
                     ? sg_call_name(origin->service, origin->operation, mapper->arena)
                     : SG_STR("-");
    return call->name.bytes ? SG_OK : SG_ENOMEM;
}

static sg_status note(sg_mapper *mapper, sg_coverage *coverage, const sg_origin *origin,
                      sg_coverage_row *row)
{
    SG_TRY(find_call(mapper, origin));
    row->call = mapper->call.name;
    row->mapped = row->mapped || sg_expected_call_find(row->call);
    row->account = origin->account;
    row->region = covered_region(origin, row->call);
    row->file = origin->file;
    row->files = !mapper->continued;
    return sg_coverage_note(coverage, row);
}

/* Whether a comma-separated list has the code. */
static bool lists(const char *codes, const char *code)
{
    sg_str rest = sg_str_of(codes);

    while (rest.length)
        if (sg_str_equal(sg_str_trim(sg_str_cut(rest, ',', &rest)), sg_str_of(code)))
            return true;
    return false;
}

/* The provider answered that there is none: that is an answer. */
static sg_status apply_absence(sg_mapper *mapper, const char *code, bool *answered)
{
    *answered = false;
    for (size_t i = 0; i < mapper->call.rows.count; i++) {
        const sg_collector *row = mapper->call.rows.items[i];

        if (!row->absent || !lists(row->absent, code))
            continue;
        *answered = true;
        SG_TRY(sg_mapper_apply_absent(mapper, row));
    }
    return SG_OK;
}

/* What was asked about was deleted after it had been listed: nothing is missing. */
static bool is_gone(sg_str code)
{
    return sg_str_starts(code, SG_STR("NoSuch")) || sg_str_ends(code, SG_STR("NotFound")) ||
           sg_str_ends(code, SG_STR("NotFoundException")) ||
           sg_str_ends(code, SG_STR("NotFoundFault"));
}

static sg_status apply_error(sg_mapper *mapper, sg_coverage *coverage, const sg_origin *origin,
                             const sg_document *document, sg_applied *out)
{
    sg_coverage_row row = { .status = SG_COVERAGE_COMPLETE };
    char message[300] = "";
    bool answered;

    SG_TRY(find_call(mapper, origin));
    row.mapped = mapper->call.rows.count > 0;
    SG_TRY(apply_absence(mapper, document->code, &answered));
    *out = row.mapped ? SG_APPLIED_MAPPED : SG_APPLIED_UNMAPPED;
    if (!answered) {
        snprintf(message, sizeof(message), "%s: %s", document->code, document->message);
        row.gone = is_gone(sg_str_of(document->code));
        row.problems = !row.gone;
        row.status = !row.problems                        ? SG_COVERAGE_SKIPPED
                     : document->kind == SG_ANSWER_DENIED ? SG_COVERAGE_DENIED
                                                          : SG_COVERAGE_FAILED;
        if (row.problems)
            *out = SG_APPLIED_FAILED;
    }
    row.message = sg_str_of(message);
    return note(mapper, coverage, origin, &row);
}

static sg_status apply_body(sg_mapper *mapper, sg_coverage *coverage, const sg_origin *origin,
                            const sg_document *document, sg_applied *out)
{
    sg_coverage_row row = { .status = SG_COVERAGE_COMPLETE };
    const sg_value *body = document->body;

    SG_TRY(find_call(mapper, origin));
    row.mapped = mapper->call.rows.count > 0;
    if (row.mapped && document->repeated[0])
        sg_mapper_problem(mapper, NULL, NULL, "%s", document->repeated);
    for (size_t i = 0; i < mapper->call.rows.count; i++)
        SG_TRY(sg_mapper_apply(mapper, mapper->call.rows.items[i], body));
    if (!row.mapped)
        SG_TRY(sg_generic_apply(mapper, body));
    *out = row.mapped ? SG_APPLIED_MAPPED : SG_APPLIED_UNMAPPED;
    if (row.mapped && !mapper->answered && !mapper->problems &&
        (!sg_tree_is(body, SG_TYPE_MAP) || body->length))
        sg_mapper_problem(mapper, NULL, NULL, "the document has nothing of what %.*s answers",
                          SG_FMT(origin->operation));
    if (mapper->problems)
        row.status = mapper->items ? SG_COVERAGE_PARTIAL : SG_COVERAGE_FAILED;
    else if (mapper->aimless && !mapper->items)
        row.status = SG_COVERAGE_SKIPPED;
    if (row.status == SG_COVERAGE_FAILED)
        *out = SG_APPLIED_FAILED;
    row.items = mapper->items;
    row.problems = mapper->problems;
    row.message = row.status == SG_COVERAGE_SKIPPED
                      ? SG_STR("nothing tells which resource the answer is about")
                      : sg_str_of(mapper->problem);
    return note(mapper, coverage, origin, &row);
}

static sg_status apply_unreadable(sg_mapper *mapper, sg_coverage *coverage,
                                  const sg_origin *origin, const sg_error *error)
{
    sg_coverage_row row = { .status = SG_COVERAGE_FAILED, .problems = 1, .mapped = true };

    row.message = sg_str_of(error->message);
    return note(mapper, coverage, origin, &row);
}

sg_status sg_apply(sg_mapper *mapper, sg_coverage *coverage, sg_reading *reading,
                   sg_applied *out)
{
    sg_document *document = reading->document;
    sg_origin origin;

    SG_TRY(sg_reading_origin(reading, mapper->arena, &origin));
    if (document && document->body)
        SG_TRY(sg_kubernetes_name_kinds(document->root, document->arena));
    sg_mapper_begin(mapper, &origin, document);
    mapper->continued = reading->continued;
    *out = SG_APPLIED_FAILED;
    if (!document)
        return apply_unreadable(mapper, coverage, &origin, reading->error);
    if (!origin.operation.length || !origin.service.length) {
        sg_coverage_row row = { .status = SG_COVERAGE_SKIPPED,
                                .message = SG_STR("neither path nor content tell what it is") };
        origin.operation = SG_STR("");
        *out = SG_APPLIED_UNRECOGNISED;
        return note(mapper, coverage, &origin, &row);
    }
    if (document->kind != SG_ANSWER_BODY)
        return apply_error(mapper, coverage, &origin, document, out);
    return apply_body(mapper, coverage, &origin, document, out);
}
