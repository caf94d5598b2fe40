/* cmd_check.c - secgraph check: policies over a graph, issues out, an exit code that a pipeline can
 * use. */
#include "cli/command.h"
#include "cli/evaluation.h"
#include "cli/since.h"
#include "cli/source.h"
#include "cli/state.h"
#include "engine/base/clock.h"

typedef struct {
    sg_evaluation_inputs inputs;
    sg_filter_inputs filters;
    const char *fail_on, *out, *state, *since;
    int64_t exit_code;
    bool allow_partial, profile;
} settings;

/* clang-format off */
static const sg_option options[] = {
    SG_EVALUATION_OPTIONS(settings, inputs, SG_OPTION_NEEDED),
    SG_FILTER_OPTIONS(settings, filters),
    { "fail-on",       0,   SG_OPTION_TEXT,   offsetof(settings, fail_on),       "S",    "exit 3 when an issue that is shown is this severe" },
    { "exit-code",     0,   SG_OPTION_NUMBER, offsetof(settings, exit_code),     "N",    "exit N instead of 3" },
    { "allow-partial", 0,   SG_OPTION_FLAG,   offsetof(settings, allow_partial), NULL,   "exit 0 also when some answers are missing" },
    { "since",         0,   SG_OPTION_TEXT,   offsetof(settings, since),         "SNAPSHOT", "only what differs from the issues of an earlier graph" },
    { "profile",       0,   SG_OPTION_FLAG,   offsetof(settings, profile),       NULL,   "tell on standard error what each policy has cost" },
    { "out",           'o', SG_OPTION_TEXT,   offsetof(settings, out),           "FILE", "write the issues to a file" },
    { "state",         0,   SG_OPTION_TEXT,   offsetof(settings, state),         "FILE", "remember issues from one check to the next" },
};
/* clang-format on */
static const char footer[] =
    "Exit codes, the first that applies: 1 or 2 when a policy could not be evaluated, 3 for\n"
    "findings at or above --fail-on, 4 when a call was denied, failed or could be read only "
    "in\n"
    "part.  Calls that nobody made are told but do not count: saved inventories rarely have "
    "all.\n"
    "`secgraph coverage` counts them.\n";

enum { EXIT_CODE_MOST = 125 };

static bool has_finding(const sg_check *check, const sg_report_options *filters,
                        sg_severity least)
{
    for (uint32_t i = 0; i < check->issue_count; i++)
        if (sg_report_shows(filters, check->issues[i]) && check->issues[i]->severity >= least)
            return true;
    return false;
}

static int report(const sg_evaluation *evaluation, const settings *wanted,
                  sg_report_options filters)
{
    const sg_check *check = &evaluation->check;
    /* A gigabyte, which is usual, holds the issues of some 500 accounts. */
    sg_buffer out = { .limit = SIZE_MAX / 2 };
    filters.graph = evaluation->graph;
    filters.details = true;
    filters.colour = !wanted->out && sg_colours();
    sg_report_issues(check, &filters, &out);
    if (filters.format == SG_REPORT_TABLE)
        sg_report_summary(check, &filters, &out);
    return sg_emit(&out, wanted->out);
}

/* What each policy has cost, and what policies shared. */
static void tell_costs(const sg_check *check)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < check->outcome_count; i++)
        sum += check->outcomes[i].nanoseconds;
    sg_note("%-12s %10s %12s %10s  %s", "policy", "rows", "touched", "ms", "sets");
    for (uint32_t i = 0; i < check->outcome_count; i++) {
        const sg_policy_outcome *one = &check->outcomes[i];
        uint64_t answered = one->sets.ends + one->sets.weights + one->sets.partners +
                            one->sets.pairs + one->sets.totals;
        sg_note("%-12.*s %10llu %12llu %10.3f  %s%s%s", SG_FMT(one->policy->id),
                (unsigned long long)one->rows, (unsigned long long)one->edges_touched,
                (double)one->nanoseconds / 1e6, answered ? "answered " : "",
                one->sets.narrowed ? "narrowed " : "", one->sets.subqueries ? "looked up" : "");
    }
    sg_note(
        "%u policies in %.3f ms of work; %llu sets made, used again %llu times, %zu KiB kept",
        (unsigned)check->outcome_count, (double)sum / 1e6, (unsigned long long)check->sets.made,
        (unsigned long long)check->sets.shared, check->sets.bytes >> 10);
}

static int conclude(const sg_evaluation *evaluation, const settings *wanted,
                    const sg_report_options *filters, bool fails, sg_severity fail_on)
{
    int coverage = sg_source_verdict(evaluation->graph, wanted->allow_partial);
    int code = sg_evaluation_verdict(evaluation);
    if (code == SG_EXIT_OK && fails && has_finding(&evaluation->check, filters, fail_on))
        return (int)wanted->exit_code;
    return code == SG_EXIT_OK ? coverage : code;
}

static int run(const settings *wanted, const sg_report_options *filters, sg_severity fail_on)
{
    sg_evaluation evaluation = { .graph = NULL };
    int64_t now = sg_clock_wall();
    int code = sg_evaluate(&wanted->inputs, now, &evaluation);
    if (code == SG_EXIT_OK)
        code = sg_filters_check(filters, &evaluation);
    if (code == SG_EXIT_OK && wanted->state)
        code = sg_state_update(wanted->state, &evaluation, now);
    if (code == SG_EXIT_OK && wanted->profile)
        tell_costs(&evaluation.check);
    if (code == SG_EXIT_OK)
        code = report(&evaluation, wanted, *filters);
    if (code == SG_EXIT_OK)
        code = conclude(&evaluation, wanted, filters, wanted->fail_on != NULL, fail_on);
    sg_evaluation_free(&evaluation);
    return code;
}

static int run_since(const settings *wanted, const sg_report_options *filters)
{
    sg_buffer out = { .length = 0 };
    int code = sg_since(&wanted->inputs, wanted->since, sg_clock_wall(), filters, &out);
    int written = sg_emit(&out, wanted->out);
    return code != SG_EXIT_OK ? code : written;
}

int sg_command_check(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .exit_code = SG_EXIT_FINDINGS };
    sg_report_options filters = { .details = true };
    sg_severity fail_on = SG_CRITICAL;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    if (wanted.exit_code > EXIT_CODE_MOST)
        return sg_usage(self, "`--exit-code` takes at most 125");
    if (wanted.fail_on && !sg_severity_option("fail-on", wanted.fail_on, &fail_on))
        return SG_EXIT_USAGE;
    code = sg_filters_read(&wanted.filters, &filters);
    if (code != SG_EXIT_OK)
        return code;
    if (wanted.since && (wanted.state || wanted.fail_on))
        return sg_usage(self, "`--since` goes neither with `--state` nor with `--fail-on`");
    return wanted.since ? run_since(&wanted, &filters) : run(&wanted, &filters, fail_on);
}
