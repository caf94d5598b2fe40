/* test_policy_ahead.c - policies spelt ahead are what mapping would have made of them. */
#include "ingest/policy_ahead.h"

#include <criterion/criterion.h>

#include "ingest/policy_text.h"

typedef struct ahead {
    sg_arena *arena, *scratch;
    sg_policy_rows rows;
    sg_document document;
} ahead;

static void spell(ahead *self, const char *service, const char *operation, const char *text)
{
    sg_layout layout = { .service = sg_str_of(service), .operation = sg_str_of(operation) };
    sg_str copy;

    *self = (ahead){ .arena = NULL };
    cr_assert_eq(sg_arena_new(0, &self->arena), SG_OK);
    cr_assert_eq(sg_arena_new(0, &self->scratch), SG_OK);
    cr_assert_eq(sg_policy_rows_list(&self->rows), SG_OK);
    copy = sg_arena_copy(self->arena, sg_str_of(text));
    cr_assert_eq(sg_document_parse(copy, SG_STR("x"), self->arena, &self->document, NULL),
                 SG_OK);
    cr_assert_eq(sg_policies_spell(&self->rows, &layout, self->scratch, &self->document),
                 SG_OK);
}

static void close_ahead(ahead *self)
{
    sg_policy_rows_close(&self->rows);
    sg_arena_free(self->scratch);
    sg_arena_free(self->arena);
}

/* Every entry is what the plain function makes, and is found again by its value. */
static void check_entries(ahead *self)
{
    const sg_policy_list *list = &self->document.policies;

    for (size_t i = 0; i < list->count; i++) {
        sg_value plain = sg_null(), ready = sg_null();
        sg_found plainly, readily;
        cr_assert_eq(sg_policy_text(list->entries[i].value, self->scratch, &plain, &plainly),
                     SG_OK);
        cr_assert_eq(
            sg_policy_spelt(list, list->entries[i].value, self->scratch, &ready, &readily),
            SG_OK);
        cr_assert(sg_value_same(plain, ready));
        cr_assert_eq(plainly, readily);
        cr_assert_eq(ready.string, list->entries[i].text.string);
    }
}

Test(policy_ahead, policies_of_an_account)
{
    ahead self;

    spell(&self, "iam", "get-account-authorization-details",
          "{\"RoleDetailList\": [{\"Arn\": \"arn:aws:iam::111122223333:role/a\","
          "  \"AssumeRolePolicyDocument\": {\"Version\": \"2012-10-17\", \"Statement\": []},"
          "  \"RolePolicyList\": [{\"PolicyName\": \"p\", \"PolicyDocument\":"
          "    \"%7B%22b%22%3A1%2C%22a%22%3A2%7D\"}, {\"PolicyName\": \"q\"},"
          "    {\"PolicyName\": \"r\", \"PolicyDocument\": \"no policy\"}]}],"
          " \"Policies\": [{\"Arn\": \"arn:aws:iam::111122223333:policy/m\","
          "  \"PolicyVersionList\": [{\"IsDefaultVersion\": false, \"Document\": {\"x\": 1}},"
          "    {\"IsDefaultVersion\": true, \"Document\": {\"z\": 1, \"y\": 2}}]}]}");
    cr_assert_eq(self.document.policies.count, 4);
    check_entries(&self);
    close_ahead(&self);
}

Test(policy_ahead, policy_of_a_resource_known_by_its_document)
{
    ahead self;

    spell(&self, "s3api", "get-bucket-policy",
          "{\"Policy\": \"{\\\"Statement\\\": {\\\"Action\\\": \\\"!\\\"}}\"}");
    cr_assert_eq(self.document.policies.count, 0, "that is how the command line calls s3");
    close_ahead(&self);
    spell(&self, "s3", "get-bucket-policy",
          "{\"Policy\": \"{\\\"Statement\\\": {\\\"Action\\\": \\\"!\\\"}}\"}");
    cr_assert_eq(self.document.policies.count, 1);
    cr_assert_eq(self.document.policies.entries[0].found, SG_MISTYPED);
    check_entries(&self);
    close_ahead(&self);
}

Test(policy_ahead, nothing_ready_is_read_now)
{
    ahead self;
    sg_value out = sg_null();
    sg_found found;

    spell(&self, "ec2", "describe-vpcs", "{\"Vpcs\": [], \"PolicyDocument\": {\"b\": 1}}");
    cr_assert_eq(self.document.policies.count, 0);
    cr_assert_eq(sg_policy_spelt(&self.document.policies,
                                 sg_tree_member(self.document.body, "PolicyDocument"),
                                 self.scratch, &out, &found),
                 SG_OK);
    cr_assert(sg_str_equal(sg_value_str(out), SG_STR("{\"b\":1}")));
    close_ahead(&self);
    spell(&self, "s3", "get-bucket-policy",
          "An error occurred (AccessDenied) when calling the GetBucketPolicy operation: no");
    cr_assert_eq(self.document.policies.count, 0);
    close_ahead(&self);
}
