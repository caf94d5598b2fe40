/* load.c - sources to a graph: files are parsed ahead and in parallel (parse.h), and applied in order. */
#include "ingest/load.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/pages.h"
#include "engine/base/parallel.h"
#include "ingest/apply.h"
#include "ingest/call.h"
#include "ingest/collector.h"
#include "ingest/facts_ahead.h"
#include "ingest/parse.h"
#include "ingest/pending.h"
#include "ingest/policy_ahead.h"
#include "ingest/sources.h"

/* Progress is told when so many files were applied. */
enum { WAVE = 16 };

typedef struct load {
    const sg_ingest_options *options;
    sg_arena *arena;
    sg_builder *builder;
    sg_coverage *coverage;
    sg_sources sources;
    sg_mapper mapper;
    sg_policy_rows policy_rows;
    sg_ingest_report report;
} load;

static unsigned threads_of(const load *self)
{
    return self->options->threads ? self->options->threads : sg_processors();
}

static bool is_configuration(sg_str name)
{
    return sg_str_equal(name, SG_STR("config.json")) ||
           sg_str_ends(name, SG_STR("/config.json")) ||
           sg_str_ends(name, SG_STR(":config.json"));
}

static sg_reading reading_of(const load *self, sg_parsed *parsed)
{
    return (sg_reading){
        .name = parsed->file->name,
        .account = sg_sources_account(&self->sources, parsed->file),
        .layout = parsed->file->layout,
        .document = parsed->status == SG_OK ? &parsed->document : NULL,
        .error = &parsed->error,
        .continued = parsed->continued,
    };
}

static sg_status apply_one(load *self, sg_parsed *parsed, sg_error *err)
{
    sg_reading reading = reading_of(self, parsed);
    sg_applied applied;

    if (is_configuration(parsed->file->name) && parsed->status == SG_OK)
        return SG_OK; /* the census has read it */
    sg_status status = sg_apply(&self->mapper, self->coverage, &reading, &applied);
    if (status != SG_OK)
        return sg_fail(err, status, "cannot take in `%.*s`: %s", SG_FMT(reading.name),
                       status == SG_ENOMEM ? "not enough memory"
                                           : "the graph would be too large");
    if (parsed->continued)
        return SG_OK;
    self->report.mapped += applied == SG_APPLIED_MAPPED;
    self->report.unmapped += applied == SG_APPLIED_UNMAPPED;
    self->report.unrecognised += applied == SG_APPLIED_UNRECOGNISED;
    self->report.failed += applied == SG_APPLIED_FAILED;
    return SG_OK;
}

static sg_status work(void *state, sg_arena *scratch, sg_parsed *parsed)
{
    const load *self = state;
    sg_reading reading = reading_of(self, parsed);
    sg_origin origin;

    /* One thread alone gains nothing by reading ahead. */
    if (threads_of(self) > 1 && !is_configuration(parsed->file->name)) {
        SG_TRY(sg_reading_origin(&reading, parsed->document.arena, &origin));
        SG_TRY(sg_facts_gather(&origin, &parsed->document));
    }
    return sg_policies_spell(&self->policy_rows, &parsed->file->layout, scratch,
                             &parsed->document);
}

static sg_status take(void *state, sg_parsed *parsed, sg_error *err)
{
    load *self = state;
    size_t done = parsed->number + 1, total = self->sources.files.count;

    SG_TRY(apply_one(self, parsed, err));
    if (self->options->progress && parsed->last && (done % WAVE == 0 || done == total))
        self->options->progress(self->options->progress_state, done, total);
    return SG_OK;
}

static sg_status read_files(load *self, sg_error *err)
{
    self->report.files = self->sources.files.count;
    if (sg_policy_rows_list(&self->policy_rows) != SG_OK)
        return sg_fail_memory(err);
    return sg_parse_files(self->sources.files.items, self->sources.files.count,
                          threads_of(self), work, take, self, err);
}

/* --- what no file says ----------------------------------------------------------------------- */

static sg_status add_internet(sg_builder *builder)
{
    sg_build_node node;

    SG_TRY(sg_builder_merge_node(builder, SG_STR("internet"), &node, NULL));
    SG_TRY(sg_builder_add_label(builder, node, SG_STR("Internet")));
    SG_TRY(sg_builder_set(builder, node, SG_STR("id"), sg_string(SG_STR("internet"))));
    return sg_builder_set(builder, node, SG_STR("name"), sg_string(SG_STR("Internet")));
}

/* An account of which answers were loaded is known, and called by its folder unless the
 * organisation has told its name. */
static sg_status name_account(load *self, sg_str number, sg_str name)
{
    sg_build_node node;

    if (!number.length)
        return SG_OK;
    SG_TRY(sg_mapper_account(&self->mapper, number, &node));
    SG_TRY(sg_builder_set(self->builder, node, SG_STR("known"), sg_boolean(true)));
    SG_TRY(sg_builder_set(self->builder, node, SG_STR("provider"), sg_string(SG_STR("aws"))));
    if (name.length && !sg_str_equal(name, number) &&
        sg_is_null(sg_builder_get(self->builder, node, SG_STR("name"), self->arena)))
        return sg_builder_set(self->builder, node, SG_STR("name"), sg_string(name));
    return SG_OK;
}

