/* atoms.h - the actions that derivations ask about, as small numbers.
 *
 * AWS has over twenty thousand actions; access and escalation ask about some two hundred.  What
 * the Action of a statement covers of those is worked out once, when its policy is read:
 *
 *     {"Action": ["s3:Get*", "sts:AssumeRole"]}  ->  { s3:GetObject, s3:GetObjectVersion, ... }
 *
 * and whether it covers an action is then a bit to look at.
 */
#ifndef SG_INGEST_DERIVE_ATOMS_H
#define SG_INGEST_DERIVE_ATOMS_H

#include "ingest/derive/policy_document.h"

enum { SG_ATOMS_MOST = SG_ATOM_BITS - 1, SG_NO_ATOM = 0 };

/* Atoms are 1 and up. */
typedef struct sg_atoms {
    sg_str actions[SG_ATOMS_MOST]; /* sorted without case; atom - 1 is the position */
    uint32_t count;
} sg_atoms;

/* Lists the actions of access_levels.def and escalations.def, and those of admins.c. */
void sg_atoms_list(sg_atoms *out);
/* SG_NO_ATOM when it is none. */
unsigned sg_atom_of(const sg_atoms *atoms, sg_str action);

static inline bool sg_atom_set_has(const sg_atom_set *set, unsigned atom)
{
    return (set->words[atom / 64] >> (atom % 64) & 1U) != 0;
}
static inline sg_atom_set sg_atom_set_union(sg_atom_set left, sg_atom_set right)
{
    for (size_t i = 0; i < SG_COUNT(left.words); i++)
        left.words[i] |= right.words[i];
    return left;
}
static inline bool sg_atom_sets_meet(const sg_atom_set *left, const sg_atom_set *right)
{
    uint64_t both = 0;

    for (size_t i = 0; i < SG_COUNT(left->words); i++)
        both |= left->words[i] & right->words[i];
    return both != 0;
}
void sg_atom_set_add(sg_atom_set *set, unsigned atom);

/* The atoms that the statement's Action or NotAction covers. */
sg_atom_set sg_atoms_of_statement(const sg_atoms *atoms, const sg_iam_statement *statement);

#endif
