/* test_watch.c - a watch that follows random edits has the issues that a check of the whole finds.
 *
 * Edits are statements of a session: properties, labels, relationships and nodes come and go, one or a few at a
 * time.  The policies are the shipped ones and some of every shape: steps of variable length, subqueries,
 * groups, cycles, two MATCH clauses, limits.  SECGRAPH_EDITS makes the walk longer, SECGRAPH_SEED another one.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/hash.h"
#include "policies/report.h"
#include "policies/watch.h"
#include "query/graph_text.h"

enum { NODES = 40, EACH = 4 }; /* EACH of every kind: node n is of kind n modulo their number */

static const char *const kinds[] = {
    "VirtualMachine:Compute:Resource",
    "AccessRole:Principal:Resource",
    "Bucket:DataStore:Resource",
    "Database:DataStore:Resource",
    "ServerlessFunction:Compute:Resource",
    "Volume:DataStore:Resource",
    "UserAccount:Principal:Resource",
    "Vulnerability",
    "Internet",
    "Secret:DataStore:Resource",
};
static const char *const labels[] = { "VirtualMachine", "AccessRole", "Bucket",
                                      "Database",       "Compute",    "Odd" };
/* A type, and the kinds that it mostly joins. */
static const struct {
    const char *type;
    unsigned from, to;
} links[] = {
    { "HAS", 0, 1 },         { "HAS", 4, 1 },
    { "CAN_ACCESS", 1, 2 },  { "CAN_ACCESS", 1, 3 },
    { "CAN_ACCESS", 1, 2 },  { "CAN_ACCESS", 1, 9 },
    { "CAN_ACCESS", 6, 2 },  { "CAN_ASSUME", 1, 1 },
    { "CAN_ASSUME", 6, 1 },  { "CAN_REACH", 0, 0 },
    { "CAN_REACH", 0, 3 },   { "CAN_REACH", 4, 0 },
    { "EXPOSES", 8, 0 },     { "EXPOSES", 8, 3 },
    { "ATTACHED_TO", 5, 0 }, { "HAS_VULNERABILITY", 0, 7 },
};
static const char *const values[] = {
    "exposure: 'PUBLIC'",
    "exposure: 'PRIVATE'",
    "hasSensitiveData: true",
    "encrypted: false",
    "encrypted: true",
    "isAdmin: true",
    "isAdmin: false",
    "name: 'other'",
    "severity: 'CRITICAL'",
    "epss: 0.7",
    "state: 'running'",
    "exploitAvailable: true",
    "size: 3",
    "tags: {environment: 'x'}",
    "account: '2'",
};
static const char *const edge_values[] = {
    "read: true",  "read: false",       "write: true",
    "admin: true", "certainty: 'must'", "scope: 'wide'"
};

/* query, then more lines of the file */
static const char *const own[][2] = {
    { "MATCH (x:Compute)-[:HAS]->(r:AccessRole)-[a:CAN_ACCESS]->(d:DataStore) WHERE x.exposure "
      "= "
      "'PUBLIC' AND a.read = true AND d.encrypted = false RETURN x, r, a, d",
      "path: [x, r, d]\nfactors: {exposure: x, data: d, privilege: a}" },
    { "MATCH (x:Compute)-[:HAS]->(:AccessRole)-[:CAN_ASSUME*1..3]->(r:AccessRole) WHERE "
      "r.isAdmin "
      "= true RETURN DISTINCT x, r",
      "path: [x, r]" },
    { "MATCH (x:AccessRole)-[:CAN_ASSUME*0..2]->(r)-[:CAN_ACCESS]->(b:Bucket) WHERE "
      "b.hasSensitiveData RETURN DISTINCT x, b",
      "path: [x, b]" },
    { "MATCH (x:Bucket) WHERE x.encrypted = false AND NOT EXISTS { MATCH "
      "(x)<-[:CAN_ACCESS]-(r:AccessRole) WHERE r.isAdmin } RETURN x",
      "path: [x]" },
    { "MATCH (x:VirtualMachine) WHERE EXISTS { MATCH (x)-[:HAS_VULNERABILITY]->(v) WHERE "
      "v.severity = 'CRITICAL' } MATCH (x)-[:HAS]->(r) RETURN x, r",
      "path: [x, r]" },
    { "MATCH (x:Compute)-[:CAN_REACH]-(y:Compute) WHERE x.exposure <> y.exposure RETURN x, y",
      "path: [x, y]" },
    { "MATCH (x:AccessRole)-[a:CAN_ACCESS]->(d) WITH x, count(DISTINCT d) AS stores, "
      "max(d.size) "
      "AS most WHERE stores >= 2 RETURN x, stores, most",
      "path: [x]" },
    { "MATCH "
      "(x:AccessRole)-[:CAN_ACCESS]->(d)<-[:CAN_ACCESS]-(y:AccessRole)-[:CAN_ASSUME]->(x) "
      "RETURN x, y, d",
      "path: [x, y, d]" },
    { "MATCH (x:Volume)-[:ATTACHED_TO]->(vm), (i:Internet)-[:EXPOSES]->(vm) WHERE x.encrypted "
      "= "
      "false RETURN x, vm, i",
      "path: [i, vm, x]" },
    { "MATCH (x:UserAccount) MATCH (i:Internet) WHERE x.isAdmin RETURN x, i", "path: [x]" },
    { "MATCH (x) WHERE x.name = 'other' RETURN x", "path: [x]" },
    { "MATCH (x)-[r]->(y:Bucket) WHERE y.exposure = 'PUBLIC' RETURN x, y", "path: [x, y]" },
    { "MATCH p = (x:Compute)-[:CAN_REACH*1..3]->(y:Database) WHERE ALL(n IN nodes(p) WHERE "
      "n.state "
      "= 'running' OR n.encrypted = false) RETURN DISTINCT x, y",
      "path: [x, y]" },
    { "MATCH p = shortestPath((x:Compute)-[:CAN_REACH|HAS|CAN_ACCESS*1..4]->(y:Bucket)) WHERE "
      "x.exposure = 'PUBLIC' RETURN x, y, length(p) AS far",
      "identity: [x, y, far]\npath: [x, y]" },
    { "MATCH (x:Bucket) RETURN x ORDER BY x.id DESC LIMIT 2", "path: [x]" },
    { "MATCH (x:Bucket) OPTIONAL MATCH (x)<-[:CAN_ACCESS]-(r:UserAccount) WITH x, r WHERE r IS "
      "NULL RETURN x",
      "path: [x]" },
    { "MATCH (x:AccessRole)-[:CAN_ACCESS]->(b:Bucket) RETURN x, b",
      "identity: [b]\npath: [x]" },
};

