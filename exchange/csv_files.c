/* csv_files.c - opens CSV files: mapping, headers, and where the records of each segment begin. */
#include <stdarg.h>
#include <stdio.h>

#include "engine/base/parallel.h"
#include "exchange/csv_internal.h"

/* --- telling where ------------------------------------------------------------------------------ */

sg_status sg_csv_fail(const sg_csv_file *file, const char *place, sg_error *err,
                      sg_status status, const char *format, ...)
{
    sg_str whole = { (const char *)file->mapping.bytes, file->mapping.length };
    const char *line = whole.bytes;
    size_t number = 1, column = 1;
    char where[512];
    sg_buffer message = { .limit = 4096 };
    va_list arguments;

    if (whole.length == 0) /* an empty file has no address */
        line = place;
    for (const char *at = whole.length > 0 ? whole.bytes : place; at < place; at++) {
        if (*at != '\n')
            continue;
        number++;
        line = at + 1;
    }
    for (const char *at = line; at < place; at++)
        column += ((unsigned char)*at & 0xc0) != 0x80;
    va_start(arguments, format);
    sg_buffer_format_list(&message, format, arguments);
    va_end(arguments);
    snprintf(where, sizeof(where), "%s:%zu:%zu", file->path, number, column);
    sg_fail(err, status, "%s", message.bytes ? message.bytes : "out of memory");
    sg_error_in(err, sg_str_of(where));
    sg_buffer_free(&message);
    return status;
}

/* --- headers ------------------------------------------------------------------------------------ */

static sg_status space_of(sg_csv_reading *reading, sg_str name, uint32_t *space)
{
    for (*space = 0; *space < reading->spaces.count; ++*space)
        if (sg_str_equal(reading->spaces.items[*space].name, name))
            return SG_OK;
    return sg_array_push(&reading->spaces, (sg_csv_space){ .name = name });
}

static sg_status find_spaces(sg_csv_reading *reading, sg_csv_table *table)
{
    for (uint32_t i = 0; i < table->header.count; i++) {
        const sg_csv_column *column = &table->header.columns[i];
        bool at_end = column->role == SG_CSV_END;
        if (column->role == SG_CSV_ID || column->role == SG_CSV_START || at_end)
            SG_TRY(space_of(reading, column->space,
                            at_end ? &table->end_space : &table->id_space));
    }
    return SG_OK;
}

static sg_status read_header(sg_csv_reading *reading, sg_csv_table *table, sg_csv_file *file)
{
    sg_error fault = { .status = SG_OK };
    size_t length = 0;
    sg_status status = sg_csv_header_parse(file->text, reading->options.delimiter,
                                           reading->arena, &table->header, &length, &fault);

    if (status == SG_ENOMEM)
        return sg_fail_memory(reading->err);
    if (status != SG_OK) {
        sg_csv_fail(file, file->text.bytes + fault.span.begin, reading->err, status, "%s",
                    fault.message);
        if (fault.hint[0])
            sg_error_hint(reading->err, "%s", fault.hint);
        return status;
    }
    file->text = sg_str_slice(file->text, length, file->text.length);
    return find_spaces(reading, table) == SG_OK ? SG_OK : sg_fail_memory(reading->err);
}

static bool has_role(const sg_csv_header *header, sg_csv_role role)
{
    for (uint32_t i = 0; i < header->count; i++)
        if (header->columns[i].role == role)
            return true;
    return false;
}

static sg_status map_file(sg_csv_reading *reading, sg_csv_file *file)
{
    SG_TRY(sg_file_map(file->path, &file->mapping, reading->err));
    file->text = (sg_str){ (const char *)file->mapping.bytes, file->mapping.length };
    if (!file->text.bytes)
        file->text.bytes = "";
    if (sg_str_starts(file->text, SG_STR("\xef\xbb\xbf")))
        file->text = sg_str_slice(file->text, 3, file->text.length);
    return SG_OK;
}

static sg_status open_group(sg_csv_reading *reading, const sg_csv_group *group, uint32_t number)
{
    sg_csv_table *table = &reading->tables[number];

    table->symbols = group->symbols;
    table->first_file = reading->file_count;
    table->files = (uint32_t)group->count;
    for (size_t i = 0; i < group->count; i++) {
        sg_csv_file *file = &reading->files[reading->file_count++];
        *file = (sg_csv_file){ .path = group->paths[i], .group = number };
        SG_TRY(map_file(reading, file));
        if (i > 0)
            continue;
        SG_TRY(read_header(reading, table, file));
        if (table->header.of_edges && group->symbols.length == 0 &&
            !has_role(&table->header, SG_CSV_TYPE))
            return sg_csv_fail(file, file->text.bytes, reading->err, SG_EINVAL,
                               "these relationships have no type: give a column `:TYPE`, or "
                               "`--relationships TYPE=%s`",
                               file->path);
    }
    return SG_OK;
}

/* --- segments ----------------------------------------------------------------------------------- */

