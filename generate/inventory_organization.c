/* inventory_organization.c - what the management account is asked about the organisation. */
#include <stdio.h>

#include "engine/base/text.h"
#include "generate/inventory_internal.h"

static sg_place unit(const sg_inventory *self, uint32_t index)
{
    return (sg_place){ self->estate->accounts, SG_KIND_UNIT, index };
}

static uint32_t units(const sg_inventory *self)
{
    return sg_estate_count(self->estate, self->estate->accounts, SG_KIND_UNIT);
}

static void write_account(sg_inventory *self, uint32_t account)
{
    sg_place place = { account, SG_KIND_ACCOUNT, 0 };
    sg_text name = sg_named(self, place);
    sg_answer_next(self);
    sg_answer_add(self,
                  "{\"Id\": \"%s\", \"Arn\": \"%s\", \"Email\": \"%s@example.com\", \"Name\": "
                  "\"%s\", \"Status\": "
                  "\"ACTIVE\", \"JoinedMethod\": \"CREATED\", \"JoinedTimestamp\": "
                  "\"2024-01-15T10:00:00Z\"}",
                  self->estate->items[account].id, sg_arn(self, place).bytes, name.bytes,
                  name.bytes);
}

/* All units stand below the root, which is the first. */
static sg_status write_parents(sg_inventory *self)
{
    for (uint32_t parent = 0; parent < units(self); parent++) {
        sg_text id = sg_short(self, unit(self, parent));
        sg_answer_begin(self, "OrganizationalUnits");
        for (uint32_t i = 1; parent == 0 && i < units(self); i++) {
            sg_answer_next(self);
            sg_answer_add(self, "{\"Id\": \"%s\", \"Arn\": \"%s\", \"Name\": \"%s\"}",
                          sg_short(self, unit(self, i)).bytes,
                          sg_arn(self, unit(self, i)).bytes,
                          sg_named(self, unit(self, i)).bytes);
        }
        SG_TRY(sg_answer_end(self, "organizations-list-organizational-units-for-parent",
                             id.bytes));
        sg_answer_begin(self, "Accounts");
        for (uint32_t i = 0; i < self->estate->accounts; i++)
            if (self->estate->items[i].unit == parent)
                write_account(self, i);
        SG_TRY(sg_answer_end(self, "organizations-list-accounts-for-parent", id.bytes));
    }
    return SG_OK;
}

static void write_target(sg_inventory *self, const char *id, const char *arn, const char *type)
{
    sg_answer_next(self);
    sg_answer_add(self,
                  "{\"TargetId\": \"%s\", \"Arn\": \"%s\", \"Name\": \"%s\", \"Type\": \"%s\"}",
                  id, arn, id, type);
}

#define FULL_ACCESS                                                                            \
    "\"Id\": \"p-FullAWSAccess\", \"Arn\": "                                                   \
    "\"arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess\", \"Name\": " \
    "\"FullAWSAccess\", \"Type\": \"SERVICE_CONTROL_POLICY\", \"AwsManaged\": true"

/* The one service control policy that every organisation has, on everything. */
static sg_status write_policy(sg_inventory *self)
{
    sg_answer_begin(self, "Policies");
    sg_answer_add(self, "{" FULL_ACCESS "}");
    SG_TRY(sg_answer_end(self, "organizations-list-policies", NULL));
    sg_buffer_clear(&self->text);
    sg_answer_add(
        self, "{\"Policy\": {\"PolicySummary\": {" FULL_ACCESS
              "}, \"Content\": \"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Statement\\\": "
              "[{\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"*\\\", \\\"Resource\\\": "
              "\\\"*\\\"}]}\"}}\n");
    SG_TRY(sg_answer_write(self, "organizations-describe-policy", "p-FullAWSAccess"));
    sg_answer_begin(self, "Targets");
    for (uint32_t i = 0; i < units(self); i++)
        write_target(self, sg_short(self, unit(self, i)).bytes,
                     sg_arn(self, unit(self, i)).bytes,
                     i == 0 ? "ROOT" : "ORGANIZATIONAL_UNIT");
    for (uint32_t i = 0; i < self->estate->accounts; i++)
        write_target(self, self->estate->items[i].id,
                     sg_arn(self, (sg_place){ i, SG_KIND_ACCOUNT, 0 }).bytes, "ACCOUNT");
    return sg_answer_end(self, "organizations-list-targets-for-policy", "p-FullAWSAccess");
}

sg_status sg_inventory_organization(sg_inventory *inventory)
{
    sg_place organization = { inventory->estate->accounts, SG_KIND_ORGANIZATION, 0 };
    sg_buffer_clear(&inventory->text);
    sg_answer_add(
        inventory,
        "{\"Organization\": {\"Id\": \"o-example001\", \"Arn\": \"%s\", \"FeatureSet\": "
        "\"ALL\", "
        "\"MasterAccountId\": \"%s\"}}\n",
        sg_arn(inventory, organization).bytes, sg_account_id(inventory));
    SG_TRY(sg_answer_write(inventory, "organizations-describe-organization", NULL));
    sg_answer_begin(inventory, "Accounts");
    for (uint32_t i = 0; i < inventory->estate->accounts; i++)
        write_account(inventory, i);
    SG_TRY(sg_answer_end(inventory, "organizations-list-accounts", NULL));
    sg_answer_begin(inventory, "Roots");
    sg_answer_add(inventory,
                  "{\"Id\": \"%s\", \"Arn\": \"%s\", \"Name\": \"Root\", \"PolicyTypes\": "
                  "[{\"Type\": \"SERVICE_CONTROL_POLICY\", \"Status\": \"ENABLED\"}]}",
                  sg_short(inventory, unit(inventory, 0)).bytes,
                  sg_arn(inventory, unit(inventory, 0)).bytes);
    SG_TRY(sg_answer_end(inventory, "organizations-list-roots", NULL));
    SG_TRY(write_parents(inventory));
    return write_policy(inventory);
}
