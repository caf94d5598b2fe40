/* admins.c - isAdmin, grantsAdmin of policies, and reachesAdmin by closure over CAN_ASSUME and CAN_ESCALATE_TO.
 *
 * An administrator may do whatever no policy speaks of, on resources that no policy speaks of,
 * and may write policies.  A deny of this or that leaves it an administrator; a boundary, or a
 * deny of the actions that write policies, does not.
 */
#include "ingest/derive/access.h"
#include "ingest/derive/conditions.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/read.h"

/* An action and a resource that only wildcards match. */
static const char some_action[] = { SG_FRESH_RUN, ':', SG_FRESH_RUN, '\0' };
static const char some_resource[] = { SG_FRESH_RUN, '\0' };

sg_status sg_judge_admin(sg_access *access, const sg_iam_caller *caller,
                         const sg_iam_identity *identity, sg_truth *out)
{
    const sg_str probes[] = {
        sg_str_of(some_action),
        SG_STR("iam:AttachRolePolicy"),
        SG_STR("iam:PutRolePolicy"),
        SG_STR("iam:CreatePolicyVersion"),
    };
    sg_iam_target target = { .arn = sg_str_of(some_resource),
                             .account = caller->account,
                             .organization = caller->organization,
                             .restricted = SG_FALSE };
    sg_iam_request request = { .caller = caller, .identity = identity, .target = &target };

    *out = SG_TRUE;
    for (size_t i = 0; i < SG_COUNT(probes) && *out != SG_FALSE; i++) {
        sg_iam_decision decision;
        request.action = probes[i];
        request.atom = sg_atom_of(&access->estate.atoms, probes[i]);
        SG_TRY(sg_iam_decide(&request, access->scratch, &decision));
        *out = sg_both(*out, decision.must ? SG_TRUE : decision.may ? SG_UNKNOWN : SG_FALSE);
    }
    if (*out == SG_FALSE && identity->policies.incomplete)
        *out = SG_UNKNOWN;
    return SG_OK;
}

static sg_status judge(sg_access *access, const sg_estate_principal *principal, sg_truth *out)
{
    SG_TRY(sg_judge_admin(access, &principal->caller, &principal->identity, out));
    if (*out == SG_FALSE && !principal->known)
        *out = SG_UNKNOWN;
    return SG_OK;
}

/* Spreads `reaches` backwards along assumptions until nothing changes.  Truth only grows, from
 * false over unknown to true, so that each principal is visited at most three times. */
typedef struct spreading {
    const sg_assumption *assumptions; /* by `to` */
    uint32_t *first;                  /* per principal, into the order below */
    uint32_t *order;                  /* assumptions, grouped by `to` */
    uint32_t *queue;
    sg_truth *reaches;
    uint32_t pending;
} spreading;

static bool grows(sg_truth old, sg_truth new)
{
    return new != old &&old != SG_TRUE &&new != SG_FALSE;
}

static void push(spreading *closure, uint32_t principal, sg_truth truth)
{
    if (!grows(closure->reaches[principal], truth))
        return;
    closure->reaches[principal] = truth;
    closure->queue[closure->pending++] = principal;
}

static void spread(spreading *closure)
{
    while (closure->pending > 0) {
        uint32_t to = closure->queue[--closure->pending];
        for (uint32_t i = closure->first[to]; i < closure->first[to + 1]; i++) {
            const sg_assumption *assumption = &closure->assumptions[closure->order[i]];
            push(closure, assumption->from,
                 assumption->must ? closure->reaches[to] : SG_UNKNOWN);
        }
    }
}