typedef struct {
    sg_session *session;
    sg_policies policies;
    sg_check_options options;
    sg_watch *watch;
    uint64_t seed, draws, around, changes;
} walk;

static uint32_t draw(walk *self, uint32_t below)
{
    return (uint32_t)(sg_hash_combine(self->seed, ++self->draws) % below);
}

#define DRAWN(self, list) ((list)[draw((self), (uint32_t)SG_COUNT(list))])

/* A relationship that may be, now and then of odd ends. */
static const char *draw_link(walk *self, unsigned *from, unsigned *to)
{
    uint32_t link = draw(self, (uint32_t)SG_COUNT(links));
    unsigned step = (unsigned)SG_COUNT(kinds);

    *from = links[link].from + step * draw(self, EACH);
    *to = draw(self, 8) ? links[link].to + step * draw(self, EACH) : draw(self, NODES);
    return links[link].type;
}

/* --- the estate ------------------------------------------------------------------------------------ */
static sg_graph *build(walk *self)
{
    sg_buffer text = { 0 };
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    for (unsigned i = 0; i < NODES; i++) {
        sg_buffer_format(&text, "%s(n%u:%s {id: 'n%u', account: '1', name: 'n%u'",
                         i ? ", " : "", i, kinds[i % SG_COUNT(kinds)], i, i);
        sg_buffer_format(&text, ", size: %u, %s, %s})", i % 4, values[i % 2],
                         values[2 + i % 5]);
    }
    for (unsigned i = 0; i < 2 * NODES; i++) {
        unsigned from, to;
        const char *type = draw_link(self, &from, &to);
        sg_buffer_format(&text, ", (n%u)-[:%s {%s}]->(n%u)", from, type,
                         DRAWN(self, edge_values), to);
    }
    cr_assert_eq(sg_graph_text(sg_buffer_str(&text), &graph, &err), SG_OK, "%s", err.message);
    sg_buffer_free(&text);
    return graph;
}

/* Each of them also as one whose issues show nothing but what they are about: other columns are not seen then. */
static void write_policies(const char *folder)
{
    for (size_t i = 0; i < 2 * SG_COUNT(own); i++) {
        const char *const *one = own[i / 2];
        char path[64];
        snprintf(path, sizeof path, "%s/own-%02zu.yaml", folder, i);
        FILE *file = fopen(path, "w");
        cr_assert_not_null(file);
        fprintf(file,
                "apiVersion: secgraph/v1\nkind: GraphPolicy\nid: OWN-%02zu\nversion: 1.0.0\n"
                "name: Own\nseverity: MEDIUM\ndescription: One.\nrisk: None.\nquery: |\n  %s\n"
                "primary: x\n%s\nremediation:\n  text: None.\n",
                i, one[0], i % 2 ? "" : one[1]);
        fclose(file);
    }
}

