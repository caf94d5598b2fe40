/* shrink.c - fewer and smaller choices, while the difference stays. */
#include "tests/differential/shrink.h"

#include <string.h>

#include "engine/base/clock.h"
#include "tests/differential/judge.h"
#include "tests/differential/make_graph.h"
#include "tests/differential/make_query.h"

typedef struct shrinker {
    sg_choices *graph, *query;
    sg_buffer graph_text, query_text;
    uint64_t deadline; /* some of what is tried takes long */
} shrinker;

static bool still_differs(shrinker *self)
{
    sg_set_counts sets = { 0 };
    uint64_t unordered;

    if (sg_clock_monotonic() > self->deadline)
        return false;
    sg_choices_replay(self->graph);
    sg_choices_replay(self->query);
    sg_make_graph(self->graph, &self->graph_text);
    sg_make_query(self->query, &self->query_text, &unordered);
    return sg_judge(sg_buffer_str(&self->graph_text), sg_buffer_str(&self->query_text),
                    unordered, &sets, NULL) == SG_DIFFER;
}

/* Tries a list without some of its choices. */
static bool drop(shrinker *self, sg_choices *choices, size_t first, size_t count)
{
    uint32_t *items = choices->list.items;
    size_t before = choices->list.count;
    uint32_t dropped[64];

    memcpy(dropped, items + first, count * sizeof(*items));
    memmove(items + first, items + first + count, (before - first - count) * sizeof(*items));
    choices->list.count -= count;
    if (still_differs(self))
        return true;
    memmove(items + first + count, items + first, (before - first - count) * sizeof(*items));
    memcpy(items + first, dropped, count * sizeof(*items));
    choices->list.count = before;
    return false;
}

static bool drop_some(shrinker *self, sg_choices *choices)
{
    bool any = false;

    for (size_t count = 32; count > 0; count /= 2)
        for (size_t first = choices->list.count; first-- > 0;)
            if (first + count <= choices->list.count)
                any = drop(self, choices, first, count) || any;
    return any;
}

static bool lower_some(shrinker *self, sg_choices *choices)
{
    bool any = false;

    for (size_t i = 0; i < choices->list.count; i++) {
        uint32_t before = choices->list.items[i];
        uint32_t tries[] = { 0, before / 2, before - 1 };
        for (size_t j = 0; before > 0 && j < SG_COUNT(tries); j++) {
            choices->list.items[i] = tries[j];
            if (still_differs(self)) {
                any = true;
                break;
            }
            choices->list.items[i] = before;
        }
    }
    return any;
}

void sg_shrink(sg_choices *graph, sg_choices *query)
{
    enum { ROUNDS = 12 };
    shrinker self = { .graph = graph,
                      .query = query,
                      .deadline = sg_clock_monotonic() + UINT64_C(60000000000) };
    bool more = true;

    for (int round = 0; more && round < ROUNDS; round++) {
        more = drop_some(&self, query);
        more = drop_some(&self, graph) || more;
        more = lower_some(&self, query) || more;
        more = lower_some(&self, graph) || more;
    }
    sg_buffer_free(&self.graph_text);
    sg_buffer_free(&self.query_text);
}
