/* shown.c - a table of nodes; each term of the score is filled in when it is first asked for. */
#include "policies/shown.h"

#include "policies/factors.h"

typedef struct {
    sg_resource resource;
    sg_exposure_factor exposure;
    sg_sensitivity_factor sensitivity;
    sg_privilege_factor privilege;
    sg_exploit_factor exploit;
    bool has_exposure, has_sensitivity, has_privilege, has_exploit;
} entry;

void sg_shown_free(sg_shown *self)
{
    sg_table_free(&self->by_node);
}

static sg_str key_of(const sg_node *node)
{
    return (sg_str){ (const char *)&node->id, sizeof node->id };
}

static sg_status find(sg_shown *self, sg_node node, entry **out)
{
    uint64_t place;

    if (sg_table_find(&self->by_node, key_of(&node), &place)) {
        *out = (entry *)(uintptr_t)place;
        return SG_OK;
    }
    entry *made = sg_arena_make(self->arena, entry);
    if (!made)
        return SG_ENOMEM;
    made->resource = sg_resource_of(self->graph, node, self->arena);
    *out = made;
    return sg_table_put(&self->by_node, key_of(&made->resource.node), (uintptr_t)made, NULL,
                        NULL);
}

sg_status sg_shown_resource(sg_shown *self, sg_node node, const sg_resource **out)
{
    entry *found;

    SG_TRY(find(self, node, &found));
    *out = &found->resource;
    return SG_OK;
}

sg_status sg_shown_exposure(sg_shown *self, sg_value value, sg_exposure_factor *out)
{
    entry *found;

    if (value.type != SG_TYPE_NODE) {
        *out = sg_exposure_of(self->graph, value, self->arena);
        return SG_OK;
    }
    SG_TRY(find(self, value.node, &found));
    if (!found->has_exposure)
        found->exposure = sg_exposure_of(self->graph, value, self->arena);
    found->has_exposure = true;
    *out = found->exposure;
    return SG_OK;
}

sg_status sg_shown_sensitivity(sg_shown *self, sg_value value, sg_sensitivity_factor *out)
{
    entry *found;

    if (value.type != SG_TYPE_NODE) {
        *out = sg_sensitivity_of(self->graph, value, self->arena);
        return SG_OK;
    }
    SG_TRY(find(self, value.node, &found));
    if (!found->has_sensitivity)
        found->sensitivity = sg_sensitivity_of(self->graph, value, self->arena);
    found->has_sensitivity = true;
    *out = found->sensitivity;
    return SG_OK;
}

sg_status sg_shown_privilege(sg_shown *self, sg_value value, sg_privilege_factor *out)
{
    entry *found;

    if (value.type != SG_TYPE_NODE) {
        *out = sg_privilege_of(self->graph, value, self->arena);
        return SG_OK;
    }
    SG_TRY(find(self, value.node, &found));
    if (!found->has_privilege)
        found->privilege = sg_privilege_of(self->graph, value, self->arena);
    found->has_privilege = true;
    *out = found->privilege;
    return SG_OK;
}

sg_status sg_shown_exploit(sg_shown *self, sg_node node, sg_exploit_factor *out)
{
    entry *found;

    SG_TRY(find(self, node, &found));
    if (!found->has_exploit)
        found->exploit = sg_exploit_of(self->graph, node, self->arena);
    found->has_exploit = true;
    *out = found->exploit;
    return SG_OK;
}
