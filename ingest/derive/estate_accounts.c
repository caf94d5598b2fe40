/* estate_accounts.c - accounts with the service and resource control policies above them.
 *
 *     root - unit - unit - account        every level has at least one SCP where SCPs are on
 *      L0     L1     L2      L3           an account must be allowed by all levels
 *
 * A level without any, below one that has some, was not collected: what it allows is unknown.  So
 * is what any level allows while it is not known where some policy hangs.  Resource control
 * policies only deny: while a level is not known, one that hangs there may deny anything.
 */
#include "engine/base/text.h"
#include "ingest/derive/arn.h"
#include "ingest/derive/estate.h"
#include "ingest/derive/read.h"

#define ORGANIZATION_DEPTH 16

/* "arn:aws:organizations::<management>:account/o-x/<number>", or the number itself. */
static sg_str number_of(const sg_estate *estate, sg_node node)
{
    sg_str id = sg_last_part(sg_read_text(estate->graph, node, SG_STR("id"), estate->arena));

    if (!sg_is_account(id))
        id = sg_read_text(estate->graph, node, SG_STR("account"), estate->arena);
    return sg_is_account(id) ? id : (sg_str){ "", 0 };
}

static bool parent_of(const sg_estate *estate, sg_node node, sg_node *out)
{
    sg_neighbours at = sg_neighbours_by(estate->graph, node, SG_STR("CONTAINS"), SG_IN);

    while (sg_neighbours_next(&at)) {
        if (sg_node_is(estate->graph, at.node, SG_STR("OrganizationalUnit"))) {
            *out = at.node;
            return true;
        }
    }
    return false;
}

/* From the account up to the root; returns how many. */
static uint32_t path_to_root(const sg_estate *estate, sg_node account, sg_node *path)
{
    uint32_t count = 0;

    path[count++] = account;
    while (count < ORGANIZATION_DEPTH && parent_of(estate, path[count - 1], &path[count]))
        count++;
    return count;
}

/* Whether the account's organisation answered the call, in whichever of its accounts that was asked. */
static bool organization_answered(const sg_estate *estate, const sg_estate_account *account,
                                  sg_str call)
{
    for (uint32_t i = 0; i < estate->account_count; i++)
        if (sg_str_equal(estate->accounts[i].organization, account->organization) &&
            sg_coverage_collected(estate->coverage, estate->accounts[i].number,
                                  SG_STR("global"), call))
            return true;
    return false;
}

/* Whether it was asked which policies hang where, and answered. */
static bool policies_collected(const sg_estate *estate, const sg_estate_account *account)
{
    return organization_answered(estate, account,
                                 SG_STR("organizations:ListPoliciesForTarget")) ||
           organization_answered(estate, account, SG_STR("organizations:ListTargetsForPolicy"));
}

/* Policies of organisations of which nobody told where they hang, by kind. */
typedef struct strays {
    bool scp, rcp;
    bool may_deny; /* there is a resource control policy that may deny, wherever it hangs */
} strays;

/* The provider's own, which hangs everywhere. */
static bool denies_nothing(const sg_estate *estate, sg_node policy)
{
    sg_str id = sg_read_text(estate->graph, policy, SG_STR("id"), estate->arena);

    return sg_str_equal(sg_last_part(id), SG_STR("p-RCPFullAWSAccess"));
}

static strays find_strays(const sg_estate *estate)
{
    const sg_graph *graph = estate->graph;
    sg_cursor at = sg_nodes_with(graph, SG_STR("AccessPolicy"));
    strays found = { .scp = false };

    while (sg_cursor_next(&at)) {
        sg_arena_mark mark = sg_arena_save(estate->arena);
        sg_str kind = sg_read_text(graph, at.node, SG_STR("kind"), estate->arena);
        bool *of_kind = sg_str_equal(kind, SG_STR("scp"))   ? &found.scp
                        : sg_str_equal(kind, SG_STR("rcp")) ? &found.rcp
                                                            : NULL;
        if (of_kind &&
            sg_read_truth(graph, at.node, SG_STR("targetsCollected"), estate->arena) != SG_TRUE)
            *of_kind = true;
        if (of_kind == &found.rcp && !denies_nothing(estate, at.node))
            found.may_deny = true;
        sg_arena_rewind(estate->arena, mark);
    }
    return found;
}

/* Those that may hang above the account: where each policy was asked where it hangs, and not each unit and account
 * for its policies. */
static strays strays_above(const sg_estate *estate, const sg_estate_account *account,
                           strays found)
{
    bool asked_by_policy =
        !organization_answered(estate, account,
                               SG_STR("organizations:ListPoliciesForTarget")) &&
        organization_answered(estate, account, SG_STR("organizations:ListTargetsForPolicy"));

    return asked_by_policy ? found : (strays){ .scp = false };
}

