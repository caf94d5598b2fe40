/* inventory_grants.c - what roles may do, taken from the very edges that csv.h writes. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "generate/edges.h"
#include "generate/inventory_internal.h"

typedef struct {
    sg_sink sink;
    sg_inventory *inventory;
    uint32_t admin; /* a role that is known to be an admin, whose grants are left out */
    uint32_t other; /* one that is known not to be */
} grant_sink;

static sg_status refuse_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    (void)sink;
    (void)node;
    (void)err;
    return SG_OK;
}

/* Administrators have a policy that says so, the audit role one with wildcards. */
static bool is_written_otherwise(grant_sink *self, uint32_t role)
{
    if (role == self->admin || role == self->other)
        return role == self->admin;
    sg_role_class class =
        sg_facts_role(self->inventory->estate, self->inventory->account, role).class;
    bool otherwise = class == SG_ROLE_ADMIN || class == SG_ROLE_AUDIT;
    *(otherwise ? &self->admin : &self->other) = role;
    return otherwise;
}

static sg_status keep_grant(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    grant_sink *self = (grant_sink *)sink;
    sg_grants *grants = &self->inventory->grants;
    unsigned levels = 0;
    if (edge->relation != SG_RELATION_CAN_ACCESS || edge->from.kind != SG_KIND_ROLE ||
        edge->from.account != self->inventory->account ||
        is_written_otherwise(self, edge->from.index))
        return SG_OK;
    for (unsigned i = 0; i < SG_GRANT_LEVELS; i++)
        levels |= edge->row.values[i].type == SG_TYPE_BOOLEAN && edge->row.values[i].boolean
                      ? 1u << i
                      : 0;
    if (sg_array_reserve(grants, 1) != SG_OK)
        return sg_fail_memory(err);
    grants->items[grants->count++] = (sg_grant){ edge->from.index, edge->to, (uint8_t)levels };
    return SG_OK;
}

/* Within an account administrators may assume whatever lets them. */
static bool needs_no_statement(const grant_sink *self, const sg_edge_row *edge)
{
    const sg_estate *estate = self->inventory->estate;
    if (edge->from.account != edge->to.account || edge->to.kind != SG_KIND_ROLE)
        return false;
    sg_role_facts to = sg_facts_role(estate, edge->to.account, edge->to.index);
    return to.trust == SG_TRUST_ACCOUNT &&
           sg_facts_role(estate, edge->from.account, edge->from.index).admin;
}

static sg_status keep_assumption(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    grant_sink *self = (grant_sink *)sink;
    sg_grants *grants = &self->inventory->grants;
    if (edge->relation != SG_RELATION_CAN_ASSUME || edge->from.kind != SG_KIND_ROLE ||
        needs_no_statement(self, edge))
        return SG_OK;
    if (grants->assumptions == grants->room) {
        size_t room = grants->room ? 2 * grants->room : 1024;
        sg_assumption *items = realloc(grants->by_from, room * sizeof *items);
        if (!items)
            return sg_fail_memory(err);
        grants->by_from = items;
        grants->room = room;
    }
    grants->by_from[grants->assumptions++] =
        (sg_assumption){ sg_estate_number(self->inventory->estate, edge->from),
                         sg_estate_number(self->inventory->estate, edge->to) };
    return SG_OK;
}

static sg_status run(sg_inventory *inventory, uint32_t account, sg_status (*theme)(sg_edges *),
                     sg_status (*keep)(sg_sink *, const sg_edge_row *, sg_error *))
{
    grant_sink sink = { .sink = { .node = refuse_node, .edge = keep },
                        .inventory = inventory,
                        .admin = SG_NOTHING,
                        .other = SG_NOTHING };
    size_t nodes = 0;
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        nodes += sg_estate_count(inventory->estate, account, (sg_kind)kind);
    sg_edges *edges = calloc(1, sizeof *edges);
    uint64_t *seen = calloc(nodes / 64 + 1, sizeof *seen);
    sg_status status = SG_ENOMEM;
    if (edges && seen) {
        *edges = (sg_edges){ .estate = inventory->estate,
                             .sink = &sink.sink,
                             .err = inventory->err,
                             .account = account,
                             .seen = seen };
        status = theme(edges);
    } else {
        sg_fail_memory(inventory->err);
    }
    free(seen);
    free(edges);
    return status;
}

static int by_role(const void *left, const void *right)
{
    const sg_grant *a = left, *b = right;
    if (a->role != b->role)
        return a->role > b->role ? 1 : -1;
    if (a->what.kind != b->what.kind)
        return a->what.kind > b->what.kind ? 1 : -1;
    return (a->what.index > b->what.index) - (a->what.index < b->what.index);
}

sg_status sg_grants_collect(sg_inventory *inventory)
{
    inventory->grants.count = 0;
    sg_grants *grants = &inventory->grants;
    SG_TRY(run(inventory, inventory->account, sg_edges_access, keep_grant));
    SG_TRY(run(inventory, inventory->account, sg_edges_planted, keep_grant));
    if (grants->count > 0)
        qsort(grants->items, grants->count, sizeof *grants->items, by_role);
    return SG_OK;
}

static int by_from(const void *left, const void *right)
{
    const sg_assumption *a = left, *b = right;
    if (a->from != b->from)
        return a->from > b->from ? 1 : -1;
    return (a->to > b->to) - (a->to < b->to);
}

static int by_to(const void *left, const void *right)
{
    const sg_assumption *a = left, *b = right;
    if (a->to != b->to)
        return a->to > b->to ? 1 : -1;
    return (a->from > b->from) - (a->from < b->from);
}

sg_status sg_grants_collect_assumptions(sg_inventory *inventory)
{
    sg_grants *grants = &inventory->grants;
    for (uint32_t account = 0; account < inventory->estate->accounts; account++) {
        SG_TRY(run(inventory, account, sg_edges_identity, keep_assumption));
        SG_TRY(run(inventory, account, sg_edges_planted, keep_assumption));
    }
    grants->by_to = calloc(grants->assumptions + 1, sizeof *grants->by_to);
    if (!grants->by_to)
        return sg_fail_memory(inventory->err);
    if (grants->assumptions == 0)
        return SG_OK;
    memcpy(grants->by_to, grants->by_from, grants->assumptions * sizeof *grants->by_to);
    qsort(grants->by_from, grants->assumptions, sizeof *grants->by_from, by_from);
    qsort(grants->by_to, grants->assumptions, sizeof *grants->by_to, by_to);
    return SG_OK;
}

void sg_grants_free(sg_grants *grants)
{
    free(grants->items);
    free(grants->by_from);
    free(grants->by_to);
    *grants = (sg_grants){ .count = 0 };
}

const sg_grant *sg_grants_of(const sg_grants *grants, uint32_t role, size_t *count)
{
    size_t low = 0, high = grants->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (grants->items[middle].role < role)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < grants->count && grants->items[low + *count].role == role)
        ++*count;
    return grants->items + low;
}

static const sg_assumption *range(const sg_assumption *items, size_t all, uint32_t number,
                                  bool from, size_t *count)
{
    size_t low = 0, high = all;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((from ? items[middle].from : items[middle].to) < number)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < all &&
           (from ? items[low + *count].from : items[low + *count].to) == number)
        ++*count;
    return items + low;
}

const sg_assumption *sg_assumptions_from(const sg_grants *grants, uint32_t number,
                                         size_t *count)
{
    return range(grants->by_from, grants->assumptions, number, true, count);
}

const sg_assumption *sg_assumptions_to(const sg_grants *grants, uint32_t number, size_t *count)
{
    return range(grants->by_to, grants->assumptions, number, false, count);
}
