/* cmd_parse.c - secgraph parse: what is wrong with statements, without a graph. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/format.h"
#include "cli/machine.h"
#include "cli/statements.h"
#include "engine/base/file.h"
#include "query/bind/bind.h"
#include "query/graph_text.h"
#include "query/syntax/parse.h"

typedef struct {
    const char *format;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "format", 'f', SG_OPTION_TEXT, offsetof(settings, format), "FORMAT", "table (default), or json: one line a statement" },
};
/* clang-format on */
static const char footer[] =
    "Statements end with `;` and come from FILE or from standard input.  Labels, types and\n"
    "properties may be any.  Exit code 2 when a statement is wrong.\n";

enum { TEXT_BYTES = 64 << 20 };

static sg_status check(const sg_graph *nothing, sg_str statement, sg_error *err)
{
    sg_arena *arena = NULL;
    sg_statement *tree;
    sg_binding *binding;
    if (sg_arena_new(sg_query_limits_default().memory, &arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = sg_parse(statement, arena, &tree, err);
    if (status == SG_OK)
        status = sg_bind(nothing, statement, tree, (sg_bind_options){ .lenient = true }, arena,
                         &binding, err);
    sg_arena_free(arena);
    return status;
}

/* One line a statement; places are those in the whole text. */
static int check_all(const sg_graph *nothing, const sg_source *source, bool json,
                     sg_buffer *out)
{
    sg_statements statements = { .text = source->text };
    sg_str statement;
    bool complete;
    int worst = SG_EXIT_OK;
    while (sg_statements_next(&statements, &statement, &complete)) {
        sg_error err = { .status = SG_OK };
        uint32_t offset = (uint32_t)(statement.bytes - source->text.bytes);
        sg_status status = check(nothing, statement, &err);
        err.span.begin += offset;
        err.span.end += offset;
        if (status == SG_OK)
            json ? sg_machine_ok(out) : sg_buffer_text(out, "ok\n");
        else if (json)
            sg_machine_error(&err, source->text, out);
        else
            sg_tell(&err, source);
        if (status != SG_OK && worst == SG_EXIT_OK)
            worst = sg_exit_of(status);
    }
    return worst;
}

static int parse(const sg_source *source, bool json)
{
    sg_error err = { .status = SG_OK };
    sg_buffer out = { .length = 0 };
    sg_graph *nothing = NULL;
    if (sg_graph_text(SG_STR(""), &nothing, &err) != SG_OK)
        return sg_tell(&err, NULL);
    int code = check_all(nothing, source, json, &out);
    sg_graph_free(nothing);
    int written = sg_emit(&out, NULL);
    return code != SG_EXIT_OK ? code : written;
}

int sg_command_parse(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .format = NULL };
    sg_report_format format;
    sg_error err = { .status = SG_OK };
    sg_source source = { .name = SG_STR("standard input") };
    int left = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, &left);
    if (code >= 0)
        return code;
    if (left > 1)
        return sg_usage(self, "too many arguments");
    if (!sg_format_read(wanted.format, &format))
        return SG_EXIT_USAGE;
    if (format != SG_REPORT_TABLE && format != SG_REPORT_JSON)
        return sg_usage(self, "`--format` takes table or json here");
    if (left == 1)
        source.name = sg_str_of(argv[0]);
    sg_status status = left == 1 ? sg_file_read(argv[0], TEXT_BYTES, &source.text, &err)
                                 : sg_file_read_stdin(TEXT_BYTES, &source.text, &err);
    if (status != SG_OK)
        return sg_tell(&err, NULL);
    code = parse(&source, format == SG_REPORT_JSON);
    free((void *)(uintptr_t)source.text.bytes);
    return code;
}
