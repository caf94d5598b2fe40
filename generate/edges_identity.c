/* edges_identity.c - users, groups, policies, and who may assume which role.
 *
 *     deploy ──► admin          chain 0 ──► chain 1 ──► ... ──► admin
 *       │
 *       └─────► plain, plain, ...             plain ──► plain, of any account
 *
 *     admin ──► whatever trusts the account
 *
 * Nothing leads from a plain or edge role to one that reaches an admin, so what reaches an admin is
 * known from the class alone.
 */
#include "generate/edges.h"

enum { OF_ASSUMED = 5, OF_ATTACHED };
#define DEPLOYED_LEAST 50u

static sg_status assume(sg_edges *edges, sg_place who, sg_place role, const char *certainty,
                        bool external_id)
{
    sg_row *row = sg_edge_begin(edges, SG_RELATION_CAN_ASSUME, who, role);
    sg_row_static(row, certainty);
    sg_row_boolean(row, who.account != role.account);
    sg_row_boolean(row, external_id);
    return sg_edge_put(edges);
}

static sg_status trust(sg_edges *edges, sg_place role, sg_place whom, bool conditional)
{
    sg_row *row = sg_edge_begin(edges, SG_RELATION_TRUSTS, role, whom);
    sg_row_boolean(row, conditional);
    return sg_edge_put(edges);
}

/* An administrator may ask for any role of the account; those that trust the account let it in. */
static sg_status admit_admins(sg_edges *edges, sg_place self)
{
    const uint32_t *start = edges->estate->items[edges->account].role;
    for (uint32_t i = start[SG_ROLE_ADMIN]; i < sg_here_count(edges, SG_KIND_ROLE); i++) {
        if (i == start[SG_ROLE_DEPLOY])
            i = start[SG_ROLE_CLASSES];
        if (i < sg_here_count(edges, SG_KIND_ROLE) && i != self.index &&
            sg_facts_role(edges->estate, edges->account, i).admin)
            SG_TRY(assume(edges, sg_here(edges, SG_KIND_ROLE, i), self, "must", false));
    }
    return SG_OK;
}

/* Roles of the account that a role which trusts its account admits: administrators and 0 to 3 plain ones. */
static sg_status admit_own(sg_edges *edges, sg_place self, const sg_role_facts *role)
{
    sg_random random = sg_estate_draw(edges->estate, OF_ASSUMED, self);
    const uint32_t *start = edges->estate->items[edges->account].role;
    uint32_t plain = start[SG_ROLE_CLASSES] - start[SG_ROLE_PLAIN];
    SG_TRY(trust(edges, self, sg_here(edges, SG_KIND_ACCOUNT, 0), false));
    SG_TRY(admit_admins(edges, self));
    if (role->class != SG_ROLE_PLAIN)
        return SG_OK;
    uint32_t count = sg_random_below(&random, 4);
    uint32_t step = 1 + sg_random_below(&random, 97);
    for (uint32_t i = 1; i <= count && i * step < plain; i++) {
        uint32_t other = (self.index - start[SG_ROLE_PLAIN] + i * step) % plain;
        SG_TRY(assume(edges, sg_here(edges, SG_KIND_ROLE, start[SG_ROLE_PLAIN] + other), self,
                      "must", false));
    }
    return SG_OK;
}

static sg_status join_trust(sg_edges *edges, uint32_t index)
{
    sg_place self = sg_here(edges, SG_KIND_ROLE, index);
    sg_role_facts role = sg_facts_role(edges->estate, edges->account, index);
    switch (role.trust) {
    case SG_TRUST_SERVICE:
        return trust(edges, self, sg_central(edges, SG_KIND_SERVICE, role.service), false);
    case SG_TRUST_FOREIGN:
        SG_TRY(trust(edges, self, role.foreign, index % 2 == 0));
        return assume(edges, role.foreign, self, "must", index % 2 == 0);
    case SG_TRUST_ANYONE:
        return assume(edges, sg_central(edges, SG_KIND_INTERNET, 0), self, "must", false);
    case SG_TRUST_ACCOUNT:
        return admit_own(edges, self, &role);
    case SG_TRUST_PROVIDER:
        break;
    }
    SG_TRY(trust(edges, self, sg_here(edges, SG_KIND_PROVIDER, 0), true));
    return assume(edges, sg_here(edges, SG_KIND_PROVIDER, 0), self, "may", false);
}

