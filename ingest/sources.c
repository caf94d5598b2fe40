/* sources.c - listing the sources, and finding out whose answers a folder holds. */
#include "ingest/sources.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
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
static sg_status add_file(sg_sources *sources, const source_listing *source, sg_str listed)
{
    sg_str full = source->folder
                      ? sg_arena_format(sources->arena, "%s/%.*s", source->root, SG_FMT(listed))
                      : sg_arena_format(sources->arena, "%s", source->root);
    if (!full.bytes)
        return SG_ENOMEM;
    sg_str path = sg_str_slice(full, full.length - listed.length, full.length);
    sg_source_file file = { .path = full.bytes, .name = path };

    if (source->several)
        file.name =
            sg_arena_format(sources->arena, "%zu:%.*s", source->index + 1, SG_FMT(path));
    if (!file.name.bytes)
        return SG_ENOMEM;
    if (source->folder) {
        SG_TRY(sg_layout_of(sg_str_of(source->root), path, sources->arena, &file.layout));
    } else {
        SG_TRY(sg_layout_of(SG_STR(""), full, sources->arena, &file.layout));
        file.layout.group = SG_STR("");
    }
    file.rank = rank_of(sources, &file.layout);
    SG_TRY(group_of(sources, source->index, &file.layout, &file.group));
    return sg_array_push(&sources->files, file);
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

static sg_status add_files(sg_sources *sources, const source_listing *source,
                           const sg_file_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t slash = 0;
        for (size_t at = 0; at < list->paths[i].length; at++)
            if (list->paths[i].bytes[at] == '/')
                slash = at + 1;
        if (list->paths[i].bytes[slash] == '.')
            continue; /* hidden */
        SG_TRY(add_file(sources, source, list->paths[i]));
        if (!is_document(list->paths[i],
                         &sources->files.items[sources->files.count - 1].layout))
            sources->files.count--;
    }
    return SG_OK;
}

static sg_status list_source(sg_sources *sources, const source_listing *source, sg_error *err)
{
    sg_arena *scratch;
    sg_file_list list;

    if (sg_arena_new(0, &scratch) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_file_walk(source->root, MAX_FILES, scratch, &list, err);
    if (status == SG_OK && add_files(sources, source, &list) != SG_OK)
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
                          sg_arena *arena, sg_error *err)
{
    *sources = (sg_sources){ .arena = arena };
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
    sg_array_free(&sources->files);
    sg_array_free(&sources->groups);
    sg_array_free(&sources->accounts);
    sg_array_free(&sources->regions);
    sg_table_free(&sources->group_index);
}
