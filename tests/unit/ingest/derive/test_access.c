/* test_access.c - CAN_ACCESS and the exposure of buckets, on small estates. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/one_role.h"

#define C "333333333333"
#define ANYBODY(action)                                                                        \
    "{'Effect':'Allow','Principal':'*','Action':'" action "','Resource':'" BUCKET "/*'}"

#define ACCESS(name) Test(access, name, .init = begin, .fini = end)
#define EXPOSURE(answer) cr_expect_str_eq(estate_property(&at, BUCKET, "exposure"), answer)

ACCESS(reads_what_its_policy_names_and_nothing_else)
{
    estate_bucket(&at, "arn:aws:s3:::b2", A);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", BUCKET "/*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE, "arn:aws:s3:::b2", "");
    EXPOSURE("PRIVATE");
}

/* b is all of the first pattern; c-99 only begins like the second one. */
ACCESS(each_pattern_is_told_from_the_others)
{
    estate_bucket(&at, "arn:aws:s3:::c-99", A);
    estate_bucket(&at, "arn:aws:s3:::d", A);
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'s3:GetObject','Resource':['" BUCKET
                  "/*','arn:aws:s3:::c-9/*','arn:aws:s3:::d/*']}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT(ROLE, "arn:aws:s3:::c-99", "");
    EXPECT(ROLE, "arn:aws:s3:::d", "read: must");
}

ACCESS(explicit_deny_wins)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:*", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Deny','Action':'s3:GetObject*','Resource':'" BUCKET "/*'}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "write admin: must");
}

ACCESS(boundary_limits)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:*", "*"));
    estate_policy(&at, ROLE, "boundary", ALLOW("ec2:*", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "");
}

ACCESS(unknown_boundary_makes_it_may)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "boundary", NULL);
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
}

ACCESS(unknown_bucket_policy_makes_it_may)
{
    estate_value(&at, BUCKET, "policyCollected", sg_null());
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
    EXPOSURE("UNKNOWN");
}

/* It may let in anybody: the internet stands for all of them. */
ACCESS(unknown_bucket_policy_may_let_in_anybody)
{
    estate_value(&at, BUCKET, "policyCollected", sg_null());
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read write admin: may");
    EXPECT(ROLE, BUCKET, "");
}

/* A policy that lets in anybody is public, and then nobody comes in.  One that lets in some addresses is not,
 * and the block nothing to it. */
ACCESS(unknown_bucket_policy_behind_block_public_access)
{
    estate_value(&at, BUCKET, "policyCollected", sg_null());
    estate_flag(&at, BUCKET, "restrictPublicBuckets", true);
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read write admin: may");
    EXPOSURE("UNKNOWN");
}

ACCESS(acl_that_was_not_collected_may_let_in_anybody)
{
    estate_value(&at, BUCKET, "objectOwnership", sg_null());
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read write admin: may");
    EXPOSURE("UNKNOWN");
}

/* One of two queues was asked about: the other one is not read as having no policy. */
ACCESS(one_policy_of_several_was_not_collected)
{
    static const char told[] = "arn:aws:sqs:eu-west-1:" A ":told";
    static const char untold[] = "arn:aws:sqs:eu-west-1:" A ":untold";

    estate_node(&at, "Queue DataStore Resource", told);
    estate_node(&at, "Queue DataStore Resource", untold);
    estate_set(&at, told, "region", "eu-west-1");
    estate_set(&at, untold, "region", "eu-west-1");
    estate_flag(&at, told, "policyCollected", true);
    estate_policy(&at, ROLE, "identity", ALLOW("sqs:SendMessage", "*"));
    estate_derive(&at);
    EXPECT(ROLE, told, "write: must");
    EXPECT(ROLE, untold, "write: may");
    EXPECT("internet", told, "");
    EXPECT("internet", untold, "read write: may");
}

/* Keys that AWS keeps are for their account alone. */
ACCESS(key_policies_that_were_not_collected)
{
    static const char ours[] = "arn:aws:kms:eu-west-1:" A ":key/ours";
    static const char theirs[] = "arn:aws:kms:eu-west-1:" A ":key/theirs";

    estate_node(&at, "EncryptionKey Resource", ours);
    estate_node(&at, "EncryptionKey Resource", theirs);
    estate_set(&at, theirs, "keyManager", "AWS");
    estate_derive(&at);
    EXPECT("internet", ours, "write admin decrypt: may");
    EXPECT("internet", theirs, "");
}

ACCESS(what_is_certain_and_what_is_not_stand_apart)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'s3:PutObject','Resource':'*','Condition':"
                  "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must; write: may");
}

