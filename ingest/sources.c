/* sources.c - listing the sources, and finding out whose answers a folder holds. */
#include "ingest/sources.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/parallel.h"
#include "ingest/call.h"
#include "ingest/census.h"
#include "ingest/collector.h"
#include "ingest/document.h"
#include "ingest/recognise.h"

/* More files than any collector writes for an organisation of thousands of accounts. */
#define MAX_FILES ((size_t)4000000)

static sg_status group_of(sg_sources *sources, size_t source, const sg_layout *layout,
                          uint32_t *out)
{
    sg_str key = sg_arena_format(sources->arena, "%zu/%.*s", source, SG_FMT(layout->group));
    uint64_t *slot;
    bool added;

    if (!key.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_table_put(&sources->group_index, key, sources->groups.count, &slot, &added));
    *out = (uint32_t)*slot;
    if (added)
        SG_TRY(sg_array_push(&sources->groups,
                             ((sg_source_group){ .name = layout->name,
                                                 .account = SG_STR(""),
                                                 .first = sources->files.count })));
    sources->groups.items[*out].last = sources->files.count + 1;
    if (!layout->account.length)
        sources->groups.items[*out].wanted = true;
    return SG_OK;
}

/* A source while its files are listed. */
typedef struct source_listing {
    const char *root;
    size_t index;
    bool several; /* there are other sources */
    bool folder;  /* else it is the file itself */
} source_listing;

/* Files that follow each other answer one call as a rule. */
static size_t rank_of(const sg_sources *sources, const sg_layout *layout)
{
    size_t count = sources->files.count;
    const sg_source_file *last = count ? &sources->files.items[count - 1] : NULL;

    if (last && sg_str_equal(last->layout.service, layout->service) &&
        sg_str_equal(last->layout.operation, layout->operation))
        return last->rank;
    return sg_collector_rank(layout->service, layout->operation);
}

/* `listed` is not kept: there are hundreds of thousands of names, and one copy of each is enough. */
static sg_status make_file(const source_listing *source, sg_str listed, sg_arena *arena,
                           sg_source_file *out)
{
    sg_str full = source->folder
                      ? sg_arena_format(arena, "%s/%.*s", source->root, SG_FMT(listed))
                      : sg_arena_format(arena, "%s", source->root);
    if (!full.bytes)
        return SG_ENOMEM;
    sg_str path = sg_str_slice(full, full.length - listed.length, full.length);
    sg_source_file file = { .path = full.bytes, .name = path };

    if (source->several)
        file.name = sg_arena_format(arena, "%zu:%.*s", source->index + 1, SG_FMT(path));
    if (!file.name.bytes)
        return SG_ENOMEM;
    if (source->folder) {
        SG_TRY(sg_layout_of(sg_str_of(source->root), path, arena, &file.layout));
    } else {
        SG_TRY(sg_layout_of(SG_STR(""), full, arena, &file.layout));
        file.layout.group = SG_STR("");
    }
    *out = file;
    return SG_OK;
}

static int by_rank(const void *left, const void *right)
{
    const sg_source_file *a = left, *b = right;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return sg_str_compare(a->name, b->name);
}

/* Licences, notes and whatever else lies about: not an answer, and not worth a word. */
static bool is_document(sg_str path, const sg_layout *layout)
{
    static const sg_str others[] = {
        SG_STR_INIT(".md"),  SG_STR_INIT(".txt"),  SG_STR_INIT(".yaml"),
        SG_STR_INIT(".yml"), SG_STR_INIT(".demo"), SG_STR_INIT("LICENSE"),
        SG_STR_INIT(".csv"), SG_STR_INIT(".log"),  SG_STR_INIT("NOTICE"),
    };

    if (layout->parameter[0].length)
        return true;
    for (size_t i = 0; i < SG_COUNT(others); i++)
        if (sg_str_ends(path, others[i]))
            return false;
    return true;
}

static bool is_hidden(sg_str path)
{
    size_t slash = 0;

    for (size_t at = 0; at < path.length; at++)
        if (path.bytes[at] == '/')
            slash = at + 1;
    return path.bytes[slash] == '.';
}

enum { FILES_OF_A_TASK = 512 };

/* Paths of which files are made by several threads. */
typedef struct file_making {
    const source_listing *source;
    const sg_file_list *list;
    sg_source_file *files;   /* by path; `path` is NULL: it is none */
    sg_arena *const *arenas; /* by thread */
    sg_status *status;       /* by task */
} file_making;