/* Groups the assumptions by their end, by counting. */
static sg_status group(const sg_access *access, spreading *closure)
{
    uint32_t principals = access->estate.principal_count;
    size_t assumptions = access->assumptions.count;

    closure->assumptions = access->assumptions.items;
    closure->first = sg_arena_make_array(access->scratch, uint32_t, (size_t)principals + 2);
    closure->order = sg_arena_make_array(access->scratch, uint32_t, assumptions + 1);
    closure->queue = sg_arena_make_array(access->scratch, uint32_t, (size_t)principals * 2 + 1);
    if (!closure->first || !closure->order || !closure->queue)
        return SG_ENOMEM;
    for (size_t i = 0; i < assumptions; i++)
        closure->first[closure->assumptions[i].to + 2]++;
    for (uint32_t i = 2; i < principals + 2; i++)
        closure->first[i] += closure->first[i - 1];
    for (size_t i = 0; i < assumptions; i++)
        closure->order[closure->first[closure->assumptions[i].to + 1]++] = (uint32_t)i;
    return SG_OK;
}

static sg_status write(sg_access *access, sg_node node, sg_str name, sg_truth truth)
{
    if (truth == SG_UNKNOWN)
        return SG_OK;
    return sg_builder_set(access->builder, sg_builder_handle(access->builder, node), name,
                          sg_boolean(truth == SG_TRUE));
}

/* Whether a policy that is attached to principals, or may be, would by itself make an administrator of somebody
 * in its account of whom nothing else is known. */
static sg_status judge_policy(sg_access *access, sg_node node)
{
    const sg_graph *graph = access->estate.graph;
    sg_str kind = sg_read_text(graph, node, SG_STR("kind"), access->scratch);
    const sg_iam_caller somebody = {
        .kind = SG_CALLER_ACCOUNT,
        .account = sg_read_text(graph, node, SG_STR("account"), access->estate.arena),
    };
    const sg_iam_policy *policy;
    sg_truth truth;

    if (kind.length > 0 && !sg_str_equal(kind, SG_STR("identity")))
        return SG_OK;
    SG_TRY(sg_estate_policy(&access->estate,
                            sg_estate_document(&access->estate, node, access->estate.arena),
                            &policy));
    if (!policy)
        return SG_OK;
    const sg_iam_identity identity = { .policies = { .items = &policy, .count = 1 } };
    SG_TRY(sg_judge_admin(access, &somebody, &identity, &truth));
    return write(access, node, SG_STR("grantsAdmin"), truth);
}

sg_status sg_derive_admin_policies(sg_access *access)
{
    sg_cursor at = sg_nodes_with(access->estate.graph, SG_STR("AccessPolicy"));

    while (sg_cursor_next(&at)) {
        SG_TRY(judge_policy(access, at.node));
        sg_estate_rest(&access->estate, at.node.id);
    }
    return SG_OK;
}

sg_status sg_derive_admins(sg_access *access)
{
    const sg_estate *estate = &access->estate;

    access->admins =
        sg_arena_make_array(estate->arena, sg_truth, (size_t)estate->class_count + 1);
    if (!access->admins)
        return SG_ENOMEM;
    for (uint32_t c = 0; c < estate->class_count; c++) {
        const sg_estate_class *class = &estate->classes[c];

        sg_estate_rest(estate, c);
        SG_TRY(judge(access, &estate->principals[estate->members[class->first]],
                     &access->admins[c]));
        for (uint32_t i = 0; i < class->count; i++)
            SG_TRY(write(access, estate->principals[estate->members[class->first + i]].node,
                         SG_STR("isAdmin"), access->admins[c]));
    }
    return SG_OK;
}

sg_status sg_derive_reaches_admin(sg_access *access)
{
    const sg_estate *estate = &access->estate;
    spreading closure = { .pending = 0 };

    SG_TRY(group(access, &closure));
    closure.reaches =
        sg_arena_make_array(access->scratch, sg_truth, (size_t)estate->principal_count + 1);
    if (!closure.reaches)
        return SG_ENOMEM;
    for (uint32_t i = 0; i < estate->principal_count; i++)
        push(&closure, i, access->admins[estate->principals[i].class]);
    for (size_t i = 0; i < access->assumptions.count; i++)
        push(&closure, access->assumptions.items[i].from, access->assumptions.items[i].admin);
    spread(&closure);
    for (uint32_t i = 0; i < estate->principal_count; i++)
        SG_TRY(write(access, estate->principals[i].node, SG_STR("reachesAdmin"),
                     closure.reaches[i]));
    return SG_OK;
}