ACCESS(groups_give_their_users_rights)
{
    estate_user(&at, USER);
    estate_node(&at, "Group Resource", "arn:aws:iam::" A ":group/g");
    estate_edge(&at, USER, "MEMBER_OF", "arn:aws:iam::" A ":group/g");
    estate_policy(&at, "arn:aws:iam::" A ":group/g", "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(USER, BUCKET, "read: must");
    EXPECT(ROLE, BUCKET, "");
}

ACCESS(members_of_a_class_get_the_same_edges)
{
    estate_role(&at, "arn:aws:iam::" A ":role/r2", EC2_TRUST);
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, "arn:aws:iam::" A ":role/r2", "identity", ALLOW("s3:GetObject", "*"));
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: must");
    EXPECT("arn:aws:iam::" A ":role/r2", BUCKET, "read: must");
}

ACCESS(variables_tell_users_apart)
{
    estate_user(&at, USER);
    estate_user(&at, "arn:aws:iam::" A ":user/bob");
    estate_bucket(&at, "arn:aws:s3:::home-ann", A);
    estate_policy(&at, USER, "identity",
                  ALLOW("s3:GetObject", "arn:aws:s3:::home-${aws:username}/*"));
    estate_policy(&at, "arn:aws:iam::" A ":user/bob", "identity",
                  ALLOW("s3:GetObject", "arn:aws:s3:::home-${aws:username}/*"));
    estate_derive(&at);
    EXPECT(USER, "arn:aws:s3:::home-ann", "read: must");
    EXPECT("arn:aws:iam::" A ":user/bob", "arn:aws:s3:::home-ann", "");
}

ACCESS(another_account_needs_both_sides)
{
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_role(&at, "arn:aws:iam::" B ":role/none", EC2_TRUST);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:*", "*"));
    estate_bucket(&at, "arn:aws:s3:::closed", A);
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'" B "'},'Action':'s3:GetObject',"
                  "'Resource':'" BUCKET "/*'}");
    estate_derive(&at);
    EXPECT(ROLE_B, BUCKET, "read: must");
    EXPECT(ROLE_B, "arn:aws:s3:::closed", "");
    EXPECT("arn:aws:iam::" B ":role/none", BUCKET, "");
    EXPECT(B, BUCKET, "");
    EXPOSURE("PRIVATE");
}

ACCESS(an_account_that_was_not_loaded_stands_for_its_principals)
{
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::" C ":root',"
                  "'arn:aws:iam::" C ":role/x']},'Action':'s3:GetObject','Resource':'*'}");
    estate_derive(&at);
    EXPECT(C, BUCKET, "read: must");
    EXPECT("arn:aws:iam::" C ":role/x", BUCKET, "read: may");
    cr_expect_str_eq(estate_property(&at, C, "external"), "true");
    cr_expect_str_eq(estate_property(&at, "arn:aws:iam::" C ":role/x", "known"), "false");
}

