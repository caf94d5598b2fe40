/* generated.c - the generated graph, by a small deterministic random sequence. */
#include "bench/generated.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/hash.h"
#include "engine/build.h"

typedef struct {
    sg_builder *builder;
    sg_build_node *machines, *roles, *buckets;
    uint32_t machine_count, role_count, bucket_count;
    uint64_t state;
} graph_generator;

static uint64_t next_random(graph_generator *generator)
{
    generator->state += UINT64_C(0x9e3779b97f4a7c15);
    return sg_hash_int(generator->state);
}

static uint32_t below(graph_generator *generator, uint32_t limit)
{
    return (uint32_t)(next_random(generator) % limit);
}

/* The smallest of three draws: low numbers are hubs. */
static uint32_t skewed(graph_generator *generator, uint32_t limit)
{
    uint32_t least = below(generator, limit);
    for (int i = 0; i < 2; i++) {
        uint32_t draw = below(generator, limit);
        least = draw < least ? draw : least;
    }
    return least;
}

static sg_status add_node(graph_generator *generator, const char *prefix, uint32_t number,
                          sg_str label, sg_build_node *out)
{
    char name[64];
    snprintf(name, sizeof name, "%s-%u", prefix, number);
    sg_str key = sg_str_of(name);
    SG_TRY(sg_builder_merge_node(generator->builder, key, out, NULL));
    SG_TRY(sg_builder_add_label(generator->builder, *out, label));
    SG_TRY(sg_builder_add_label(generator->builder, *out, SG_STR("Resource")));
    SG_TRY(sg_builder_set(generator->builder, *out, SG_STR("id"), sg_string(key)));
    SG_TRY(sg_builder_set(generator->builder, *out, SG_STR("name"), sg_string(key)));
    snprintf(name, sizeof name, "%012u", number % 140);
    return sg_builder_set(generator->builder, *out, SG_STR("account"),
                          sg_string(sg_str_of(name)));
}

static sg_status add_nodes(graph_generator *self)
{
    for (uint32_t i = 0; i < self->machine_count; i++) {
        SG_TRY(add_node(self, "vm", i, SG_STR("VirtualMachine"), &self->machines[i]));
        bool exposed = below(self, 100) < 3;
        SG_TRY(sg_builder_set(self->builder, self->machines[i], SG_STR("exposure"),
                              sg_string(exposed ? SG_STR("PUBLIC") : SG_STR("PRIVATE"))));
    }
    for (uint32_t i = 0; i < self->role_count; i++)
        SG_TRY(add_node(self, "role", i, SG_STR("AccessRole"), &self->roles[i]));
    for (uint32_t i = 0; i < self->bucket_count; i++) {
        SG_TRY(add_node(self, "bucket", i, SG_STR("Bucket"), &self->buckets[i]));
        SG_TRY(sg_builder_set(self->builder, self->buckets[i], SG_STR("hasSensitiveData"),
                              sg_boolean(below(self, 100) < 5)));
    }
    return SG_OK;
}

static sg_status add_edges(graph_generator *self, uint32_t edges)
{
    for (uint32_t i = 0; i < edges; i++) {
        sg_build_edge edge;
        uint32_t kind = below(self, 10);
        sg_build_node role = self->roles[below(self, self->role_count)];
        if (kind == 0)
            SG_TRY(sg_builder_add_edge(self->builder,
                                       self->machines[below(self, self->machine_count)],
                                       SG_STR("HAS"), role, &edge));
        else if (kind < 6)
            SG_TRY(sg_builder_add_edge(self->builder, role, SG_STR("CAN_ACCESS"),
                                       self->buckets[skewed(self, self->bucket_count)], &edge));
        else
            SG_TRY(sg_builder_add_edge(self->builder, role, SG_STR("CAN_ASSUME"),
                                       self->roles[skewed(self, self->role_count)], &edge));
    }
    return SG_OK;
}

sg_status sg_bench_generate(uint32_t nodes, uint32_t edges, uint64_t seed, sg_graph **out)
{
    graph_generator self = { .state = seed,
                             .machine_count = nodes / 5 * 3,
                             .role_count = nodes / 5,
                             .bucket_count = nodes / 5 };
    self.machines = calloc(self.machine_count, sizeof *self.machines);
    self.roles = calloc(self.role_count, sizeof *self.roles);
    self.buckets = calloc(self.bucket_count, sizeof *self.buckets);
    sg_status status = SG_ENOMEM;
    if (self.machines && self.roles && self.buckets)
        status = sg_builder_new(0, &self.builder);
    if (status == SG_OK)
        status = add_nodes(&self);
    if (status == SG_OK)
        status = add_edges(&self, edges);
    if (status == SG_OK)
        status = sg_builder_freeze(self.builder, out, NULL);
    sg_builder_free(self.builder);
    free(self.machines);
    free(self.roles);
    free(self.buckets);
    return status;
}
