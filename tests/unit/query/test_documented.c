/* test_documented.c - what docs/language.md shows is right: every ```cypher block is planned. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "query/session.h"
#include "query/syntax/parse.h"

enum { MOST_BYTES = 1 << 20 };

static void plan(sg_session *session, sg_str text, unsigned *count)
{
    const sg_query_options options = { .limits = sg_query_limits_default(), .plan_only = true };
    sg_query *query = NULL;
    sg_error err = { 0 };
    sg_status status = sg_session_prepare(session, text, &options, &query, &err);

    cr_expect_eq(status, SG_OK, "%.*s\n%s", SG_FMT(text), err.message);
    sg_query_free(query);
    ++*count;
}

/* Statements of a block end with `;`. */
static void plan_block(sg_session *session, sg_str block, unsigned *count)
{
    size_t begin = 0;

    while (begin < block.length) {
        bool complete;
        size_t end = sg_parse_statement_end(block, begin, &complete);
        sg_str text = sg_str_trim(sg_str_slice(block, begin, end));
        if (text.length > 1)
            plan(session, text, count);
        begin = end > begin ? end : block.length;
    }
}

Test(documented, every_example_is_planned)
{
    sg_error err = { 0 };
    sg_session *session;
    sg_str text;
    unsigned count = 0;
    size_t begin = 0;

    cr_assert_eq(sg_session_new(NULL, &session, &err), SG_OK);
    cr_assert_eq(sg_file_read("docs/language.md", MOST_BYTES, &text, &err), SG_OK, "%s",
                 err.message);
    while ((begin = sg_str_find(text, SG_STR("```cypher\n"), begin)) != SIZE_MAX) {
        begin += sizeof "```cypher\n" - 1;
        size_t end = sg_str_find(text, SG_STR("```"), begin);
        cr_assert_neq(end, SIZE_MAX, "a block has no end");
        plan_block(session, sg_str_slice(text, begin, end), &count);
        begin = end;
    }
    cr_expect_geq(count, 25u, "only %u examples were found", count);
    free((void *)(uintptr_t)text.bytes);
    sg_session_free(session);
}
