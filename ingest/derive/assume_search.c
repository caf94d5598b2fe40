/* assume_search.c - who can assume which role, from the trust policies of roles.
 *
 * A trust policy is a resource policy that is required: in the role's own account it either
 * names the principal or lets the account delegate; from another account both sides must allow.
 * Services are trusted but assume nothing here: HAS tells which workload runs as which role.
 * Of tokens from an identity provider only the trust policy speaks.
 */
#include "ingest/derive/assume_search.h"

#include "ingest/derive/evaluate.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/mentions.h"
#include "ingest/derive/outline.h"
#include "ingest/derive/trusts.h"

static const struct {
    sg_str host, claim, value;
} public_issuers[] = {
#define ISSUER(host, claim, value)                                                             \
    { SG_STR_INIT(host), SG_STR_INIT(claim), SG_STR_INIT(value) },
#include "ingest/derive/public_issuers.def"
#undef ISSUER
};

/* One role as a target, and who was already asked about it. */
typedef struct inquiry {
    uint32_t role;
    sg_iam_target target;
    bool personal;  /* its trust policy tells principals of one class apart, */
    bool naming;    /* or those that it names from the others */
    bool everybody; /* the internet was asked */
    sg_str method;  /* of escalations.def: how the statement in hand names who is trusted */
    sg_aim aim;
    sg_outline_target outlines;
} inquiry;

/* The rows of escalations.def that speak of assuming, by what the trust policy names. */
static sg_str method_of(sg_named_form form, bool cross_account)
{
    if (form == SG_FORM_ANYONE)
        return SG_STR("sts-003");
    return form == SG_FORM_ACCOUNT && cross_account ? SG_STR("sts-002") : SG_STR("sts-001");
}

static bool is_about_assuming(const sg_iam_statement *statement)
{
    static const sg_str actions[] = { SG_STR_INIT("sts:AssumeRole"),
                                      SG_STR_INIT("sts:AssumeRoleWithSAML"),
                                      SG_STR_INIT("sts:AssumeRoleWithWebIdentity") };

    for (size_t i = 0; i < SG_COUNT(actions); i++)
        if (sg_iam_has_action(statement, actions[i]))
            return true;
    return false;
}

/* --- CAN_ASSUME --------------------------------------------------------------------------- */

static sg_status ask(sg_assume_search *search, const inquiry *about,
                     const sg_iam_caller *caller, const sg_iam_identity *identity,
                     sg_str action, const sg_given *given, uint32_t given_count,
                     sg_iam_decision *out)
{
    sg_iam_request request = { .caller = caller,
                               .identity = identity,
                               .target = &about->target,
                               .action = action,
                               .given = given,
                               .given_count = given_count };

    request.atom = sg_atom_of(&search->estate->atoms, action);
    search->found->asked++;
    return sg_iam_decide(&request, search->scratch, out);
}

static sg_status note(sg_assume_search *search, const inquiry *about, sg_assumed found)
{
    found.role = about->role;
    found.method = about->method;
    return sg_array_push(&search->found->items, found);
}

static sg_status note_principal(sg_assume_search *search, const inquiry *about, uint32_t from,
                                sg_iam_decision decision, bool has_external_id)
{
    const sg_estate_principal *principals = search->estate->principals;

    if (!decision.may || from == about->role)
        return SG_OK;
    return note(
        search, about,
        (sg_assumed){ .kind = SG_ASSUMED_BY_PRINCIPAL,
                      .from = from,
                      .may = true,
                      .must = decision.must,
                      .cross_account = !sg_str_equal(principals[from].caller.account,
                                                     principals[about->role].caller.account),
                      .has_external_id = has_external_id });
}

static sg_status note_internet(sg_assume_search *search, const inquiry *about,
                               sg_iam_decision decision)
{
    return note(search, about,
                (sg_assumed){ .kind = SG_ASSUMED_BY_INTERNET,
                              .may = true,
                              .must = decision.must,
                              .cross_account = true });
}

/* Whether the principal was not asked about the role before. */
static bool asks_first(sg_assume_search *search, const inquiry *about, uint32_t from)
{
    bool first = search->asked[from] != about->role + 1;

    search->asked[from] = about->role + 1;
    return first;
}