static void load_policies(walk *self)
{
    char folder[] = "/tmp/secgraph-watch-XXXXXX";
    sg_source failed;
    sg_error err = { 0 };

    cr_assert_not_null(mkdtemp(folder));
    write_policies(folder);
    const char *paths[] = { "policies/library/combinations", folder };
    cr_assert_eq(sg_policies_load(paths, 2, &self->policies, &failed, &err), SG_OK, "%s",
                 err.message);
    for (size_t i = 0; i < 2 * SG_COUNT(own); i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/own-%02zu.yaml", folder, i);
        unlink(path);
    }
    rmdir(folder);
}

/* --- edits ----------------------------------------------------------------------------------------- */
static void run(walk *self, const char *text)
{
    sg_query *query = NULL;
    sg_result *result = NULL;
    const sg_value *row;
    sg_error err = { 0 };
    sg_step step;

    cr_assert_eq(sg_session_prepare(self->session, sg_str_of(text), NULL, &query, &err), SG_OK,
                 "%s: %s", text, err.message);
    cr_assert_eq(sg_query_run(query, sg_null(), &result, &err), SG_OK, "%s", err.message);
    while ((step = sg_result_next(result, &row, &err)) == SG_ROW)
        continue;
    cr_assert_eq(step, SG_DONE, "%s: %s", text, err.message);
    sg_result_close(result);
    sg_query_free(query);
}

static void edit(walk *self, char *text, size_t room)
{
    unsigned a, b, any = draw(self, NODES);
    const char *type = draw_link(self, &a, &b);

    switch (draw(self, 10)) {
    case 0:
    case 1:
        snprintf(text, room, "MATCH (n {id: 'n%u'}) SET n += {%s}", any, DRAWN(self, values));
        return;
    case 2:
        snprintf(text, room, "MATCH (n {id: 'n%u'}) REMOVE n.exposure, n.encrypted", any);
        return;
    case 3:
    case 4:
    case 5:
        snprintf(text, room,
                 "MATCH (a {id: 'n%u'}), (b {id: 'n%u'}) CREATE (a)-[:%s {%s}]->(b)", a, b,
                 type, DRAWN(self, edge_values));
        return;
    case 6:
        snprintf(text, room, "MATCH ({id: 'n%u'})-[r:%s]-() DELETE r", a, type);
        return;
    case 7:
        snprintf(text, room, "MATCH ({id: 'n%u'})-[r:%s]->() SET r += {%s}", a, type,
                 DRAWN(self, edge_values));
        return;
    case 8:
        snprintf(text, room, "MATCH (n {id: 'n%u'}) %s n:%s", any,
                 draw(self, 2) ? "SET" : "REMOVE", DRAWN(self, labels));
        return;
    default:
        if (draw(self, 4) == 0)
            snprintf(text, room, "MATCH (n {id: 'n%u'}) DETACH DELETE n", any);
        else
            snprintf(text, room,
                     "MERGE (n {id: 'n%u'}) ON CREATE SET n:%s, n.account = '1', n += {%s}",
                     any, kinds[any % SG_COUNT(kinds)], DRAWN(self, values));
    }
}

/* --- comparing --------------------------------------------------------------------------------------- */
static char *report(const sg_check *check)
{
    sg_report_options form = { .format = SG_REPORT_JSON, .details = true };
    sg_buffer text = { 0 };

    sg_report_issues(check, &form, &text);
    return text.bytes ? text.bytes : strdup("");
}

static void expect_whole(walk *self, uint32_t edit_number, const char *text)
{
    const sg_graph *graph = sg_session_pin(self->session);
    sg_check kept, all;

    cr_assert_eq(sg_watch_check(self->watch, &kept, NULL), SG_OK);
    cr_assert_eq(sg_check_run(graph, &self->policies, &self->options, &all, NULL), SG_OK);
    char *left = report(&kept), *right = report(&all);
    cr_assert_eq(kept.failed, all.failed);
    cr_assert_str_eq(left, right, "seed %llu, edit %u: %s", (unsigned long long)self->seed,
                     edit_number, text);
    free(left);
    free(right);
    sg_check_free(&all);
    sg_session_unpin(self->session, graph);
}

static uint32_t count_issues(walk *self)
{
    sg_check check;

    cr_assert_eq(sg_watch_check(self->watch, &check, NULL), SG_OK);
    return check.issue_count;
}

static void step(walk *self, uint32_t number)
{
    char text[256] = "";
    sg_issue_changes changes;
    uint32_t before = count_issues(self);

    for (uint32_t i = draw(self, 3) + 1; i > 0; i--) {
        edit(self, text, sizeof text);
        run(self, text);
    }
    cr_assert_eq(sg_watch_advance(self->watch, &changes, NULL), SG_OK);
    self->around += sg_watch_counts_of(self->watch).around;
    self->changes += changes.count;
    cr_assert_eq(before + changes.opened - changes.resolved, count_issues(self));
    expect_whole(self, number, text);
}

