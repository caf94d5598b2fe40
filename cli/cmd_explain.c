/* cmd_explain.c - secgraph explain: everything known about one issue, and where it is known from. */
#include "cli/command.h"
#include "cli/evaluation.h"
#include "cli/value_text.h"
#include "engine/base/clock.h"
#include "ingest/derive/trace.h"

typedef struct {
    sg_evaluation_inputs inputs;
    const char *format;
} settings;

/* clang-format off */
static const sg_option options[] = {
    SG_EVALUATION_OPTIONS(settings, inputs, SG_OPTION_NEEDED),
    { "format", 'f', SG_OPTION_TEXT, offsetof(settings, format), "FORMAT", "table (default) or json" },
};
/* clang-format on */
static const char footer[] =
    "ISSUE is the beginning of an issue's id, at least four characters.\n";

static void add_lines(sg_buffer *out, const char *head, sg_str text)
{
    sg_str rest = sg_str_trim(text);
    for (const char *name = head; rest.length > 0; name = "") {
        sg_str line = sg_str_cut(rest, '\n', &rest);
        sg_buffer_format(out, "      %-9s ", name);
        sg_buffer_safe(out, line);
        sg_buffer_char(out, '\n');
    }
}

static void add_texts(sg_buffer *out, const char *head, sg_yaml_texts texts)
{
    for (uint32_t i = 0; i < texts.count; i++)
        add_lines(out, i == 0 ? head : "", texts.items[i]);
}

static void add_frameworks(sg_buffer *out, const sg_yaml *frameworks)
{
    const sg_yaml *framework = frameworks ? frameworks->items : NULL;
    for (const char *head = "controls"; framework; framework = framework->next, head = "") {
        sg_buffer_format(out, "      %-9s %.*s", head, SG_FMT(framework->key));
        for (const sg_yaml *item = framework->items; item; item = item->next)
            sg_buffer_format(out, " %.*s", SG_FMT(item->scalar));
        sg_buffer_char(out, '\n');
    }
}

/* The resources of the worst path with all that the graph holds of them. */
static void add_evidence(sg_buffer *out, const sg_graph *graph, const sg_issue *issue,
                         sg_arena *arena)
{
    const sg_issue_path *path = &issue->paths[0];
    sg_buffer text = { .length = 0 };
    for (uint32_t hop = 0; hop < path->count; hop++) {
        sg_value properties = sg_graph_properties(graph, path->hops[hop].node, arena);
        sg_buffer_text(out, "\n  ");
        sg_value_text(graph, sg_node_value(path->hops[hop].node), arena, &text);
        sg_buffer_safe(out, sg_buffer_str(&text));
        sg_buffer_char(out, '\n');
        for (uint32_t i = 0; i < properties.length; i++) {
            sg_buffer_clear(&text);
            sg_value_text(graph, properties.map[i].value, arena, &text);
            sg_buffer_format(out, "      %-22.*s ", SG_FMT(properties.map[i].key));
            sg_buffer_safe(out, sg_buffer_str(&text));
            sg_buffer_char(out, '\n');
        }
        sg_buffer_clear(&text);
    }
    sg_buffer_free(&text);
}

static bool is_joined(const sg_graph *graph, sg_node from, sg_str name, sg_node to)
{
    sg_reltype type;
    sg_runs runs;
    if (!sg_graph_find_type(graph, name, &type))
        return false;
    runs = sg_graph_runs(graph, from, type, SG_OUT);
    for (sg_run run; sg_runs_next(&runs, &run);)
        for (uint32_t i = 0; i < run.count; i++)
            if (sg_run_other(&run, i) == to.id)
                return true;
    return false;
}

typedef struct telling {
    sg_buffer *out;
    bool any;
} telling;

static void tell_reason(void *state, const sg_reason *reason)
{
    telling *self = state;
    self->any = true;
    sg_buffer_format(self->out, "      %-9s ", reason->deny ? "limits" : "grants");
    sg_buffer_safe(self->out, reason->policy);
    sg_buffer_format(self->out, " (%.*s), statement %u", SG_FMT(reason->kind),
                     (unsigned)reason->number);
    if (reason->sid.length > 0) {
        sg_buffer_text(self->out, " ");
        sg_buffer_safe(self->out, reason->sid);
    }
    sg_buffer_text(self->out, reason->conditional ? ", under conditions\n" : "\n");
}

static void tell_step(void *state, const sg_trace_step *step)
{
    telling *self = state;
    bool way = sg_str_equal(sg_str_of(step->gate), SG_STR("reached"));
    self->any = true;
    sg_buffer_format(self->out, way ? "      %s " : "        %-9s ", step->gate);
    sg_buffer_safe(self->out, step->text);
    sg_buffer_char(self->out, '\n');
}

