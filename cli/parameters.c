/* parameters.c - one JSON object. */
#include "cli/parameters.h"

#include "cli/command.h"
#include "engine/json.h"

static sg_status parse(sg_str json, sg_arena *arena, sg_value *out, sg_error *err)
{
    SG_TRY(sg_json_parse(json, arena, out, err));
    if (out->type == SG_TYPE_MAP)
        return SG_OK;
    return sg_fail(err, SG_EINVAL, "parameters are one JSON object, such as {\"id\": \"i-1\"}");
}

sg_status sg_parameters_parse(sg_str json, sg_parameters *out, sg_error *err)
{
    sg_parameters parsed = { .value = sg_null() };
    if (sg_arena_new(0, &parsed.arena) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = parse(json, parsed.arena, &parsed.value, err);
    if (status != SG_OK) {
        sg_arena_free(parsed.arena);
        return status;
    }
    sg_parameters_free(out);
    *out = parsed;
    return SG_OK;
}

int sg_parameters_read(sg_str json, sg_parameters *out)
{
    sg_error err = { .status = SG_OK };
    sg_source source = { .name = SG_STR("params"), .text = json };
    out->value = sg_null();
    if (json.length == 0 || sg_parameters_parse(json, out, &err) == SG_OK)
        return SG_EXIT_OK;
    return sg_tell(&err, &source);
}

void sg_parameters_free(sg_parameters *parameters)
{
    sg_arena_free(parameters->arena);
    *parameters = (sg_parameters){ .value = sg_null() };
}
