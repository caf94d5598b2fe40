/* test_action_services.c - what actions may be asked about. */
#include "ingest/derive/action_services.h"

#include <criterion/criterion.h>

#include "engine/base/text.h"

static const sg_str prefixes[] = {
#define SERVICE(prefix, services, actions) SG_STR_INIT(prefix),
#include "ingest/derive/action_services.def"
#undef SERVICE
};

Test(action_services, rows_are_sorted)
{
    for (size_t i = 1; i < SG_COUNT(prefixes); i++)
        cr_expect(sg_str_compare(prefixes[i - 1], prefixes[i]) <= 0, "%.*s",
                  SG_FMT(prefixes[i]));
}

Test(action_services, actions_of_no_resource)
{
    cr_expect(sg_action_is_about_nothing(SG_STR("s3:ListAllMyBuckets")));
    cr_expect(sg_action_is_about_nothing(SG_STR("S3:listallmybuckets")));
    cr_expect(
        sg_action_is_about_nothing(SG_STR("ec2:DescribeInstances"))); /* in its first row */
    cr_expect(sg_action_is_about_nothing(SG_STR("ec2:ImportKeyPair")) ==
              sg_action_is_about_nothing(SG_STR("ec2:importkeypair")));
    cr_expect(!sg_action_is_about_nothing(SG_STR("s3:ListBucket")));
    cr_expect(!sg_action_is_about_nothing(SG_STR("s3:ListAll")));
    cr_expect(!sg_action_is_about_nothing(SG_STR("nobody:KnowsIt")));
    cr_expect(!sg_action_is_about_nothing(SG_STR("")));
}

Test(action_services, actions_of_services_with_several_rows)
{
    static const sg_str actions[] = { SG_STR_INIT("ec2:DescribeAccountAttributes"),
                                      SG_STR_INIT("ec2:DescribeVpcs"),
                                      SG_STR_INIT("ec2:WithdrawByoipCidr") };

    for (size_t i = 0; i < SG_COUNT(actions); i++)
        cr_expect(sg_action_is_about_nothing(actions[i]), "%.*s", SG_FMT(actions[i]));
}

Test(action_services, actions_and_the_services_of_what_they_are_about)
{
    cr_expect(sg_action_is_about(SG_STR("s3:GetObject"), SG_STR("s3")));
    cr_expect(!sg_action_is_about(SG_STR("ec2:TerminateInstances"), SG_STR("s3")));
    cr_expect(sg_action_is_about(SG_STR("ssm:StartSession"), SG_STR("ec2")));
    cr_expect(sg_action_is_about(SG_STR("sts:AssumeRole"), SG_STR("iam")));
    cr_expect(sg_action_is_about(SG_STR("ebs:GetSnapshotBlock"), SG_STR("ec2")));
    cr_expect(sg_action_is_about(SG_STR("rds-data:ExecuteStatement"), SG_STR("rds")));
    cr_expect(sg_action_is_about(SG_STR("nobody:KnowsIt"), SG_STR("s3")));
    cr_expect(sg_action_is_about(SG_STR("s3:GetObject"), SG_STR("nobody")));
}
