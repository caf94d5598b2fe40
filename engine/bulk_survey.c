/* bulk_survey.c - looks at every cell once: which columns the parts have, and what they need. */
#include <string.h>

#include "engine/base/parallel.h"
#include "engine/bulk_columns.h"

sg_bulk_run sg_bulk_run_of(const sg_bulk_side *side, const uint32_t *records, uint32_t count,
                           const sg_bulk_cells *before)
{
    sg_bulk_run run = { .records = records, .count = 1 };
    size_t low = 0, high = side->table_count;

    if (records[0] == SG_NO_ID || side->table_count == 0) {
        while (run.count < count && records[run.count] == SG_NO_ID)
            run.count++;
        return run;
    }
    if (before && records[0] - before->first < before->count) {
        run.table = before;
    } else {
        while (high - low > 1) { /* the last table that begins at or before the record */
            size_t middle = low + (high - low) / 2;
            if (side->tables[middle].first <= records[0])
                low = middle;
            else
                high = middle;
        }
        run.table = &side->tables[low];
    }
    uint32_t first = run.table->first, size = run.table->count;
    while (run.count < count && records[run.count] - first < size)
        run.count++;
    return run;
}

bool sg_bulk_is_mixed(const sg_bulk_columns_making *self, const sg_bulk_side *side,
                      uint32_t owner, uint32_t key)
{
    for (size_t i = 0; i < self->mixed.count; i++) {
        const sg_bulk_mixed *each = &self->mixed.items[i];
        if (each->side == side && each->owner == owner && each->key == key)
            return true;
    }
    return false;
}

/* --- records --------------------------------------------------------------------------------------- */

static const uint32_t *part_records(const sg_bulk_part *part)
{
    return part->side->order + part->side->first[part->owner] + part->first;
}

/* One more row that has the record.  Rows of one record follow each other often, and a counter has to be
 * written before it can be read again, hence two of them. */
static inline sg_status note_record(sg_bulk_part *part, uint32_t record, uint32_t *uses,
                                    const uint32_t *others)
{
    uint32_t place = record + 1; /* SG_NO_ID has 0 */

    if (SG_UNLIKELY((uses[place] | others[place]) == 0 && record != SG_NO_ID))
        SG_TRY(sg_array_push(&part->records, record));
    uses[place]++;
    return SG_OK;
}

/* The records that the part uses, each once. */
static sg_status note_records(sg_bulk_part *part, const sg_bulk_column_worker *worker)
{
    const uint32_t *records = part_records(part), count = part->last - part->first;
    uint32_t *const *uses = worker->record_uses;

    part->records.count = part->uses.count = 0;
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(note_record(part, records[i], uses[i % 2], uses[(i + 1) % 2]));
    SG_TRY(sg_array_reserve(&part->uses, part->records.count));
    for (size_t i = 0; i < part->records.count; i++) {
        uint32_t place = part->records.items[i] + 1;
        part->uses.items[part->uses.count++] = uses[0][place] + uses[1][place];
        uses[0][place] = uses[1][place] = 0;
    }
    return SG_OK;
}

/* --- one column in one run --------------------------------------------------------------------------- */

static sg_bulk_stretch *find_stretch(sg_bulk_part *part, const sg_bulk_column *column,
                                     sg_bulk_column_worker *worker)
{
    uint32_t *slot = &worker->slots[(size_t)column->key * SG_COLUMN_KINDS + column->kind];

    if (*slot == 0) {
        sg_bulk_stretch made = { .key = column->key,
                                 .kind = column->kind,
                                 .least = INT64_MAX,
                                 .greatest = INT64_MIN,
                                 .stamp = ++worker->stamps };
        if (sg_array_push(&part->stretches, made) != SG_OK)
            return NULL;
        *slot = (uint32_t)part->stretches.count;
    }
    return &part->stretches.items[*slot - 1];
}

/* `uses` by record of the run; NULL: one each. */
static sg_status survey_strings(const sg_bulk_strings *strings, const sg_bulk_column *column,
                                sg_bulk_run run, const uint32_t *uses, sg_bulk_stretch *stretch,
                                uint32_t *seen)
{
    /* What is written in the loop is none of these, as the compiler sees where they are its own. */
    const uint32_t *cells = column->strings, *records = run.records;
    const uint32_t first = run.table->first, stamp = stretch->stamp;
    uint32_t before = SG_NO_ID, count = 0;

    SG_TRY(sg_array_reserve(&stretch->strings, run.count));
    uint32_t *next = stretch->strings.items + stretch->strings.count;
    for (uint32_t i = 0; i < run.count; i++) {
        uint32_t string = cells[records[i] - first];
        if (string == SG_NO_ID)
            continue;
        count += uses ? uses[i] : 1;
        if (string == before)
            continue;
        before = string;
        uint32_t *met = &seen[sg_bulk_place(strings, string)];
        *next = string;
        next += *met != stamp;
        *met = stamp;
    }
    stretch->count += count;
    stretch->strings.count = (size_t)(next - stretch->strings.items);
    return SG_OK;
}