static void make_files(void *shared, size_t task, unsigned worker)
{
    const file_making *self = shared;
    size_t end = (task + 1) * FILES_OF_A_TASK;
    sg_status status = SG_OK;

    if (end > self->list->count)
        end = self->list->count;
    for (size_t i = task * FILES_OF_A_TASK; status == SG_OK && i < end; i++) {
        sg_source_file *file = &self->files[i];
        *file = (sg_source_file){ .path = NULL };
        if (!is_hidden(self->list->paths[i]))
            status = make_file(self->source, self->list->paths[i], self->arenas[worker], file);
        if (status == SG_OK && file->path && !is_document(self->list->paths[i], &file->layout))
            file->path = NULL;
    }
    self->status[task] = status;
}

/* Takes the files that were made behind those that are there, in their order. */
static sg_status take_files(sg_sources *sources, const source_listing *source, size_t made)
{
    sg_source_file *files = sources->files.items + sources->files.count;

    for (size_t i = 0; i < made; i++) {
        sg_source_file file = files[i];
        if (!file.path)
            continue;
        file.rank = rank_of(sources, &file.layout);
        SG_TRY(group_of(sources, source->index, &file.layout, &file.group));
        sources->files.items[sources->files.count++] = file;
    }
    return SG_OK;
}

static sg_status open_arenas(sg_sources *sources, unsigned threads)
{
    while (sources->arena_count < threads) {
        SG_TRY(sg_arena_new(0, &sources->arenas[sources->arena_count]));
        sources->arena_count++;
    }
    return SG_OK;
}

static sg_status add_files(sg_sources *sources, const source_listing *source,
                           const sg_file_list *list, sg_arena *scratch)
{
    size_t tasks = (list->count + FILES_OF_A_TASK - 1) / FILES_OF_A_TASK;
    unsigned threads =
        sources->threads < SG_SOURCES_THREADS ? sources->threads : SG_SOURCES_THREADS;
    file_making making = { .source = source,
                           .list = list,
                           .arenas = sources->arenas,
                           .status = sg_arena_make_array(scratch, sg_status, tasks + 1) };

    if (!making.status || open_arenas(sources, threads) != SG_OK ||
        sg_array_reserve(&sources->files, list->count) != SG_OK)
        return SG_ENOMEM;
    making.files = sources->files.items + sources->files.count;
    sg_parallel(threads, tasks, make_files, &making);
    for (size_t i = 0; i < tasks; i++)
        SG_TRY(making.status[i]);
    return take_files(sources, source, list->count);
}

static sg_status list_source(sg_sources *sources, const source_listing *source, sg_error *err)
{
    sg_arena *scratch;
    sg_file_list list;

    if (sg_arena_new(0, &scratch) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_file_walk(source->root, MAX_FILES, scratch, &list, err);
    if (status == SG_OK && add_files(sources, source, &list, scratch) != SG_OK)
        status = sg_fail_memory(err);
    sg_arena_free(scratch);
    return status;
}

sg_str sg_sources_account(const sg_sources *sources, const sg_source_file *file)
{
    if (file->layout.account.length)
        return file->layout.account;
    return sources->groups.items[file->group].account;
}

sg_status sg_sources_open(sg_sources *sources, const char *const *roots, size_t count,
                          unsigned threads, sg_arena *arena, sg_error *err)
{
    *sources = (sg_sources){ .arena = arena, .threads = threads > 0 ? threads : 1 };
    if (!count)
        return sg_fail(err, SG_EINVAL, "no source was given");
    for (size_t i = 0; i < count; i++) {
        size_t before = sources->files.count;
        source_listing source = { roots[i], i, count > 1, sg_file_is_folder(roots[i]) };
        SG_TRY(list_source(sources, &source, err));
        if (sources->files.count == before)
            return sg_fail(err, SG_EINVAL, "there are no inventory files in `%s`", roots[i]);
    }
    SG_TRY(sg_census_take(sources, err));
    qsort(sources->files.items, sources->files.count, sizeof(*sources->files.items), by_rank);
    return SG_OK;
}

void sg_sources_close(sg_sources *sources)
{
    for (unsigned i = 0; i < sources->arena_count; i++)
        sg_arena_free(sources->arenas[i]);
    sources->arena_count = 0;
    sg_array_free(&sources->files);
    sg_array_free(&sources->groups);
    sg_array_free(&sources->accounts);
    sg_array_free(&sources->regions);
    sg_table_free(&sources->group_index);
}