/* The gates by which the internet reaches the hops of the path, and one hop the next. */
static sg_status add_ways(sg_buffer *out, const sg_graph *graph, const sg_issue_path *path,
                          sg_error *err)
{
    telling state = { .out = out };
    sg_reltype exposes;
    bool any = sg_graph_find_type(graph, SG_STR("EXPOSES"), &exposes);
    for (uint32_t hop = 0; hop < path->count; hop++) {
        sg_node node = path->hops[hop].node;
        if (any && sg_graph_degree(graph, node, exposes, SG_IN) > 0) {
            sg_buffer_text(out, "\n  the internet's way to ");
            sg_buffer_safe(out, path->hops[hop].name);
            sg_buffer_char(out, '\n');
            SG_TRY(sg_trace_exposure(graph, node, tell_step, &state, err));
        }
        if (hop + 1 == path->count ||
            !is_joined(graph, node, SG_STR("CAN_REACH"), path->hops[hop + 1].node))
            continue;
        sg_buffer_text(out, "\n  way from ");
        sg_buffer_safe(out, path->hops[hop].name);
        sg_buffer_text(out, " to ");
        sg_buffer_safe(out, path->hops[hop + 1].name);
        sg_buffer_char(out, '\n');
        SG_TRY(sg_trace_reach(graph, node, path->hops[hop + 1].node, tell_step, &state, err));
    }
    return SG_OK;
}

/* Statements by which one hop can act on the next, where access is what joins them. */
static sg_status add_reasons(sg_buffer *out, const sg_evaluation *evaluation,
                             const sg_issue_path *path, sg_error *err)
{
    static const char *const types[] = { "CAN_ACCESS", "CAN_ASSUME" };
    const sg_graph *graph = evaluation->graph;
    sg_status status = SG_OK;
    for (uint32_t hop = 0; hop + 1 < path->count && status == SG_OK; hop++) {
        sg_node from = path->hops[hop].node, to = path->hops[hop + 1].node;
        telling state = { .out = out };
        bool joined = false;
        for (size_t i = 0; i < SG_COUNT(types) && !joined; i++)
            joined = is_joined(graph, from, sg_str_of(types[i]), to);
        if (!joined)
            continue;
        sg_buffer_text(out, "\n  access of ");
        sg_buffer_safe(out, path->hops[hop].name);
        sg_buffer_text(out, " to ");
        sg_buffer_safe(out, path->hops[hop + 1].name);
        sg_buffer_char(out, '\n');
        status = sg_judge_reasons(evaluation->judge.judge, from, to, tell_reason, &state, err);
        if (!state.any)
            sg_buffer_text(out, "      by no statement that was read\n");
    }
    return status;
}

static int explain(const sg_evaluation *evaluation, const sg_issue *issue,
                   const sg_report_options *form)
{
    const sg_policy *policy = issue->policy;
    sg_buffer out = { .length = 0 };
    sg_error err = { .status = SG_OK };
    sg_arena *arena = NULL;
    sg_report_options full = *form;
    full.graph = evaluation->graph;
    sg_report_issue(issue, &full, &out);
    if (form->format != SG_REPORT_TABLE)
        return sg_emit(&out, NULL);
    if (sg_arena_new(0, &arena) != SG_OK) {
        sg_buffer_free(&out);
        sg_note("out of memory");
        return SG_EXIT_RUNTIME;
    }
    sg_report_inputs(issue, &out);
    add_lines(&out, "policy", policy->description);
    add_texts(&out, "unless", policy->false_positives);
    add_frameworks(&out, policy->frameworks);
    add_lines(&out, "query", policy->query);
    add_lines(&out, "file", policy->source.name);
    add_evidence(&out, evaluation->graph, issue, arena);
    sg_arena_free(arena);
    sg_status status = add_ways(&out, evaluation->graph, &issue->paths[0], &err);
    if (status == SG_OK)
        status = add_reasons(&out, evaluation, &issue->paths[0], &err);
    int written = sg_emit(&out, NULL);
    return status == SG_OK ? written : sg_tell(&err, NULL);
}

static int run(const settings *wanted, const sg_report_options *form, const char *prefix)
{
    sg_evaluation evaluation = { .graph = NULL };
    int code = sg_evaluate(&wanted->inputs, sg_clock_wall(), &evaluation);
    if (code == SG_EXIT_OK) {
        const sg_issue *issue = sg_check_find(&evaluation.check, sg_str_of(prefix));
        if (!issue)
            sg_note("no issue, or more than one, begins with `%s`", prefix);
        code = issue ? explain(&evaluation, issue, form) : SG_EXIT_USAGE;
    }
    if (code == SG_EXIT_OK)
        code = sg_evaluation_verdict(&evaluation);
    sg_evaluation_free(&evaluation);
    return code;
}

int sg_command_explain(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .format = NULL };
    sg_report_options form = { .details = true };
    int left = 0;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, &left);
    if (code >= 0)
        return code;
    if (left != 1)
        return sg_usage(self, "give one issue's id");
    code = sg_filters_read(&(sg_filter_inputs){ .format = wanted.format }, &form);
    form.colour = sg_colours();
    return code == SG_EXIT_OK ? run(&wanted, &form, argv[0]) : code;
}