/* Whether a level is not known on which a resource control policy may hang that denies. */
static bool hides_controls(const sg_estate *estate, const sg_estate_account *account,
                           sg_node top, strays all)
{
    sg_str root = sg_last_part(sg_read_text(estate->graph, top, SG_STR("id"), estate->arena));
    bool told = false, untold = false;

    for (uint32_t i = 0; account->guarded && i < account->guardrails.count; i++) {
        told = told || account->guardrails.levels[i].count > 0;
        untold = untold || account->guardrails.levels[i].count == 0;
    }
    if (!sg_str_starts(root, SG_STR("r-")) || (untold && !told))
        return all.may_deny || !policies_collected(estate, account);
    return untold && all.may_deny;
}

/* Whether an account of which nothing tells that it is in an organisation may be in one that the inventory has:
 * nobody listed the members.  Without any organisation it is taken to be in none. */
static bool may_be_member(const sg_estate *estate)
{
    for (uint32_t i = 0; i < estate->account_count; i++)
        if (estate->coverage && estate->accounts[i].management &&
            !organization_answered(estate, &estate->accounts[i],
                                   SG_STR("organizations:ListAccounts")))
            return true;
    return false;
}

static sg_status read_guardrails(sg_estate *estate, sg_node node, strays all,
                                 sg_estate_account *account)
{
    sg_node path[ORGANIZATION_DEPTH];
    uint32_t count = path_to_root(estate, node, path);
    /* Every member is under a root: one that stands alone has levels that were not collected.
     * */
    uint32_t level_count = count == 1 ? 2 : count;
    sg_iam_policies *levels = sg_arena_make_array(estate->arena, sg_iam_policies, level_count);
    strays found = strays_above(estate, account, all);
    uint32_t attached = 0;

    if (!levels)
        return SG_ENOMEM;
    if (account->management ||
        (count == 1 && account->organization.length == 0 && !may_be_member(estate)))
        return SG_OK;
    for (uint32_t i = 0; i < count; i++) {
        SG_TRY(sg_estate_attached(estate, path[i], SG_STR("scp"), &levels[i], &attached));
        SG_TRY(sg_estate_attached(estate, path[i], SG_STR("rcp"), &account->controls, NULL));
    }
    account->guarded = attached > 0 || found.scp || !policies_collected(estate, account);
    account->guardrails = (sg_guardrails){ levels, level_count };
    account->controls.incomplete = account->controls.incomplete || found.rcp ||
                                   hides_controls(estate, account, path[count - 1], all);
    for (uint32_t i = 0; i < level_count; i++)
        levels[i].incomplete = levels[i].incomplete || levels[i].count == 0 || found.scp;
    return SG_OK;
}

/* "o-1/r-1/ou-1/": known when the way ends in a root. */
static sg_status read_org_path(sg_estate *estate, sg_node node, sg_estate_account *account)
{
    sg_node path[ORGANIZATION_DEPTH];
    uint32_t count = path_to_root(estate, node, path);
    sg_buffer text = { .limit = 1024 };

    if (count < 2 || account->organization.length == 0)
        return SG_OK;
    sg_buffer_format(&text, "%.*s/", SG_FMT(account->organization));
    for (uint32_t i = count - 1; i > 0; i--) {
        sg_str id =
            sg_last_part(sg_read_text(estate->graph, path[i], SG_STR("id"), estate->arena));
        if (i == count - 1 && !sg_str_starts(id, SG_STR("r-"))) {
            sg_buffer_free(&text);
            return SG_OK;
        }
        sg_buffer_format(&text, "%.*s/", SG_FMT(id));
    }
    account->org_path = sg_arena_copy(estate->arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    return account->org_path.bytes ? SG_OK : SG_ENOMEM;
}

sg_status sg_estate_read_accounts(sg_estate *estate, sg_error *err)
{
    const sg_graph *graph = estate->graph;
    sg_arena *arena = estate->arena;
    sg_cursor at = sg_nodes_with(graph, SG_STR("Account"));
    uint32_t index;

    while (sg_cursor_next(&at)) {
        sg_str number = number_of(estate, at.node);
        if (number.length == 0)
            continue;
        if (sg_estate_add_account(estate, number, &index) != SG_OK)
            return sg_fail_memory(err);
        sg_estate_account *account = &estate->accounts[index];
        account->management =
            sg_read_truth(graph, at.node, SG_STR("isManagement"), arena) == SG_TRUE;
        account->ours = sg_read_truth(graph, at.node, SG_STR("known"), arena) != SG_FALSE;
        account->organization = sg_read_text(graph, at.node, SG_STR("organization"), arena);
        account->canonical = sg_read_text(graph, at.node, SG_STR("canonicalId"), arena);
        account->ignore_public_acls =
            sg_read_truth(graph, at.node, SG_STR("ignorePublicAcls"), arena);
        account->restrict_public_buckets =
            sg_read_truth(graph, at.node, SG_STR("restrictPublicBuckets"), arena);
    }
    strays found = find_strays(estate);
    at = sg_nodes_with(graph, SG_STR("Account"));
    while (sg_cursor_next(&at))
        if (sg_estate_find_account(estate, number_of(estate, at.node), &index) &&
            (read_org_path(estate, at.node, &estate->accounts[index]) != SG_OK ||
             read_guardrails(estate, at.node, found, &estate->accounts[index]) != SG_OK))
            return sg_fail_memory(err);
    return SG_OK;
}
