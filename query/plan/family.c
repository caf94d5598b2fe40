/* family.c - a hash of the conditions on relationships, and of where these lead. */
#include "query/plan/family.h"

#include "engine/base/hash.h"
#include "query/plan/reduction.h"
#include "query/plan/reduction_key.h"

static uint64_t arc_family(const sg_reduction *reduction, const sg_reduced_arc *arc)
{
    sg_buffer text = { .length = 0 };
    bool named = true;

    for (uint32_t i = 0; i < arc->type_count; i++)
        sg_buffer_format(&text, "%u,", (unsigned)arc->types[i].id);
    for (uint32_t i = 0; i < arc->test_count && named; i++)
        named = sg_write_test_key(arc->tests[i], arc->slot, NULL, &text);
    sg_buffer_add(&text, reduction->vertices[arc->left].labels);
    sg_buffer_char(&text, '>');
    sg_buffer_add(&text, reduction->vertices[arc->right].labels);
    uint64_t hash = named ? sg_hash_str(sg_buffer_str(&text)) : 0;
    sg_buffer_free(&text);
    return hash;
}

uint64_t sg_plan_family(const sg_plan *root)
{
    uint64_t sum = 0;

    for (const sg_plan *plan = root; plan && sum == 0; plan = plan->input) {
        const sg_reduction *reduction = plan->reduction;
        for (uint32_t i = 0; reduction && i < reduction->arc_count; i++)
            if (reduction->arcs[i].test_count > 0)
                sum += arc_family(reduction, &reduction->arcs[i]);
        if (sum == 0)
            sum = sg_plan_family(plan->right);
    }
    return sum;
}