static sg_status assume_as(sg_assume_search *search, inquiry *about, uint32_t from,
                           bool has_external_id)
{
    const sg_estate_principal *principal = &search->estate->principals[from];
    sg_iam_decision decision;

    if (!asks_first(search, about, from))
        return SG_OK;
    SG_TRY(ask(search, about, &principal->caller, sg_identity_of(principal),
               SG_STR("sts:AssumeRole"), NULL, 0, &decision));
    return note_principal(search, about, from, decision, has_external_id);
}

/* The decision on a member of the class: that on another of its outline, where there was one. */
static sg_status decide_class(sg_assume_search *search, inquiry *about, sg_outline_memo *memo,
                              const sg_estate_principal *principal, sg_iam_decision *out)
{
    const sg_estate_class *class = &search->estate->classes[principal->class];
    uint64_t *known = NULL;
    sg_outline outline;

    if (principal->known && sg_outline_of(&about->outlines, class, &outline))
        known = sg_outline_memo_at(memo, outline.hash);
    if (known && *known != 0) {
        *out = (sg_iam_decision){ .may = (*known - 1) & 1, .must = (*known - 1) >> 1 & 1 };
        return SG_OK;
    }
    SG_TRY(ask(search, about, &principal->caller, sg_identity_of(principal),
               SG_STR("sts:AssumeRole"), NULL, 0, out));
    if (known)
        *known = ((uint64_t)out->may | (uint64_t)out->must << 1) + 1;
    return SG_OK;
}

/* Whether what is decided of others of its class need not hold for the principal. */
static bool is_apart(const inquiry *about, const sg_estate_principal *principal)
{
    return about->personal ||
           (about->naming && sg_iam_names(&about->target.policies, &principal->caller));
}

/* Members that the trust policy does not tell apart are decided by the first of them. */
static sg_status assume_class(sg_assume_search *search, inquiry *about, sg_outline_memo *memo,
                              const sg_estate_class *class, bool has_external_id)
{
    const sg_estate *estate = search->estate;
    sg_iam_decision decision = { .may = false };
    bool decided = false;

    for (uint32_t i = 0; i < class->count; i++) {
        uint32_t member = estate->members[class->first + i];

        if (is_apart(about, &estate->principals[member])) {
            SG_TRY(assume_as(search, about, member, has_external_id));
            continue;
        }
        if (!asks_first(search, about, member))
            continue;
        if (!decided)
            SG_TRY(decide_class(search, about, memo, &estate->principals[member], &decision));
        decided = true;
        SG_TRY(note_principal(search, about, member, decision, has_external_id));
    }
    return SG_OK;
}

/* All that are in the account, or everywhere; across accounts, and for an account that
 * delegates, only who has an identity policy for it. */
static sg_status assume_from_account(sg_assume_search *search, inquiry *about,
                                     const uint32_t *account, bool has_external_id)
{
    const sg_estate *estate = search->estate;
    uint32_t own = estate->principals[about->role].account;
    uint32_t first = account ? estate->classes_of_first[*account] : 0;
    uint32_t last = account ? estate->classes_of_first[*account + 1] : estate->class_count;
    sg_arena_mark mark = sg_arena_save(search->scratch);
    sg_outline_memo memo;

    SG_TRY(sg_outline_memo_open(search->scratch, last - first, &memo));
    for (uint32_t c = first; c < last; c++) {
        const sg_estate_class *class = &estate->classes[estate->classes_of[c]];
        if (class->assumes || (!account && class->account == own))
            SG_TRY(assume_class(search, about, &memo, class, has_external_id));
    }
    sg_arena_rewind(search->scratch, mark);
    return SG_OK;
}

static sg_status assume_from_internet(sg_assume_search *search, inquiry *about, sg_str action,
                                      const sg_given *given, uint32_t given_count)
{
    sg_iam_caller anyone = { .kind = SG_CALLER_ANYONE };
    sg_iam_decision decision;

    if (about->everybody)
        return SG_OK;
    SG_TRY(ask(search, about, &anyone, NULL, action, given, given_count, &decision));
    if (!decision.may)
        return SG_OK;
    about->everybody = true;
    return note_internet(search, about, decision);
}

