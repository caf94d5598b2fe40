/* test_corpora.c - published security queries: the questions are planned, what syncs is parsed.
 *
 * The queries are data of others and do not ship with the project; without them there is nothing to
 * test.  What is not counted, and why, is listed in docs/conformance.md.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "engine/json.h"
#include "query/session.h"
#include "query/syntax/parse.h"

#define FOLDER "../shared/data/queries/"

enum { MOST_BYTES = 64 << 20 };

typedef struct {
    unsigned accepted, refused, excluded;
} tally;

static sg_session *session;
static sg_arena *arena;

static void begin(void)
{
    cr_assert_eq(sg_session_new(NULL, &session, NULL), SG_OK);
    cr_assert_eq(sg_arena_new(0, &arena), SG_OK);
}

static void end(void)
{
    sg_session_free(session);
    sg_arena_free(arena);
}

TestSuite(corpora, .init = begin, .fini = end);

/* A hole of a template, and a form that openCypher does not have. */
static bool is_excluded(sg_str text, const sg_error *err)
{
    return sg_str_find(sg_str_of(err->message), SG_STR("variable `__X__`"), 0) != SIZE_MAX ||
           sg_str_find(text, SG_STR("= SHORTEST 1 "), 0) != SIZE_MAX;
}

static void plan(sg_str text, tally *counts)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_query *query = NULL;
    sg_error err = { 0 };
    bool good = sg_session_prepare(session, text, &options, &query, &err) == SG_OK;
    bool excluded = !good && is_excluded(text, &err);

    counts->accepted += good;
    counts->excluded += excluded;
    counts->refused += !good && !excluded;
    if (!good && !excluded)
        cr_log_warn("%s\n%.*s", err.message, SG_FMT(text));
    sg_query_free(query);
}

static void parse(sg_str text, tally *counts)
{
    sg_statement *statement;
    sg_error err = { 0 };
    bool good = sg_parse(text, arena, &statement, &err) == SG_OK;

    counts->accepted += good;
    counts->refused += !good;
    cr_expect(good, "%s\n%.*s", err.message, SG_FMT(text));
}

static sg_str query_of(sg_value object)
{
    for (uint32_t i = 0; object.type == SG_TYPE_MAP && i < object.length; i++)
        if (sg_str_equal(object.map[i].key, SG_STR("query")))
            return sg_value_str(object.map[i].value);
    cr_assert_fail("a line has no query");
    return SG_STR("");
}

/* Nothing happens when the file is not there. */
static void read_file(const char *path, void (*take)(sg_str text, tally *counts), tally *counts)
{
    sg_error err = { 0 };
    sg_str text;
    sg_value object;

    if (sg_file_read(path, MOST_BYTES, &text, &err) != SG_OK)
        return;
    for (sg_str rest = text; rest.length > 0;) {
        sg_str line = sg_str_cut(rest, '\n', &rest);
        if (sg_str_trim(line).length == 0)
            continue;
        cr_assert_eq(sg_json_parse(line, arena, &object, &err), SG_OK, "%s: %s", path,
                     err.message);
        take(query_of(object), counts);
        sg_arena_reset(arena);
    }
    free((void *)(uintptr_t)text.bytes);
}

Test(corpora, ninety_nine_of_a_hundred_questions_are_planned)
{
    static const char *const files[] = { FOLDER "bloodhound_query_library.jsonl",
                                         FOLDER "cartography_rules.jsonl",
                                         FOLDER "cartography_docs.jsonl",
                                         FOLDER "prowler_attack_paths.jsonl",
                                         FOLDER "icekube.jsonl" };
    tally counts = { 0 };

    for (size_t i = 0; i < SG_COUNT(files); i++)
        read_file(files[i], plan, &counts);
    unsigned counted = counts.accepted + counts.refused;
    cr_expect(counts.accepted * 100 >= counted * 99, "only %u of %u", counts.accepted, counted);
    cr_expect_leq(counts.excluded, 11u);
}

Test(corpora, what_syncs_and_indexes_is_parsed)
{
    tally counts = { 0 };

    read_file(FOLDER "cartography_sync_generated.jsonl", parse, &counts);
    read_file(FOLDER "cartography_index_generated.jsonl", parse, &counts);
    cr_expect_eq(counts.refused, 0u);
}