static sg_status name_accounts(load *self)
{
    for (size_t i = 0; i < self->sources.accounts.count; i++) {
        const sg_source_account *account = &self->sources.accounts.items[i];
        if (account->listed)
            SG_TRY(sg_coverage_expect(self->coverage, account->number, SG_STR("")));
    }
    for (size_t i = 0; i < self->sources.files.count; i++) {
        const sg_source_file *file = &self->sources.files.items[i];
        const sg_source_group *group = &self->sources.groups.items[file->group];

        if (file->layout.operation.length)
            SG_TRY(name_account(self, sg_sources_account(&self->sources, file),
                                file->layout.group.length ? group->name : SG_STR("")));
    }
    return SG_OK;
}

/* An account that is neither loaded nor of the organisation is somebody else's. */
static sg_status mark_strangers(load *self)
{
    for (size_t i = 0; i < self->mapper.accounts.count; i++) {
        sg_build_node node = self->mapper.accounts.items[i];
        sg_value known = sg_builder_get(self->builder, node, SG_STR("known"), self->arena);

        if (known.type == SG_TYPE_BOOLEAN && !known.boolean)
            SG_TRY(sg_builder_set(self->builder, node, SG_STR("external"), sg_boolean(true)));
    }
    return SG_OK;
}

static sg_status close_coverage(load *self)
{
    for (size_t i = 0; i < self->sources.regions.count; i++)
        if (self->sources.regions.items[i].account.length)
            SG_TRY(sg_coverage_expect(self->coverage, self->sources.regions.items[i].account,
                                      self->sources.regions.items[i].region));
    return sg_coverage_close(self->coverage);
}

/* The coverage, with what the inventory shows to be missing. */
static sg_status attach_coverage(load *self, const sg_graph *inventory)
{
    sg_buffer json = { .limit = (size_t)1 << 30 };
    sg_status status = sg_coverage_count_details(self->coverage, inventory);

    self->report.coverage = sg_coverage_summarise(self->coverage);
    if (status == SG_OK)
        status = sg_coverage_write(self->coverage, &json);
    if (status == SG_OK)
        status = sg_builder_attach(self->builder, SG_STR("coverage"), sg_buffer_str(&json));
    sg_buffer_free(&json);
    return status;
}

static sg_status finish(load *self, sg_error *err)
{
    sg_status status = sg_pending_link(&self->mapper);

    if (status == SG_OK)
        status = name_accounts(self);
    if (status == SG_OK)
        status = mark_strangers(self);
    if (status == SG_OK)
        status = close_coverage(self);
    return status == SG_OK ? SG_OK : sg_fail(err, status, "cannot complete the inventory");
}

static sg_status freeze(load *self, sg_graph **out, sg_error *err)
{
    sg_graph *inventory = NULL, *graph = NULL;
    sg_derive_options options =
        self->options->derive ? *self->options->derive : sg_derive_defaults();

    options.threads = self->options->threads;
    sg_builder_use_threads(self->builder, threads_of(self));
    SG_TRY(sg_builder_preview(self->builder, &inventory, err));
    sg_preview_forget_texts(inventory);
    sg_status status = attach_coverage(self, inventory);
    if (status != SG_OK)
        (void)sg_fail(err, status, "cannot complete the inventory");
    else
        status = sg_derive_all(inventory, self->builder, self->coverage, &options, err);
    sg_pages_trim();
    if (status != SG_OK) {
        sg_graph_free(inventory);
        return status;
    }
    if (sg_builder_resume(self->builder, inventory) != SG_OK)
        return sg_fail_memory(err);
    sg_pages_trim();
    SG_TRY(sg_builder_finish(self->builder, &graph, err));
    self->report.nodes = sg_graph_nodes(graph);
    self->report.relationships = sg_graph_edges(graph);
    *out = graph;
    return SG_OK;
}

static sg_status open_all(load *self, const char *const *sources, size_t count, sg_error *err)
{
    if (sg_arena_new(0, &self->arena) != SG_OK || sg_coverage_new(&self->coverage) != SG_OK ||
        sg_builder_new(self->options->memory_limit, &self->builder) != SG_OK ||
        sg_mapper_open(&self->mapper, self->builder, self->arena) != SG_OK ||
        add_internet(self->builder) != SG_OK)
        return sg_fail_memory(err);
    sg_builder_use_scratch(self->builder, self->options->beside);
    return sg_sources_open(&self->sources, sources, count, threads_of(self), self->arena, err);
}

/* What was needed to read files: names of files alone are hundreds of bytes each.  More than once is allowed. */
static void close_reading(load *self)
{
    sg_sources_close(&self->sources);
    sg_mapper_close(&self->mapper);
    sg_policy_rows_close(&self->policy_rows);
    sg_arena_free(self->arena);
    self->arena = NULL;
    sg_pages_trim();
}

static sg_status run(load *self, const char *const *sources, size_t count, sg_graph **out,
                     sg_error *err)
{
    SG_TRY(open_all(self, sources, count, err));
    SG_TRY(read_files(self, err));
    if (self->report.files == self->report.unrecognised)
        return sg_fail(err, SG_EINVAL, "nothing in `%s` looks like an inventory", sources[0]);
    SG_TRY(finish(self, err));
    close_reading(self);
    return freeze(self, out, err);
}

sg_status sg_ingest_load(const char *const *sources, size_t count,
                         const sg_ingest_options *options, sg_graph **out,
                         sg_ingest_report *report, sg_error *err)
{
    static const sg_ingest_options defaults = { .threads = 0 };
    load *self = calloc(1, sizeof(*self));
    sg_status status;

    if (!self)
        return sg_fail_memory(err);
    self->options = options ? options : &defaults;
    status = run(self, sources, count, out, err);
    if (report)
        *report = self->report;
    close_reading(self);
    sg_builder_free(self->builder);
    sg_coverage_free(self->coverage);
    free(self);
    return status;
}
