/* facts_ahead.c - what the items of a document say, read before the document is mapped. */
#include "ingest/facts_ahead.h"

#include <string.h>

#include "engine/base/array.h"
#include "ingest/condition.h"
#include "ingest/field.h"
#include "ingest/template.h"

typedef struct reading {
    const sg_origin *origin;
    const sg_collector *row;
    const sg_edge_row *edge;
    sg_arena *arena;
    SG_ARRAY(sg_fact) facts;
} reading;

/* --- ahead ------------------------------------------------------------------------------------ */

static sg_status read_name(reading *self, const char *template, const sg_frame *frame,
                           sg_found *found)
{
    sg_str name = { NULL, 0 };

    *found = SG_MISSING;
    if (!template)
        return SG_OK;
    SG_TRY(sg_template_fill(template, self->origin, frame, self->arena, &name, found));
    return sg_array_push(&self->facts, ((sg_fact){ .what = template,
                                                   .where = frame->value,
                                                   .value = sg_string(name),
                                                   .found = *found }));
}

static sg_status read_end(void *state, const sg_frame *frame)
{
    reading *self = state;
    sg_found found;

    if (!sg_condition_holds(self->edge->when, frame, self->arena))
        return SG_OK;
    SG_TRY(read_name(self, self->edge->key, frame, &found));
    return found == SG_FOUND ? read_name(self, self->edge->discriminator, frame, &found)
                             : SG_OK;
}

static sg_status read_edges(reading *self, const sg_frame *frame)
{
    for (self->edge = self->row->edges; self->edge && self->edge->type; self->edge++) {
        sg_found found;

        if (self->edge->each)
            SG_TRY(sg_path_each(frame, self->edge->each, read_end, self, &found));
        else
            SG_TRY(read_end(self, frame));
    }
    return SG_OK;
}

/* Policies are spelt ahead elsewhere. */
static sg_status read_properties(reading *self, const sg_frame *frame)
{
    for (const sg_property *row = self->row->properties; row && row->name; row++) {
        sg_fact fact = { .what = row, .where = frame->value };

        if (row->field == SG_JSON)
            continue;
        SG_TRY(sg_field_read(row, frame, self->arena, &fact.value, &fact.found));
        SG_TRY(sg_array_push(&self->facts, fact));
    }
    return SG_OK;
}

static sg_status read_item(void *state, const sg_frame *frame)
{
    reading *self = state;
    const sg_collector *row = self->row;
    sg_found found;

    if (!sg_condition_holds(row->when, frame, self->arena))
        return SG_OK;
    SG_TRY(sg_array_push(
        &self->facts,
        ((sg_fact){ .what = row, .where = frame->value, .value = sg_null(), .begins = true })));
    SG_TRY(read_name(self, row->key, frame, &found));
    if (found != SG_FOUND)
        return SG_OK;
    if (!row->adds)
        SG_TRY(read_name(self, row->arn, frame, &found));
    for (size_t i = 0; i < SG_COUNT(row->aliases); i++)
        SG_TRY(read_name(self, row->aliases[i], frame, &found));
    SG_TRY(read_properties(self, frame));
    return read_edges(self, frame);
}

static sg_status keep(const reading *self, sg_fact_list *out)
{
    size_t count = self->facts.count;

    if (count == 0)
        return SG_OK;
    sg_fact *facts = sg_arena_alloc_raw(self->arena, count * sizeof *facts);
    if (!facts)
        return SG_ENOMEM;
    memcpy(facts, self->facts.items, count * sizeof *facts);
    *out = (sg_fact_list){ facts, facts + count };
    return SG_OK;
}

sg_status sg_facts_gather(const sg_origin *origin, sg_document *document)
{
    reading self = { .origin = origin, .arena = document->arena };
    sg_frame root = { .value = document->body, .index = SIZE_MAX };
    sg_collector_walk walk = { 0 };
    sg_status status = SG_OK;

    /* The mapper makes another tree of what Kubernetes says. */
    if (document->kind != SG_ANSWER_BODY || sg_str_equal(origin->service, SG_STR("kubernetes")))
        return SG_OK;
    while (status == SG_OK && (self.row = sg_collector_next(&walk))) {
        sg_found found;
        if (!self.row->rename &&
            sg_collector_maps(self.row, origin->service, origin->operation))
            status = sg_path_each(&root, self.row->items ? self.row->items : ".", read_item,
                                  &self, &found);
    }
    if (status == SG_OK)
        status = keep(&self, &document->facts);
    sg_array_free(&self.facts);
    return status;
}

/* --- what is ready ---------------------------------------------------------------------------- */

void sg_facts_begin(sg_fact_list *facts, const sg_collector *row, const sg_value *item)
{
    while (facts->next < facts->end && !facts->next->begins)
        facts->next++;
    if (facts->next < facts->end && facts->next->what == row && facts->next->where == item)
        facts->next++;
}

bool sg_facts_take(sg_fact_list *facts, const void *what, const sg_value *where,
                   sg_value *value, sg_found *found)
{
    for (const sg_fact *fact = facts->next; fact < facts->end && !fact->begins; fact++) {
        if (fact->what != what || fact->where != where)
            continue;
        *value = fact->value;
        *found = fact->found;
        facts->next = fact + 1;
        return true;
    }
    return false;
}
