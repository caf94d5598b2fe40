/* unseen_roles.c - who may assume roles of accounts whose identities nobody listed.
 *
 *     caller --sts:AssumeRole--> arn:aws:iam::<account>:role/...     known: the caller's policies
 *                                                                    not known: role, trust, rights
 *
 * Such a role may trust the caller and be an administrator, so that it is not known whether the caller
 * reaches one.  An account that a pattern names counts, whoever's it is; a pattern that leaves the account
 * open counts for the accounts of the estate.
 */
#include "ingest/derive/access.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/evaluate.h"

#define ACCOUNTS_ASKED                                                                         \
    64 /* of those that an open pattern may mean; beyond that it is taken for a yes */

static const sg_str assume_role = SG_STR_INIT("sts:AssumeRole");

typedef struct looking {
    sg_access *access;
    const sg_estate_principal *who;
    sg_str partition; /* "aws": no role is assumed across partitions */
    bool found;
} looking;

/* Whether somebody may assume some role of the account, if that trusted everybody. */
static sg_status ask(looking *self, sg_str number, const sg_estate_account *account)
{
    static const sg_named anyone = { SG_NAMED_AWS, SG_STR_INIT("*") };
    static const sg_iam_statement statement = { .actions = { &assume_role, 1 },
                                                .has_principal = true,
                                                .principals = &anyone,
                                                .principal_count = 1 };
    static const sg_iam_policy trust = { .statements = &statement, .count = 1 };
    const sg_iam_policy *const policies[] = { &trust };
    sg_access *access = self->access;
    sg_arena_mark mark = sg_arena_save(access->scratch);
    sg_iam_target target = {
        .arn = sg_arena_format(access->scratch, "arn:%.*s:iam::%.*s:role/*",
                               SG_FMT(self->partition), SG_FMT(number)),
        .account = number,
        .organization = account ? account->organization : SG_STR(""),
        .org_path = account ? account->org_path : SG_STR(""),
        .policy_role = SG_POLICY_REQUIRED,
        .policies = { .items = policies, .count = 1 },
        .restricted = SG_FALSE,
    };
    sg_iam_request request = { .caller = &self->who->caller,
                               .identity = &self->who->identity,
                               .target = &target,
                               .action = assume_role,
                               .atom = sg_atom_of(&access->estate.atoms, assume_role) };
    sg_iam_decision decision;

    if (!target.arn.bytes)
        return SG_ENOMEM;
    access->counts.assumptions++;
    SG_TRY(sg_iam_decide(&request, access->scratch, &decision));
    self->found = decision.may;
    sg_arena_rewind(access->scratch, mark);
    return SG_OK;
}

/* The account that the pattern names; empty when it leaves that open. */
static sg_str account_of(sg_str pattern)
{
    sg_arn parts;

    return sg_arn_split(pattern, &parts) && sg_is_account(parts.account) ? parts.account
                                                                         : SG_STR("");
}

static sg_status ask_named(looking *self, const sg_iam_statement *statement, bool *open)
{
    const sg_estate *estate = &self->access->estate;

    *open = *open || !statement->has_resource || statement->not_resource;
    for (uint32_t i = 0; i < statement->resources.count && !statement->not_resource; i++) {
        sg_str number = account_of(statement->resources.items[i]);
        const sg_estate_account *account = NULL;
        uint32_t index;

        if (sg_estate_find_account(estate, number, &index))
            account = &estate->accounts[index];
        *open = *open || number.length == 0;
        if (number.length > 0 && !(account && account->identities_collected) && !self->found)
            SG_TRY(ask(self, number, account));
    }
    return SG_OK;
}

static sg_status ask_all(looking *self)
{
    const sg_estate *estate = &self->access->estate;
    uint32_t asked = 0;

    for (uint32_t i = 0; i < estate->account_count && !self->found; i++) {
        const sg_estate_account *account = &estate->accounts[i];
        if (!account->ours || account->identities_collected || i == self->who->account)
            continue;
        if (asked++ == ACCOUNTS_ASKED)
            self->found = true;
        else
            SG_TRY(ask(self, account->number, account));
    }
    return SG_OK;
}

static sg_status look(looking *self)
{
    const sg_iam_policies *set = &self->who->identity.policies;
    unsigned atom = sg_atom_of(&self->access->estate.atoms, assume_role);
    bool open = false;

    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t s = 0; s < set->items[i]->count; s++)
            if (!set->items[i]->statements[s].deny &&
                sg_atom_set_has(set->items[i]->atoms[s], atom))
                SG_TRY(ask_named(self, &set->items[i]->statements[s], &open));
    return open && !self->found ? ask_all(self) : SG_OK;
}

sg_status sg_derive_unseen_roles(sg_access *access)
{
    const sg_estate *estate = &access->estate;

    for (uint32_t c = 0; c < estate->class_count; c++) {
        const sg_estate_class *class = &estate->classes[c];
        looking self = { access, &estate->principals[estate->members[class->first]],
                         .found = false };
        sg_arn parts;

        sg_estate_rest(estate, c);
        if (!class->assumes || access->admins[c] != SG_FALSE || !self.who->known ||
            self.who->caller.service_linked || !sg_arn_split(self.who->caller.arn, &parts))
            continue;
        self.partition = parts.partition;
        SG_TRY(look(&self));
        for (uint32_t i = 0; self.found && i < class->count; i++) {
            uint32_t member = estate->members[class->first + i];
            SG_TRY(sg_array_push(&access->assumptions,
                                 (sg_assumption){ member, member, false, SG_UNKNOWN }));
        }
    }
    return SG_OK;
}
