/* compliance_report.h - a compliance result for people and for programs. */
#ifndef SG_CLI_COMPLIANCE_REPORT_H
#define SG_CLI_COMPLIANCE_REPORT_H

#include "policies/compliance.h"
#include "policies/report.h"

/* Appends it.  JSON is one object; CSV has a row for each requirement and account; JSON Lines an object
 * for each requirement.  Errors: SG_ENOMEM, SG_ELIMIT, also in out->status. */
SG_MUST_USE sg_status sg_compliance_report(const sg_compliance *compliance,
                                           sg_report_format format, sg_buffer *out);

#endif
