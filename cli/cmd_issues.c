/* cmd_issues.c - secgraph issues: what was found, one line each; or one in full. */
#include "cli/command.h"
#include "cli/evaluation.h"
#include "cli/state.h"
#include "engine/base/clock.h"

typedef struct {
    sg_evaluation_inputs inputs;
    sg_filter_inputs filters;
    const char *state;
    bool all;
} settings;

/* clang-format off */
static const sg_option options[] = {
    SG_EVALUATION_OPTIONS(settings, inputs, SG_OPTION_TEXT),
    SG_FILTER_OPTIONS(settings, filters),
    { "state", 0, SG_OPTION_TEXT, offsetof(settings, state), "FILE", "list what `check --state` remembers, instead of evaluating" },
    { "all",   0, SG_OPTION_FLAG, offsetof(settings, all),   NULL,   "with --state: also the resolved ones" },
};
/* clang-format on */
static const char footer[] =
    "ID is the beginning of an issue's id, at least four characters.  An issue is `stale` "
    "when\n"
    "it was not found again, but not everything was read that it had been found in.\n";

static int show(const sg_check *check, const sg_report_options *filters, const char *prefix)
{
    sg_buffer out = { .length = 0 };
    const sg_issue *issue = sg_check_find(check, sg_str_of(prefix));
    if (!issue) {
        sg_note("no issue, or more than one, begins with `%s`", prefix);
        return SG_EXIT_USAGE;
    }
    sg_report_issue(issue, filters, &out);
    return sg_emit(&out, NULL);
}

static int list(const sg_check *check, const sg_report_options *filters)
{
    sg_buffer out = { .length = 0 };
    sg_report_issues(check, filters, &out);
    return sg_emit(&out, NULL);
}

static int evaluate(const settings *wanted, sg_report_options *filters, const char *prefix)
{
    sg_evaluation evaluation = { .graph = NULL };
    int code = sg_evaluate(&wanted->inputs, sg_clock_wall(), &evaluation);
    if (code == SG_EXIT_OK)
        code = sg_filters_check(filters, &evaluation);
    if (code == SG_EXIT_OK) {
        filters->colour = sg_colours();
        filters->graph = evaluation.graph;
        code = prefix ? show(&evaluation.check, filters, prefix)
                      : list(&evaluation.check, filters);
    }
    if (code == SG_EXIT_OK)
        code = sg_evaluation_verdict(&evaluation);
    sg_evaluation_free(&evaluation);
    return code;
}

int sg_command_issues(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .state = NULL };
    sg_report_options filters = { .details = false };
    int left = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, &left);
    if (code >= 0)
        return code;
    if (!wanted.inputs.graph == !wanted.state || left > 1)
        return sg_usage(self, left > 1 ? "too many arguments"
                                       : "give `--graph` or `--state`, and not both");
    code = sg_filters_read(&wanted.filters, &filters);
    if (code != SG_EXIT_OK)
        return code;
    if (wanted.state)
        return sg_state_list(wanted.state, &filters, sg_str_of(left ? argv[0] : NULL),
                             wanted.all);
    return evaluate(&wanted, &filters, left ? argv[0] : NULL);
}