/* An account or principal of which nothing was loaded. */
static sg_status assume_as_stranger(sg_assume_search *search, const inquiry *about,
                                    const sg_named *named, sg_iam_caller_kind kind,
                                    sg_str account, bool has_external_id)
{
    const sg_estate_principal *role = &search->estate->principals[about->role];
    sg_iam_caller caller = { .kind = kind, .arn = named->text, .account = account };
    sg_iam_decision decision;
    uint32_t index;

    if (sg_estate_find_account(search->estate, account, &index))
        sg_estate_describe_account(&search->estate->accounts[index], &caller);
    SG_TRY(ask(search, about, &caller, NULL, SG_STR("sts:AssumeRole"), NULL, 0, &decision));
    return note(search, about,
                (sg_assumed){ .kind = SG_ASSUMED_BY_NAMED,
                              .named = named,
                              .may = decision.may,
                              .must = decision.must,
                              .cross_account = !sg_str_equal(account, role->caller.account),
                              .has_external_id = has_external_id });
}

static bool find_session_role(const sg_estate *estate, sg_str account, sg_str name,
                              uint32_t *out)
{
    uint32_t index;

    if (!sg_estate_find_account(estate, account, &index))
        return false;
    for (uint32_t c = estate->classes_of_first[index]; c < estate->classes_of_first[index + 1];
         c++) {
        const sg_estate_class *class = &estate->classes[estate->classes_of[c]];
        for (uint32_t m = class->first; m < class->first + class->count; m++) {
            const sg_iam_caller *caller = &estate->principals[estate->members[m]].caller;
            if (caller->kind == SG_CALLER_ROLE && sg_str_equal(caller->name, name)) {
                *out = estate->members[m];
                return true;
            }
        }
    }
    return false;
}

static sg_status assume_as_named(sg_assume_search *search, inquiry *about,
                                 const sg_named *named, bool has_external_id)
{
    const sg_estate *estate = search->estate;
    sg_str account = { "", 0 };
    sg_str name = { "", 0 };
    sg_named_form form = sg_named_form_of(named->text, &account, &name);
    uint32_t index;

    about->method =
        method_of(form, !sg_str_equal(account, estate->principals[about->role].caller.account));
    switch (form) {
    case SG_FORM_ANYONE:
        SG_TRY(assume_from_account(search, about, NULL, has_external_id));
        return assume_from_internet(search, about, SG_STR("sts:AssumeRole"), NULL, 0);
    case SG_FORM_ACCOUNT:
        if (sg_estate_find_account(estate, account, &index) &&
            estate->accounts[index].has_principals)
            return assume_from_account(search, about, &index, has_external_id);
        return assume_as_stranger(search, about, named, SG_CALLER_ACCOUNT, account,
                                  has_external_id);
    case SG_FORM_USER:
    case SG_FORM_ROLE:
        if (sg_estate_find_principal(estate, named->text, &index))
            return assume_as(search, about, index, has_external_id);
        return assume_as_stranger(search, about, named,
                                  form == SG_FORM_USER ? SG_CALLER_USER : SG_CALLER_ROLE,
                                  account, has_external_id);
    case SG_FORM_SESSION:
        return find_session_role(estate, account, name, &index)
                   ? assume_as(search, about, index, has_external_id)
                   : SG_OK;
    case SG_FORM_OTHER:
        return SG_OK;
    }
    SG_UNREACHABLE();
}

/* "arn:aws:iam::1:oidc-provider/host/path" to "host/path"; a bare host stays. */
static sg_str issuer_of(sg_str provider)
{
    size_t at = sg_str_find(provider, SG_STR(":oidc-provider/"), 0);

    return at == SIZE_MAX
               ? provider
               : sg_str_slice(provider, at + sizeof ":oidc-provider/" - 1, provider.length);
}

/* Asks with a token that has the value in the claim of the key. */
static sg_status try_token(sg_assume_search *search, const inquiry *about,
                           const sg_iam_caller *provider, sg_str action, sg_str key,
                           sg_str value, bool *open)
{
    sg_given given = { .key = key, .value = value };
    sg_iam_decision decision;

    SG_TRY(ask(search, about, provider, NULL, action, &given, 1, &decision));
    *open = decision.may;
    return decision.may ? note_internet(search, about, decision) : SG_OK;
}

/* "repo:ours*" and "repo:ours-*": the owner's name itself has a wildcard, so that a stranger can
 * take a name that matches. */
