/* test_affected.c - policies that are left out after a change would have found what they found before.
 *
 * A small estate of switches: each edit turns one over (a property, a label, a relationship, a node),
 * and the shipped policies are evaluated in full on both versions.  SECGRAPH_EDITS makes the walk
 * longer.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "policies/affected.h"
#include "policies/report.h"
#include "query/graph_text.h"

enum { SWITCHES = 26 };

/* Each part is there when its switch is on. */
static const char *const nodes[][3] = {
    { "vm:VirtualMachine:Compute:Resource", "id: 'vm', account: '1', state: 'running'",
      "exposure: 'PUBLIC'" },
    { "role:AccessRole:Principal:Resource", "id: 'role', account: '1'", "isAdmin: true" },
    { "b:Bucket:DataStore:Resource", "id: 'b', account: '1'", "hasSensitiveData: true" },
    { "d:Database:DataStore:Resource", "id: 'd', account: '1', encrypted: false",
      "exposure: 'PUBLIC'" },
    { "v:Volume:DataStore:Resource", "id: 'v', account: '1'", "encrypted: false" },
    { "i:Internet", "id: 'internet'", "name: 'internet'" },
    { "u:UserAccount:Principal:Resource", "id: 'u', account: '1'", "isAdmin: true" },
    { "f:ServerlessFunction:Compute:Resource", "id: 'f', account: '1'", "exposure: 'PUBLIC'" },
};
static const char *const edges[] = {
    "(vm)-[:HAS]->(role)",
    "(role)-[:CAN_ACCESS {read: true, write: true, certainty: 'must'}]->(b)",
    "(i)-[:EXPOSES {scope: 'wide'}]->(vm)",
    "(i)-[:EXPOSES {scope: 'wide'}]->(d)",
    "(i)-[:CAN_ACCESS {read: true, certainty: 'must'}]->(b)",
    "(u)-[:CAN_ASSUME {certainty: 'must', crossAccount: true}]->(role)",
    "(i)-[:CAN_ASSUME {certainty: 'must'}]->(role)",
    "(v)-[:ATTACHED_TO]->(vm)",
    "(f)-[:HAS]->(role)",
    "(role)-[:CAN_ESCALATE_TO {method: 'x', certainty: 'must'}]->(u)",
};

_Static_assert(SWITCHES == 2 * SG_COUNT(nodes) + SG_COUNT(edges), "a switch for each part");

/* A node whose first switch is off has lost its labels; the second is about its property. */
static sg_graph *build(uint32_t switches)
{
    sg_buffer text = { 0 };
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    for (size_t i = 0; i < SG_COUNT(nodes); i++) {
        const char *labels = strchr(nodes[i][0], ':');
        bool labelled = switches >> i & 1;
        sg_buffer_format(&text, "%s(%.*s%s {%s%s%s})", i ? ", " : "",
                         (int)(labels - nodes[i][0]), nodes[i][0], labelled ? labels : "",
                         nodes[i][1], switches >> (i + 8) & 1 ? ", " : "",
                         switches >> (i + 8) & 1 ? nodes[i][2] : "");
    }
    for (size_t i = 0; i < SG_COUNT(edges); i++)
        if (switches >> (i + 16) & 1)
            sg_buffer_format(&text, ", %s", edges[i]);
    cr_assert_eq(sg_graph_text(sg_buffer_str(&text), &graph, &err), SG_OK, "%s", err.message);
    sg_buffer_free(&text);
    return graph;
}

static char *report(const sg_graph *graph, const sg_policies *policies, const bool *chosen)
{
    sg_check_options options = { .threads = 1, .chosen = chosen };
    sg_report_options form = { .format = SG_REPORT_JSON };
    sg_buffer text = { 0 };
    sg_check check;

    cr_assert_eq(sg_check_run(graph, policies, &options, &check, NULL), SG_OK);
    sg_report_issues(&check, &form, &text);
    sg_check_free(&check);
    return text.bytes ? text.bytes : strdup("");
}

typedef struct {
    sg_policies policies;
    bool *chosen, *left_out;
    uint64_t affected, all, differing;
} walk;

/* Digests of the two for each other leave out what is the same, and say the same as those of each alone. */
static void choose(walk *self, const sg_graph *before, const sg_graph *after)
{
    sg_digest *alone[2] = { NULL, NULL }, *both[2] = { NULL, NULL };

    cr_assert_eq(sg_digest_new(before, &alone[0], NULL), SG_OK);
    cr_assert_eq(sg_digest_new(after, &alone[1], NULL), SG_OK);
    cr_assert_eq(sg_digests_new(before, after, both, NULL), SG_OK);
    cr_assert_eq(
        sg_policies_affected(&self->policies, NULL, alone[0], alone[1], self->left_out, NULL),
        SG_OK);
    cr_assert_eq(
        sg_policies_affected(&self->policies, NULL, both[0], both[1], self->chosen, NULL),
        SG_OK);
    for (uint32_t i = 0; i < self->policies.count; i++)
        cr_expect_eq(self->chosen[i], self->left_out[i], "policy %u", i);
    for (int i = 0; i < 2; i++) {
        sg_digest_free(alone[i]);
        sg_digest_free(both[i]);
    }
}

