/* policy_ahead.c - the policies of a document in one spelling, before the document is mapped. */
#include "ingest/policy_ahead.h"

#include <stdlib.h>
#include <string.h>

#include "ingest/policy_text.h"

static bool reads_policies(const sg_collector *row)
{
    bool found = row->policy != NULL;

    for (const sg_property *at = row->properties; at && at->name && !found; at++)
        found = at->field == SG_JSON;
    return found;
}

sg_status sg_policy_rows_list(sg_policy_rows *rows)
{
    sg_collector_walk walk = { 0 };

    for (const sg_collector *row; (row = sg_collector_next(&walk));)
        if (reads_policies(row))
            SG_TRY(sg_array_push(&rows->rows, row));
    return SG_OK;
}

void sg_policy_rows_close(sg_policy_rows *rows)
{
    sg_array_free(&rows->rows);
}

/* --- ahead ------------------------------------------------------------------------------------ */

typedef struct spelling {
    const sg_collector *row;
    sg_arena *arena, *scratch;
    SG_ARRAY(sg_policy_entry) entries;
} spelling;

static sg_status spell(spelling *self, const sg_frame *item, const char *path)
{
    sg_policy_entry entry = { .text = sg_null() };

    if (sg_path_get(item, path, &entry.value) != SG_FOUND)
        return SG_OK;
    sg_arena_reset(self->scratch);
    SG_TRY(sg_policy_text(entry.value, self->scratch, &entry.text, &entry.found));
    SG_TRY(sg_value_copy(self->arena, entry.text, &entry.text));
    return sg_array_push(&self->entries, entry);
}

static sg_status spell_item(void *state, const sg_frame *item)
{
    spelling *self = state;

    for (const sg_property *at = self->row->properties; at && at->name; at++)
        if (at->field == SG_JSON)
            SG_TRY(spell(self, item, at->path));
    return self->row->policy ? spell(self, item, self->row->policy) : SG_OK;
}

/* Of addresses in memory: the same order wherever the same list is searched. */
static int by_value(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t)((const sg_policy_entry *)left)->value;
    uintptr_t b = (uintptr_t)((const sg_policy_entry *)right)->value;

    return a < b ? -1 : a > b;
}

static sg_status keep(spelling *self, sg_policy_list *out)
{
    size_t count = self->entries.count;

    if (count == 0)
        return SG_OK;
    sg_policy_entry *entries = sg_arena_make_array(self->arena, sg_policy_entry, count);
    if (!entries)
        return SG_ENOMEM;
    memcpy(entries, self->entries.items, count * sizeof *entries);
    qsort(entries, count, sizeof *entries, by_value);
    *out = (sg_policy_list){ entries, count };
    return SG_OK;
}

sg_status sg_policies_spell(const sg_policy_rows *rows, const sg_layout *layout,
                            sg_arena *scratch, sg_document *document)
{
    sg_layout known = *layout;
    spelling self = { .arena = document->arena, .scratch = scratch };
    sg_frame root = { .value = document->body, .index = SIZE_MAX };
    sg_status status = SG_OK;

    if (document->kind != SG_ANSWER_BODY)
        return SG_OK;
    sg_layout_by_content(document->body, &known);
    for (size_t i = 0; status == SG_OK && i < rows->rows.count; i++) {
        sg_found found;
        self.row = rows->rows.items[i];
        if (sg_collector_maps(self.row, known.service, known.operation))
            status = sg_path_each(&root, self.row->items ? self.row->items : ".", spell_item,
                                  &self, &found);
    }
    if (status == SG_OK)
        status = keep(&self, &document->policies);
    sg_array_free(&self.entries);
    return status;
}

/* --- what is ready ---------------------------------------------------------------------------- */

sg_status sg_policy_spelt(const sg_policy_list *policies, const sg_value *value,
                          sg_arena *arena, sg_value *out, sg_found *found)
{
    sg_policy_entry wanted = { .value = value };
    const sg_policy_entry *ready = policies->count
                                       ? bsearch(&wanted, policies->entries, policies->count,
                                                 sizeof *policies->entries, by_value)
                                       : NULL;

    if (!ready)
        return sg_policy_text(value, arena, out, found);
    *out = ready->text;
    *found = ready->found;
    return SG_OK;
}
