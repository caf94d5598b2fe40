/* oracle_filters.c - questions about single nodes and what stands beside them. */
#include <stdlib.h>
#include <string.h>

#include "bench/oracle.h"
#include "generate/facts.h"
#include "generate/names.h"

/* Calls a block for each node of a kind. */
#define EACH(oracle, kind, node)                                                               \
    for (uint32_t node = first_of(oracle, kind); node < last_of(oracle, kind); node++)

static uint32_t first_of(const sg_bench_oracle *oracle, sg_kind kind)
{
    uint32_t first, count;
    sg_estate_range(oracle->arrays->estate, kind, &first, &count);
    return first;
}

static uint32_t last_of(const sg_bench_oracle *oracle, sg_kind kind)
{
    uint32_t first, count;
    sg_estate_range(oracle->arrays->estate, kind, &first, &count);
    return first + count;
}

static bool has(const sg_bench_oracle *oracle, uint32_t node, unsigned facts)
{
    return (oracle->arrays->facts[node] & facts) == facts;
}

void sg_bench_point(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    char name[SG_NAME_MOST];
    const sg_estate *estate = oracle->arrays->estate;
    sg_name_of(estate, sg_estate_place(estate, oracle->subjects->bucket), name);
    sg_bench_answer_row(answer, "%s", name);
}

void sg_bench_filter(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    EACH(oracle, SG_KIND_BUCKET, node)
    if (has(oracle, node, SG_BENCH_PUBLIC | SG_BENCH_UNENCRYPTED))
        sg_bench_answer_row(answer, "%s", sg_bench_id(oracle, answer, node));
}

void sg_bench_scan(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    uint32_t count = 0;
    EACH(oracle, SG_KIND_FINDING, node)
    count += has(oracle, node, SG_BENCH_CRITICAL);
    sg_bench_answer_row(answer, "%u", count);
}

void sg_bench_group(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const char *owners[64];
    uint32_t counts[64], found = 0;
    EACH(oracle, SG_KIND_VOLUME, node)
    {
        uint32_t i = 0;
        while (i < found && strcmp(owners[i], oracle->arrays->owner[node]) != 0)
            i++;
        if (i == found && found < SG_COUNT(owners)) {
            owners[found] = oracle->arrays->owner[node];
            counts[found++] = 0;
        }
        if (i < found)
            counts[i]++;
    }
    for (uint32_t i = 0; i < found; i++)
        sg_bench_answer_row(answer, "%s|%u", owners[i], counts[i]);
}

void sg_bench_open_ssh(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const sg_bench_relation *allows = &oracle->arrays->relations[SG_RELATION_ALLOWS_FROM];
    uint32_t world = first_of(oracle, SG_KIND_IP_RANGE); /* the first range is 0.0.0.0/0 */
    for (uint32_t i = 0; i < allows->count; i++)
        if (allows->to[i] == world && (allows->facts[i] & SG_BENCH_SSH))
            sg_bench_answer_row(answer, "%s", sg_bench_id(oracle, answer, allows->from[i]));
}

static uint32_t count_of(const sg_bench_rows *rows, uint32_t node)
{
    return rows->first[node + 1] - rows->first[node];
}

/* Roles that nothing runs as and nobody may assume. */
void sg_bench_not_exists(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const sg_bench_rows *run_as = &oracle->arrays->relations[SG_RELATION_HAS].in;
    const sg_bench_rows *assumed = &oracle->arrays->relations[SG_RELATION_CAN_ASSUME].in;
    uint32_t count = 0;
    EACH(oracle, SG_KIND_ROLE, role)
    count += count_of(run_as, role) == 0 && count_of(assumed, role) == 0;
    sg_bench_answer_row(answer, "%u", count);
}

static const char *only_of(const sg_bench_oracle *oracle, sg_bench_answer *answer,
                           const sg_bench_rows *rows, uint32_t node)
{
    return count_of(rows, node) > 0
               ? sg_bench_id(oracle, answer, rows->others[rows->first[node]])
               : "null";
}

/* The machines of one account with role, image, subnet, volumes, critical vulnerabilities, findings. */
void sg_bench_optional(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    const sg_bench_arrays *arrays = oracle->arrays;
    uint32_t account = oracle->subjects->account_index;
    uint32_t machines = sg_estate_count(arrays->estate, account, SG_KIND_MACHINE);
    for (uint32_t i = 0; i < machines; i++) {
        uint32_t node =
            sg_estate_number(arrays->estate, (sg_place){ account, SG_KIND_MACHINE, i });
        const sg_bench_rows *found = &arrays->relations[SG_RELATION_HAS_VULNERABILITY].out;
        uint32_t critical = 0;
        for (uint32_t k = found->first[node]; k < found->first[node + 1]; k++)
            critical += has(oracle, found->others[k], SG_BENCH_CRITICAL);
        sg_bench_answer_row(
            answer, "%s|%s|%s|%s|%u|%u|%u", sg_bench_id(oracle, answer, node),
            only_of(oracle, answer, &arrays->relations[SG_RELATION_HAS].out, node),
            only_of(oracle, answer, &arrays->relations[SG_RELATION_USES_IMAGE].out, node),
            only_of(oracle, answer, &arrays->relations[SG_RELATION_IN_SUBNET].out, node),
            count_of(&arrays->relations[SG_RELATION_ATTACHED_TO].in, node), critical,
            count_of(&arrays->relations[SG_RELATION_HAS_FINDING].out, node));
    }
}
