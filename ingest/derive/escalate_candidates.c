/* escalate_candidates.c - ranges of ARNs by what patterns literally begin with, then what matches. */
#include "ingest/derive/escalate_candidates.h"

#include "ingest/derive/glob.h"

sg_status sg_candidates_open(const sg_str *arns, uint32_t count, sg_arena *arena,
                             sg_candidates *out)
{
    *out = (sg_candidates){ .arns = arns, .count = count, .marked = { .bits = count } };
    out->marked.words = sg_arena_make_array(arena, uint64_t, sg_bitmap_words(count) + 1);
    return out->marked.words ? SG_OK : SG_ENOMEM;
}

void sg_candidates_mark_all(sg_candidates *candidates)
{
    sg_bitmap_fill(candidates->marked, 0, candidates->count);
}

/* The first thing whose ARN, cut to the length of the prefix, is not below it (with `after`: above). */
static uint32_t bound(const sg_candidates *at, sg_str prefix, bool after)
{
    uint32_t low = 0;
    uint32_t high = at->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = sg_str_compare(sg_str_slice(at->arns[middle], 0, prefix.length), prefix);
        if (order < 0 || (after && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A pattern with variables marks all that begins as it does. */
static void mark_pattern(sg_candidates *at, sg_str pattern, bool variables)
{
    bool open = variables && sg_str_find(pattern, SG_STR("${"), 0) != SIZE_MAX;
    sg_str prefix = sg_glob_prefix(pattern);
    uint32_t last;

    prefix = open ? sg_str_cut(prefix, '$', &(sg_str){ NULL, 0 }) : prefix;
    last = bound(at, prefix, true);
    for (uint32_t i = bound(at, prefix, false); i < last; i++)
        if (open || sg_glob_match(pattern, at->arns[i]))
            sg_bit_set(at->marked.words, i);
}

static void mark_policy(sg_candidates *at, const sg_iam_policy *policy,
                        const sg_atom_set *actions)
{
    for (uint32_t s = 0; s < policy->count; s++) {
        const sg_iam_statement *statement = &policy->statements[s];
        if (statement->deny || !sg_atom_sets_meet(policy->atoms[s], actions))
            continue;
        if (!statement->has_resource || statement->not_resource)
            sg_candidates_mark_all(at);
        for (uint32_t i = 0; i < statement->resources.count; i++)
            mark_pattern(at, statement->resources.items[i], policy->variables);
    }
}

void sg_candidates_mark(sg_candidates *candidates, const sg_iam_policies *set,
                        const sg_atom_set *actions)
{
    for (uint32_t i = 0; i < set->count; i++)
        mark_policy(candidates, set->items[i], actions);
}
