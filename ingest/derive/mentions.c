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

unsigned sg_iam_mentions(const sg_iam_statement *statement, const sg_iam_caller *caller)
{
    unsigned itself = bit(SG_MENTION_USER) | bit(SG_MENTION_ROLE) | bit(SG_MENTION_SESSION) |
                      bit(SG_MENTION_PROVIDER);
    unsigned mentions = 0;
    bool spared;

    for (uint32_t i = 0; i < statement->principal_count; i++)
        mentions |= mention_of(&statement->principals[i], caller);
    if (!statement->not_principal)
        return mentions;
    /* A NotPrincipal Deny spares a principal only when it lists its account as well; the root
     * user and whoever stands for a whole account are that account. */
    spared = (mentions & bit(SG_MENTION_ANYONE)) != 0 || (mentions & itself) != 0;
    if (statement->deny && (mentions & bit(SG_MENTION_ANYONE)) == 0 &&
        caller->kind != SG_CALLER_FEDERATED)
        spared = spared && (mentions & bit(SG_MENTION_ACCOUNT)) != 0;
    if (caller->kind == SG_CALLER_ROOT || caller->kind == SG_CALLER_ACCOUNT)
        spared = spared || (mentions & bit(SG_MENTION_ACCOUNT)) != 0;
    return spared ? 0 : bit(SG_MENTION_ANYONE);
}
