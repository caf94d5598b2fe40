/* severity.h - the five severities, and the words for them. */
#ifndef SG_POLICIES_SEVERITY_H
#define SG_POLICIES_SEVERITY_H

#include "engine/base/text.h"

/* ORDER: ascending, compared by < and >. */
typedef enum sg_severity {
    SG_INFORMATIONAL,
    SG_LOW,
    SG_MEDIUM,
    SG_HIGH,
    SG_CRITICAL,
} sg_severity;
enum { SG_SEVERITIES = 5 };

sg_str sg_severity_name(sg_severity severity);         /* "CRITICAL" */
bool sg_severity_parse(sg_str name, sg_severity *out); /* without case */

#endif