static bool leaves_owner_open(sg_str pattern)
{
    sg_str owner = sg_str_cut(pattern, '/', &(sg_str){ NULL, 0 });

    return sg_glob_has_wildcard(owner);
}

/* The values that the statements let in and strangers can have. */
static sg_status assume_by_open_value(sg_assume_search *search, const inquiry *about,
                                      const sg_iam_caller *provider, sg_str action, sg_str key)
{
    const sg_iam_policy *trust = search->estate->principals[about->role].trust;
    bool open = false;

    for (uint32_t s = 0; s < trust->count && !open; s++) {
        const sg_iam_statement *statement = &trust->statements[s];
        for (uint32_t c = 0; c < statement->condition_count && !open; c++) {
            const sg_iam_condition *condition = &statement->conditions[c];
            if (!sg_str_equal_fold(condition->key, key))
                continue;
            for (uint32_t v = 0; v < condition->values.count && !open; v++) {
                sg_str value = sg_glob_instance(condition->values.items[v], search->scratch);
                if (!value.bytes)
                    return SG_ENOMEM;
                if (leaves_owner_open(condition->values.items[v]))
                    SG_TRY(try_token(search, about, provider, action, key, value, &open));
            }
        }
    }
    return SG_OK;
}

/* Tokens for anybody: the role is open when a stranger's token passes. */
static sg_status assume_by_public_token(sg_assume_search *search, const inquiry *about,
                                        const sg_iam_caller *provider, sg_str action)
{
    sg_str issuer = issuer_of(provider->arn);

    for (size_t i = 0; i < SG_COUNT(public_issuers); i++) {
        bool open;
        sg_str key;

        if (!sg_str_equal(public_issuers[i].host, issuer))
            continue;
        key = sg_arena_format(search->scratch, "%.*s:%.*s", SG_FMT(issuer),
                              SG_FMT(public_issuers[i].claim));
        if (!key.bytes)
            return SG_ENOMEM;
        SG_TRY(try_token(search, about, provider, action, key, public_issuers[i].value, &open));
        return open ? SG_OK : assume_by_open_value(search, about, provider, action, key);
    }
    return SG_OK;
}

static sg_status assume_by_token(sg_assume_search *search, const inquiry *about,
                                 const sg_named *named, const sg_iam_statement *statement)
{
    static const sg_str actions[] = { SG_STR_INIT("sts:AssumeRoleWithWebIdentity"),
                                      SG_STR_INIT("sts:AssumeRoleWithSAML") };
    const sg_estate_principal *role = &search->estate->principals[about->role];
    sg_iam_caller provider = { .kind = SG_CALLER_FEDERATED,
                               .arn = named->text,
                               .account = role->caller.account };

    for (size_t i = 0; i < SG_COUNT(actions); i++) {
        sg_iam_decision decision;

        if (!sg_iam_has_action(statement, actions[i]))
            continue;
        SG_TRY(ask(search, about, &provider, NULL, actions[i], NULL, 0, &decision));
        SG_TRY(note(search, about,
                    (sg_assumed){ .kind = SG_ASSUMED_BY_NAMED,
                                  .named = named,
                                  .may = decision.may,
                                  .must = decision.must }));
        SG_TRY(assume_by_public_token(search, about, &provider, actions[i]));
    }
    return SG_OK;
}

/* --- roles -------------------------------------------------------------------------------- */

static sg_status assume_statement(sg_assume_search *search, inquiry *about,
                                  const sg_iam_statement *statement)
{
    bool has_external_id = sg_trust_external_id(statement).length > 0;

    for (uint32_t i = 0; i < statement->principal_count; i++) {
        const sg_named *named = &statement->principals[i];
        about->method = SG_STR("");
        if (named->kind == SG_NAMED_AWS)
            SG_TRY(assume_as_named(search, about, named, has_external_id));
        else if (named->kind == SG_NAMED_FEDERATED)
            SG_TRY(assume_by_token(search, about, named, statement));
    }
    return SG_OK;
}

