/* estate.c - the tables of the estate: accounts by number, policies by text, in reading order.
 * */
#include "ingest/derive/estate.h"

#include <string.h>
#include <sys/random.h>

#include "engine/base/parallel.h"
#include "engine/build.h"
#include "ingest/derive/read.h"

static const struct {
    sg_str suffix, document;
} known_policies[] = {
#define POLICY(suffix, document) { SG_STR_INIT(suffix), SG_STR_INIT(document) },
#include "ingest/derive/known_policies.def"
#undef POLICY
};

void sg_estate_rest(const sg_estate *estate, size_t number)
{
    enum { OFTEN = 256 };

    if (number % OFTEN == 0)
        sg_preview_forget_texts(estate->graph);
}

bool sg_estate_find_account(const sg_estate *estate, sg_str number, uint32_t *index)
{
    uint64_t value;

    if (!sg_table_find(&estate->account_index, number, &value))
        return false;
    *index = (uint32_t)value;
    return true;
}

void sg_estate_describe_account(const sg_estate_account *account, sg_iam_caller *caller)
{
    caller->organization = account->organization;
    caller->org_path = account->org_path;
    caller->canonical = account->canonical;
    caller->guardrails = account->guarded ? &account->guardrails : NULL;
}

bool sg_estate_find_principal(const sg_estate *estate, sg_str arn, uint32_t *index)
{
    uint64_t value;

    if (!sg_table_find(&estate->principal_index, arn, &value))
        return false;
    *index = (uint32_t)value;
    return true;
}

sg_status sg_estate_add_account(sg_estate *estate, sg_str number, uint32_t *index)
{
    bool added;
    uint64_t *slot;

    SG_TRY(sg_table_put(&estate->account_index, number, estate->account_count, &slot, &added));
    *index = (uint32_t)*slot;
    if (!added)
        return SG_OK;
    /* Doubling: room for 8, 16, 32, ... accounts; what is left behind goes with the arena. */
    if (estate->account_count == 0 ||
        (estate->account_count >= 8 &&
         (estate->account_count & (estate->account_count - 1)) == 0)) {
        size_t room = estate->account_count == 0 ? 8 : (size_t)estate->account_count * 2;
        sg_estate_account *moved = sg_arena_make_array(estate->arena, sg_estate_account, room);
        if (!moved)
            return SG_ENOMEM;
        if (estate->account_count > 0)
            memcpy(moved, estate->accounts, estate->account_count * sizeof *moved);
        estate->accounts = moved;
    }
    estate->accounts[estate->account_count++] =
        (sg_estate_account){ .number = number,
                             .ignore_public_acls = SG_UNKNOWN,
                             .restrict_public_buckets = SG_UNKNOWN };
    return SG_OK;
}

/* The one copy of the set. */
static sg_status share_atoms(sg_estate *estate, const sg_atom_set *set, const sg_atom_set **out)
{
    sg_str key = { (const char *)set, sizeof *set };
    uint64_t found;

    if (sg_table_find(&estate->atom_sets, key, &found)) {
        *out = (const sg_atom_set *)(uintptr_t)found;
        return SG_OK;
    }
    sg_atom_set *kept = sg_arena_make(estate->arena, sg_atom_set);
    if (!kept)
        return SG_ENOMEM;
    *kept = *set;
    *out = kept;
    key.bytes = (const char *)kept;
    return sg_table_put(&estate->atom_sets, key, (uintptr_t)kept, NULL, NULL);
}

static sg_status read_atoms(sg_estate *estate, sg_iam_policy *policy)
{
    const sg_atom_set **atoms =
        sg_arena_alloc_array(estate->arena, policy->count + 1U, sizeof *atoms);

    if (!atoms)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < policy->count; i++) {
        sg_atom_set set = sg_atoms_of_statement(&estate->atoms, &policy->statements[i]);
        SG_TRY(share_atoms(estate, &set, &atoms[i]));
    }
    policy->atoms = atoms;
    return SG_OK;
}

sg_status sg_estate_keep_policy(sg_estate *estate, sg_str text, sg_iam_policy *policy)
{
    if (policy)
        SG_TRY(read_atoms(estate, policy));
    return sg_table_put(&estate->policies, text, (uintptr_t)policy, NULL, NULL);
}

