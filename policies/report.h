/* report.h - issues as text, JSON, JSON Lines and CSV: deterministic, sorted, without wall clock. */
#ifndef SG_POLICIES_REPORT_H
#define SG_POLICIES_REPORT_H

#include "policies/check.h"

typedef enum sg_report_format {
    SG_REPORT_TABLE,
    SG_REPORT_JSON,
    SG_REPORT_JSONL,
    SG_REPORT_CSV,
} sg_report_format;

typedef struct sg_report_options {
    sg_report_format format;
    bool colour;  /* terminal escapes in the text form */
    bool details; /* text form: path, score and decision below each issue; inputs below each
                          decision */
    sg_severity least; /* issues below it are left out */
    const sg_graph *
        graph; /* in which the issues were found: what of them only may be is told; NULL: not */
    sg_str policy, account, project; /* filters; empty: all */
} sg_report_options;

/* Whether the options let the issue through. */
bool sg_report_shows(const sg_report_options *options, const sg_issue *issue);
/* All issues that the options let through. */
void sg_report_issues(const sg_check *check, const sg_report_options *options, sg_buffer *out);
/* One issue with everything known about it. */
void sg_report_issue(const sg_issue *issue, const sg_report_options *options, sg_buffer *out);
/* The decisions: rule, outcome, reason and every input. */
void sg_report_decisions(const sg_check *check, const sg_report_options *options,
                         sg_buffer *out);
/* Every input of an issue's decision, as lines of text. */
void sg_report_inputs(const sg_issue *issue, sg_buffer *out);
/* How many issues of each severity pass the options, and which policies failed. */
void sg_report_summary(const sg_check *check, const sg_report_options *options, sg_buffer *out);

#endif
