/* test_secrets.c - what is taken for a credential, and what is not. */
#include <criterion/criterion.h>

#include "ingest/secrets.h"
#include "tests/unit/ingest/inventory.h"

static sg_secret_kind variable(const char *name, const char *value)
{
    sg_str found;

    return sg_secret_in_variable(sg_str_of(name), sg_str_of(value), &found);
}

static sg_secret_kind text(const char *value)
{
    sg_str found;

    return sg_secret_in_text(sg_str_of(value), &found);
}

Test(secrets, access_keys_are_found_by_their_form)
{
    sg_str found;

    cr_expect(sg_secret_in_text(SG_STR("key = AKIAIOSFODNN7EXAMPLE;"), &found) ==
              SG_SECRET_ACCESS_KEY);
    cr_expect(sg_str_equal(found, SG_STR("AKIAIOSFODNN7EXAMPLE")));
    cr_expect(text("AKIAIOSFODNN7EXAMPL") == SG_SECRET_NONE);
    cr_expect(text("AKIAIOSFODNN7EXAMPLEX") == SG_SECRET_NONE);
    cr_expect(text("xAKIAIOSFODNN7EXAMPLE") == SG_SECRET_NONE);
    cr_expect(text("AKIAiosfodnn7example") == SG_SECRET_NONE);
    cr_expect(text("AKIA") == SG_SECRET_NONE);
}

Test(secrets, private_keys_tokens_and_addresses)
{
    cr_expect(text("-----BEGIN RSA PRIVATE KEY-----\nMII") == SG_SECRET_PRIVATE_KEY);
    cr_expect(text("-----BEGIN CERTIFICATE-----\nMII") == SG_SECRET_NONE);
    cr_expect(text("ghp_0123456789abcdefghij0123456789abcdef") == SG_SECRET_TOKEN);
    cr_expect(text("ghp_short") == SG_SECRET_NONE);
    cr_expect(text("https://ann:hunter22@git.example.com/x") == SG_SECRET_PASSWORD);
    cr_expect(text("https://ann@git.example.com/x") == SG_SECRET_NONE);
    cr_expect(text("https://ann:${PASSWORD}@git.example.com/x") == SG_SECRET_NONE);
    cr_expect(text("https://git.example.com:8443/x@1") == SG_SECRET_NONE);
    cr_expect(text("") == SG_SECRET_NONE);
}

Test(secrets, a_telling_name_makes_a_secret_of_a_literal)
{
    cr_expect(variable("DB_PASSWORD", "hunter22-hunter22") == SG_SECRET_PASSWORD);
    cr_expect(variable("stripeApiKey", "abcdefgh1234") == SG_SECRET_PASSWORD);
    cr_expect(variable("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:1:secret:x") ==
              SG_SECRET_NONE);
    cr_expect(variable("DB_PASSWORD", "{{resolve:secretsmanager:x}}") == SG_SECRET_NONE);
    cr_expect(variable("DB_PASSWORD", "$OTHER_VARIABLE") == SG_SECRET_NONE);
    cr_expect(variable("DB_PASSWORD_ARN", "hunter22-hunter22") == SG_SECRET_NONE);
    cr_expect(variable("TOKEN_TTL", "864000000") == SG_SECRET_NONE);
    cr_expect(variable("TOKEN_SIZE", "864000000") == SG_SECRET_NONE);
    cr_expect(variable("GREETING", "hunter22-hunter22") == SG_SECRET_NONE);
    cr_expect(variable("PASSWORD", "short") == SG_SECRET_NONE);
}

#define LAMBDA "a/eu-west-1/lambda-list-functions.json"
#define FUNCTION "arn:aws:lambda:eu-west-1:111122223333:function:f"

Test(secrets, what_is_found_is_named_and_never_kept)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, LAMBDA,
                   "{'Functions':[{'FunctionArn':'" FUNCTION
                   "','FunctionName':'f','Environment':"
                   "{'Variables':{'DB_PASSWORD':'hunter22-hunter22','STAGE':'production',"
                   "'OLD':'AKIAIOSFODNN7EXAMPLE'}}},{'FunctionArn':'" FUNCTION
                   "2','FunctionName':'f2'}]}");
    inventory_freeze(&it);
    cr_expect(
        inventory_edges(&it, FUNCTION, "CONTAINS_SECRET", FUNCTION "/secret/DB_PASSWORD") == 1);
    cr_expect(inventory_labelled(&it, FUNCTION "/secret/DB_PASSWORD", "Secret"));
    cr_expect_str_eq(inventory_get(&it, FUNCTION "/secret/DB_PASSWORD", "name"),
                     "\"DB_PASSWORD\"");
    cr_expect(inventory_edges(&it, FUNCTION, "CONTAINS_SECRET", "AKIAIOSFODNN7EXAMPLE") == 1);
    cr_expect(!inventory_has(&it, FUNCTION "/secret/STAGE"));
    cr_expect_str_eq(inventory_get(&it, FUNCTION, "secretsSearched"), "true");
    cr_expect_str_eq(inventory_get(&it, FUNCTION "2", "secretsSearched"), "true");
    inventory_close(&it);
}

