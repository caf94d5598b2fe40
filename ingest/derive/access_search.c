/* access_search.c - what one class can do by its policies, and who can do something to one resource.
 *
 *     by identity  most resources have no policy, or one that only denies or delegates: they
 *                  can be reached from their own account by what an identity policy allows.
 *                  For each class of principals, the runs of resources that the literal
 *                  prefixes of its patterns pick out
 *     by resource  the policy allows some by itself: the classes that it or their own policies
 *                  may let in
 *
 * Everything is decided per class where the resource does not look at who exactly asks, and per
 * group of resources (resource_groups.h) where the policies do not tell them apart.  Nothing is
 * written: several threads search at once.
 */
#include "ingest/derive/access_search.h"

#include "engine/base/bitmap.h"
#include "ingest/derive/access_points.h"
#include "ingest/derive/mentions.h"
#include "ingest/derive/outline.h"
#include "ingest/derive/resource_groups.h"

/* --- classes ------------------------------------------------------------------------------ */

/* Whether the policy of the resource or of its key names this principal and not only many that it is
 * one of. */
static bool is_named(const sg_estate_resource *resource, const sg_estate_principal *principal)
{
    return sg_iam_names(&resource->target.policies, &principal->caller) ||
           (resource->key && sg_iam_names(&resource->key->target.policies, &principal->caller));
}

static sg_status ask(sg_access_search *search, const sg_estate_principal *principal,
                     const sg_estate_resource *resource, sg_levels *out)
{
    search->answers->asked++;
    return sg_levels_of(search->estate, &principal->caller, &principal->identity, resource,
                        search->scratch, out);
}

/* The one answer to all whom a resource does not tell apart. */
typedef struct common_answer {
    bool decided;
    sg_levels levels;
} common_answer;

/* Members whom the resource does not tell apart are decided by the first of them, unless *common is
 * decided already; `shared` is false when it is clear that they cannot do anything. */
static sg_status reach_class(sg_access_search *search, const sg_estate_class *class,
                             const sg_estate_resource *resource, bool shared,
                             common_answer *common)
{
    const sg_estate *estate = search->estate;

    for (uint32_t i = 0; i < class->count; i++) {
        uint32_t member = estate->members[class->first + i];
        const sg_estate_principal *principal = &estate->principals[member];
        bool alone = resource->personal || (resource->naming && is_named(resource, principal));
        sg_levels levels = common->levels;

        if (!principal->known || (!alone && !shared))
            continue;
        if (alone || !common->decided)
            SG_TRY(ask(search, principal, resource, &levels));
        if (!alone)
            *common = (common_answer){ true, levels };
        if ((levels.may & SG_LEVELS_SHOWN) != 0)
            SG_TRY(sg_array_push(
                &search->answers->pairs,
                (sg_access_pair){ member, (uint32_t)(resource - estate->resources), levels }));
    }
    return SG_OK;
}

/* --- by identity -------------------------------------------------------------------------- */

/* The resources of one account and kind: [first, last) of estate.resources. */
static sg_range run_of(const sg_estate *estate, uint32_t account, sg_resource_symbol symbol)
{
    uint32_t low = 0;
    uint32_t high = estate->resource_count;
    sg_range run;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const sg_estate_resource *at = &estate->resources[middle];
        if (at->account < account || (at->account == account && at->symbol < symbol))
            low = middle + 1;
        else
            high = middle;
    }
    run.first = low;
    while (low < estate->resource_count && estate->resources[low].account == account &&
           estate->resources[low].symbol == symbol)
        low++;
    run.last = low;
    return run;
}

/* Sets the bits of the run that the statement may allow. */
static void mark_statement(const sg_estate *estate, sg_range run,
                           const sg_iam_statement *statement, sg_bitmap marked)
{
    if (!statement->has_resource || statement->not_resource) {
        sg_bitmap_fill(marked, 0, marked.bits);
        return;
    }
    for (uint32_t i = 0; i < statement->resources.count; i++) {
        sg_range range = sg_resource_candidates(estate, run, statement->resources.items[i]);
        if (range.first < range.last)
            sg_bitmap_fill(marked, range.first - run.first, range.last - run.first);
    }
}

