/* estate_policies.c - the policies of an estate, parsed by several threads before they are read.
 *
 *     texts      in the order in which the graph stores them, each once
 *     parsed     by any thread, in an arena of its own that lives as long as the estate
 *     kept       one after the other: sg_estate_policy() finds them by their text
 */
#include <stdlib.h>

#include "engine/base/parallel.h"
#include "ingest/derive/estate.h"
#include "ingest/derive/read.h"

enum { TEXTS_OF_A_TASK = 64 };

typedef struct parsed_text {
    sg_str text;
    sg_iam_policy *policy; /* NULL: nobody can read it */
} parsed_text;

typedef struct parsing {
    const sg_estate *estate;
    SG_ARRAY(parsed_text) texts;
    sg_status status[SG_WORKERS_MOST]; /* by thread */
} parsing;

/* Equal texts of a graph are one: they lie in one place. */
static int by_place(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t)((const parsed_text *)left)->text.bytes;
    uintptr_t b = (uintptr_t)((const parsed_text *)right)->text.bytes;

    return (a > b) - (a < b);
}

static sg_status list_texts(parsing *self, sg_estate *estate)
{
    sg_cursor at = sg_nodes_with(estate->graph, SG_STR("AccessPolicy"));
    size_t kept = 0;

    while (sg_cursor_next(&at)) {
        sg_str text = sg_estate_document(estate, at.node, estate->arena);
        if (text.length > 0)
            SG_TRY(sg_array_push(&self->texts, (parsed_text){ .text = text }));
    }
    if (self->texts.count > 0)
        qsort(self->texts.items, self->texts.count, sizeof *self->texts.items, by_place);
    for (size_t i = 0; i < self->texts.count; i++)
        if (i == 0 || self->texts.items[i].text.bytes != self->texts.items[i - 1].text.bytes)
            self->texts.items[kept++] = self->texts.items[i];
    self->texts.count = kept;
    return SG_OK;
}

static sg_status parse(parsed_text *item, sg_arena *arena)
{
    sg_iam_policy *policy = sg_arena_make(arena, sg_iam_policy);
    sg_status status =
        policy ? sg_iam_policy_parse(item->text, arena, policy, NULL) : SG_ENOMEM;

    if (status == SG_OK)
        item->policy = policy;
    return status == SG_ENOMEM ? status : SG_OK;
}

static void parse_some(void *shared, size_t task, unsigned worker)
{
    parsing *self = shared;
    size_t first = task * TEXTS_OF_A_TASK, last = first + TEXTS_OF_A_TASK;

    if (last > self->texts.count)
        last = self->texts.count;
    for (size_t i = first; self->status[worker] == SG_OK && i < last; i++)
        self->status[worker] =
            parse(&self->texts.items[i], self->estate->parsing.scratch[worker]);
    sg_estate_rest(self->estate, first);
}

static sg_status parse_all(parsing *self, sg_estate *estate)
{
    size_t tasks = (self->texts.count + TEXTS_OF_A_TASK - 1) / TEXTS_OF_A_TASK;

    SG_TRY(sg_workers_open(estate->threads, tasks, &estate->parsing));
    sg_parallel(estate->parsing.count, tasks, parse_some, self);
    for (unsigned i = 0; i < estate->parsing.count; i++)
        SG_TRY(self->status[i]);
    for (size_t i = 0; i < self->texts.count; i++)
        SG_TRY(sg_estate_keep_policy(estate, self->texts.items[i].text,
                                     self->texts.items[i].policy));
    return SG_OK;
}

sg_status sg_estate_parse_policies(sg_estate *estate, sg_error *err)
{
    parsing self = { .estate = estate };
    sg_status status = list_texts(&self, estate);

    if (status == SG_OK)
        status = parse_all(&self, estate);
    sg_array_free(&self.texts);
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}
