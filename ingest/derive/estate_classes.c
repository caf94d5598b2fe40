/* estate_classes.c - principals that cannot be told apart by what they may do.
 *
 * Two principals are of one class when they are of one kind and account and carry the same
 * policies in the same order, unless a policy looks at who asks (a variable, a condition on the
 * principal): then each is a class of its own.
 */
#include <string.h>

#include "engine/base/parallel.h"
#include "ingest/derive/aim.h"
#include "ingest/derive/condition_keys.h"
#include "ingest/derive/estate.h"
#include "ingest/derive/evaluate.h"

static const struct {
    sg_resource_symbol symbol;
    sg_str action;
} level_actions[] = {
#define RESOURCE(symbol, label, service, policy, call)
#define LEVEL(symbol, level, action, suffix) { SG_RESOURCE_##symbol, SG_STR_INIT(action) },
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
};

static bool has_variable(sg_texts texts)
{
    for (uint32_t i = 0; i < texts.count; i++)
        if (sg_str_find(texts.items[i], SG_STR("${"), 0) != SIZE_MAX)
            return true;
    return false;
}

bool sg_iam_statement_is_personal(const sg_iam_policy *policy,
                                  const sg_iam_statement *statement)
{
    if (policy->variables && has_variable(statement->resources))
        return true;
    for (uint32_t c = 0; c < statement->condition_count; c++) {
        const sg_iam_condition *condition = &statement->conditions[c];
        if (sg_key_is_personal(condition->source) ||
            (policy->variables && has_variable(condition->values)))
            return true;
    }
    return false;
}

bool sg_iam_policy_is_personal(const sg_iam_policy *policy)
{
    for (uint32_t s = 0; s < policy->count; s++)
        if (sg_iam_statement_is_personal(policy, &policy->statements[s]))
            return true;
    return false;
}

bool sg_iam_set_is_personal(const sg_iam_policies *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (sg_iam_policy_is_personal(set->items[i]))
            return true;
    return false;
}

enum { PRINCIPALS_OF_A_TASK = 256 };

static bool is_personal(const sg_estate_principal *principal)
{
    const sg_iam_identity *identity = &principal->identity;

    if (sg_iam_set_is_personal(&identity->policies) ||
        sg_iam_set_is_personal(&identity->boundary))
        return true;
    for (uint32_t i = 0; identity->guardrails && i < identity->guardrails->count; i++)
        if (sg_iam_set_is_personal(&identity->guardrails->levels[i]))
            return true;
    return false;
}

/* Everything that makes a class, as bytes; policies are unique per text, so their addresses do.
 * */
static sg_str signature_of(const sg_estate *estate, uint32_t index, bool personal,
                           sg_arena *scratch)
{
    const sg_estate_principal *principal = &estate->principals[index];
    const sg_iam_identity *identity = &principal->identity;
    enum { fixed = 5 };
    size_t count = fixed + identity->policies.count + identity->boundary.count;
    uintptr_t *words = sg_arena_make_array(scratch, uintptr_t, count);

    if (!words)
        return (sg_str){ NULL, 0 };
    words[0] = principal->account;
    words[1] = ((uintptr_t)principal->caller.kind << 8) |
               (uintptr_t)(principal->caller.service_linked << 4 | identity->bounded << 3 |
                           identity->boundary.incomplete << 2 |
                           identity->policies.incomplete << 1 | principal->known);
    words[2] = personal ? (uintptr_t)index + 1 : 0;
    words[3] = identity->policies.count;
    words[4] = (uintptr_t)identity->guardrails;
    for (uint32_t i = 0; i < identity->policies.count; i++)
        words[fixed + i] = (uintptr_t)identity->policies.items[i];
    for (uint32_t i = 0; i < identity->boundary.count; i++)
        words[fixed + identity->policies.count + i] = (uintptr_t)identity->boundary.items[i];
    return (sg_str){ (const char *)words, count * sizeof *words };
}

/* The actions by bit of sg_estate_said.about. */
enum { KINDS = 32, ASSUMING = 31 };

sg_atom_set sg_estate_actions_of(const sg_estate *estate, sg_resource_symbol symbol)
{
    return estate->kind_actions[symbol];
}

