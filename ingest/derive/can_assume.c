/* can_assume.c - CAN_ASSUME, and with it TRUSTS: threads decide (assume_search.h), one writes, in the
 * order of the principals. */
#include <stdlib.h>

#include "ingest/derive/access.h"
#include "ingest/derive/assume_search.h"
#include "ingest/derive/trusts.h"
#include "ingest/derive/workers.h"

/* Most roles are decided faster than a task is handed over. */
enum { ROLES_OF_A_TASK = 16 };

/* --- writing ------------------------------------------------------------------------------ */

static sg_status write_edge(sg_access *access, sg_build_node from, const sg_assumed *found)
{
    sg_builder *builder = access->builder;
    sg_node role = access->estate.principals[found->role].node;
    const sg_build_property record[] = {
        { SG_STR("certainty"), sg_string(found->must ? SG_STR("must") : SG_STR("may")) },
        { SG_STR("crossAccount"), sg_boolean(found->cross_account) },
        { SG_STR("hasExternalId"), sg_boolean(found->has_external_id) },
        { SG_STR("method"), sg_string(found->method) }, /* the last: there may be none */
    };
    sg_build_edge edge;

    SG_TRY(sg_builder_merge_edge(builder, from, SG_STR("CAN_ASSUME"),
                                 sg_builder_handle(builder, role), SG_STR(""), &edge));
    return sg_builder_set_edge_record(builder, edge, record,
                                      SG_COUNT(record) - (found->method.length == 0));
}

static sg_status write(sg_access *access, const sg_assumed *found)
{
    const sg_estate_principal *principals = access->estate.principals;
    sg_builder *builder = access->builder;
    sg_build_node from;
    bool is_named;

    switch (found->kind) {
    case SG_ASSUMED_TRUSTS:
        return sg_trust_write(access, sg_builder_handle(builder, principals[found->role].node),
                              found->statement);
    case SG_ASSUMED_BY_PRINCIPAL:
        SG_TRY(sg_array_push(&access->assumptions, (sg_assumption){ found->from, found->role,
                                                                    found->must, SG_FALSE }));
        from = sg_builder_handle(builder, principals[found->from].node);
        break;
    case SG_ASSUMED_BY_NAMED:
        SG_TRY(sg_trust_node(access, found->named, &from, &is_named));
        break;
    case SG_ASSUMED_BY_INTERNET:
        SG_TRY(sg_access_internet(access, &from));
        break;
    }
    return found->may ? write_edge(access, from, found) : SG_OK;
}

/* --- threads ------------------------------------------------------------------------------ */

typedef struct assuming {
    sg_access *access;
    sg_workers workers;
    uint32_t *asked[SG_WORKERS_MOST]; /* of each worker: as in sg_assume_search */
    sg_assumed_list *slots;           /* of tasks that are under way */
    sg_status status;
} assuming;

static void search(void *shared, size_t task, unsigned worker)
{
    assuming *self = shared;
    const sg_estate *estate = &self->access->estate;
    sg_assumed_list *found = &self->slots[task % self->workers.ahead];
    sg_assume_search part = { estate, self->workers.scratch[worker], self->asked[worker],
                              found };
    size_t end = (task + 1) * ROLES_OF_A_TASK;

    found->items.count = 0;
    found->asked = 0;
    found->status = SG_OK;
    for (size_t i = task * ROLES_OF_A_TASK;
         i < end && i < estate->principal_count && found->status == SG_OK; i++)
        found->status = sg_assume_search_role(&part, (uint32_t)i);
}

static bool take(void *shared, size_t task)
{
    assuming *self = shared;
    const sg_assumed_list *found = &self->slots[task % self->workers.ahead];

    self->access->counts.assumptions += found->asked;
    self->status = found->status;
    for (size_t i = 0; i < found->items.count && self->status == SG_OK; i++)
        self->status = write(self->access, &found->items.items[i]);
    return self->status == SG_OK;
}

static sg_status assume_all(assuming *self, size_t tasks)
{
    uint32_t principals = self->access->estate.principal_count;

    SG_TRY(sg_workers_open(self->access->threads, principals, &self->workers));
    for (unsigned i = 0; i < self->workers.count; i++) {
        self->asked[i] =
            sg_arena_make_array(self->workers.scratch[i], uint32_t, (size_t)principals + 1);
        if (!self->asked[i])
            return SG_ENOMEM;
    }
    self->slots = calloc(self->workers.ahead, sizeof *self->slots);
    if (!self->slots)
        return SG_ENOMEM;
    SG_TRY(sg_pipeline(self->workers.count, tasks, self->workers.ahead, search, take, self));
    return self->status;
}

sg_status sg_derive_can_assume(sg_access *access)
{
    assuming self = { .access = access };
    size_t principals = access->estate.principal_count;
    sg_status status = assume_all(&self, (principals + ROLES_OF_A_TASK - 1) / ROLES_OF_A_TASK);

    for (size_t i = 0; self.slots && i < self.workers.ahead; i++)
        sg_array_free(&self.slots[i].items);
    free(self.slots);
    sg_workers_close(&self.workers);
    return status;
}
