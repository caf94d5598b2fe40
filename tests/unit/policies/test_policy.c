/* test_policy.c - policy files: what is read, and how mistakes are told. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policies/check.h"

#define HEAD                                                                                   \
    "apiVersion: secgraph/v1\nkind: GraphPolicy\nid: T-1\nversion: 1.0.0\nname: n\n"           \
    "description: d\nrisk: r\n"
#define TAIL "primary: a\nremediation: {text: fix}\n"

/* Writes the text to a file, loads it, and gives the error as it is printed. */
static sg_status load(const char *text, sg_policies *policies, char printed[2048])
{
    char path[] = "/tmp/secgraph-policy-XXXXXX";
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    const char *paths[] = { path };
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_status status = sg_policies_load(paths, 1, policies, &failed, &err);
    sg_buffer out = { .length = 0 };
    if (status == SG_OK && policies->first)
        status = sg_policy_lint(policies->first, &err);
    if (status != SG_OK) {
        failed.name = SG_STR("p.yaml");
        sg_error_print(&err, &failed, &out);
    }
    snprintf(printed, 2048, "%s", out.bytes ? out.bytes : "");
    sg_buffer_free(&out);
    unlink(path);
    return status;
}

static void refuses(const char *text, const char *needle)
{
    sg_policies policies;
    char printed[2048];
    cr_assert_eq(load(text, &policies, printed), SG_EINVAL, "%s", printed);
    cr_assert(strstr(printed, needle), "`%s` is not in:\n%s", needle, printed);
    sg_policies_free(&policies);
}

Test(policy, reads_all_parts)
{
    sg_policies policies;
    char printed[2048];
    cr_assert_eq(
        load(HEAD
             "severity: HIGH\nseverity_mode: fixed\n"
             "query: MATCH (a:Bucket) RETURN a\nfactors: {exposure: a, data: secrets}\n" TAIL
             "tests:\n  - {name: t, graph: \"(a:Bucket {id: 'b'})\", expect: [{a: b}]}\n",
             &policies, printed),
        SG_OK, "%s", printed);
    const sg_policy *policy = sg_policies_find(&policies, SG_STR("t-1"));
    cr_assert_not_null(policy);
    cr_assert(policy->fixed);
    cr_assert_eq((int)policy->severity, (int)SG_HIGH);
    cr_assert_eq(policy->identity.count, 1u);
    cr_assert(sg_str_equal(policy->identity.items[0], SG_STR("a")));
    cr_assert_not_null(policy->tests);
    sg_policies_free(&policies);
}

Test(policy, unknown_key_is_told_with_its_place_and_a_suggestion)
{
    refuses(HEAD "severty: HIGH\nquery: RETURN 1 AS a\n" TAIL, "p.yaml:8:1");
    refuses(HEAD "severty: HIGH\nquery: RETURN 1 AS a\n" TAIL, "did you mean `severity`?");
}

Test(policy, mistakes_are_told)
{
    refuses(HEAD "query: RETURN 1 AS a\n" TAIL, "lacks the key `severity`");
    refuses(HEAD "severity: GRAVE\nquery: RETURN 1 AS a\n" TAIL, "`GRAVE` is no severity");
    refuses("a: [1", "not valid YAML");
    refuses("a: &x 1\nb: *x\n", "anchors");
    refuses("a: 1\na: 2\n", "given twice");
    refuses("", "empty");
    refuses(HEAD "severity: HIGH\nquery: MATCH (b:Bucket) RETURN b\n" TAIL,
            "`primary` names `a`, which the query does not return");
}

Test(policy, an_error_in_the_query_points_into_the_file)
{
    refuses(HEAD "severity: HIGH\nquery: |\n  MATCH (a:Bucket)\n  RETURN nodez(a) AS a\n" TAIL,
            "p.yaml:11:10");
}

static void note_failure(void *user, const sg_policy *policy, const sg_policy_test *test,
                         const char *failure)
{
    unsigned *counts = user;
    counts[failure ? 1 : 0]++;
    if (failure)
        fprintf(stderr, "%.*s: %.*s: %s\n", SG_FMT(policy->id), SG_FMT(test->name), failure);
}

Test(policy, tests_compare_rows)
{
    sg_policies policies;
    char printed[2048];
    unsigned counts[2] = { 0, 0 };
    sg_error err = { .status = SG_OK };
    cr_assert_eq(load(HEAD
                      "severity: HIGH\nquery: MATCH (a:Bucket) RETURN a\n" TAIL "tests:\n"
                      "  - {name: holds, graph: \"(a:Bucket {id: 'b'})\", expect: [{a: b}]}\n"
                      "  - {name: none, graph: \"(a:Volume {id: 'b'})\", expect: []}\n"
                      "  - {name: fails, graph: \"(a:Bucket {id: 'b'})\", expect: []}\n",
                      &policies, printed),
                 SG_OK, "%s", printed);
    cr_assert_eq(sg_policy_test_run(policies.first, note_failure, counts, &err), SG_OK);
    cr_assert_eq(counts[0], 2u);
    cr_assert_eq(counts[1], 1u);
    sg_policies_free(&policies);
}

