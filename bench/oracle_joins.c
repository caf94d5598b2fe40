/* oracle_joins.c - questions with a fixed number of hops. */
#include <stdlib.h>

#include "bench/oracle.h"

static const sg_bench_rows *out_of(const sg_bench_oracle *oracle, sg_relation relation)
{
    return &oracle->arrays->relations[relation].out;
}

static bool has(const sg_bench_oracle *oracle, uint32_t node, unsigned facts)
{
    return (oracle->arrays->facts[node] & facts) == facts;
}

/* Machines with a critical vulnerability behind a load balancer that the internet reaches. */
void sg_bench_balanced(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const sg_bench_relation *exposes = &oracle->arrays->relations[SG_RELATION_EXPOSES];
    const sg_bench_rows *forwards = out_of(oracle, SG_RELATION_FORWARDS_TO);
    const sg_bench_rows *found = out_of(oracle, SG_RELATION_HAS_VULNERABILITY);
    uint8_t *seen = sg_bench_set(oracle, answer);
    for (uint32_t i = 0; seen && i < exposes->count; i++) {
        uint32_t balancer = exposes->to[i];
        if (!sg_bench_is(oracle, balancer, SG_KIND_LOAD_BALANCER))
            continue;
        for (uint32_t t = forwards->first[balancer]; t < forwards->first[balancer + 1]; t++) {
            uint32_t group = forwards->others[t];
            for (uint32_t m = forwards->first[group]; m < forwards->first[group + 1]; m++)
                seen[forwards->others[m]] = 1;
        }
    }
    for (uint32_t node = 0; seen && node < oracle->arrays->nodes; node++) {
        bool critical = false;
        for (uint32_t v = found->first[node]; seen[node] && v < found->first[node + 1]; v++)
            critical = critical || has(oracle, found->others[v], SG_BENCH_CRITICAL);
        if (critical && sg_bench_is(oracle, node, SG_KIND_MACHINE))
            sg_bench_answer_row(answer, "%s", sg_bench_id(oracle, answer, node));
    }
    free(seen);
}

typedef void path_visitor(const sg_bench_oracle *oracle, sg_bench_answer *answer,
                          uint32_t machine, uint32_t role, uint32_t bucket);

/* Public machine, its role, and a sensitive bucket that it reads: every path; how many. */
static uint32_t walk_sensitive(const sg_bench_oracle *oracle, sg_bench_answer *answer,
                               path_visitor *visit, uint32_t *machines)
{
    const sg_bench_rows *roles = out_of(oracle, SG_RELATION_HAS);
    const sg_bench_rows *access = out_of(oracle, SG_RELATION_CAN_ACCESS);
    uint32_t first, count, paths = 0;
    sg_estate_range(oracle->arrays->estate, SG_KIND_MACHINE, &first, &count);
    *machines = 0;
    for (uint32_t machine = first; machine < first + count; machine++) {
        uint32_t before = paths;
        if (!has(oracle, machine, SG_BENCH_PUBLIC))
            continue;
        for (uint32_t r = roles->first[machine]; r < roles->first[machine + 1]; r++) {
            uint32_t role = roles->others[r];
            for (uint32_t a = access->first[role]; a < access->first[role + 1]; a++) {
                uint32_t bucket = access->others[a];
                if (!(access->facts[a] & SG_BENCH_READ) ||
                    !sg_bench_is(oracle, bucket, SG_KIND_BUCKET) ||
                    !has(oracle, bucket, SG_BENCH_SENSITIVE))
                    continue;
                paths++;
                if (visit)
                    visit(oracle, answer, machine, role, bucket);
            }
        }
        *machines += paths > before;
    }
    return paths;
}

static void put_path(const sg_bench_oracle *oracle, sg_bench_answer *answer, uint32_t machine,
                     uint32_t role, uint32_t bucket)
{
    sg_bench_answer_row(answer, "%s|%s|%s", sg_bench_id(oracle, answer, machine),
                        sg_bench_id(oracle, answer, role), sg_bench_id(oracle, answer, bucket));
}

void sg_bench_sensitive_rows(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    uint32_t machines;
    walk_sensitive(oracle, answer, put_path, &machines);
}

void sg_bench_sensitive_count(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    uint32_t machines;
    sg_bench_answer_row(answer, "%u", walk_sensitive(oracle, answer, NULL, &machines));
}

void sg_bench_sensitive_machines(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    uint32_t machines;
    walk_sensitive(oracle, answer, NULL, &machines);
    sg_bench_answer_row(answer, "%u", machines);
}

/* All pairs of relationships machine -> role -> anything, by degrees. */
void sg_bench_two_hops(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const sg_bench_rows *access = out_of(oracle, SG_RELATION_CAN_ACCESS);
    const sg_bench_relation *roles = &oracle->arrays->relations[SG_RELATION_HAS];
    uint64_t count = 0;
    for (uint32_t i = 0; i < roles->count; i++)
        if (sg_bench_is(oracle, roles->from[i], SG_KIND_MACHINE))
            count += access->first[roles->to[i] + 1] - access->first[roles->to[i]];
    sg_bench_answer_row(answer, "%llu", (unsigned long long)count);
}

/* Account A contains a role that trusts a role which may access a bucket that A contains. */
void sg_bench_triangle(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const sg_estate *estate = oracle->arrays->estate;
    const sg_bench_relation *trusts = &oracle->arrays->relations[SG_RELATION_TRUSTS];
    const sg_bench_rows *access = out_of(oracle, SG_RELATION_CAN_ACCESS);
    uint64_t count = 0;
    for (uint32_t i = 0; i < trusts->count; i++) {
        uint32_t trusted = trusts->to[i];
        if (!sg_bench_is(oracle, trusted, SG_KIND_ROLE))
            continue;
        const sg_generated_account *account =
            &estate->items[sg_estate_place(estate, trusts->from[i]).account];
        for (uint32_t a = access->first[trusted]; a < access->first[trusted + 1]; a++)
            count += access->others[a] - account->first[SG_KIND_BUCKET] <
                     account->count[SG_KIND_BUCKET];
    }
    sg_bench_answer_row(answer, "%llu", (unsigned long long)count);
}