static void survey_numbers(const sg_bulk_column *column, sg_bulk_run run, const uint32_t *uses,
                           sg_bulk_stretch *stretch)
{
    for (uint32_t i = 0; i < run.count; i++) {
        uint32_t row = run.records[i] - run.table->first;
        if (!sg_bulk_has_cell(column, row))
            continue;
        stretch->count += uses ? uses[i] : 1;
        if (column->kind == SG_COLUMN_FLOAT)
            continue;
        int64_t number =
            column->kind == SG_COLUMN_BIT ? column->bits[row] : column->integers[row];
        stretch->least = number < stretch->least ? number : stretch->least;
        stretch->greatest = number > stretch->greatest ? number : stretch->greatest;
    }
}

static sg_status survey_run(const sg_bulk_columns_making *self, sg_bulk_part *part,
                            sg_bulk_run run, const uint32_t *uses,
                            sg_bulk_column_worker *worker)
{
    for (uint32_t i = 0; run.table && i < run.table->column_count; i++) {
        bool mixed = self->mixed.count > 0 &&
                     sg_bulk_is_mixed(self, part->side, part->owner, run.table->columns[i].key);
        sg_bulk_column column = sg_bulk_source(run.table, i, mixed);
        sg_bulk_stretch *stretch = find_stretch(part, &column, worker);
        if (!stretch)
            return SG_ENOMEM;
        if (sg_bulk_has_strings(column.kind))
            SG_TRY(survey_strings(&self->bulk->strings, &column, run, uses, stretch,
                                  worker->seen));
        else
            survey_numbers(&column, run, uses, stretch);
    }
    return SG_OK;
}

/* --- parts ------------------------------------------------------------------------------------------- */

static void drop_stretch(sg_bulk_part *part, size_t number)
{
    sg_array_free(&part->stretches.items[number].strings);
    part->stretches.items[number] = part->stretches.items[--part->stretches.count];
}

static sg_status survey_part(const sg_bulk_columns_making *self, uint32_t number,
                             sg_bulk_column_worker *worker)
{
    sg_bulk_part *part = &self->parts.items[number];
    const uint32_t *records = part_records(part);
    uint32_t count = part->last - part->first;
    const sg_bulk_cells *table = NULL;
    sg_status status = SG_OK;

    while (part->stretches.count > 0) /* of a survey before this one */
        drop_stretch(part, 0);
    if (part->shared) {
        SG_TRY(note_records(part, worker));
        records = part->records.items;
        count = (uint32_t)part->records.count;
    }
    for (uint32_t at = 0; at < count && status == SG_OK;) {
        sg_bulk_run run = sg_bulk_run_of(part->side, records + at, count - at, table);
        status =
            survey_run(self, part, run, part->shared ? part->uses.items + at : NULL, worker);
        table = run.table;
        at += run.count;
    }
    for (size_t i = part->stretches.count; i-- > 0;) {
        const sg_bulk_stretch *each = &part->stretches.items[i];
        worker->slots[(size_t)each->key * SG_COLUMN_KINDS + each->kind] = 0;
        if (each->count == 0)
            drop_stretch(part, i);
    }
    return status;
}

static void survey_one(void *shared, size_t task, unsigned number)
{
    const sg_bulk_columns_making *self = shared;
    sg_bulk_column_worker *worker = &self->workers[number];

    if (survey_part(self, (uint32_t)task, worker) != SG_OK)
        worker->failed = true;
}

/* Of one worker, by whichever thread. */
static void clear_seen(void *shared, size_t task, unsigned worker)
{
    const sg_bulk_columns_making *self = shared;
    const sg_bulk *bulk = self->bulk;

    (void)worker;
    memset(self->workers[task].seen, 0,
           bulk->strings.first[SG_BULK_SHARDS] * sizeof(*self->workers[task].seen));
}

sg_status sg_bulk_survey(sg_bulk_columns_making *self)
{
    sg_bulk *bulk = self->bulk;
    size_t slots = bulk->names->keys.names.count * SG_COLUMN_KINDS;

    for (unsigned i = 0; i < bulk->threads; i++) {
        sg_bulk_column_worker *worker = &self->workers[i];
        worker->stamps = 0;
        worker->slots = sg_freeze_array(&bulk->freeze, uint32_t, slots);
        worker->seen = sg_bulk_raw_array(bulk, uint32_t, bulk->strings.first[SG_BULK_SHARDS]);
        if (!worker->slots || !worker->seen)
            return SG_ENOMEM;
    }
    sg_parallel(bulk->threads, bulk->threads, clear_seen, self);
    sg_parallel(bulk->threads, self->parts.count, survey_one, self);
    for (unsigned i = 0; i < bulk->threads; i++)
        if (self->workers[i].failed)
            return SG_ENOMEM;
    return SG_OK;
}