static void begin(walk *self, uint64_t seed)
{
    sg_error err = { 0 };

    *self = (walk){ .seed = seed, .options = { .threads = 1 } };
    load_policies(self);
    cr_assert_eq(sg_session_new(build(self), &self->session, &err), SG_OK);
    cr_assert_eq(
        sg_watch_new(self->session, &self->policies, &self->options, &self->watch, &err),
        SG_OK);
}

static void end(walk *self)
{
    sg_watch_free(self->watch);
    sg_session_free(self->session);
    sg_policies_free(&self->policies);
}

Test(watch, edits_one_after_the_other)
{
    const char *wanted = getenv("SECGRAPH_EDITS"), *seed = getenv("SECGRAPH_SEED");
    uint32_t edits = wanted ? (uint32_t)strtoul(wanted, NULL, 10) : 60;
    walk self;

    begin(&self, seed ? strtoull(seed, NULL, 10) : 1);
    for (uint32_t i = 0; i < edits; i++)
        step(&self, i);
    cr_expect_gt(self.around, edits, "%llu evaluations around a change",
                 (unsigned long long)self.around);
    cr_expect_gt(self.changes, edits / 8, "%llu changes of issues",
                 (unsigned long long)self.changes);
    end(&self);
}

Test(watch, sees_what_a_policy_reads_and_nothing_else)
{
    sg_issue_changes changes;
    walk self;

    begin(&self, 5);
    run(&self,
        "CREATE (:Bucket:DataStore:Resource {id: 'late', encrypted: false, account: '1'})");
    cr_assert_eq(sg_watch_advance(self.watch, &changes, NULL), SG_OK);
    cr_expect_geq(changes.opened, 1);
    cr_expect_eq(changes.resolved, 0);
    run(&self, "MATCH (b {id: 'late'}) SET b.nobodyReads = 1");
    cr_assert_eq(sg_watch_advance(self.watch, &changes, NULL), SG_OK);
    cr_expect_eq(changes.count, 0);
    run(&self, "MATCH (b {id: 'late'}) DELETE b");
    cr_assert_eq(sg_watch_advance(self.watch, &changes, NULL), SG_OK);
    cr_expect_geq(changes.resolved, 1);
    cr_expect_eq(changes.opened, 0);
    cr_assert_eq(sg_watch_advance(self.watch, &changes, NULL), SG_OK);
    cr_expect_eq(changes.count, 0);
    cr_expect_eq(sg_watch_counts_of(self.watch).untouched, self.policies.count);
    end(&self);
}

/* Conditions of relationships are known from the version before, but for those that have changed: of the base, and
 * of those that were added. */
Test(watch, relationships_that_change_are_tested_again)
{
    static const char *const edits[] = {
        "MATCH (x {id: 'n0'}), (b {id: 'n3'}) SET x.exposure = 'PUBLIC', b.encrypted = false",
        ("MATCH (x {id: 'n0'}), (r {id: 'n1'}), (b {id: 'n3'}) CREATE "
         "(x)-[:HAS]->(r)-[:CAN_ACCESS {read: true, mine: true}]->(b)"),
        "MATCH ()-[a:CAN_ACCESS {mine: true}]->() SET a.read = false",
        "MATCH ()-[a:CAN_ACCESS {mine: true}]->() SET a.read = true",
        "MATCH ()-[a:CAN_ACCESS {mine: true}]->() DELETE a",
        "MATCH ()-[a:CAN_ACCESS]->() SET a.read = true",
        "MATCH ()-[a:CAN_ACCESS]->() SET a.read = false",
        "MATCH ()-[a:CAN_ACCESS]->() WITH a LIMIT 5 SET a.read = true",
        "MATCH ()-[a:CAN_ACCESS {read: true}]->() WITH a LIMIT 2 SET a.read = null",
        "MATCH (r {id: 'n1'}), (b {id: 'n3'}) CREATE (r)-[:CAN_ACCESS {read: true}]->(b)",
        "MATCH (r {id: 'n1'})-[a:CAN_ACCESS]->() SET a.read = 'perhaps'",
        "MATCH (b:Database) SET b.encrypted = true",
        "MATCH (b {id: 'n3'}) SET b.encrypted = false",
    };
    sg_issue_changes changes;
    walk self;

    begin(&self, 9);
    for (uint32_t i = 0; i < SG_COUNT(edits); i++) {
        run(&self, edits[i]);
        cr_assert_eq(sg_watch_advance(self.watch, &changes, NULL), SG_OK);
        expect_whole(&self, i, edits[i]);
    }
    end(&self);
}
