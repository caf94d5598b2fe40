/* api.c - the public API over policies. */
#include "policies/report.h"
#include "query/api.h"

static sg_result_code report(const sg_database *database, const sg_policies *policies,
                             char **json, char **message)
{
    sg_check check;
    sg_check_options options = { .threads = 1 };
    sg_report_options form = { .format = SG_REPORT_JSON, .graph = database->graph };
    sg_error err = { .status = SG_OK };
    sg_buffer text = { .length = 0 };
    if (sg_check_run(database->graph, policies, &options, &check, &err) != SG_OK)
        return sg_api_fail(&err, NULL, message);
    for (uint32_t i = 0; i < check.outcome_count; i++) {
        if (check.outcomes[i].error.status != SG_OK) {
            sg_result_code code = sg_api_fail(&check.outcomes[i].error,
                                              &check.outcomes[i].policy->source, message);
            sg_check_free(&check);
            return code;
        }
    }
    sg_report_issues(&check, &form, &text);
    sg_check_free(&check);
    *json = sg_api_take(&text);
    if (*json)
        return SG_RESULT_OK;
    sg_fail_memory(&err);
    return sg_api_fail(&err, NULL, message);
}

sg_result_code sg_database_check(const sg_database *database, const char *policies, char **json,
                                 char **message)
{
    sg_policies loaded;
    sg_source failed = { .first_line = 0 };
    sg_error err = { .status = SG_OK };
    sg_result_code code;
    if (sg_policies_load(&policies, 1, &loaded, &failed, &err) == SG_OK)
        code = report(database, &loaded, json, message);
    else
        code = sg_api_fail(&err, failed.text.bytes ? &failed : NULL, message);
    sg_policies_free(&loaded);
    return code;
}
