/* import.c - graphs from CSV files and OpenGraph JSON: which is it, and what came of it. */
#include "cli/import.h"

#include <string.h>

#include "cli/command.h"
#include "engine/base/array.h"
#include "engine/base/file.h"
#include "exchange/csv.h"
#include "exchange/opengraph.h"

typedef SG_ARRAY(sg_csv_group) group_list;

/* --- what is it ------------------------------------------------------------------------------------- */

static sg_import_kind kind_of(const char *path)
{
    if (sg_file_is_folder(path))
        return sg_csv_recognise_folder(path) ? SG_IMPORT_CSV : SG_IMPORT_NOTHING;
    if (sg_csv_recognise(path))
        return SG_IMPORT_CSV;
    return sg_opengraph_recognise(path) ? SG_IMPORT_OPENGRAPH : SG_IMPORT_NOTHING;
}

sg_import_kind sg_import_recognise(const char *const *paths, size_t count,
                                   const sg_import_options *options)
{
    bool flags = options->nodes.count + options->relationships.count > 0;
    sg_import_kind kind = flags ? SG_IMPORT_CSV : SG_IMPORT_NOTHING;

    for (size_t i = 0; i < count; i++) {
        sg_import_kind each = sg_file_exists(paths[i]) ? kind_of(paths[i]) : kind;
        if (i == 0 && !flags)
            kind = each;
        else if (each != kind)
            kind = SG_IMPORT_MIXED;
    }
    return kind;
}

/* --- CSV --------------------------------------------------------------------------------------------- */

static sg_status add_folder(const char *path, sg_arena *arena, group_list *groups,
                            sg_error *err)
{
    const sg_csv_group *found;
    size_t count = 0;

    SG_TRY(sg_csv_folder(path, arena, &found, &count, err));
    for (size_t i = 0; i < count; i++)
        if (sg_array_push(groups, found[i]) != SG_OK)
            return sg_fail_memory(err);
    return SG_OK;
}

static sg_status add_argument(const char *argument, sg_arena *arena, group_list *groups,
                              sg_error *err)
{
    sg_csv_group group;

    SG_TRY(sg_csv_argument(sg_str_of(argument), NULL, arena, &group, err));
    return sg_array_push(groups, group) == SG_OK ? SG_OK : sg_fail_memory(err);
}

static sg_status gather(const char *const *paths, size_t count,
                        const sg_import_options *options, sg_arena *arena, group_list *groups,
                        sg_error *err)
{
    const sg_option_texts *lists[] = { &options->nodes, &options->relationships };

    for (size_t i = 0; i < count; i++)
        SG_TRY(sg_file_is_folder(paths[i]) ? add_folder(paths[i], arena, groups, err)
                                           : add_argument(paths[i], arena, groups, err));
    for (size_t l = 0; l < SG_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->count; i++)
            SG_TRY(add_argument(lists[l]->items[i], arena, groups, err));
    return SG_OK;
}

/* One byte, or the word TAB as Neo4j's import has it. */
static sg_status read_delimiter(const char *name, const char *text, char *out, sg_error *err)
{
    if (!text)
        return SG_OK;
    *out = text[0];
    if (strcmp(text, "TAB") == 0 || strcmp(text, "\\t") == 0)
        *out = '\t';
    else if (strlen(text) != 1 || strchr("\"\r\n", text[0]) || (unsigned char)text[0] >= 0x80)
        return sg_fail(err, SG_EINVAL, "`--%s` takes one character or TAB, not `%s`", name,
                       text);
    return SG_OK;
}

static sg_status load_csv(const char *const *paths, size_t count,
                          const sg_import_options *options, sg_graph **out,
                          sg_csv_report *report, sg_error *err)
{
    sg_csv_options csv = { .threads = options->threads,
                           .tolerance = (uint64_t)options->tolerance };
    group_list groups = { .items = NULL };
    sg_arena *arena;

    SG_TRY(read_delimiter("delimiter", options->delimiter, &csv.delimiter, err));
    SG_TRY(
        read_delimiter("array-delimiter", options->array_delimiter, &csv.array_delimiter, err));
    if (sg_arena_new(0, &arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = gather(paths, count, options, arena, &groups, err);
    if (status == SG_OK)
        status = sg_csv_load(groups.items, groups.count, &csv, out, report, err);
    sg_array_free(&groups);
    sg_arena_free(arena);
    return status;
}

static void tell_left_out(uint64_t left_out)
{
    if (left_out > 0)
        sg_note("%llu relationships are left out: their ends are not there",
                (unsigned long long)left_out);
}

int sg_import_load(sg_import_kind kind, const char *const *paths, size_t count,
                   const sg_import_options *options, sg_graph **out)
{
    sg_opengraph_report opened = { .nodes = 0 };
    sg_csv_report report = { .files = 0 };
    sg_error err = { .status = SG_OK };

    if (kind == SG_IMPORT_MIXED) {
        sg_note(
            "the sources are of several kinds (inventory, CSV, OpenGraph); load them one by "
            "one");
        return SG_EXIT_USAGE;
    }
    if (kind == SG_IMPORT_OPENGRAPH) {
        if (sg_opengraph_load(paths, count, (uint64_t)options->tolerance, out, &opened, &err) !=
            SG_OK)
            return sg_tell(&err, NULL);
        sg_note("loaded %zu files: %u nodes, %u relationships", count, opened.nodes,
                opened.relationships);
        tell_left_out(opened.left_out);
        return SG_EXIT_OK;
    }
    if (load_csv(paths, count, options, out, &report, &err) != SG_OK)
        return sg_tell(&err, NULL);
    sg_note("loaded %zu CSV files: %u nodes, %u relationships", report.files, report.nodes,
            report.relationships);
    tell_left_out(report.left_out);
    return SG_EXIT_OK;
}
