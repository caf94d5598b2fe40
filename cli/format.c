/* format.c - names of output formats. */
#include "cli/format.h"

#include <string.h>

#include "cli/command.h"

static const char *const names[] = {
    [SG_REPORT_TABLE] = "table",
    [SG_REPORT_JSON] = "json",
    [SG_REPORT_JSONL] = "jsonl",
    [SG_REPORT_CSV] = "csv",
};

bool sg_format_read(const char *name, sg_report_format *out)
{
    for (size_t i = 0; i < SG_COUNT(names); i++) {
        if (!name || strcmp(names[i], name) == 0) {
            *out = (sg_report_format)i;
            return true;
        }
    }
    sg_note("`--format` takes table, json, jsonl or csv, not `%s`", name);
    return false;
}