static void mark_class(const sg_estate *estate, const sg_estate_principal *principal,
                       sg_range run, sg_resource_symbol symbol, sg_bitmap marked)
{
    const sg_iam_policies *set = &principal->identity.policies;
    sg_atom_set actions = sg_estate_actions_of(estate, symbol);

    if (principal->caller.kind == SG_CALLER_ROOT)
        sg_bitmap_fill(marked, 0, marked.bits);
    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t s = 0; s < set->items[i]->count; s++)
            if (!set->items[i]->statements[s].deny &&
                sg_atom_sets_meet(set->items[i]->atoms[s], &actions))
                mark_statement(estate, run, &set->items[i]->statements[s], marked);
}

/* Decides each group by one of it, and hands the class's answers to be written together. */
static sg_status reach_plain(sg_access_search *search, const sg_estate_class *class,
                             sg_range run, sg_bitmap marked)
{
    const sg_estate *estate = search->estate;
    const sg_estate_principal *principal = &estate->principals[estate->members[class->first]];
    sg_resource_groups groups;
    sg_levels *levels;

    SG_TRY(sg_resource_groups_make(estate, &principal->identity, run, marked, search->scratch,
                                   &groups));
    levels = sg_arena_make_array(search->scratch, sg_levels, groups.count + 1U);
    if (!levels)
        return SG_ENOMEM;
    for (uint32_t g = 0; g < groups.count; g++)
        SG_TRY(ask(search, principal, &estate->resources[run.first + groups.first[g]],
                   &levels[g]));
    for (uint64_t i = sg_bitmap_next(marked, 0); i < marked.bits;
         i = sg_bitmap_next(marked, i + 1))
        if (sg_resource_is_plain(&estate->resources[run.first + i]))
            SG_TRY(sg_access_add(search->answers, run.first + (uint32_t)i,
                                 levels[groups.group[i]]));
    return SG_OK;
}

static sg_status reach_run(sg_access_search *search, const sg_estate_class *class, sg_range run,
                           sg_resource_symbol symbol)
{
    const sg_estate *estate = search->estate;
    const sg_estate_principal *principal = &estate->principals[estate->members[class->first]];
    sg_bitmap marked = { .bits = run.last - run.first };
    sg_arena_mark mark = sg_arena_save(search->scratch);

    marked.words = sg_arena_make_array(search->scratch, uint64_t, sg_bitmap_words(marked.bits));
    if (!marked.words)
        return SG_ENOMEM;
    mark_class(estate, principal, run, symbol, marked);
    SG_TRY(reach_plain(search, class, run, marked));
    for (uint64_t i = sg_bitmap_next(marked, 0); i < marked.bits;
         i = sg_bitmap_next(marked, i + 1)) {
        const sg_estate_resource *resource = &estate->resources[run.first + i];
        if (!resource->granting && !sg_resource_is_plain(resource))
            SG_TRY(reach_class(search, class, resource, true, &(common_answer){ false }));
    }
    sg_arena_rewind(search->scratch, mark);
    return SG_OK;
}

sg_status sg_access_search_class(sg_access_search *search, const sg_estate_class *class)
{
    const sg_estate *estate = search->estate;

    if (!estate->principals[estate->members[class->first]].known)
        return SG_OK;
    for (unsigned symbol = 0; symbol < 32; symbol++) {
        sg_range run;
        if (!(class->granted >> symbol & 1U))
            continue;
        run = run_of(estate, class->account, (sg_resource_symbol)symbol);
        if (run.first < run.last)
            SG_TRY(reach_run(search, class, run, (sg_resource_symbol)symbol));
    }
    return SG_OK;
}

/* --- by resource -------------------------------------------------------------------------- */

/* The accounts of the estate that the policies let in by name, into `admitted`: by account, one byte. */
static void admit_accounts(const sg_estate *estate, const sg_iam_policies *set, bool *admitted)
{
    for (uint32_t i = 0; i < set->count; i++) {
        for (uint32_t s = 0; s < set->items[i]->count; s++) {
            const sg_iam_statement *statement = &set->items[i]->statements[s];
            for (uint32_t p = 0; !statement->deny && p < statement->principal_count; p++) {
                sg_str account = { "", 0 };
                sg_str name;
                uint32_t index;
                (void)sg_named_form_of(statement->principals[p].text, &account, &name);
                if (sg_estate_find_account(estate, account, &index))
                    admitted[index] = true;
            }
        }
    }
}

