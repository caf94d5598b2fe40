/* cmd_shell.c - secgraph shell: a session with a person, or with a program. */
#define _POSIX_C_SOURCE 200809L
#include <unistd.h>

#include "cli/command.h"
#include "cli/format.h"
#include "cli/limits.h"
#include "cli/shell/shell.h"
#include "cli/source.h"

typedef struct {
    const char *graph, *format;
    bool empty, no_reduce;
    sg_limit_options limits;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "graph",  'g', SG_OPTION_TEXT, offsetof(settings, graph),  "SOURCE", "snapshot, or folder of inventory" },
    { "empty",  0,   SG_OPTION_FLAG, offsetof(settings, empty),  NULL,     "begin with an empty graph" },
    { "format", 'f', SG_OPTION_TEXT, offsetof(settings, format), "FORMAT", "table (default), json, jsonl, csv" },
    { "no-reduce", 0, SG_OPTION_FLAG, offsetof(settings, no_reduce), NULL, "make rows where sets of nodes would do: to compare" },
#define LIMIT(name, member, unit, argument, summary) \
    { #name,    0,   SG_OPTION_TEXT, offsetof(settings, limits.name), argument, summary },
#include "cli/limits.def"
#undef LIMIT
};
/* clang-format on */
static const char footer[] =
    "Statements end with `;`; lines that begin with `:` are commands, see `:help`.  With "
    "--format\n"
    "json each of them is answered by exactly one line of JSON: the machine interface.\n";

int sg_command_shell(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .graph = NULL };
    sg_report_format format;
    sg_query_limits limits = sg_query_limits_default();
    sg_graph *graph = NULL;
    sg_shell shell;
    sg_error err = { .status = SG_OK };
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    if (!wanted.graph == !wanted.empty)
        return sg_usage(self, "give `--graph` or `--empty`, and not both");
    if (!sg_format_read(wanted.format, &format))
        return SG_EXIT_USAGE;
    if (sg_limits_take(&limits, &wanted.limits, &err) != SG_OK)
        return sg_tell(&err, NULL);
    code = wanted.graph ? sg_source_open(wanted.graph, 0, &graph) : SG_EXIT_OK;
    if (code != SG_EXIT_OK)
        return code;
    if (sg_shell_begin(&shell, graph, format, &err) != SG_OK)
        return sg_tell(&err, NULL);
    shell.limits = limits;
    shell.reduce = wanted.no_reduce ? SG_REDUCE_NEVER : SG_REDUCE_WHERE_IT_PAYS;
    bool person = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && format != SG_REPORT_JSON;
    code = person ? sg_shell_edit(&shell) : sg_shell_run(&shell);
    sg_shell_end(&shell);
    return code;
}
