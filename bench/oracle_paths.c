/* oracle_paths.c - questions with any number of hops, by breadth-first search over plain rows. */
#include <stdlib.h>
#include <string.h>

#include "bench/oracle.h"

enum { FAR = 255 };

typedef struct {
    const sg_bench_oracle *oracle;
    const sg_relation *types;
    uint32_t type_count;
    unsigned facts; /* that a relationship must have */
    bool backward;
    uint32_t most;     /* hops */
    uint8_t *distance; /* by node, FAR: not reached */
    uint32_t *queue;
    uint32_t reached; /* nodes in the queue, the first ones included */
} search;

static bool begin(search *self, sg_bench_answer *answer)
{
    uint32_t nodes = self->oracle->arrays->nodes;
    self->distance = malloc(nodes);
    self->queue = malloc((size_t)nodes * sizeof *self->queue);
    self->reached = 0;
    if (!self->distance || !self->queue) {
        answer->failed = true;
        return false;
    }
    memset(self->distance, FAR, nodes);
    return true;
}

static void start_at(search *self, uint32_t node)
{
    self->distance[node] = 0;
    self->queue[self->reached++] = node;
}

static void end(search *self)
{
    free(self->distance);
    free(self->queue);
}

static void expand(search *self, const sg_bench_rows *rows, uint32_t node)
{
    for (uint32_t i = rows->first[node]; i < rows->first[node + 1]; i++) {
        uint32_t other = rows->others[i];
        if ((rows->facts[i] & self->facts) != self->facts || self->distance[other] != FAR)
            continue;
        self->distance[other] = (uint8_t)(self->distance[node] + 1);
        self->queue[self->reached++] = other;
    }
}

static void run(search *self)
{
    for (uint32_t next = 0; next < self->reached; next++) {
        uint32_t node = self->queue[next];
        if (self->distance[node] >= self->most)
            break;
        for (uint32_t i = 0; i < self->type_count; i++) {
            const sg_bench_relation *relation =
                &self->oracle->arrays->relations[self->types[i]];
            expand(self, self->backward ? &relation->in : &relation->out, node);
        }
    }
}

static uint32_t count_kind(const search *self, sg_kind kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->reached; i++)
        count += sg_bench_is(self->oracle, self->queue[i], kind) &&
                 self->distance[self->queue[i]] > 0;
    return count;
}

static uint32_t first_of(const sg_bench_oracle *oracle, sg_kind kind)
{
    uint32_t first, count;
    sg_estate_range(oracle->arrays->estate, kind, &first, &count);
    return first;
}

/* --- CAN_ASSUME*1..4 of one role ------------------------------------------------------------------ */

void sg_bench_assume(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    static const sg_relation types[] = { SG_RELATION_CAN_ASSUME };
    search self = { .oracle = oracle, .types = types, .type_count = 1, .most = 4 };
    if (begin(&self, answer)) {
        start_at(&self, oracle->subjects->role);
        run(&self);
        sg_bench_answer_row(answer, "%u", count_kind(&self, SG_KIND_ROLE));
    }
    end(&self);
}

/* --- public compute that reaches an admin --------------------------------------------------------- */

static bool is_compute(const sg_bench_oracle *oracle, uint32_t node)
{
    return sg_bench_is(oracle, node, SG_KIND_MACHINE) ||
           sg_bench_is(oracle, node, SG_KIND_FUNCTION) ||
           sg_bench_is(oracle, node, SG_KIND_TASK) || sg_bench_is(oracle, node, SG_KIND_POD);
}

void sg_bench_admin(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    static const sg_relation types[] = { SG_RELATION_CAN_REACH,  SG_RELATION_HAS,
                                         SG_RELATION_CAN_ASSUME, SG_RELATION_FORWARDS_TO,
                                         SG_RELATION_TRIGGERS,   SG_RELATION_ATTACHED_TO };
    search self = { .oracle = oracle,
                    .types = types,
                    .type_count = SG_COUNT(types),
                    .backward = true,
                    .most = 5 };
    uint32_t count = 0;
    if (begin(&self, answer)) {
        for (uint32_t node = 0; node < oracle->arrays->nodes; node++)
            if ((oracle->arrays->facts[node] & SG_BENCH_ADMIN) &&
                sg_bench_is(oracle, node, SG_KIND_ROLE))
                start_at(&self, node);
        run(&self);
        for (uint32_t i = 0; i < self.reached; i++)
            count += is_compute(oracle, self.queue[i]) &&
                     (oracle->arrays->facts[self.queue[i]] & SG_BENCH_PUBLIC);
        sg_bench_answer_row(answer, "%u", count);
    }
    end(&self);
}

/* --- everything ----------------------------------------------------------------------------------- */

void sg_bench_everything(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    sg_relation types[SG_RELATIONS];
    for (uint32_t i = 0; i < SG_RELATIONS; i++)
        types[i] = (sg_relation)i;
    search self = {
        .oracle = oracle, .types = types, .type_count = SG_RELATIONS, .most = FAR - 1
    };
    if (begin(&self, answer)) {
        start_at(&self, first_of(oracle, SG_KIND_ORGANIZATION));
        run(&self);
        sg_bench_answer_row(answer, "%u", self.reached - 1);
    }
    end(&self);
}

/* --- shortest paths from the internet to one bucket ------------------------------------------------ */

