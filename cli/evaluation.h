/* evaluation.h - a graph, the policies over it and what they found: what several commands begin with.
 *
 * A command's struct holds sg_evaluation_inputs and sg_filter_inputs, and its table of options begins
 * with their rows:
 *
 *     static const sg_option options[] = {
 *         SG_EVALUATION_OPTIONS(settings, inputs, SG_OPTION_NEEDED),
 *         SG_FILTER_OPTIONS(settings, filters),
 */
#ifndef SG_CLI_EVALUATION_H
#define SG_CLI_EVALUATION_H

#include "cli/access.h"
#include "cli/options.h"
#include "policies/check.h"
#include "policies/report.h"

typedef struct sg_evaluation_inputs {
    const char *graph, *projects, *catalogue;
    sg_option_texts policies;
    int64_t threads;
    bool no_reduce;
} sg_evaluation_inputs;

typedef struct sg_filter_inputs {
    const char *format, *severity, *policy, *account, *project;
} sg_filter_inputs;

/* clang-format off */
/* `needs` is the kind of the option --graph: SG_OPTION_NEEDED, or SG_OPTION_TEXT. */
#define SG_EVALUATION_OPTIONS(type, member, needs) \
    { "graph",     'g', needs,           offsetof(type, member.graph),     "SOURCE", "snapshot, or folder of inventory" }, \
    { "policies",  0,   SG_OPTION_TEXTS, offsetof(type, member.policies),  "PATH",   "policy file or folder; may be repeated" }, \
    { "projects",  0,   SG_OPTION_TEXT,  offsetof(type, member.projects),  "FILE",   "who owns what (SOURCE/projects.yaml)" }, \
    { "catalogue", 0,   SG_OPTION_TEXT,  offsetof(type, member.catalogue), "FILE",   "which changes may be made" }, \
    { "threads",   'j', SG_OPTION_NUMBER, offsetof(type, member.threads),  "N",      "evaluate with so many threads (one a processor)" }, \
    { "no-reduce", 0,   SG_OPTION_FLAG,  offsetof(type, member.no_reduce), NULL,     "make rows where sets of nodes would do: to compare" }
#define SG_FILTER_OPTIONS(type, member) \
    { "format",    'f', SG_OPTION_TEXT,  offsetof(type, member.format),    "FORMAT", "table (default), json, jsonl, csv" }, \
    { "severity",  0,   SG_OPTION_TEXT,  offsetof(type, member.severity),  "S",      "leave out what is below LOW, MEDIUM, HIGH, CRITICAL" }, \
    { "policy",    0,   SG_OPTION_TEXT,  offsetof(type, member.policy),    "ID",     "only issues of this policy" }, \
    { "account",   0,   SG_OPTION_TEXT,  offsetof(type, member.account),   "NUMBER", "only issues in this account" }, \
    { "project",   0,   SG_OPTION_TEXT,  offsetof(type, member.project),   "NAME",   "only issues of this project" }
/* clang-format on */

typedef struct sg_evaluation {
    sg_graph *graph;
    sg_policies policies;
    sg_projects projects;
    sg_catalogue catalogue;
    sg_cli_judge judge;
    sg_check_options options;
    sg_check check;
} sg_evaluation;

/* Loads everything but evaluates nothing yet. */
int sg_evaluation_open(const sg_evaluation_inputs *inputs, int64_t now, sg_evaluation *out);
/* Loads everything and evaluates; told on standard error, also the policies that failed.  Returns an
 * exit code.  The evaluation is to be freed in any case. */
int sg_evaluate(const sg_evaluation_inputs *inputs, int64_t now, sg_evaluation *out);
void sg_evaluation_free(sg_evaluation *evaluation); /* zeroed ones are allowed */
/* SG_EXIT_OK, or what the worst failure of a policy asks for. */
int sg_evaluation_verdict(const sg_evaluation *evaluation);

/* Filters and format from the command line.  Returns an exit code. */
int sg_filters_read(const sg_filter_inputs *inputs, sg_report_options *out);
/* The policy that the filters name is among the policies.  Returns an exit code. */
int sg_filters_check(const sg_report_options *filters, const sg_evaluation *evaluation);
/* Reads a severity for the option of that name; false, and told, when it is none. */
bool sg_severity_option(const char *option, const char *text, sg_severity *out);

#endif
