/* report_machine.h - issues for programs: JSON, JSON Lines, CSV. */
#ifndef SG_POLICIES_REPORT_MACHINE_H
#define SG_POLICIES_REPORT_MACHINE_H

#include "policies/report.h"

void sg_report_machine(const sg_check *check, const sg_report_options *options, sg_buffer *out);
void sg_report_machine_decisions(const sg_check *check, const sg_report_options *options,
                                 sg_buffer *out);
/* One issue as a JSON object, without a line end; the graph as of sg_report_options. */
void sg_report_issue_json(const sg_issue *issue, const sg_graph *graph, sg_buffer *out);

#endif
