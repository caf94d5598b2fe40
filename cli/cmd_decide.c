/* cmd_decide.c - secgraph decide: the decision table over every issue. */
#include "cli/command.h"
#include "cli/evaluation.h"
#include "engine/base/clock.h"

typedef struct {
    sg_evaluation_inputs inputs;
    sg_filter_inputs filters;
} settings;

/* clang-format off */
static const sg_option options[] = {
    SG_EVALUATION_OPTIONS(settings, inputs, SG_OPTION_NEEDED),
    SG_FILTER_OPTIONS(settings, filters),
};
/* clang-format on */
static const char footer[] =
    "Nothing is changed and nobody is notified: this says what would be done, by which of the\n"
    "fourteen rules, and from which inputs.\n";

int sg_command_decide(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .inputs = { .graph = NULL } };
    sg_report_options filters = { .details = true };
    sg_evaluation evaluation = { .graph = NULL };
    sg_buffer out = { .length = 0 };
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    code = sg_filters_read(&wanted.filters, &filters);
    if (code == SG_EXIT_OK)
        code = sg_evaluate(&wanted.inputs, sg_clock_wall(), &evaluation);
    if (code == SG_EXIT_OK)
        code = sg_filters_check(&filters, &evaluation);
    if (code == SG_EXIT_OK) {
        filters.details = true;
        filters.graph = evaluation.graph;
        sg_report_decisions(&evaluation.check, &filters, &out);
        code = sg_emit(&out, NULL);
    }
    if (code == SG_EXIT_OK)
        code = sg_evaluation_verdict(&evaluation);
    sg_evaluation_free(&evaluation);
    return code;
}