/* A deploy role may assume the account's first admin and 50 to 500 plain roles. */
static sg_status join_deploy(sg_edges *edges, uint32_t index)
{
    sg_place self = sg_here(edges, SG_KIND_ROLE, index);
    sg_random random = sg_estate_draw(edges->estate, OF_ASSUMED, self);
    const uint32_t *start = edges->estate->items[edges->account].role;
    uint32_t plain = start[SG_ROLE_CLASSES] - start[SG_ROLE_PLAIN];
    uint32_t count = DEPLOYED_LEAST << sg_random_geometric(&random, 500, 3);
    uint32_t first = sg_random_below(&random, plain);
    count += sg_random_below(&random, count / 4 + 1);
    count = count < plain / 2 ? count : plain / 2;
    SG_TRY(
        assume(edges, self, sg_here(edges, SG_KIND_ROLE, start[SG_ROLE_ADMIN]), "must", false));
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(assume(edges, self,
                      sg_here(edges, SG_KIND_ROLE, start[SG_ROLE_PLAIN] + (first + i) % plain),
                      "must", false));
    return SG_OK;
}

static sg_status join_classes(sg_edges *edges)
{
    const uint32_t *start = edges->estate->items[edges->account].role;
    for (uint32_t i = start[SG_ROLE_DEPLOY]; i < start[SG_ROLE_DEPLOY + 1]; i++)
        SG_TRY(join_deploy(edges, i));
    for (uint32_t i = start[SG_ROLE_CHAIN]; i < start[SG_ROLE_CHAIN + 1]; i++) {
        uint32_t next = i + 1 < start[SG_ROLE_CHAIN + 1] ? i + 1 : start[SG_ROLE_ADMIN];
        SG_TRY(assume(edges, sg_here(edges, SG_KIND_ROLE, i),
                      sg_here(edges, SG_KIND_ROLE, next), "must", false));
    }
    return SG_OK;
}

static sg_status attach(sg_edges *edges, sg_place to, uint32_t policy)
{
    sg_row *row = sg_edge_begin(edges, SG_RELATION_HAS_POLICY, to,
                                sg_here(edges, SG_KIND_POLICY, policy));
    sg_row_static(row, "identity");
    return sg_edge_put(edges);
}

/* Every role has its inline policy; most have one or two managed ones as well. */
static sg_status join_policies(sg_edges *edges)
{
    uint32_t roles = sg_here_count(edges, SG_KIND_ROLE);
    uint32_t managed = sg_here_count(edges, SG_KIND_POLICY) - roles;
    for (uint32_t i = 0; i < roles; i++) {
        sg_place self = sg_here(edges, SG_KIND_ROLE, i);
        sg_random random = sg_estate_draw(edges->estate, OF_ATTACHED, self);
        uint32_t first = sg_random_zipf(&random, managed), count = sg_random_below(&random, 3);
        SG_TRY(attach(edges, self, managed + i));
        for (uint32_t k = 0; k < count && k < managed; k++)
            SG_TRY(attach(edges, self, (first + k) % managed));
    }
    return SG_OK;
}

static sg_status join_users(sg_edges *edges)
{
    uint32_t groups = sg_here_count(edges, SG_KIND_GROUP);
    uint32_t managed =
        sg_here_count(edges, SG_KIND_POLICY) - sg_here_count(edges, SG_KIND_ROLE);
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_USER); i++) {
        sg_place self = sg_here(edges, SG_KIND_USER, i);
        SG_TRY(sg_edge_join(edges, SG_RELATION_HAS_KEY, self,
                            sg_here(edges, SG_KIND_ACCESS_KEY, i)));
        SG_TRY(sg_edge_join(edges, SG_RELATION_MEMBER_OF, self,
                            sg_here(edges, SG_KIND_GROUP, i % groups)));
    }
    for (uint32_t i = 0; i < groups; i++)
        SG_TRY(attach(edges, sg_here(edges, SG_KIND_GROUP, i), i % managed));
    return SG_OK;
}

sg_status sg_edges_identity(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_ROLE); i++)
        SG_TRY(join_trust(edges, i));
    SG_TRY(join_classes(edges));
    SG_TRY(join_policies(edges));
    return join_users(edges);
}
