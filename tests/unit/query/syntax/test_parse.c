/* test_parse.c - real queries: the corpora beside the project, where they are, all parse. */
#include "query/syntax/parse.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/json.h"
#include "tests/support/syntax.h"

/* At most `broken` queries may fail: those with template holes and of other dialects. */
static const struct {
    const char *name;
    size_t broken;
} corpora[] = {
    { "bloodhound_query_library", 0 },
    { "cartography_analysis", 0 },
    { "cartography_docs", 0 },
    { "cartography_index_generated", 0 },
    { "cartography_intel_inline", 13 },
    { "cartography_rules", 0 },
    { "cartography_sync_generated", 0 },
    { "dawgs_engine_tests", 9 },
    { "icekube", 1 },
    { "prowler_attack_paths", 0 },
};

static bool parses(const char *query)
{
    sg_test_parse parse = sg_test_parse_text(sg_str_of(query));
    bool good = parse.err.status == SG_OK;
    sg_test_parse_free(&parse);
    return good;
}

static size_t count_broken(FILE *file, const char *corpus)
{
    char *line = NULL;
    size_t capacity = 0, broken = 0;
    sg_arena *arena = NULL;
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    while (getline(&line, &capacity, file) > 0) {
        sg_value row;
        sg_arena_reset(arena);
        cr_assert(sg_json_parse(sg_str_of(line), arena, &row, NULL) == SG_OK);
        sg_value text = sg_map_get(row, SG_STR("query"));
        cr_assert(text.type == SG_TYPE_STRING);
        const char *query = sg_arena_copy(arena, sg_value_str(text)).bytes;
        cr_assert(query != NULL);
        if (!parses(query)) {
            broken++;
            cr_log_info("%s: %s", corpus, query);
        }
    }
    free(line);
    sg_arena_free(arena);
    return broken;
}

Test(parse, real_queries)
{
    for (size_t i = 0; i < SG_COUNT(corpora); i++) {
        char path[128];
        snprintf(path, sizeof(path), "../shared/data/queries/%s.jsonl", corpora[i].name);
        FILE *file = fopen(path, "r");
        if (!file)
            cr_skip_test("the query corpora are not beside the project");
        size_t broken = count_broken(file, corpora[i].name);
        fclose(file);
        cr_assert(broken <= corpora[i].broken, "%s: %zu", corpora[i].name, broken);
    }
}

Test(parse, a_full_arena_is_told)
{
    for (size_t limit = 64; limit < 65536; limit += 64) {
        sg_arena *arena;
        sg_statement *statement = NULL;
        sg_error err = { 0 };
        cr_assert(sg_arena_new(limit, &arena) == SG_OK);
        sg_status status = sg_parse(SG_STR("MATCH (a:A {x: 1})-[r:R]->(b) WHERE a.x = 1 AND "
                                           "b.y = 2 OR EXISTS { (a)-->() } "
                                           "CALL { MERGE (c) ON CREATE SET c.x = 'a\\n', c:B } "
                                           "RETURN `a``b`, x.y.f(1, [2])"),
                                    arena, &statement, &err);
        cr_assert(status == SG_OK || status == SG_ENOMEM);
        cr_assert((status == SG_OK) == (statement != NULL) && err.status == status);
        sg_arena_free(arena);
    }
}

Test(parse, patterns_alone)
{
    sg_arena *arena;
    const sg_pattern *pattern = NULL;
    sg_error err = { 0 };
    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_parse_patterns(SG_STR("(a)-[:R]->(b), (c)\n(d)"), arena, &pattern, &err) ==
              SG_OK);
    cr_assert(pattern && pattern->next && pattern->next->next && !pattern->next->next->next);
    cr_assert(sg_parse_patterns(SG_STR("  // nothing\n"), arena, &pattern, &err) == SG_OK);
    cr_assert(pattern == NULL);
    cr_assert(sg_parse_patterns(SG_STR("MATCH (a)"), arena, &pattern, &err) == SG_EINVAL);
    cr_assert_str_eq(err.message, "unexpected `MATCH`");
    sg_arena_free(arena);
}

Test(parse, statements_are_not_patterns)
{
    sg_test_refuses("(a)-[:R]->(b)", "UnexpectedSyntax", NULL, "unexpected `(`", NULL);
}