static sg_status cut_file(sg_csv_reading *reading, uint32_t number)
{
    sg_csv_file *file = &reading->files[number];

    file->first_segment = (uint32_t)reading->segments.count;
    for (size_t at = 0; at < file->text.length; at += SG_CSV_SEGMENT) {
        size_t rest = file->text.length - at;
        sg_csv_segment segment = { .file = number,
                                   .begin = at,
                                   .end =
                                       at + (rest < SG_CSV_SEGMENT ? rest : SG_CSV_SEGMENT) };
        SG_TRY(sg_array_push(&reading->segments, segment));
        file->segments++;
    }
    return SG_OK;
}

static void scan_one(void *shared, size_t task, unsigned worker)
{
    sg_csv_reading *reading = shared;
    sg_csv_segment *segment = &reading->segments.items[reading->order.items[task]];

    (void)worker;
    const sg_csv_file *file = &reading->files[segment->file];
    segment->outline = sg_csv_scan(file->text, segment->begin, segment->end);
    if (reading->tables[file->group].header.of_edges) /* which are read much later */
        sg_csv_forget(file, segment->begin, segment->end);
}

static sg_status fail_open_quote(sg_csv_reading *reading, const sg_csv_file *file)
{
    size_t at = file->text.length - 1;

    while (file->text.bytes[at] != '"')
        at--;
    return sg_csv_fail(
        file, file->text.bytes + at, reading->err, SG_EINVAL,
        "a quote is open at the end of the file; this is the last one, the one too "
        "many or too few may stand before it");
}

/* From what segments count to the records that each is to read: those that end in it. */
static sg_status place_records(sg_csv_reading *reading, sg_csv_file *file)
{
    sg_csv_table *table = &reading->tables[file->group];
    size_t begin = 0;
    bool inside = false, quoted = false;

    for (uint32_t i = 0; i < file->segments; i++) {
        sg_csv_segment *segment = &reading->segments.items[file->first_segment + i];
        size_t end = segment->outline.last[inside];
        uint64_t rows = segment->outline.ends[inside];
        bool is_last = i + 1 == file->segments;
        bool open = inside != segment->outline.odd;
        if (is_last && open)
            return fail_open_quote(reading, file);
        quoted = quoted || segment->outline.quoted;
        end = end > begin ? end : begin;
        if (is_last && end < file->text.length) {
            /* What follows the last line end is a record, unless it is nothing. */
            sg_str rest = sg_str_slice(file->text, end, file->text.length);
            bool blank = sg_str_trim(rest).length == 0 &&
                         (rest.bytes[0] == '\n' || rest.bytes[0] == '\r');
            rows += !blank;
            end = blank ? end : file->text.length;
        }
        if (rows > UINT32_MAX - 1 - (uint64_t)table->rows)
            return sg_fail(reading->err, SG_ELIMIT, "there are more than 2^32-2 records");
        segment->quoted = quoted;
        quoted = rows > 0 ? segment->outline.quoted : quoted; /* what is left of it */
        segment->begin = begin;
        segment->end = end;
        segment->row = table->rows;
        segment->rows = (uint32_t)rows;
        table->rows += (uint32_t)rows;
        begin = end;
        inside = open;
    }
    return SG_OK;
}

sg_status sg_csv_open(sg_csv_reading *reading, const sg_csv_group *groups, size_t count)
{
    size_t files = 0;

    for (size_t i = 0; i < count; i++)
        files += groups[i].count;
    reading->tables = sg_arena_make_array(reading->arena, sg_csv_table, count + 1);
    reading->files = sg_arena_make_array(reading->arena, sg_csv_file, files + 1);
    if (!reading->tables || !reading->files)
        return sg_fail_memory(reading->err);
    for (size_t i = 0; i < count; i++) {
        reading->table_count++;
        SG_TRY(open_group(reading, &groups[i], (uint32_t)i));
    }
    for (uint32_t i = 0; i < reading->file_count; i++)
        if (cut_file(reading, i) != SG_OK)
            return sg_fail_memory(reading->err);
    return SG_OK;
}

static bool is_to_be_counted(const sg_csv_table *table, bool of_edges)
{
    return table->header.of_edges == of_edges && !table->counted && !table->at_once;
}

sg_status sg_csv_count(sg_csv_reading *reading, bool of_edges)
{
    reading->order.count = 0;
    for (uint32_t i = 0; i < reading->segments.count; i++) {
        const sg_csv_file *file = &reading->files[reading->segments.items[i].file];
        if (is_to_be_counted(&reading->tables[file->group], of_edges) &&
            sg_array_push(&reading->order, i) != SG_OK)
            return sg_fail_memory(reading->err);
    }
    sg_parallel(sg_bulk_threads(reading->bulk), reading->order.count, scan_one, reading);
    for (uint32_t i = 0; i < reading->file_count; i++)
        if (is_to_be_counted(&reading->tables[reading->files[i].group], of_edges))
            SG_TRY(place_records(reading, &reading->files[i]));
    for (uint32_t t = 0; t < reading->table_count; t++)
        if (is_to_be_counted(&reading->tables[t], of_edges))
            reading->tables[t].counted = true;
    return SG_OK;
}

