/* fuzz_query.c - any bytes as a query: parsing must end, without a crash, with a tree or a story.
 *
 * What parses is printed too, so that the whole tree is walked, and every span is checked.
 */
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/text.h"
#include "query/syntax/ast_print.h"
#include "query/syntax/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_clauses(const sg_statement *statement, size_t size)
{
    for (const sg_single_query *query = statement->queries; query; query = query->next)
        for (const sg_clause *clause = query->clauses; clause; clause = clause->next)
            if (clause->span.begin > clause->span.end || clause->span.end > size)
                abort();
}

static void check_statement(const sg_statement *statement, size_t size)
{
    sg_buffer out = { 0 };
    check_clauses(statement, size);
    sg_ast_print(statement, &out);
    if (out.status == SG_OK && out.length == 0)
        abort();
    sg_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    sg_str text = { (const char *)bytes, size };
    sg_arena *arena;
    sg_statement *statement = NULL;
    const sg_pattern *patterns = NULL;
    sg_error err = { 0 };
    bool complete;
    if (sg_arena_new((size_t)256 << 20, &arena) != SG_OK)
        return 0;
    sg_status status = sg_parse(text, arena, &statement, &err);
    if (status != err.status || (status == SG_OK) != (statement != NULL) ||
        (err.has_span && (err.span.begin > err.span.end || err.span.end > size)))
        abort();
    if (status == SG_OK)
        check_statement(statement, size);
    sg_error_clear(&err);
    if (sg_parse_patterns(text, arena, &patterns, &err) != err.status)
        abort();
    if (sg_parse_statement_end(text, 0, &complete) > size)
        abort();
    sg_arena_free(arena);
    return 0;
}
