/* speakers.c - each pattern that allows something, looked up among the beginnings of resources.
 *
 * A pattern can match below a resource when, up to the first wildcard of either, one begins the other.
 * Beginnings that the pattern begins are neighbours in the sorted list; those that begin the pattern are the
 * one before it and what begins that one in turn, for all that sorts between a text and what it begins, it
 * begins too.  More classes may be found than can match, never fewer.
 */
#include "ingest/derive/speakers.h"

#include <string.h>

#include "engine/base/parallel.h"
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

/* Those of some classes, which a thread finds by itself. */
typedef struct finding {
    const sg_speakers *heads;
    sg_speaker_list items;
} finding;

static sg_status add(finding *self, uint32_t class, uint32_t first, uint32_t last,
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

/* Up to the first wildcard or variable. */
static size_t literal_length(sg_str pattern)
{
    size_t length = 0;

    while (length < pattern.length && pattern.bytes[length] != '*' &&
           pattern.bytes[length] != '?' && pattern.bytes[length] != '$')
        length++;
    return length;
}

static sg_status look_up(finding *self, uint32_t class, uint32_t about, sg_str pattern)
{
    const sg_speaker_head *heads = self->heads->heads.items;
    sg_str text = sg_str_slice(pattern, 0, literal_length(pattern));
    uint32_t first = bound(self->heads, text, 0, false);

    SG_TRY(add(self, class, first, bound(self->heads, text, first, true), about));
    for (uint32_t i = first; i > 0; i = heads[i - 1].within)
        if (sg_str_starts(text, heads[i - 1].text))
            SG_TRY(add(self, class, i - 1, i, about));
    return SG_OK;
}

static sg_status look_up_class(finding *self, const sg_estate *estate, uint32_t place,
                               uint32_t about)
{
    const sg_estate_class *class = &estate->classes[estate->classes_of[place]];
    const sg_estate_principal *one = &estate->principals[estate->members[class->first]];
    uint32_t heads = (uint32_t)self->heads->heads.count;

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

enum { CLASSES_OF_A_TASK = 512 };

typedef struct looking_up {
    const sg_estate *estate;
    uint32_t about;
    finding *findings; /* by task */
    sg_status *status;
} looking_up;

static void look_up_some(void *shared, size_t task, unsigned worker)
{
    const looking_up *self = shared;
    size_t first = task * CLASSES_OF_A_TASK, last = first + CLASSES_OF_A_TASK;

    (void)worker;
    if (last > self->estate->class_count)
        last = self->estate->class_count;
    for (size_t place = first; self->status[task] == SG_OK && place < last; place++) {
        self->status[task] =
            look_up_class(&self->findings[task], self->estate, (uint32_t)place, self->about);
        sg_estate_rest(self->estate, place);
    }
}

/* Puts what the tasks have found behind each other. */
static sg_status join(sg_speakers *out, const looking_up *found, size_t tasks)
{
    for (size_t i = 0; i < tasks; i++) {
        const sg_speaker_list *items = &found->findings[i].items;
        SG_TRY(found->status[i]);
        if (items->count == 0)
            continue;
        SG_TRY(sg_array_reserve(&out->items, items->count));
        memcpy(out->items.items + out->items.count, items->items,
               items->count * sizeof *items->items);
        out->items.count += items->count;
    }
    return SG_OK;
}

static sg_status look_up_all(sg_speakers *out, const sg_estate *estate, uint32_t about,
                             sg_arena *scratch)
{
    size_t tasks = ((size_t)estate->class_count + CLASSES_OF_A_TASK - 1) / CLASSES_OF_A_TASK;
    looking_up self = { .estate = estate,
                        .about = about,
                        .findings = sg_arena_make_array(scratch, finding, tasks + 1),
                        .status = sg_arena_make_array(scratch, sg_status, tasks + 1) };

    if (!self.findings || !self.status)
        return SG_ENOMEM;
    for (size_t i = 0; i < tasks; i++)
        self.findings[i].heads = out;
    sg_parallel(estate->threads, tasks, look_up_some, &self);
    sg_status status = join(out, &self, tasks);
    for (size_t i = 0; i < tasks; i++)
        sg_array_free(&self.findings[i].items);
    return status;
}

sg_status sg_speakers_find(const sg_estate *estate, const uint32_t *resources, size_t count,
                           sg_arena *scratch, sg_speakers *out)
{
    uint32_t about = 0;

    *out = (sg_speakers){ .items = { 0 } };
    SG_TRY(list_heads(out, estate, resources, count, scratch, &about));
    sort_heads(out);
    return count > 0 ? look_up_all(out, estate, about, scratch) : SG_OK;
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
