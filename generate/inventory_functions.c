/* inventory_functions.c - functions, their addresses and who may call them. */
#include "generate/inventory_internal.h"

#include "engine/base/text.h"

static void write_function(sg_inventory *self, uint32_t index, const sg_function_facts *facts)
{
    sg_place place = sg_at(self, SG_KIND_FUNCTION, index);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"FunctionName\": \"%s\", \"FunctionArn\": \"%s\", \"Runtime\": \"%s\", \"Role\": "
        "\"%s\", "
        "\"Handler\": \"app.handler\", \"CodeSize\": 104857, \"Timeout\": 30, \"MemorySize\": "
        "512, "
        "\"LastModified\": \"%s\", \"Version\": \"$LATEST\", \"TracingConfig\": {\"Mode\": "
        "\"PassThrough\"}, \"PackageType\": \"Zip\", \"Architectures\": [\"x86_64\"]}",
        sg_named(self, place).bytes, sg_arn(self, place).bytes, facts->runtime,
        sg_arn(self, sg_at(self, SG_KIND_ROLE, facts->role)).bytes,
        sg_created(self, place).bytes);
}

/* Anybody's bucket may start a planted one. */
static bool is_called_for_anybody(const sg_inventory *self, sg_place function)
{
    sg_planting planting;
    return sg_estate_planted(self->estate, function, &planting) &&
           planting.plant == SG_PLANT_ADMIN_FUNCTION;
}

static sg_status write_address(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_FUNCTION, index);
    sg_text name = sg_named(self, place), arn = sg_arn(self, place);
    sg_buffer policy = { 0 };
    sg_answer_begin(self, "FunctionUrlConfigs");
    sg_answer_add(
        self,
        "{\"FunctionUrl\": \"https://%u.lambda-url.%s.on.aws/\", \"FunctionArn\": \"%s\", "
        "\"CreationTime\": \"%s\", \"AuthType\": \"NONE\", \"InvokeMode\": \"BUFFERED\"}",
        sg_estate_number(self->estate, place), self->region, arn.bytes,
        sg_created(self, place).bytes);
    SG_TRY(sg_answer_end(self, "lambda-list-function-url-configs", name.bytes));
    sg_buffer_format(
        &policy,
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"Public\", \"Effect\": "
        "\"Allow\", "
        "\"Principal\": \"*\", \"Action\": \"lambda:InvokeFunctionUrl\", \"Resource\": \"%s\", "
        "\"Condition\": {\"StringEquals\": {\"lambda:FunctionUrlAuthType\": \"NONE\"}}}",
        arn.bytes);
    if (is_called_for_anybody(self, place))
        sg_buffer_format(
            &policy,
            ", {\"Sid\": \"Uploads\", \"Effect\": \"Allow\", \"Principal\": {\"Service\": "
            "\"s3.amazonaws.com\"}, \"Action\": \"lambda:InvokeFunction\", \"Resource\": "
            "\"%s\"}",
            arn.bytes);
    sg_buffer_text(&policy, "]}");
    sg_buffer_clear(&self->text);
    sg_answer_add(self, "{\"Policy\": ");
    sg_answer_quoted(self, sg_buffer_str(&policy));
    sg_answer_add(self, "}\n");
    sg_buffer_free(&policy);
    return sg_answer_write(self, "lambda-get-policy", name.bytes);
}

/* No address of its own, but a schedule that may call it. */
static sg_status write_schedule(sg_inventory *self, uint32_t index)
{
    sg_place place = sg_at(self, SG_KIND_FUNCTION, index);
    sg_text name = sg_named(self, place), arn = sg_arn(self, place);
    sg_answer_begin(self, "FunctionUrlConfigs");
    SG_TRY(sg_answer_end(self, "lambda-list-function-url-configs", name.bytes));
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self,
        "{\"Policy\": \"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": "
        "[{\\\"Effect\\\": "
        "\\\"Allow\\\", \\\"Principal\\\": {\\\"Service\\\": \\\"events.amazonaws.com\\\"}, "
        "\\\"Action\\\": \\\"lambda:InvokeFunction\\\", \\\"Resource\\\": \\\"%s\\\", "
        "\\\"Condition\\\": {\\\"StringEquals\\\": {\\\"aws:SourceAccount\\\": "
        "\\\"%s\\\"}}}]}\"}\n",
        arn.bytes, sg_account_id(self));
    return sg_answer_write(self, "lambda-get-policy", name.bytes);
}

sg_status sg_inventory_functions(sg_inventory *inventory)
{
    uint32_t functions = sg_number_of(inventory, SG_KIND_FUNCTION);
    sg_answer_begin(inventory, "Functions");
    for (uint32_t i = 0; i < functions; i++) {
        sg_function_facts facts = sg_facts_function(inventory->estate, inventory->account, i);
        if (sg_is_here(inventory, sg_at(inventory, SG_KIND_FUNCTION, i)))
            write_function(inventory, i, &facts);
    }
    SG_TRY(sg_answer_end(inventory, "lambda-list-functions", NULL));
    for (uint32_t i = 0; i < functions; i++) {
        if (!sg_is_here(inventory, sg_at(inventory, SG_KIND_FUNCTION, i)))
            continue;
        if (sg_facts_function(inventory->estate, inventory->account, i).public)
            SG_TRY(write_address(inventory, i));
        else
            SG_TRY(write_schedule(inventory, i));
    }
    return SG_OK;
}
