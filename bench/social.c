/* social.c - users with skewed popularity, and expansion_1 to 4 from random ones.
 *
 * The oracle walks every trail of so many friendships, none twice, as openCypher has it.
 */
#include "bench/social.h"

#include <stdlib.h>
#include <string.h>

#include "engine/build.h"
#include "generate/random.h"
#include "query/query.h"

enum { USERS = 100000, FRIENDSHIPS = 1768515, STARTS = 41, HOPS = 4, SEED = 7 };

typedef struct {
    uint32_t *first, *others; /* by user */
    uint8_t *seen;
    sg_graph *graph;
} network;

/* Three in ten friendships go to somebody popular. */
static void draw(uint32_t index, uint32_t *from, uint32_t *to)
{
    sg_random random = sg_random_of(SEED, 0, 0, index);
    *from = sg_random_below(&random, USERS);
    *to = sg_random_permille(&random, 300) ? sg_random_zipf(&random, USERS)
                                           : sg_random_below(&random, USERS);
}

static bool fill_rows(network *self)
{
    self->first = calloc(USERS + 2, sizeof *self->first);
    self->others = calloc(FRIENDSHIPS, sizeof *self->others);
    self->seen = calloc(USERS, 1);
    if (!self->first || !self->others || !self->seen)
        return false;
    uint32_t from, to, *next = self->first + 1;
    for (uint32_t i = 0; i < FRIENDSHIPS; i++) {
        draw(i, &from, &to);
        next[from + 1]++;
    }
    for (uint32_t i = 1; i <= USERS; i++)
        next[i] += next[i - 1];
    for (uint32_t i = 0; i < FRIENDSHIPS; i++) {
        draw(i, &from, &to);
        self->others[next[from]++] = to;
    }
    return true;
}

static sg_status add_users(sg_builder *builder, sg_build_node *users)
{
    char name[16];
    for (uint32_t i = 0; i < USERS; i++) {
        snprintf(name, sizeof name, "%u", i);
        SG_TRY(sg_builder_merge_node(builder, sg_str_of(name), &users[i], NULL));
        SG_TRY(sg_builder_add_label(builder, users[i], SG_STR("User")));
        SG_TRY(sg_builder_set(builder, users[i], SG_STR("id"), sg_string(sg_str_of(name))));
        SG_TRY(sg_builder_set(builder, users[i], SG_STR("age"), sg_integer(i % 80)));
    }
    return SG_OK;
}

static sg_status add_friendships(sg_builder *builder, const sg_build_node *users)
{
    for (uint32_t i = 0; i < FRIENDSHIPS; i++) {
        uint32_t from, to;
        sg_build_edge edge;
        draw(i, &from, &to);
        SG_TRY(sg_builder_add_edge(builder, users[from], SG_STR("Friend"), users[to], &edge));
    }
    return SG_OK;
}

static bool build(network *self)
{
    sg_builder *builder = NULL;
    sg_build_node *users = calloc(USERS, sizeof *users);
    bool good = users && sg_builder_new(0, &builder) == SG_OK &&
                add_users(builder, users) == SG_OK &&
                add_friendships(builder, users) == SG_OK &&
                sg_builder_freeze(builder, &self->graph, NULL) == SG_OK;
    sg_builder_free(builder);
    free(users);
    return good;
}

/* Marks who is at the end of a trail of `left` more friendships; returns how many are new. */
static uint32_t walk(network *self, uint32_t user, uint32_t left, uint32_t *trail,
                     uint32_t length)
{
    uint32_t found = 0;
    if (left == 0) {
        found = self->seen[user] == 0;
        self->seen[user] = 1;
        return found;
    }
    for (uint32_t edge = self->first[user]; edge < self->first[user + 1]; edge++) {
        bool used = false;
        for (uint32_t i = 0; i < length; i++)
            used = used || trail[i] == edge;
        if (used)
            continue;
        trail[length] = edge;
        found += walk(self, self->others[edge], left - 1, trail, length + 1);
    }
    return found;
}

typedef struct {
    sg_query *query;
    uint32_t expected[STARTS], next;
} expansion;

static uint32_t start_of(uint32_t index)
{
    return (index * 7919 + 13) % USERS;
}

/* From another user each time; every id is read. */
static bool expand(void *state, uint64_t *touched)
{
    expansion *self = state;
    char id[16];
    sg_result *result = NULL;
    const sg_value *row;
    sg_step step = SG_FAIL;
    uint32_t start = self->next++ % STARTS, rows = 0, texts = 0;
    snprintf(id, sizeof id, "%u", start_of(start));
    sg_entry parameter = { SG_STR("id"), sg_string(sg_str_of(id)) };
    if (sg_query_run(self->query, sg_map(&parameter, 1), &result, NULL) == SG_OK)
        while ((step = sg_result_next(result, &row, NULL)) == SG_ROW) {
            rows++;
            texts += row[0].type == SG_TYPE_STRING;
        }
    *touched = result ? sg_result_edges_touched(result) : 0;
    sg_result_close(result);
    return step == SG_DONE && rows == self->expected[start] && texts == rows;
}

static void run_expansion(sg_bench *bench, network *self, uint32_t hops)
{
    expansion state = { .next = 0 };
    char name[32];
    sg_buffer text = { .length = 0 };
    uint32_t trail[HOPS];
    for (uint32_t i = 0; i < STARTS; i++) {
        memset(self->seen, 0, USERS);
        state.expected[i] = walk(self, start_of(i), hops, trail, 0);
    }
    sg_buffer_text(&text, "MATCH (s:User {id: $id})");
    for (uint32_t i = 1; i < hops; i++)
        sg_buffer_text(&text, "-->()");
    sg_buffer_text(&text, "-->(n:User) RETURN DISTINCT n.id");
    snprintf(name, sizeof name, "expansion_%u", hops);
    if (sg_query_prepare(self->graph, sg_buffer_str(&text), NULL, &state.query, NULL) == SG_OK)
        sg_bench_run(
            bench,
            &(sg_bench_row){
                .name = name, .unit = "edges", .work = expand, .state = &state, .runs = 1001 });
    else
        sg_bench_failure(bench, name, "it cannot be prepared");
    sg_query_free(state.query);
    sg_buffer_free(&text);
}

void sg_bench_social(sg_bench *bench)
{
    network self = { .graph = NULL };
    sg_bench_heading("a social network of 100,000 users and 1,768,515 friendships");
    if (fill_rows(&self) && build(&self))
        for (uint32_t hops = 1; hops <= HOPS; hops++)
            run_expansion(bench, &self, hops);
    else
        sg_bench_failure(bench, "social network", "no memory");
    sg_graph_free(self.graph);
    free(self.first);
    free(self.others);
    free(self.seen);
}