sg_atom_set sg_estate_allowed(const sg_iam_policies *policies)
{
    sg_atom_set allowed = { { 0 } };

    for (uint32_t i = 0; i < policies->count; i++) {
        const sg_iam_policy *policy = policies->items[i];
        for (uint32_t s = 0; s < policy->count; s++) {
            if (!policy->atoms) /* of an ACL, or a grant of a key */
                memset(&allowed, 0xff, sizeof allowed);
            else if (!policy->statements[s].deny)
                allowed = sg_atom_set_union(allowed, *policy->atoms[s]);
        }
    }
    return allowed;
}

static uint32_t granted_by(const sg_estate *estate, sg_atom_set allowed)
{
    uint32_t granted = 0;

    for (unsigned symbol = 0; symbol < ASSUMING; symbol++)
        if (sg_atom_sets_meet(&allowed, &estate->kind_actions[symbol]))
            granted |= 1U << symbol;
    return granted;
}

static sg_estate_class class_of(const sg_estate *estate, const sg_estate_principal *principal)
{
    bool root = principal->caller.kind == SG_CALLER_ROOT;
    sg_estate_class class = { .account = principal->account,
                              .allowed = sg_estate_allowed(&principal->identity.policies) };

    if (root)
        memset(&class.allowed, 0xff, sizeof class.allowed);
    class.granted = root ? UINT32_MAX : granted_by(estate, class.allowed);
    class.assumes = sg_atom_sets_meet(&class.allowed, &estate->kind_actions[ASSUMING]);
    return class;
}

static sg_status read_level_atoms(sg_estate *estate)
{
    estate->level_atoms = sg_arena_make_array(estate->arena, unsigned, SG_COUNT(level_actions));
    estate->kind_actions = sg_arena_make_array(estate->arena, sg_atom_set, KINDS);
    if (!estate->level_atoms || !estate->kind_actions)
        return SG_ENOMEM;
    for (size_t i = 0; i < SG_COUNT(level_actions); i++) {
        estate->level_atoms[i] = sg_atom_of(&estate->atoms, level_actions[i].action);
        sg_atom_set_add(&estate->kind_actions[level_actions[i].symbol], estate->level_atoms[i]);
    }
    sg_atom_set_add(&estate->kind_actions[ASSUMING],
                    sg_atom_of(&estate->atoms, SG_STR("sts:AssumeRole")));
    return SG_OK;
}

/* Which principals are told apart by a policy: all texts of all policies are looked at for it. */
typedef struct telling_apart {
    const sg_estate *estate;
    bool *personal; /* by principal */
} telling_apart;

static void tell_apart(void *shared, size_t task, unsigned worker)
{
    const telling_apart *self = shared;
    size_t end = (task + 1) * PRINCIPALS_OF_A_TASK;

    (void)worker;
    for (size_t i = task * PRINCIPALS_OF_A_TASK; i < end && i < self->estate->principal_count;
         i++)
        self->personal[i] = is_personal(&self->estate->principals[i]);
    sg_estate_rest(self->estate, task * PRINCIPALS_OF_A_TASK);
}

static sg_status number_classes(sg_estate *estate, sg_table *signatures, sg_arena *scratch)
{
    size_t count = estate->principal_count;
    telling_apart apart = { estate, sg_arena_make_array(scratch, bool, count + 1) };

    if (!apart.personal)
        return SG_ENOMEM;
    sg_parallel(estate->threads, (count + PRINCIPALS_OF_A_TASK - 1) / PRINCIPALS_OF_A_TASK,
                tell_apart, &apart);
    for (uint32_t i = 0; i < estate->principal_count; i++) {
        sg_estate_principal *principal = &estate->principals[i];
        sg_str signature = signature_of(estate, i, apart.personal[i], scratch);
        uint64_t *slot;
        bool added;

        if (!signature.bytes)
            return SG_ENOMEM;
        SG_TRY(sg_table_put(signatures, signature, estate->class_count, &slot, &added));
        principal->class = (uint32_t)*slot;
        if (added)
            estate->classes[estate->class_count++] = class_of(estate, principal);
        estate->classes[principal->class].count++;
    }
    return SG_OK;
}

/* --- what they say ------------------------------------------------------------------------ */

enum { SAID_OF_A_TASK = 1024 };

static uint64_t begins(const sg_iam_statement *statement)
{
    uint64_t all = 0;

    if (!statement->has_resource || statement->not_resource)
        return UINT64_MAX;
    for (uint32_t i = 0; i < statement->resources.count; i++)
        all |= sg_aim_begins(statement->resources.items[i]);
    return all;
}