static void step(walk *self, const sg_graph *before, const sg_graph *after, uint32_t edit)
{
    choose(self, before, after);
    for (uint32_t i = 0; i < self->policies.count; i++) {
        self->left_out[i] = !self->chosen[i];
        self->affected += self->chosen[i];
        self->all++;
    }
    char *old = report(before, &self->policies, self->left_out);
    char *new = report(after, &self->policies, self->left_out);
    cr_expect_str_eq(old, new, "edit %u", edit);
    char *first = report(before, &self->policies, self->chosen);
    char *second = report(after, &self->policies, self->chosen);
    self->differing += strcmp(first, second) != 0;
    free(old);
    free(new);
    free(first);
    free(second);
}

Test(affected, what_is_left_out_finds_the_same)
{
    const char *library[] = { "policies/library" };
    const char *wanted = getenv("SECGRAPH_EDITS");
    uint32_t edits = wanted ? (uint32_t)strtoul(wanted, NULL, 10) : 60;
    uint32_t switches = 0x3ffffff;
    walk self = { .all = 0 };
    sg_source failed;

    cr_assert_eq(sg_policies_load(library, 1, &self.policies, &failed, NULL), SG_OK);
    self.chosen = calloc(self.policies.count, sizeof(bool));
    self.left_out = calloc(self.policies.count, sizeof(bool));
    sg_graph *graph = build(switches);
    for (uint32_t edit = 0; edit < edits; edit++) {
        switches ^= UINT32_C(1) << sg_hash_int(edit + 7) % SWITCHES;
        sg_graph *next = build(switches);
        step(&self, graph, next, edit);
        sg_graph_free(graph);
        graph = next;
    }
    cr_expect_gt(self.differing, edits / 8, "%llu edits changed issues",
                 (unsigned long long)self.differing);
    cr_expect_lt(self.affected, self.all * 3 / 4, "%llu of %llu were affected",
                 (unsigned long long)self.affected, (unsigned long long)self.all);
    sg_graph_free(graph);
    free(self.chosen);
    free(self.left_out);
    sg_policies_free(&self.policies);
}

Test(affected, equal_graphs_affect_nothing)
{
    const char *library[] = { "policies/library" };
    walk self = { .all = 0 };
    sg_source failed;
    sg_graph *one = build(0x2abcdef), *two = build(0x2abcdef);

    cr_assert_eq(sg_policies_load(library, 1, &self.policies, &failed, NULL), SG_OK);
    self.chosen = calloc(self.policies.count, sizeof(bool));
    self.left_out = calloc(self.policies.count, sizeof(bool));
    step(&self, one, two, 0);
    cr_expect_eq(self.affected, 0);
    free(self.chosen);
    free(self.left_out);
    sg_policies_free(&self.policies);
    sg_graph_free(one);
    sg_graph_free(two);
}

Test(affected, issues_are_told_apart)
{
    const char *library[] = { "policies/library" };
    sg_check_options options = { .threads = 1 };
    sg_policies policies;
    sg_source failed;
    sg_check then, now;
    sg_arena *arena = NULL;
    sg_issue_changes changes;
    /* The volume's property is off before, the database's afterwards. */
    sg_graph *before = build(0x3ffffff & ~(UINT32_C(1) << 12));
    sg_graph *after = build(0x3ffffff & ~(UINT32_C(1) << 19));

    cr_assert_eq(sg_policies_load(library, 1, &policies, &failed, NULL), SG_OK);
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
    cr_assert_eq(sg_check_run(before, &policies, &options, &then, NULL), SG_OK);
    cr_assert_eq(sg_check_run(after, &policies, &options, &now, NULL), SG_OK);
    cr_assert_eq(sg_issues_compare(&then, &now, arena, &changes), SG_OK);
    cr_expect_geq(changes.opened, 1);
    cr_expect_geq(changes.resolved, 1);
    cr_expect_eq(changes.count, changes.opened + changes.changed + changes.resolved);
    cr_expect_eq(then.issue_count + changes.opened - changes.resolved, now.issue_count);
    cr_assert_eq(sg_issues_compare(&now, &now, arena, &changes), SG_OK);
    cr_expect_eq(changes.count, 0);
    sg_check_free(&then);
    sg_check_free(&now);
    sg_arena_free(arena);
    sg_policies_free(&policies);
    sg_graph_free(before);
    sg_graph_free(after);
}
