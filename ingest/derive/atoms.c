/* atoms.c - the list of actions, and what of it a pattern picks out.
 *
 * The list is sorted without case, so that what begins as the literal part of a pattern does is
 * one run of it.
 */
#include "ingest/derive/atoms.h"

#include <stdlib.h>

#include "engine/base/text.h"
#include "ingest/derive/glob.h"

static const sg_str listed[] = {
#define RESOURCE(symbol, label, service, policy, call)
#define LEVEL(symbol, level, action, suffix) SG_STR_INIT(action),
#include "ingest/derive/access_levels.def"
#undef RESOURCE
#undef LEVEL
#define ESCALATION(id, target, of, gain, needs, steps) steps
#define STEP(action, on, resource) SG_STR_INIT(action),
#include "ingest/derive/escalations.def"
#undef ESCALATION
#undef STEP
#define USE(action, on_key, service) SG_STR_INIT(on_key),
#include "ingest/derive/key_uses.def"
#undef USE
    SG_STR_INIT("iam:PassRole"),
    SG_STR_INIT("sts:AssumeRoleWithSAML"),
    SG_STR_INIT("sts:AssumeRoleWithWebIdentity"),
    SG_STR_INIT("ssm:UpdateInstanceInformation"),
};

_Static_assert(SG_COUNT(listed) <= SG_ATOMS_MOST, "more actions than bits");

static char fold(char byte)
{
    return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

/* As strcasecmp() orders, for ASCII; with `prefix` only as far as the left one goes. */
static int compare_fold(sg_str left, sg_str right, bool prefix)
{
    size_t common = left.length < right.length ? left.length : right.length;

    for (size_t i = 0; i < common; i++) {
        unsigned char a = (unsigned char)fold(left.bytes[i]);
        unsigned char b = (unsigned char)fold(right.bytes[i]);
        if (a != b)
            return a < b ? -1 : 1;
    }
    if (prefix && left.length <= right.length)
        return 0;
    return left.length == right.length ? 0 : left.length < right.length ? -1 : 1;
}

static int compare_actions(const void *left, const void *right)
{
    return compare_fold(*(const sg_str *)left, *(const sg_str *)right, false);
}

void sg_atoms_list(sg_atoms *out)
{
    sg_str all[SG_COUNT(listed)];

    out->count = 0;
    for (size_t i = 0; i < SG_COUNT(listed); i++)
        all[i] = listed[i];
    qsort(all, SG_COUNT(all), sizeof *all, compare_actions);
    for (size_t i = 0; i < SG_COUNT(all); i++) {
        if (i > 0 && compare_fold(all[i - 1], all[i], false) == 0)
            continue;
        out->actions[out->count++] = all[i];
    }
}

/* The first action that is not before `text`, by its beginning where `prefix`. */
static uint32_t lower_bound(const sg_atoms *atoms, sg_str text, bool prefix)
{
    uint32_t low = 0;
    uint32_t high = atoms->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_fold(text, atoms->actions[middle], prefix) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

unsigned sg_atom_of(const sg_atoms *atoms, sg_str action)
{
    uint32_t at = lower_bound(atoms, action, false);

    return at < atoms->count && sg_str_equal_fold(atoms->actions[at], action) ? at + 1
                                                                              : SG_NO_ATOM;
}

void sg_atom_set_add(sg_atom_set *set, unsigned atom)
{
    set->words[atom / 64] |= 1ULL << (atom % 64);
}

static void add_pattern(const sg_atoms *atoms, sg_str pattern, sg_atom_set *out)
{
    sg_str prefix = sg_glob_prefix(pattern);

    for (uint32_t i = lower_bound(atoms, prefix, true);
         i < atoms->count && compare_fold(prefix, atoms->actions[i], true) == 0; i++)
        if (sg_glob_match_fold(pattern, atoms->actions[i]))
            sg_atom_set_add(out, i + 1);
}

sg_atom_set sg_atoms_of_statement(const sg_atoms *atoms, const sg_iam_statement *statement)
{
    sg_atom_set set = { { 0 } };

    for (uint32_t i = 0; i < statement->actions.count; i++)
        add_pattern(atoms, statement->actions.items[i], &set);
    for (unsigned atom = 1; statement->not_action && atom <= atoms->count; atom++)
        set.words[atom / 64] ^= 1ULL << (atom % 64);
    return set;
}