/* What classes of one outline can do is decided by the first of them.  In another account nobody can do
 * what no policy of their own allows. */
static sg_status reach_outline(sg_access_search *search, sg_outline_target *target,
                               sg_outline_memo *memo, const sg_estate_class *class,
                               const sg_estate_resource *resource)
{
    common_answer common = { .decided = false };
    uint64_t *known = NULL;
    sg_outline outline;

    if (sg_outline_of(target, class, &outline)) {
        if (!outline.allows && class->account != resource->account)
            return SG_OK;
        known = sg_outline_memo_at(memo, outline.hash);
        if (*known != 0)
            common =
                (common_answer){ true,
                                 { (unsigned)((*known - 1) >> 32), (unsigned)(*known - 1) } };
    }
    SG_TRY(reach_class(search, class, resource, true, &common));
    if (known && common.decided)
        *known = ((uint64_t)common.levels.may << 32 | common.levels.must) + 1;
    return SG_OK;
}

/* The classes of the account that a question about the resource is worth: all of its own, of others those
 * that speak of it or are let in one by one.  *out lives in the scratch memory. */
static sg_status list_classes(const sg_access_search *search,
                              const sg_estate_resource *resource, uint32_t account,
                              sg_bitmap speaking, uint32_t **out, uint32_t *count)
{
    const sg_estate *estate = search->estate;
    uint32_t first = estate->classes_of_first[account];
    uint32_t last = estate->classes_of_first[account + 1];
    bool all = account == resource->account || resource->granted_directly;

    *count = 0;
    *out = sg_arena_make_array(search->scratch, uint32_t, last - first + 1U);
    if (!*out)
        return SG_ENOMEM;
    for (uint64_t i = first; i < last; i++) {
        if (!all)
            i = sg_bitmap_next(speaking, i);
        if (i < last)
            (*out)[(*count)++] = estate->classes_of[i];
    }
    return SG_OK;
}

static sg_status reach_account(sg_access_search *search, const sg_estate_resource *resource,
                               sg_outline_target *target, uint32_t account, sg_bitmap speaking)
{
    sg_arena_mark mark = sg_arena_save(search->scratch);
    uint32_t *classes, count;
    sg_outline_memo memo;

    SG_TRY(list_classes(search, resource, account, speaking, &classes, &count));
    SG_TRY(sg_outline_memo_open(search->scratch, count, &memo));
    for (uint32_t i = 0; i < count; i++) {
        const sg_estate_class *class = &search->estate->classes[classes[i]];
        bool granted = (class->granted >> resource->symbol & 1U) != 0;

        if (granted || (account == resource->account && resource->open))
            SG_TRY(reach_outline(search, target, &memo, class, resource));
        else if (account == resource->account || resource->granted_directly)
            SG_TRY(reach_class(search, class, resource, false, &(common_answer){ false }));
    }
    sg_arena_rewind(search->scratch, mark);
    return SG_OK;
}

sg_status sg_access_search_resource(sg_access_search *search,
                                    const sg_estate_resource *resource)
{
    const sg_estate *estate = search->estate;
    sg_arena_mark mark = sg_arena_save(search->scratch);
    bool *admitted =
        sg_arena_make_array(search->scratch, bool, (size_t)estate->account_count + 1);
    sg_bitmap speaking = { .bits = estate->class_count };
    sg_outline_target target;

    speaking.words =
        sg_arena_make_array(search->scratch, uint64_t, sg_bitmap_words(speaking.bits) + 1);
    if (!admitted || !speaking.words)
        return SG_ENOMEM;
    SG_TRY(sg_outline_target_of(estate, resource, search->scratch, &target));
    sg_speakers_mark(search->speakers, (uint32_t)(resource - estate->resources), target.about,
                     speaking);
    admitted[resource->account] = true;
    admit_accounts(estate, &resource->target.policies, admitted);
    for (uint32_t i = 0; i < resource->point_count; i++)
        admit_accounts(estate, &resource->points[i].target.policies, admitted);
    for (uint32_t a = 0; a < estate->account_count; a++)
        if (admitted[a] || resource->wide)
            SG_TRY(reach_account(search, resource, &target, a, speaking));
    sg_arena_rewind(search->scratch, mark);
    return SG_OK;
}