static const sg_relation attack[] = { SG_RELATION_EXPOSES,    SG_RELATION_HAS,
                                      SG_RELATION_CAN_ASSUME, SG_RELATION_CAN_ACCESS,
                                      SG_RELATION_CAN_REACH,  SG_RELATION_FORWARDS_TO };

static bool attack_from_internet(search *self, const sg_bench_oracle *oracle,
                                 sg_bench_answer *answer)
{
    *self = (search){
        .oracle = oracle, .types = attack, .type_count = SG_COUNT(attack), .most = 8
    };
    if (!begin(self, answer))
        return false;
    start_at(self, first_of(oracle, SG_KIND_INTERNET));
    run(self);
    return true;
}

void sg_bench_shortest(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    search self;
    if (attack_from_internet(&self, oracle, answer) &&
        self.distance[oracle->subjects->bucket] != FAR)
        sg_bench_answer_row(answer, "%u", self.distance[oracle->subjects->bucket]);
    end(&self);
}

/* Shortest paths to a node are those to its predecessors one hop nearer, added up. */
void sg_bench_all_shortest(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    search self;
    uint64_t *paths = calloc(oracle->arrays->nodes, sizeof *paths);
    answer->failed = answer->failed || !paths;
    if (attack_from_internet(&self, oracle, answer) && paths) {
        paths[self.queue[0]] = 1;
        for (uint32_t i = 0; i < self.reached; i++)
            for (uint32_t type = 0; type < self.type_count; type++) {
                uint32_t node = self.queue[i];
                const sg_bench_rows *rows = &oracle->arrays->relations[attack[type]].out;
                for (uint32_t k = rows->first[node]; k < rows->first[node + 1]; k++)
                    if (self.distance[rows->others[k]] == self.distance[node] + 1)
                        paths[rows->others[k]] += paths[node];
            }
        uint64_t all = paths[oracle->subjects->bucket];
        sg_bench_answer_row(answer, "%llu", (unsigned long long)(all < 100 ? all : 100));
    }
    free(paths);
    end(&self);
}

/* --- blast radius: what each role may access, also by way of roles it may assume in up to 3 hops ---- */

typedef struct {
    uint32_t count, role;
} radius;

static int by_radius(const void *left, const void *right)
{
    const radius *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return (a->role > b->role) - (a->role < b->role);
}

/* Marks hold the number of the role that was here last, so that nothing need be cleared. */
typedef struct {
    uint32_t *role_mark, *resource_mark, *queue;
    uint8_t *distance;
} blast_marks;

static uint32_t blast_of(const sg_bench_oracle *oracle, uint32_t role, blast_marks *marks)
{
    const sg_bench_rows *assume = &oracle->arrays->relations[SG_RELATION_CAN_ASSUME].out;
    const sg_bench_rows *access = &oracle->arrays->relations[SG_RELATION_CAN_ACCESS].out;
    uint32_t reached = 1, count = 0;
    marks->queue[0] = role;
    marks->role_mark[role] = role;
    marks->distance[role] = 0;
    for (uint32_t next = 0; next < reached; next++) {
        uint32_t node = marks->queue[next];
        for (uint32_t a = access->first[node]; a < access->first[node + 1]; a++) {
            count += marks->resource_mark[access->others[a]] != role;
            marks->resource_mark[access->others[a]] = role;
        }
        if (marks->distance[node] == 3)
            continue;
        for (uint32_t r = assume->first[node]; r < assume->first[node + 1]; r++) {
            uint32_t other = assume->others[r];
            if (marks->role_mark[other] == role)
                continue;
            marks->role_mark[other] = role;
            marks->distance[other] = (uint8_t)(marks->distance[node] + 1);
            marks->queue[reached++] = other;
        }
    }
    return count;
}

void sg_bench_blast(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    uint32_t first, count, nodes = oracle->arrays->nodes;
    sg_estate_range(oracle->arrays->estate, SG_KIND_ROLE, &first, &count);
    blast_marks marks = { calloc(nodes, sizeof(uint32_t)), calloc(nodes, sizeof(uint32_t)),
                          calloc(nodes, sizeof(uint32_t)), calloc(nodes, 1) };
    radius *radii = calloc(count, sizeof *radii);
    if (marks.role_mark && marks.resource_mark && marks.queue && marks.distance && radii) {
        for (uint32_t i = 0; i < count; i++)
            radii[i] = (radius){ blast_of(oracle, first + i, &marks), first + i };
        qsort(radii, count, sizeof *radii, by_radius);
        for (uint32_t i = 0; i < 20 && i < count; i++)
            sg_bench_answer_row(answer, "%u", radii[i].count);
    } else {
        answer->failed = true;
    }
    free(marks.role_mark);
    free(marks.resource_mark);
    free(marks.queue);
    free(marks.distance);
    free(radii);
}

/* --- buckets that anyone gets to by certain steps ---------------------------------------------------- */

void sg_bench_external(const sg_bench_oracle *oracle, sg_bench_answer *answer)
{
    static const sg_relation types[] = { SG_RELATION_CAN_ASSUME, SG_RELATION_CAN_ACCESS };
    search self = { .oracle = oracle,
                    .types = types,
                    .type_count = SG_COUNT(types),
                    .facts = SG_BENCH_MUST,
                    .most = 6 };
    if (begin(&self, answer)) {
        start_at(&self, first_of(oracle, SG_KIND_INTERNET));
        run(&self);
        sg_bench_answer_row(answer, "%u", count_kind(&self, SG_KIND_BUCKET));
    }
    end(&self);
}
