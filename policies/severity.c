/* severity.c - the words for severities. */
#include "policies/severity.h"

static const sg_str names[SG_SEVERITIES] = {
    [SG_INFORMATIONAL] = SG_STR_INIT("INFORMATIONAL"),
    [SG_LOW] = SG_STR_INIT("LOW"),
    [SG_MEDIUM] = SG_STR_INIT("MEDIUM"),
    [SG_HIGH] = SG_STR_INIT("HIGH"),
    [SG_CRITICAL] = SG_STR_INIT("CRITICAL"),
};

sg_str sg_severity_name(sg_severity severity)
{
    return names[severity];
}

bool sg_severity_parse(sg_str name, sg_severity *out)
{
    for (size_t i = 0; i < SG_COUNT(names); i++) {
        if (sg_str_equal_fold(name, names[i])) {
            *out = (sg_severity)i;
            return true;
        }
    }
    return false;
}
