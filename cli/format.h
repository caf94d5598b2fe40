/* format.h - the value of --format. */
#ifndef SG_CLI_FORMAT_H
#define SG_CLI_FORMAT_H

#include "policies/report.h"

/* NULL is a table.  False, and told, when there is no such format. */
bool sg_format_read(const char *name, sg_report_format *out);

#endif