static bool names_one(const sg_iam_policy *policy)
{
    sg_str account, name;

    for (uint32_t s = 0; s < policy->count; s++)
        for (uint32_t p = 0; p < policy->statements[s].principal_count; p++)
            switch (
                sg_named_form_of(policy->statements[s].principals[p].text, &account, &name)) {
            case SG_FORM_USER:
            case SG_FORM_ROLE:
            case SG_FORM_SESSION:
                return true;
            case SG_FORM_ANYONE:
            case SG_FORM_ACCOUNT:
            case SG_FORM_OTHER:
                break;
            }
    return false;
}

static bool names_the_others(const sg_iam_policy *policy)
{
    for (uint32_t s = 0; s < policy->count; s++)
        if (policy->statements[s].not_principal)
            return true;
    return false;
}

/* All but its trust policy. */
static sg_iam_target target_of(const sg_estate *estate, uint32_t index)
{
    const sg_estate_principal *role = &estate->principals[index];
    const sg_estate_account *account = &estate->accounts[role->account];
    sg_iam_target target = { .arn = role->caller.arn,
                             .account = role->caller.account,
                             .organization = role->caller.organization,
                             .tags = role->caller.tags,
                             .policy_role = SG_POLICY_REQUIRED,
                             .restricted = SG_FALSE };

    if (!account->management)
        target.controls = account->controls;
    return target;
}

/* What of a principal's policies can speak of the role. */
static void outline(const sg_estate *estate, inquiry *about)
{
    about->aim = sg_aim_at(about->target.arn);
    about->outlines =
        (sg_outline_target){ .estate = estate,
                             .aims = &about->aim,
                             .aim_count = 1,
                             .about = SG_ABOUT_ASSUMING,
                             .apart = about->personal ||
                                      sg_iam_set_is_personal(&about->target.controls) };
    sg_atom_set_add(&about->outlines.actions,
                    sg_atom_of(&estate->atoms, SG_STR("sts:AssumeRole")));
}

static sg_status assume_role(sg_assume_search *search, uint32_t index)
{
    const sg_estate *estate = search->estate;
    const sg_estate_principal *role = &estate->principals[index];
    const sg_iam_policy *const trust[] = { role->trust };
    inquiry about = {
        .role = index,
        .target = target_of(estate, index),
        .personal = sg_iam_policy_is_personal(role->trust) || names_the_others(role->trust),
        .naming = names_one(role->trust),
    };
    sg_arena_mark mark = sg_arena_save(search->scratch);

    about.target.policies = (sg_iam_policies){ .items = trust, .count = 1 };
    outline(estate, &about);
    for (uint32_t s = 0; s < role->trust->count; s++) {
        const sg_iam_statement *statement = &role->trust->statements[s];
        if (statement->deny || statement->not_principal || !is_about_assuming(statement))
            continue;
        SG_TRY(note(search, &about,
                    (sg_assumed){ .kind = SG_ASSUMED_TRUSTS, .statement = statement }));
        if (!role->caller.service_linked)
            SG_TRY(assume_statement(search, &about, statement));
    }
    sg_arena_rewind(search->scratch, mark);
    return SG_OK;
}

/* A role whose trust policy is not known, or cannot be read: it may trust whoever has a right to assume it. */
static sg_status assume_unread(sg_assume_search *search, uint32_t index)
{
    const sg_estate *estate = search->estate;
    inquiry about = {
        .role = index,
        .target = target_of(estate, index),
        .method = SG_STR(""),
    };
    sg_arena_mark mark = sg_arena_save(search->scratch);
    sg_outline_memo memo;

    about.target.policies = (sg_iam_policies){ .incomplete = true };
    outline(estate, &about);
    SG_TRY(sg_outline_memo_open(search->scratch, estate->class_count, &memo));
    for (uint32_t c = 0; c < estate->class_count; c++)
        if (estate->classes[c].assumes)
            SG_TRY(assume_class(search, &about, &memo, &estate->classes[c], false));
    sg_arena_rewind(search->scratch, mark);
    return SG_OK;
}

static bool is_unread(const sg_estate_principal *role)
{
    return role->known && !role->trust && role->caller.kind == SG_CALLER_ROLE &&
           !role->caller.service_linked;
}

sg_status sg_assume_search_role(sg_assume_search *search, uint32_t index)
{
    const sg_estate_principal *role = &search->estate->principals[index];

    sg_estate_rest(search->estate, index);
    if (role->trust)
        return assume_role(search, index);
    return is_unread(role) ? assume_unread(search, index) : SG_OK;
}
