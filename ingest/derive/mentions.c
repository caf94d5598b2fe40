/* mentions.c - Principal and NotPrincipal against a caller.
 *
 * Principals have no wildcards but the whole "*".  A unique id (AROA..., AIDA...) stands for
 * one that was deleted: AWS shows it where the ARN no longer leads anywhere.
 */
#include "ingest/derive/mentions.h"

#include "ingest/derive/arn.h"

static unsigned bit(sg_mention mention)
{
    return 1U << mention;
}

sg_named_form sg_named_form_of(sg_str text, sg_str *account, sg_str *name)
{
    sg_arn arn;
    sg_str rest;

    if (sg_str_equal(text, SG_STR("*")))
        return SG_FORM_ANYONE;
    *account = text;
    if (sg_is_account(text))
        return SG_FORM_ACCOUNT;
    if (!sg_arn_split(text, &arn) || !sg_is_account(arn.account))
        return SG_FORM_OTHER;
    *account = arn.account;
    if (sg_str_equal(arn.service, SG_STR("iam"))) {
        if (sg_str_equal(arn.resource, SG_STR("root")))
            return SG_FORM_ACCOUNT;
        if (sg_str_starts(arn.resource, SG_STR("user/")))
            return SG_FORM_USER;
        if (sg_str_starts(arn.resource, SG_STR("role/")))
            return SG_FORM_ROLE;
    }
    if (sg_str_equal(arn.service, SG_STR("sts")) &&
        sg_str_starts(arn.resource, SG_STR("assumed-role/"))) {
        (void)sg_str_cut(arn.resource, '/', &rest);
        *name = sg_str_cut(rest, '/', &rest);
        return SG_FORM_SESSION;
    }
    return SG_FORM_OTHER;
}

static unsigned mention_of(const sg_named *named, const sg_iam_caller *caller)
{
    sg_str account = { "", 0 };
    sg_str name = { "", 0 };

    if (named->kind == SG_NAMED_FEDERATED)
        return caller->kind == SG_CALLER_FEDERATED && sg_str_equal(named->text, caller->arn)
                   ? bit(SG_MENTION_PROVIDER)
                   : 0;
    if (named->kind == SG_NAMED_CANONICAL) /* S3's name of an account */
        return caller->canonical.length > 0 && sg_str_equal(named->text, caller->canonical)
                   ? bit(SG_MENTION_ACCOUNT)
                   : 0;
    if (named->kind == SG_NAMED_SERVICE)
        return caller->kind == SG_CALLER_SERVICE && sg_str_equal(named->text, caller->arn)
                   ? bit(SG_MENTION_PROVIDER)
                   : 0;
    if (named->kind != SG_NAMED_AWS || caller->kind == SG_CALLER_FEDERATED)
        return 0;
    switch (sg_named_form_of(named->text, &account, &name)) {
    case SG_FORM_ANYONE:
        return bit(SG_MENTION_ANYONE);
    case SG_FORM_ACCOUNT:
        return sg_str_equal(account, caller->account) ? bit(SG_MENTION_ACCOUNT) : 0;
    case SG_FORM_USER:
        return caller->kind == SG_CALLER_USER && sg_str_equal(named->text, caller->arn)
                   ? bit(SG_MENTION_USER)
                   : 0;
    case SG_FORM_ROLE:
        return caller->kind == SG_CALLER_ROLE && sg_str_equal(named->text, caller->arn)
                   ? bit(SG_MENTION_ROLE)
                   : 0;
    case SG_FORM_SESSION:
        return caller->kind == SG_CALLER_ROLE && sg_str_equal(account, caller->account) &&
                       sg_str_equal(name, caller->name)
                   ? bit(SG_MENTION_SESSION)
                   : 0;
    case SG_FORM_OTHER:
        return 0;
    }
    SG_UNREACHABLE();
}

/* A caller is several principals at once: its account, the user or role, and of a role its session.  A Deny
 * spares only a caller all of whose principals NotPrincipal lists; so AWS asks for the account and for both
 * ARNs of a role.  The root user, and whoever stands for a whole account, are that account; services and
 * identity providers have none. */
static unsigned mentions_of_deny(unsigned listed, sg_iam_caller_kind kind)
{
    unsigned account = bit(SG_MENTION_ACCOUNT);
    unsigned needed = 0;

    switch (kind) {
    case SG_CALLER_USER:
        needed = account | bit(SG_MENTION_USER);
        break;
    case SG_CALLER_ROLE:
        needed = account | bit(SG_MENTION_ROLE) | bit(SG_MENTION_SESSION);
        break;
    case SG_CALLER_ROOT:
    case SG_CALLER_ACCOUNT:
        needed = account;
        break;
    case SG_CALLER_FEDERATED:
    case SG_CALLER_SERVICE:
        needed = bit(SG_MENTION_PROVIDER);
        break;
    case SG_CALLER_ANYONE: /* no list has it */
        return bit(SG_MENTION_ANYONE);
    }
    if ((listed & needed) != needed)
        return bit(SG_MENTION_ANYONE);
    return kind == SG_CALLER_ROLE ? bit(SG_MENTION_ANYONE) | SG_MENTION_BY_SESSION : 0;
}

/* An Allow is for all but those listed.  Which of a role's ARNs it takes to be one of them is not told. */
static unsigned mentions_of_allow(unsigned listed, sg_iam_caller_kind kind)
{
    unsigned itself = bit(SG_MENTION_USER) | bit(SG_MENTION_ROLE) | bit(SG_MENTION_SESSION) |
                      bit(SG_MENTION_PROVIDER);

    if (kind == SG_CALLER_ROOT || kind == SG_CALLER_ACCOUNT)
        itself |= bit(SG_MENTION_ACCOUNT);
    if (!(listed & itself))
        return bit(SG_MENTION_ANYONE);
    return kind == SG_CALLER_ROLE ? bit(SG_MENTION_ANYONE) | SG_MENTION_BY_SESSION : 0;
}

unsigned sg_iam_mentions(const sg_iam_statement *statement, const sg_iam_caller *caller)
{
    unsigned mentions = 0;

    for (uint32_t i = 0; i < statement->principal_count; i++)
        mentions |= mention_of(&statement->principals[i], caller);
    if (!statement->not_principal)
        return mentions;
    if (mentions & bit(SG_MENTION_ANYONE))
        return 0;
    return statement->deny ? mentions_of_deny(mentions, caller->kind)
                           : mentions_of_allow(mentions, caller->kind);
}

bool sg_iam_names(const sg_iam_policies *set, const sg_iam_caller *caller)
{
    unsigned itself = bit(SG_MENTION_USER) | bit(SG_MENTION_ROLE) | bit(SG_MENTION_SESSION);

    for (uint32_t i = 0; i < set->count; i++)
        for (uint32_t s = 0; s < set->items[i]->count; s++)
            if (sg_iam_mentions(&set->items[i]->statements[s], caller) & itself)
                return true;
    return false;
}
