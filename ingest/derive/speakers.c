/* speakers.c - each pattern that allows something, looked up among the beginnings of resources.
 *
 * A pattern can match below a resource when, up to the first wildcard of either, one begins the other.
 * Beginnings that the pattern begins are neighbours in the sorted list; those that begin the pattern are the
 * one before it and what begins that one in turn, for all that sorts between a text and what it begins, it
 * begins too.  More classes may be found than can match, never fewer.
 */
#include "ingest/derive/speakers.h"

#include <string.h>

#include "engine/base/text.h"
#include "ingest/derive/outline.h"

static int by_text(const void *left, const void *right)
{
    const sg_speaker_head *a = left, *b = right;
    int order = sg_str_compare(a->text, b->text);

    return order != 0 ? order : (a->resource > b->resource) - (a->resource < b->resource);
}

static sg_status list_heads(sg_speakers *self, const sg_estate *estate,
                            const uint32_t *resources, size_t count, sg_arena *scratch,
                            uint32_t *about)
{
    for (size_t i = 0; i < count; i++) {
        sg_arena_mark mark = sg_arena_save(scratch);
        sg_outline_target target;

        SG_TRY(
            sg_outline_target_of(estate, &estate->resources[resources[i]], scratch, &target));
        for (uint32_t a = 0; a < target.aim_count; a++) {
            sg_str text = sg_str_slice(target.aims[a].arn, 0, target.aims[a].head);
            SG_TRY(sg_array_push(&self->heads,
                                 (sg_speaker_head){ .text = text, .resource = resources[i] }));
        }
        *about |= target.about;
        sg_arena_rewind(scratch, mark);
    }
    return self->heads.count < UINT32_MAX ? SG_OK : SG_ENOMEM;
}

static void sort_heads(sg_speakers *self)
{
    sg_speaker_head *heads = self->heads.items;

    if (self->heads.count > 0)
        qsort(heads, self->heads.count, sizeof *heads, by_text);
    for (uint32_t i = 1; i < self->heads.count; i++) {
        uint32_t before = i;
        while (before > 0 && !sg_str_starts(heads[i].text, heads[before - 1].text))
            before = heads[before - 1].within;
        heads[i].within = before;
    }
}

/* The first head from `low` on that sorts behind the text, and behind all that it begins when `beyond`. */
static uint32_t bound(const sg_speakers *self, sg_str text, uint32_t low, bool beyond)
{
    uint32_t high = (uint32_t)self->heads.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        sg_str head = self->heads.items[middle].text;
        if (sg_str_compare(head, text) < 0 || (beyond && sg_str_starts(head, text)))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static sg_status add(sg_speakers *self, uint32_t class, uint32_t first, uint32_t last,
                     uint32_t about)
{
    sg_speaker *previous =
        self->items.count > 0 ? &self->items.items[self->items.count - 1] : NULL;

    if (first == last)
        return SG_OK;
    if (previous && previous->class == class && previous->first == first &&
        previous->last == last) {
        previous->about |= about;
        return SG_OK;
    }
    return sg_array_push(&self->items, (sg_speaker){ class, first, last, about });
}

static sg_status look_up(sg_speakers *self, uint32_t class, uint32_t about, sg_str pattern)
{
    size_t literal = 0;

    while (literal < pattern.length && !strchr("*?$", pattern.bytes[literal]))
        literal++;
    sg_str text = sg_str_slice(pattern, 0, literal);
    uint32_t first = bound(self, text, 0, false);
    SG_TRY(add(self, class, first, bound(self, text, first, true), about));
    for (uint32_t i = first; i > 0; i = self->heads.items[i - 1].within)
        if (sg_str_starts(text, self->heads.items[i - 1].text))
            SG_TRY(add(self, class, i - 1, i, about));
    return SG_OK;
}

static sg_status look_up_class(sg_speakers *self, const sg_estate *estate, uint32_t place,
                               uint32_t about)
{
    const sg_estate_class *class = &estate->classes[estate->classes_of[place]];
    const sg_estate_principal *one = &estate->principals[estate->members[class->first]];
    uint32_t heads = (uint32_t)self->heads.count;

    if (one->caller.kind == SG_CALLER_ROOT || one->identity.policies.incomplete)
        return add(self, place, 0, heads, UINT32_MAX);
    for (uint32_t i = class->said; i < class->said_within; i++) {
        const sg_estate_said *said = &estate->said.items[i];
        const sg_iam_statement *statement = &said->policy->statements[said->statement];

        if (statement->deny || !(said->about & about))
            continue;
        if (!statement->has_resource || statement->not_resource)
            SG_TRY(add(self, place, 0, heads, said->about));
        for (uint32_t r = 0; !statement->not_resource && r < statement->resources.count; r++)
            SG_TRY(look_up(self, place, said->about, statement->resources.items[r]));
    }
    return SG_OK;
}

sg_status sg_speakers_find(const sg_estate *estate, const uint32_t *resources, size_t count,
                           sg_arena *scratch, sg_speakers *out)
{
    uint32_t about = 0;

    *out = (sg_speakers){ .items = { 0 } };
    SG_TRY(list_heads(out, estate, resources, count, scratch, &about));
    sort_heads(out);
    for (uint32_t place = 0; count > 0 && place < estate->class_count; place++) {
        SG_TRY(look_up_class(out, estate, place, about));
        sg_estate_rest(estate, place);
    }
    return SG_OK;
}

void sg_speakers_mark(const sg_speakers *speakers, uint32_t resource, uint32_t about,
                      sg_bitmap marked)
{
    for (uint32_t h = 0; h < speakers->heads.count; h++) {
        if (speakers->heads.items[h].resource != resource)
            continue;
        for (size_t i = 0; i < speakers->items.count; i++) {
            const sg_speaker *speaker = &speakers->items.items[i];
            if (speaker->first <= h && h < speaker->last && speaker->about & about)
                sg_bit_set(marked.words, speaker->class);
        }
    }
}

void sg_speakers_free(sg_speakers *speakers)
{
    sg_array_free(&speakers->heads);
    sg_array_free(&speakers->items);
}
