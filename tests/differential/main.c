/* main.c - differential: random graphs and queries through the executor and the plain
 * evaluator.
 *
 *     differential [--seed N] [--first N] [--pairs N | --seconds N] [--failures N] [--show]
 *
 * Pair number i of a seed is always the same graph and query: what a difference was reported
 * with, `--seed S --first I --pairs 1`, makes it again.  A difference is printed in its
 * smallest form, as a language test (tests/queries) that also says what the executor `got`.
 * Exit code 1 when there was one.
 *
 * `make test` runs a fixed number of pairs that take some twenty seconds; `make differential
 * SECONDS=600 SEED=7` runs longer, the second half with batches of three rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "tests/differential/judge.h"
#include "tests/differential/make_graph.h"
#include "tests/differential/make_query.h"
#include "tests/differential/shrink.h"

typedef struct settings {
    uint64_t seed, first, pairs, seconds, failures;
    bool show; /* print every query */
} settings;

typedef struct checker {
    sg_choices graph, query;
    sg_buffer graph_text, query_text;
    uint64_t counts[SG_DIFFER + 1];
    sg_set_counts sets;
} checker;

static const struct option {
    const char *name;
    size_t offset;
} options[] = {
    { "--seed", offsetof(settings, seed) },
    { "--first", offsetof(settings, first) },
    { "--pairs", offsetof(settings, pairs) },
    { "--seconds", offsetof(settings, seconds) },
    { "--failures", offsetof(settings, failures) },
};

static bool read_options(int count, char **arguments, settings *out)
{
    for (int i = 1; i < count; i++) {
        size_t which = 0;
        if (strcmp(arguments[i], "--show") == 0) {
            out->show = true;
            continue;
        }
        while (which < SG_COUNT(options) && strcmp(arguments[i], options[which].name) != 0)
            which++;
        if (which == SG_COUNT(options) || i + 1 == count)
            return false;
        uint64_t number = strtoull(arguments[++i], NULL, 10);
        memcpy((char *)out + options[which].offset, &number, sizeof(number));
    }
    return true;
}

/* Eight queries to a graph. */
static void make(checker *self, uint64_t seed, uint64_t pair, uint64_t *unordered)
{
    uint64_t base = seed * UINT64_C(0xd1342543de82ef95);

    sg_choices_record(&self->graph, base + pair / 8 * 2);
    sg_choices_record(&self->query, base + pair * 2 + 1);
    sg_make_graph(&self->graph, &self->graph_text);
    sg_make_query(&self->query, &self->query_text, unordered);
}

static sg_verdict judge(checker *self, uint64_t unordered, sg_buffer *report)
{
    return sg_judge(sg_buffer_str(&self->graph_text), sg_buffer_str(&self->query_text),
                    unordered, &self->sets, report);
}

/* Prints the smallest form of a difference in the form of a language test (tests/queries). */
static void show_difference(checker *self, uint64_t seed, uint64_t pair)
{
    sg_buffer report = { 0 };
    uint64_t unordered;

    sg_shrink(&self->graph, &self->query);
    sg_choices_replay(&self->graph);
    sg_choices_replay(&self->query);
    sg_make_graph(&self->graph, &self->graph_text);
    sg_make_query(&self->query, &self->query_text, &unordered);
    judge(self, unordered, &report);
    printf("\n# --seed %llu --first %llu --pairs 1\ngraph   ", (unsigned long long)seed,
           (unsigned long long)pair);
    for (const char *byte = self->graph_text.bytes; *byte; byte++)
        if (*byte != '\n')
            putchar(*byte);
        else if (byte[1])
            fputs("\n        ", stdout);
    printf("\nquery   %s\n%s", self->query_text.bytes, report.bytes);
    fflush(stdout);
    sg_buffer_free(&report);
}

static bool goes_on(const checker *self, const settings *set, uint64_t pair, uint64_t begin)
{
    if (self->counts[SG_DIFFER] >= set->failures)
        return false;
    if (set->seconds)
        return sg_clock_monotonic() - begin < set->seconds * UINT64_C(1000000000);
    return pair < set->first + set->pairs;
}

static void run(checker *self, const settings *set)
{
    uint64_t begin = sg_clock_monotonic(), pair = set->first;

    for (; goes_on(self, set, pair, begin); pair++) {
        uint64_t unordered;
        make(self, set->seed, pair, &unordered);
        if (set->show) {
            printf("%llu: %s\n", (unsigned long long)pair, self->query_text.bytes);
            fflush(stdout);
        }
        sg_verdict verdict = judge(self, unordered, NULL);
        self->counts[verdict]++;
        if (verdict == SG_DIFFER)
            show_difference(self, set->seed, pair);
    }
    printf("differential: %llu pairs, %llu differences (seed %llu; %llu with rows, %llu fail "
           "alike, "
           "%llu too big)\n",
           (unsigned long long)(pair - set->first), (unsigned long long)self->counts[SG_DIFFER],
           (unsigned long long)set->seed, (unsigned long long)self->counts[SG_AGREE],
           (unsigned long long)self->counts[SG_AGREE_ON_ERROR],
           (unsigned long long)self->counts[SG_TOO_MUCH]);
}

/* How often each rewrite was taken; false when a long run has never met one of them. */
static bool tell_rewrites(const checker *self)
{
    enum { LONG = 1000 };
    const struct {
        const char *name;
        uint64_t count;
    } rewrites[] = {
        { "distinct ends", self->sets.ends },    { "weights", self->sets.weights },
        { "partners", self->sets.partners },     { "pairs", self->sets.pairs },
        { "trails", self->sets.trails },         { "totals", self->sets.totals },
        { "declined", self->sets.declined },     { "narrowed", self->sets.narrowed },
        { "subqueries", self->sets.subqueries }, { "reached", self->sets.reached },
        { "joined", self->sets.joined },         { "conditions", self->sets.conditions },
        { "degrees", self->sets.degrees },
    };
    bool all = true;

    printf("differential: rewrites");
    for (size_t i = 0; i < SG_COUNT(rewrites); i++) {
        printf("%s %s %llu", i ? "," : "", rewrites[i].name,
               (unsigned long long)rewrites[i].count);
        all = all && rewrites[i].count > 0;
    }
    printf("\n");
    return all || self->counts[SG_AGREE] < LONG;
}

int main(int count, char **arguments)
{
    settings set = { .seed = 1, .pairs = 100000, .failures = 20 };
    checker self = { 0 };

    if (!read_options(count, arguments, &set)) {
        fprintf(stderr, "usage: differential [--seed N] [--first N] [--pairs N | --seconds N] "
                        "[--failures N] [--show]\n");
        return 2;
    }
    run(&self, &set);
    bool all = tell_rewrites(&self);
    sg_choices_free(&self.graph);
    sg_choices_free(&self.query);
    sg_buffer_free(&self.graph_text);
    sg_buffer_free(&self.query_text);
    return self.counts[SG_DIFFER] > 0 || !all;
}
