/* cmd_query.c - secgraph query: one statement over a snapshot or a folder. */
#include "cli/access.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/format.h"
#include "cli/limits.h"
#include "cli/parameters.h"
#include "cli/source.h"

typedef struct {
    const char *graph, *format, *parameters;
    bool no_reduce;
    sg_limit_options limits;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "graph",   'g', SG_OPTION_NEEDED, offsetof(settings, graph),      "SOURCE", "snapshot, or folder of inventory" },
    { "format",  'f', SG_OPTION_TEXT,   offsetof(settings, format),     "FORMAT", "table (default), json, jsonl, csv" },
    { "params",  'p', SG_OPTION_TEXT,   offsetof(settings, parameters), "JSON",   "values of $parameters, as one JSON object" },
    { "no-reduce", 0, SG_OPTION_FLAG,   offsetof(settings, no_reduce),  NULL,     "make rows where sets of nodes would do: to compare" },
#define LIMIT(name, member, unit, argument, summary) \
    { #name,     0,   SG_OPTION_TEXT,   offsetof(settings, limits.name), argument, summary },
#include "cli/limits.def"
#undef LIMIT
};
/* clang-format on */
static const char footer[] =
    "JSON is one line of the machine interface; a failure is such a line too.\n"
    "EXPLAIN before the statement shows how it would be answered; PROFILE answers it and\n"
    "shows what each step has cost.  The limits are 60 s, 2 GiB, 10 million rows and paths\n"
    "of 100,000 relationships, unless others are given.  Exit code 4 when nothing of the\n"
    "source could be read.\n";

static int answer(const sg_graph *graph, sg_query_limits limits, sg_reduce reduce,
                  sg_report_format format, const char *text, sg_value parameters)
{
    sg_cli_judge judge = { .judge = NULL };
    sg_error err = { .status = SG_OK };
    if (sg_cli_judge_open(graph, &judge, &err) != SG_OK)
        return sg_tell(&err, NULL);
    sg_question question = { .graph = graph,
                             .text = sg_str_of(text),
                             .parameters = parameters,
                             .format = format,
                             .limits = limits,
                             .reduce = reduce,
                             .judge = &judge.face };
    sg_answer_counts counts = { .rows = 0 };
    sg_buffer out = { .length = 0 };
    int code = sg_answer(&question, &out, &counts);
    int written = sg_emit(&out, NULL);
    sg_cli_judge_close(&judge);
    return code != SG_EXIT_OK ? code : written;
}

int sg_command_query(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .graph = NULL };
    sg_report_format format;
    sg_parameters parameters = { .arena = NULL };
    sg_query_limits limits = sg_query_limits_default();
    sg_graph *graph = NULL;
    sg_error err = { .status = SG_OK };
    int left = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, &left);
    if (code >= 0)
        return code;
    if (left != 1)
        return sg_usage(self, "give one statement, in quotes");
    if (!sg_format_read(wanted.format, &format))
        return SG_EXIT_USAGE;
    if (sg_limits_take(&limits, &wanted.limits, &err) != SG_OK)
        return sg_tell(&err, NULL);
    code = sg_parameters_read(sg_str_of(wanted.parameters), &parameters);
    if (code == SG_EXIT_OK)
        code = sg_source_open_lazily(wanted.graph, 0, &graph);
    if (code == SG_EXIT_OK)
        code =
            answer(graph, limits, wanted.no_reduce ? SG_REDUCE_NEVER : SG_REDUCE_WHERE_IT_PAYS,
                   format, argv[0], parameters.value);
    if (code == SG_EXIT_OK)
        code = sg_source_readable(graph);
    sg_graph_free(graph);
    sg_parameters_free(&parameters);
    return code;
}