static sg_status add_said(sg_estate *estate, const sg_iam_policies *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const sg_iam_policy *policy = set->items[i];
        for (uint32_t s = 0; s < policy->count; s++) {
            sg_estate_said said = { .policy = policy, .statement = s };
            for (unsigned kind = 0; kind < KINDS; kind++)
                if (!policy->atoms ||
                    sg_atom_sets_meet(policy->atoms[s], &estate->kind_actions[kind]))
                    said.about |= UINT32_C(1) << kind;
            if (said.about != 0)
                SG_TRY(sg_array_push(&estate->said, said));
        }
    }
    return estate->said.count <= UINT32_MAX ? SG_OK : SG_ENOMEM;
}

/* How the patterns of some statements begin: most of what reading classes costs. */
static void note_begins(void *shared, size_t task, unsigned worker)
{
    sg_estate *estate = shared;
    size_t end = (task + 1) * SAID_OF_A_TASK;

    (void)worker;
    for (size_t i = task * SAID_OF_A_TASK; i < end && i < estate->said.count; i++) {
        sg_estate_said *said = &estate->said.items[i];
        said->begins = begins(&said->policy->statements[said->statement]);
    }
    sg_estate_rest(estate, task * SAID_OF_A_TASK);
}

static sg_status list_said(sg_estate *estate)
{
    for (uint32_t c = 0; c < estate->class_count; c++) {
        sg_estate_class *class = &estate->classes[c];
        const sg_iam_identity *identity =
            &estate->principals[estate->members[class->first]].identity;

        class->said = (uint32_t)estate->said.count;
        SG_TRY(add_said(estate, &identity->policies));
        class->said_within = (uint32_t)estate->said.count;
        SG_TRY(add_said(estate, &identity->boundary));
        class->said_end = (uint32_t)estate->said.count;
    }
    sg_parallel(estate->threads, (estate->said.count + SAID_OF_A_TASK - 1) / SAID_OF_A_TASK,
                note_begins, estate);
    return SG_OK;
}

sg_status sg_estate_read_classes(sg_estate *estate, sg_error *err)
{
    sg_table signatures = { 0 };
    uint32_t first = 0;

    estate->classes = sg_arena_make_array(estate->arena, sg_estate_class,
                                          (size_t)estate->principal_count + 1);
    estate->members =
        sg_arena_make_array(estate->arena, uint32_t, (size_t)estate->principal_count + 1);
    sg_arena *scratch = NULL;
    sg_status status =
        estate->classes && estate->members ? sg_arena_new(0, &scratch) : SG_ENOMEM;
    if (status == SG_OK)
        status = read_level_atoms(estate);
    if (status == SG_OK)
        status = number_classes(estate, &signatures, scratch);
    sg_table_free(&signatures);
    sg_arena_free(scratch);
    if (status != SG_OK)
        return sg_fail_memory(err);
    for (uint32_t c = 0; c < estate->class_count; c++) {
        estate->classes[c].first = first;
        first += estate->classes[c].count;
        estate->classes[c].count = 0;
    }
    for (uint32_t i = 0; i < estate->principal_count; i++) {
        sg_estate_class *class = &estate->classes[estate->principals[i].class];
        estate->members[class->first + class->count++] = i;
        estate->principals[i].identity.allowed = &class->allowed;
    }
    return list_said(estate) == SG_OK ? SG_OK : sg_fail_memory(err);
}

sg_status sg_estate_list_classes(sg_estate *estate, sg_error *err)
{
    uint32_t *first =
        sg_arena_make_array(estate->arena, uint32_t, (size_t)estate->account_count + 2);
    uint32_t *list =
        sg_arena_make_array(estate->arena, uint32_t, (size_t)estate->class_count + 1);

    if (!first || !list)
        return sg_fail_memory(err);
    for (uint32_t c = 0; c < estate->class_count; c++)
        first[estate->classes[c].account + 2]++;
    for (uint32_t a = 2; a < estate->account_count + 2; a++)
        first[a] += first[a - 1];
    for (uint32_t c = 0; c < estate->class_count; c++)
        list[first[estate->classes[c].account + 1]++] = c;
    estate->classes_of = list;
    estate->classes_of_first = first;
    return SG_OK;
}