#define RULE                                                                                   \
    "apiVersion: secgraph/v1\nkind: ConfigRule\nid: T-1\nversion: 1.0.0\nname: n\n"            \
    "description: d\nrisk: r\nseverity: LOW\nprimary: a\nremediation: {text: fix}\n"           \
    "query: MATCH (a:Bucket) WHERE a.encrypted = false RETURN a\n"

Test(policy, a_rule_tells_what_passes_and_what_is_unknown)
{
    static const char graph[] =
        "  - {name: t, graph: \"(:Bucket {id: 'x', encrypted: false}), (:Bucket {id: 'y', "
        "encrypted: true}), (:Bucket {id: 'z'}), (:Volume {id: 'v'})\", expect: [{a: x}], ";
    sg_policies policies;
    char printed[2048], text[2048];
    unsigned counts[2] = { 0, 0 };
    sg_error err = { .status = SG_OK };
    snprintf(text, sizeof text, "%s%stests:\n%spasses: [y], unknown: [z]}\n%spasses: [z]}\n%s",
             RULE, "applies: MATCH (a:Bucket)\nunknown: a.encrypted IS NULL\n", graph, graph,
             "  - {name: none, graph: \"(:Bucket {id: 'z'})\", expect: [], unknown: []}\n");
    cr_assert_eq(load(text, &policies, printed), SG_OK, "%s", printed);
    cr_assert_eq(sg_policy_test_run(policies.first, note_failure, counts, &err), SG_OK);
    cr_assert_eq(counts[0], 1u);
    cr_assert_eq(counts[1], 2u);
    sg_policies_free(&policies);
}

/* A condition that is null is unknown, and a failure stays one. */
Test(policy, null_is_unknown_and_failures_come_first)
{
    sg_policies policies;
    char printed[2048];
    unsigned counts[2] = { 0, 0 };
    sg_error err = { .status = SG_OK };
    cr_assert_eq(load(RULE "applies: MATCH (a:Bucket)\nunknown: NOT a.encrypted\ntests:\n"
                           "  - {name: t, graph: \"(:Bucket {id: 'x', encrypted: false}), "
                           "(:Bucket {id: 'y', encrypted: true}), (:Bucket {id: 'z'})\", "
                           "expect: [{a: x}], passes: [y], unknown: [z]}\n",
                      &policies, printed),
                 SG_OK, "%s", printed);
    cr_assert_eq(sg_policy_test_run(policies.first, note_failure, counts, &err), SG_OK);
    cr_assert_eq(counts[0], 1u);
    sg_policies_free(&policies);
}

Test(policy, mistakes_in_a_scope_are_told_with_their_place)
{
    refuses(HEAD "severity: HIGH\nquery: MATCH (a:Bucket) RETURN a\n" TAIL "needs: [s3:X]\n",
            "only a ConfigRule has `needs`");
    refuses(RULE "unknown: a.encrypted IS NULL\n", "`unknown` says nothing without `applies`");
    refuses(RULE "applies: MATCH (a:Bucket\n", "p.yaml:12");
    refuses(RULE "applies: MATCH (a:Bucket)\nunknown: nodez(a)\n", "p.yaml:13:10");
    refuses(RULE "applies: MATCH (b:Bucket)\n", "p.yaml:12");
}

/* Whoever has the issue at hand finds a way to fix it, whatever he works with. */
static void has_all_steps(const sg_policy *policy)
{
    cr_expect(policy->console.length > 0, "%.*s: no console steps", SG_FMT(policy->id));
    cr_expect(policy->cli.length > 0, "%.*s: no CLI steps", SG_FMT(policy->id));
    cr_expect(policy->terraform.length > 0, "%.*s: no Terraform steps", SG_FMT(policy->id));
}

/* One graph where it fires, one where it must not. */
static void fires_and_does_not(const sg_policy *policy)
{
    unsigned fires = 0, misses = 0;
    for (const sg_policy_test *test = policy->tests; test; test = test->next)
        *(test->expect->items ? &fires : &misses) += 1;
    cr_expect(fires > 0 && misses > 0, "%.*s: fires in %u graphs, misses in %u",
              SG_FMT(policy->id), fires, misses);
}

Test(policy, the_library_keeps_its_promises)
{
    const char *paths[] = { "policies/library" };
    sg_policies policies;
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    unsigned counts[2] = { 0, 0 };
    cr_assert_eq(sg_policies_load(paths, 1, &policies, &failed, &err), SG_OK, "%s",
                 err.message);
    for (const sg_policy *policy = policies.first; policy; policy = policy->next) {
        unsigned before = counts[0];
        cr_assert_eq(sg_policy_lint(policy, &err), SG_OK, "%.*s: %s", SG_FMT(policy->id),
                     err.message);
        cr_assert_eq(sg_policy_test_run(policy, note_failure, counts, &err), SG_OK, "%.*s: %s",
                     SG_FMT(policy->id), err.message);
        cr_assert_geq(counts[0], before + 2, "%.*s carries too few tests", SG_FMT(policy->id));
        fires_and_does_not(policy);
        has_all_steps(policy);
    }
    cr_assert_eq(counts[1], 0u);
    cr_assert_geq(policies.count, 15u);
    sg_policies_free(&policies);
}