sg_status sg_estate_policy(sg_estate *estate, sg_str text, const sg_iam_policy **out)
{
    sg_iam_policy *policy;
    sg_status status;
    uint64_t found;

    *out = NULL;
    if (text.length == 0)
        return SG_OK;
    if (sg_table_find(&estate->policies, text, &found)) {
        *out = (const sg_iam_policy *)(uintptr_t)found;
        return SG_OK;
    }
    policy = sg_arena_make(estate->arena, sg_iam_policy);
    if (!policy)
        return SG_ENOMEM;
    status = sg_iam_policy_parse(text, estate->arena, policy, NULL);
    if (status == SG_ENOMEM)
        return status;
    if (status != SG_OK)
        policy = NULL;
    *out = policy;
    return sg_estate_keep_policy(estate, text, policy);
}

sg_status sg_estate_add_policy(sg_estate *estate, sg_iam_policies *set,
                               const sg_iam_policy *policy)
{
    const sg_iam_policy **items =
        sg_arena_alloc_array(estate->arena, (size_t)set->count + 1, sizeof *items);

    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < set->count; i++)
        items[i] = set->items[i];
    items[set->count++] = policy;
    set->items = items;
    return SG_OK;
}

sg_str sg_estate_document(const sg_estate *estate, sg_node policy, sg_arena *arena)
{
    sg_str text = sg_read_text(estate->graph, policy, SG_STR("document"), arena);
    sg_str id;

    if (text.length > 0)
        return text;
    id = sg_read_arn(estate->graph, policy, arena);
    if (id.length == 0)
        id = sg_read_text(estate->graph, policy, SG_STR("id"), arena);
    for (size_t i = 0; i < SG_COUNT(known_policies); i++)
        if (sg_str_ends(id, known_policies[i].suffix))
            return known_policies[i].document;
    return text;
}

/* The relationship says in which role the policy is attached; else the policy itself does. */
static bool is_of_kind(const sg_estate *estate, const sg_neighbours *at, sg_str kind)
{
    sg_str found = sg_read_edge_text(estate->graph, at->edge, SG_STR("kind"), estate->arena);

    if (found.length == 0)
        found = sg_read_text(estate->graph, at->node, SG_STR("kind"), estate->arena);
    if (found.length == 0)
        found = SG_STR("identity");
    return sg_str_equal(found, kind);
}

sg_status sg_estate_attached(sg_estate *estate, sg_node node, sg_str kind, sg_iam_policies *set,
                             uint32_t *attached)
{
    sg_neighbours at = sg_neighbours_by(estate->graph, node, SG_STR("HAS_POLICY"), SG_OUT);
    const sg_iam_policy **items;
    uint32_t more = 0;

    while (sg_neighbours_next(&at))
        more += is_of_kind(estate, &at, kind);
    if (attached)
        *attached += more;
    if (more == 0)
        return SG_OK;
    items = sg_arena_alloc_array(estate->arena, (size_t)set->count + more, sizeof *items);
    if (!items)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < set->count; i++)
        items[i] = set->items[i];
    at = sg_neighbours_by(estate->graph, node, SG_STR("HAS_POLICY"), SG_OUT);
    while (sg_neighbours_next(&at)) {
        const sg_iam_policy *policy;
        if (!is_of_kind(estate, &at, kind))
            continue;
        SG_TRY(sg_estate_policy(estate, sg_estate_document(estate, at.node, estate->arena),
                                &policy));
        if (policy)
            items[set->count++] = policy;
        else
            set->incomplete = true;
    }
    set->items = items;
    return SG_OK;
}

/* Drawn anew for each estate; without the system's chance, an address that moves has to do. */
static uint64_t draw_secret(const void *place)
{
    uint64_t secret;

    if (getrandom(&secret, sizeof secret, GRND_NONBLOCK) != (ssize_t)sizeof secret)
        secret = (uint64_t)(uintptr_t)place;
    return secret;
}

sg_status sg_estate_read(const sg_graph *graph, const sg_coverage *coverage, unsigned threads,
                         sg_arena *arena, sg_estate *out, sg_error *err)
{
    *out = (sg_estate){ .graph = graph,
                        .coverage = coverage,
                        .arena = arena,
                        .threads = threads > 0 ? threads : sg_processors() };
    out->secret = draw_secret(arena);
    sg_atoms_list(&out->atoms);
    SG_TRY(sg_estate_parse_policies(out, err));
    SG_TRY(sg_estate_read_accounts(out, err));
    SG_TRY(sg_estate_read_principals(out, err));
    SG_TRY(sg_estate_read_classes(out, err));
    SG_TRY(sg_estate_read_resources(out, err));
    return sg_estate_list_classes(out, err);
}

void sg_estate_close(sg_estate *estate)
{
    sg_table_free(&estate->account_index);
    sg_table_free(&estate->principal_index);
    sg_table_free(&estate->policies);
    sg_table_free(&estate->atom_sets);
    sg_array_free(&estate->said);
    sg_workers_close(&estate->parsing);
}