/* base64 of "#!/bin/sh\nexport DB_PASSWORD=\"hunter22-hunter22\"\n", then of a gzip header. */
Test(secrets, user_data_is_searched_when_it_can_be_read)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ec2-describe-instance-attribute/i-1",
                   "{'InstanceId':'i-1','UserData':{'Value':"
                   "'IyEvYmluL3NoCmV4cG9ydCBEQl9QQVNTV09SRD0iaHVudGVyMjItaHVudGVyMjIiCg=='}}");
    inventory_give(&it, "a/eu-west-1/ec2-describe-instance-attribute/i-2",
                   "{'InstanceId':'i-2','UserData':{'Value':'H4sIAAAAAAAAAw=='}}");
    inventory_give(&it, "a/eu-west-1/ec2-describe-instance-attribute/i-3",
                   "{'InstanceId':'i-3','UserData':{}}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "i-1", "CONTAINS_SECRET", "i-1/secret/DB_PASSWORD") == 1);
    cr_expect_str_eq(inventory_get(&it, "i-1", "secretsSearched"), "true");
    cr_expect_str_eq(inventory_get(&it, "i-2", "secretsSearched"), "null");
    cr_expect_str_eq(inventory_get(&it, "i-3", "secretsSearched"), "true");
    inventory_close(&it);
}

Test(secrets, task_definitions_builds_and_templates)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, "a/eu-west-1/ecs-describe-task-definition.json",
                   "{'taskDefinition':{'taskDefinitionArn':'arn:aws:ecs:eu-west-1:111122223333:"
                   "task-definition/t:1','family':'t','containerDefinitions':[{'name':'c',"
                   "'readonlyRootFilesystem':true,'environment':[{'name':'API_TOKEN','value':"
                   "'abcdefgh1234'}]}],'volumes':[{'name':'v','efsVolumeConfiguration':"
                   "{'fileSystemId':'fs-1'}}]}}");
    inventory_give(
        &it, "a/eu-west-1/codebuild-batch-get-projects.json",
        "{'projects':[{'arn':'arn:aws:codebuild:eu-west-1:111122223333:project/p',"
        "'name':'p','serviceRole':'arn:aws:iam::111122223333:role/build',"
        "'source':{'type':'GITHUB','location':'https://x:abcdefgh@github.com/a/b'},"
        "'environment':{'environmentVariables':[{'name':'DEPLOY_TOKEN','value':"
        "'abcdefgh1234','type':'PLAINTEXT'},{'name':'OTHER_TOKEN','value':"
        "'abcdefgh1234','type':'SECRETS_MANAGER'}]},'webhook':{'url':'https://x',"
        "'filterGroups':[[{'type':'EVENT','pattern':'PUSH, PULL_REQUEST_CREATED'}]]}}]"
        "}");
    inventory_give(
        &it, "a/eu-west-1/ec2-describe-launch-template-versions.json",
        "{'LaunchTemplateVersions':[{'LaunchTemplateId':'lt-1','VersionNumber':2,"
        "'LaunchTemplateName':'web','DefaultVersion':true,'LaunchTemplateData':"
        "{'UserData':'IyEvYmluL3NoCmV4cG9ydCBEQl9QQVNTV09SRD0iaHVudGVyMjItaHVudGVyMjI"
        "iCg=='}}]}");
    inventory_freeze(&it);
#define DEFINITION "arn:aws:ecs:eu-west-1:111122223333:task-definition/t:1"
#define PROJECT "arn:aws:codebuild:eu-west-1:111122223333:project/p"
    cr_expect(inventory_edges(&it, DEFINITION, "CONTAINS_SECRET",
                              DEFINITION "/secret/API_TOKEN") == 1);
    cr_expect(inventory_labelled(&it, DEFINITION, "TaskDefinition"));
    cr_expect(inventory_edges(&it, DEFINITION, "MOUNTS", "fs-1") == 1);
    cr_expect_str_eq(inventory_get(&it, DEFINITION, "containers"),
                     "[{\"name\":\"c\",\"readOnly\":true}]");
    cr_expect(
        inventory_edges(&it, PROJECT, "CONTAINS_SECRET", PROJECT "/secret/DEPLOY_TOKEN") == 1);
    cr_expect(inventory_edges(&it, PROJECT, "CONTAINS_SECRET",
                              PROJECT "/secret/source location") == 1);
    cr_expect(!inventory_has(&it, PROJECT "/secret/OTHER_TOKEN"));
    cr_expect_str_eq(inventory_get(&it, PROJECT, "webhookEvents"),
                     "[\"PUSH, PULL_REQUEST_CREATED\"]");
    cr_expect(inventory_edges(&it, "lt-1:2", "CONTAINS_SECRET", "lt-1:2/secret/DB_PASSWORD") ==
              1);
    inventory_close(&it);
}