ACCESS(public_bucket)
{
    estate_policy(&at, ROLE, "identity", ALLOW("ec2:*", "*"));
    estate_policy(&at, BUCKET, "resource", ANYBODY("s3:GetObject"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
    EXPECT(ROLE, BUCKET, "read: must");
    EXPOSURE("PUBLIC");
}

ACCESS(listing_makes_a_bucket_public_without_an_edge)
{
    estate_policy(
        &at, BUCKET, "resource",
        "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'" BUCKET "'}");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
    EXPOSURE("PUBLIC");
}

ACCESS(public_but_for_certain_addresses_is_limited)
{
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*',"
                  "'Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}}");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
    EXPOSURE("LIMITED");
}

ACCESS(public_through_a_private_network_is_private)
{
    estate_policy(&at, BUCKET, "resource",
                  "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*',"
                  "'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}}");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
    EXPOSURE("PRIVATE");
}

ACCESS(v15_restrict_public_buckets_of_the_account)
{
    estate_policy(&at, ROLE, "identity", ALLOW("ec2:*", "*"));
    estate_flag(&at, A, "restrictPublicBuckets", true);
    estate_role(&at, ROLE_B, EC2_TRUST);
    estate_policy(&at, ROLE_B, "identity", ALLOW("s3:*", "*"));
    estate_policy(&at, BUCKET, "resource", ANYBODY("s3:GetObject"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
    EXPECT(ROLE_B, BUCKET, "");
    EXPECT(ROLE, BUCKET, "read: must");
    EXPOSURE("PRIVATE");
}

ACCESS(v16_blocking_new_policies_leaves_the_old_one)
{
    estate_flag(&at, BUCKET, "blockPublicPolicy", true);
    estate_policy(&at, BUCKET, "resource", ANYBODY("s3:GetObject"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
    EXPOSURE("PUBLIC");
}

ACCESS(unknown_public_access_block)
{
    estate_value(&at, BUCKET, "restrictPublicBuckets", sg_null());
    estate_policy(&at, BUCKET, "resource", ANYBODY("s3:GetObject"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: may");
    EXPOSURE("UNKNOWN");
}

static void give_acl(const char *group, const char *permission)
{
    static sg_entry entries[2];
    static sg_value grant;

    entries[0] = (sg_entry){ SG_STR("grantee"), sg_string(sg_str_of(group)) };
    entries[1] = (sg_entry){ SG_STR("permission"), sg_string(sg_str_of(permission)) };
    grant = sg_map(entries, 2);
    estate_value(&at, BUCKET, "acl", sg_list(&grant, 1));
}

ACCESS(v22_enforced_ownership_switches_acls_off)
{
    give_acl("http://acs.amazonaws.com/groups/global/AllUsers", "READ");
    estate_derive(&at);
    EXPOSURE("PRIVATE");
}

ACCESS(public_acl)
{
    estate_set(&at, BUCKET, "objectOwnership", "ObjectWriter");
    estate_flag(&at, A, "ignorePublicAcls", false);
    give_acl("http://acs.amazonaws.com/groups/global/AllUsers", "WRITE");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "write: must");
    EXPOSURE("PUBLIC");
}

ACCESS(public_acl_that_is_ignored)
{
    estate_set(&at, BUCKET, "objectOwnership", "ObjectWriter");
    estate_flag(&at, BUCKET, "ignorePublicAcls", true);
    give_acl("http://acs.amazonaws.com/groups/global/AllUsers", "FULL_CONTROL");
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
    EXPOSURE("PRIVATE");
}

ACCESS(acl_that_was_not_collected)
{
    estate_set(&at, BUCKET, "objectOwnership", "ObjectWriter");
    estate_derive(&at);
    EXPOSURE("UNKNOWN");
}

ACCESS(acl_with_a_grant_that_nobody_can_read)
{
    static const sg_value grant = { .type = SG_TYPE_NULL };

    estate_set(&at, BUCKET, "objectOwnership", "ObjectWriter");
    estate_value(&at, BUCKET, "acl", sg_list(&grant, 1));
    estate_derive(&at);
    EXPOSURE("UNKNOWN");
}

ACCESS(keys_obey_their_policy_alone)
{
    const char *key = "arn:aws:kms:eu-west-1:" A ":key/k";

    estate_node(&at, "EncryptionKey Resource", key);
    estate_user(&at, USER);
    estate_policy(&at, ROLE, "identity", ALLOW("*", "*"));
    estate_policy(&at, key, "resource",
                  "{'Effect':'Allow','Principal':{'AWS':'" USER "'},'Action':'kms:Decrypt',"
                  "'Resource':'*'}");
    estate_derive(&at);
    EXPECT(ROLE, key, "");
    EXPECT(USER, key, "decrypt: must");
}

ACCESS(tables_functions_queues_topics_secrets)
{
    const char *table = "arn:aws:dynamodb:eu-west-1:" A ":table/t";
    const char *function = "arn:aws:lambda:eu-west-1:" A ":function:f";
    const char *queue = "arn:aws:sqs:eu-west-1:" A ":q";
    const char *secret = "arn:aws:secretsmanager:eu-west-1:" A ":secret:s-AbCdEf";

    estate_node(&at, "Database DataStore Resource", table);
    estate_node(&at, "ServerlessFunction Compute Resource", function);
    estate_node(&at, "Queue DataStore Resource", queue);
    estate_node(&at, "Secret DataStore Resource", secret);
    estate_flag(&at, secret, "encrypted", true);
    for (const char *const *key = (const char *const[]){ table, function, queue, secret, NULL };
         *key; key++)
        estate_set(&at, *key, "region", "eu-west-1");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&at, A, "eu-west-1", "lambda:GetPolicy");
    estate_collected(&at, A, "eu-west-1", "secretsmanager:GetResourcePolicy");
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':['dynamodb:Query','lambda:InvokeFunction',"
                  "'secretsmanager:GetSecretValue'],'Resource':'*'}");
    estate_policy(
        &at, queue, "resource",
        "{'Effect':'Allow','Principal':'*','Action':'sqs:SendMessage','Resource':'*'}");
    estate_derive(&at);
    EXPECT(ROLE, table, "read: may"); /* whether it has a policy was not asked */
    EXPECT(ROLE, function, "invoke: must");
    EXPECT(ROLE, secret, "read: must");
    EXPECT("internet", queue, "write: must");
}

ACCESS(versions_of_functions_and_indexes_of_tables_are_parts_of_them)
{
    const char *table = "arn:aws:dynamodb:eu-west-1:" A ":table/t";
    const char *stream = "arn:aws:dynamodb:eu-west-1:" A ":table/u";
    const char *function = "arn:aws:lambda:eu-west-1:" A ":function:f";
    const char *other = "arn:aws:lambda:eu-west-1:" A ":function:g";
    const char *all[] = { table, stream, function, other };

    estate_node(&at, "Database DataStore Resource", table);
    estate_node(&at, "Database DataStore Resource", stream);
    estate_node(&at, "ServerlessFunction Compute Resource", function);
    estate_node(&at, "ServerlessFunction Compute Resource", other);
    for (size_t i = 0; i < SG_COUNT(all); i++)
        estate_set(&at, all[i], "region", "eu-west-1");
    estate_collected(&at, A, "global", "iam:GetAccountAuthorizationDetails");
    estate_collected(&at, A, "eu-west-1", "lambda:GetPolicy");
    estate_collected(&at, A, "eu-west-1", "dynamodb:GetResourcePolicy");
    estate_policy(&at, ROLE, "identity",
                  "{'Effect':'Allow','Action':'lambda:InvokeFunction','Resource':["
                  "'arn:aws:lambda:eu-west-1:" A ":function:f:*',"
                  "'arn:aws:lambda:eu-west-1:" A ":function:g*']},"
                  "{'Effect':'Deny','Action':'lambda:InvokeFunction',"
                  "'Resource':'arn:aws:lambda:eu-west-1:" A ":function:g'},"
                  "{'Effect':'Allow','Action':'dynamodb:Query','Resource':"
                  "'arn:aws:dynamodb:eu-west-1:" A ":table/t/index/*'},"
                  "{'Effect':'Allow','Action':'dynamodb:GetRecords','Resource':"
                  "'arn:aws:dynamodb:eu-west-1:" A ":table/u/stream/*'}");
    estate_derive(&at);
    EXPECT(ROLE, function, "invoke: must");
    EXPECT(ROLE, other, "invoke: must"); /* a deny of `g` leaves its versions */
    EXPECT(ROLE, table, "read: must");
    EXPECT(ROLE, stream, "read: must");
}

/* Anyone may come without organisation, or without credentials: such keys are absent then. */
#define EVERYBODY_IF(condition)                                                                \
    "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'*','Condition':"    \
    "{" condition "}}"

ACCESS(everybody_if_in_the_organisation_if_in_any)
{
    estate_policy(&at, BUCKET, "resource",
                  EVERYBODY_IF("'StringEqualsIfExists':{'aws:PrincipalOrgID':'o-1'}"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
    EXPOSURE("PUBLIC");
}

ACCESS(everybody_for_all_values_of_an_absent_key)
{
    estate_policy(&at, BUCKET, "resource",
                  EVERYBODY_IF("'ForAllValues:StringLike':{'aws:PrincipalOrgPaths':'o-1/*'}"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
}

ACCESS(everybody_without_credentials)
{
    estate_policy(&at, BUCKET, "resource", EVERYBODY_IF("'Null':{'aws:PrincipalArn':'true'}"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "read: must");
}

ACCESS(everybody_of_one_organisation)
{
    estate_policy(&at, BUCKET, "resource",
                  EVERYBODY_IF("'StringEquals':{'aws:PrincipalOrgID':'o-1'}"));
    estate_derive(&at);
    EXPECT("internet", BUCKET, "");
}

ACCESS(a_policy_that_is_not_json_makes_it_may)
{
    estate_policy(&at, ROLE, "identity", ALLOW("s3:GetObject", "*"));
    estate_policy(&at, ROLE, "identity", NULL);
    estate_set(&at, "policy-1", "document", "{\"Statement\": oops");
    estate_derive(&at);
    EXPECT(ROLE, BUCKET, "read: may");
    cr_expect_str_eq(estate_property(&at, ROLE, "isAdmin"), "null");
}

#define TRAIL "arn:aws:cloudtrail:eu-west-1:" A ":trail/main"
#define DETECTOR "arn:aws:guardduty:eu-west-1:" A ":detector/d"
#define RECORDER "arn:aws:config:eu-west-1:" A ":configuration-recorder/r"

/* Who may switch detection off: of trails and detectors, and not of other watchmen. */
ACCESS(trails_and_detectors_have_administrators)
{
    const char *keys[] = { TRAIL, DETECTOR, RECORDER };
    for (size_t i = 0; i < SG_COUNT(keys); i++) {
        estate_node(&at, i == 0 ? "Trail Resource" : "SecurityService Resource", keys[i]);
        estate_set(&at, keys[i], "arn", keys[i]);
        estate_set(&at, keys[i], "account", A);
    }
    estate_policy(&at, ROLE, "identity", ALLOW("cloudtrail:StopLogging", "*"));
    estate_policy(&at, ROLE, "identity", ALLOW("guardduty:Get*", "*"));
    estate_derive(&at);
    EXPECT(ROLE, TRAIL, "admin: must");
    EXPECT(ROLE, DETECTOR, "read: must");
    EXPECT(ROLE, RECORDER, "");
}