void sg_csv_close(sg_csv_reading *reading)
{
    for (uint32_t i = 0; i < reading->file_count; i++)
        sg_file_unmap(&reading->files[i].mapping);
    for (uint32_t t = 0; t < reading->table_count; t++)
        sg_csv_records_close(&reading->tables[t].records);
    sg_array_free(&reading->segments);
    sg_array_free(&reading->spaces);
    sg_array_free(&reading->order);
}

/* --- one segment -------------------------------------------------------------------------------- */

sg_status sg_csv_quoted_text(const sg_csv_part *part, sg_str raw, sg_arena *arena, sg_str *out,
                             bool *quoted)
{
    *quoted = sg_csv_is_quoted(raw);
    const char *wrong = sg_csv_unquote(raw, arena, out);
    if (!wrong)
        return SG_OK;
    return sg_csv_fail(part->file, raw.bytes, &part->worker->error, SG_EINVAL, "%s", wrong);
}

/* Whether the separators are a record's columns each: delimiters, then a line end. */
static sg_status check_columns(const sg_csv_part *part)
{
    const sg_csv_places *places = &part->worker->places;
    uint32_t column = 0;
    size_t first = 0; /* separator of the record */

    for (size_t i = 0; i < places->count; i++) {
        uint32_t at = places->items[i];
        bool ends = at == part->text.length || part->text.bytes[at] == '\n';
        column++;
        if (ends == (column == part->columns)) {
            first = ends ? i + 1 : first;
            column = ends ? 0 : column;
            continue;
        }
        while (i < places->count && places->items[i] < part->text.length &&
               part->text.bytes[places->items[i]] != '\n')
            i++;
        sg_str raw = sg_csv_raw(part->text, places->items, first, true, false);
        return sg_csv_fail(part->file, raw.bytes, &part->worker->error, SG_EINVAL,
                           "this record has %zu fields, the header %u", i - first + 1,
                           part->columns);
    }
    return SG_OK;
}

/* As many fields as there should be, and a line end behind each of the records that end here: then all
 * other separators are delimiters, and nothing is wrong. */
static bool has_all_columns(const sg_csv_part *part)
{
    const sg_csv_places *places = &part->worker->places;

    if (places->count != (size_t)part->rows * part->columns)
        return false;
    for (size_t i = part->columns; i < places->count; i += part->columns)
        if (part->text.bytes[places->items[i - 1]] != '\n')
            return false;
    return true;
}

sg_status sg_csv_split_part(const sg_csv_reading *reading, sg_csv_part *part)
{
    sg_csv_worker *worker = part->worker;
    sg_csv_contents contents;
    sg_status status = sg_csv_split(part->text, 0, part->text.length,
                                    reading->options.delimiter, &worker->places, &contents);

    if (status == SG_ENOMEM)
        return sg_fail_memory(&worker->error);
    if (status != SG_OK)
        return sg_csv_fail(part->file, part->text.bytes, &worker->error, status,
                           "a record of 4 GiB or more");
    part->quoted = contents.quoted;
    if (has_all_columns(part))
        return SG_OK;
    SG_TRY(check_columns(part));
    return sg_csv_fail(part->file, part->text.bytes, &worker->error, SG_EINVAL,
                       "records from here on end where quotes do not agree; is one missing?");
}

bool sg_csv_split_uncounted(const sg_csv_reading *reading, sg_csv_part *part)
{
    sg_csv_contents contents;

    if (sg_csv_split(part->text, 0, part->text.length, reading->options.delimiter,
                     &part->worker->places, &contents) != SG_OK)
        return false;
    part->quoted = contents.quoted;
    part->rows = contents.records;
    /* A carriage return at the end may be a blank line, or not. */
    return !contents.open && has_all_columns(part) && !sg_str_ends(part->text, SG_STR("\r"));
}

void sg_csv_forget(const sg_csv_file *file, size_t begin, size_t end)
{
    size_t header = (size_t)(file->text.bytes - (const char *)file->mapping.bytes);

    sg_file_forget(&file->mapping, header + begin, header + end);
}

sg_status sg_csv_split_segment(const sg_csv_reading *reading, uint32_t segment,
                               sg_csv_worker *worker, sg_csv_part *part)
{
    const sg_csv_segment *found = &reading->segments.items[segment];
    const sg_csv_file *file = &reading->files[found->file];

    *part = (sg_csv_part){ .file = file,
                           .segment = found,
                           .table = &reading->tables[file->group],
                           .worker = worker,
                           .text = sg_str_slice(file->text, found->begin, found->end),
                           .rows = found->rows,
                           .row = found->row };
    part->columns = part->table->header.count;
    return sg_csv_split_part(reading, part);
}
