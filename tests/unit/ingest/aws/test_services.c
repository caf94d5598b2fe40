/* test_services.c - databases, functions, keys, secrets, queues, topics, containers. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/ingest/inventory.h"

#define REGION "a/eu-west-1/"
#define ARN(service) "arn:aws:" service ":eu-west-1:111122223333:"

Test(rds, databases_and_snapshots)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "rds-describe-db-instances.json",
        "{'DBInstances':[{'DBInstanceArn':'" ARN(
            "rds") "db:main','DBInstanceIdentifier':'main',"
                   "'Engine':'postgres','PubliclyAccessible':true,'StorageEncrypted':false,"
                   "'Endpoint':{'Port':5432},'DBSubnetGroup':{'VpcId':'vpc-1','Subnets':["
                   "{'SubnetIdentifier':'subnet-1'},{'SubnetIdentifier':'subnet-2'}]},"
                   "'VpcSecurityGroups':[{'VpcSecurityGroupId':'sg-1'}],'TagList':[{'Key':'"
                   "Name','Value':'x'}]}]}");
    inventory_give(&it, REGION "rds-describe-db-snapshots.json",
                   "{'DBSnapshots':[{'DBSnapshotArn':'" ARN(
                       "rds") "snapshot:s','Encrypted':false,"
                              "'DBSnapshotIdentifier':'s','DBInstanceIdentifier':'main'}]}");
    inventory_give(
        &it, REGION "rds-describe-db-snapshot-attributes/s",
        "{'DBSnapshotAttributesResult':{'DBSnapshotIdentifier':'s','DBSnapshotAttributes':"
        "[{'AttributeName':'restore','AttributeValues':['all','999999999999']}]}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ARN("rds") "db:main", "publiclyAccessible"), "true");
    cr_expect_str_eq(inventory_get(&it, ARN("rds") "db:main", "port"), "5432");
    cr_expect_str_eq(inventory_get(&it, ARN("rds") "db:main", "name"), "\"main\"");
    cr_expect_str_eq(inventory_get(&it, ARN("rds") "db:main", "subnets"),
                     "[\"subnet-1\",\"subnet-2\"]");
    cr_expect(inventory_edges(&it, ARN("rds") "db:main", "PROTECTED_BY", "sg-1") == 1);
    cr_expect(inventory_edges(&it, ARN("rds") "snapshot:s", "SNAPSHOT_OF",
                              ARN("rds") "db:main") == 1);
    cr_expect(inventory_edges(&it, ARN("rds") "snapshot:s", "SHARED_WITH", "internet") == 1);
    cr_expect(inventory_edges(&it, ARN("rds") "snapshot:s", "SHARED_WITH", "999999999999") ==
              1);
    inventory_close(&it);
}

Test(lambda, functions)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "lambda-list-functions.json",
                   "{'Functions':[{'FunctionName':'f','FunctionArn':'" ARN(
                       "lambda") "function:f',"
                                 "'Role':'arn:aws:iam::111122223333:role/"
                                 "f','VpcConfig':{'SubnetIds':['subnet-1'],"
                                 "'SecurityGroupIds':['sg-1'],'VpcId':''}}]}");
    inventory_give(&it, REGION "lambda-get-policy/f",
                   "{'Policy':'{\\'Statement\\':[]}','RevisionId':'1'}");
    inventory_give(&it, REGION "lambda-list-function-url-configs/f",
                   "{'FunctionUrlConfigs':[{'FunctionArn':'" ARN(
                       "lambda") "function:f',"
                                 "'FunctionUrl':'https://x','AuthType':'NONE'}]}");
    inventory_give(&it, REGION "lambda-list-event-source-mappings.json",
                   "{'EventSourceMappings':[{'EventSourceArn':'" ARN(
                       "sqs") "jobs',"
                              "'FunctionArn':'" ARN("lambda") "function:f'}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_edge(&it, ARN("lambda") "function:f", "HAS",
                                    "arn:aws:iam::111122223333:role/f", "via"),
                     "\"executionRole\"");
    cr_expect(inventory_edges(&it, ARN("lambda") "function:f", "IN_SUBNET", "subnet-1") == 1);
    cr_expect(inventory_edges(&it, ARN("lambda") "function:f", "HAS_POLICY",
                              ARN("lambda") "function:f/policy") == 1);
    cr_expect_str_eq(inventory_get(&it, ARN("lambda") "function:f", "functionUrlAuth"),
                     "\"NONE\"");
    cr_expect(inventory_edges(&it, ARN("sqs") "jobs", "TRIGGERS", ARN("lambda") "function:f") ==
              1);
    inventory_close(&it);
}

Test(lambda, what_an_alias_has_is_the_functions)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "lambda-list-functions.json",
        "{'Functions':[{'FunctionName':'f','FunctionArn':'" ARN("lambda") "function:f'}]}");
    inventory_give(&it, REGION "lambda-list-function-url-configs/f",
                   "{'FunctionUrlConfigs':[{'FunctionArn':'" ARN(
                       "lambda") "function:f','FunctionUrl':'https://x','AuthType':'AWS_IAM'},"
                                 "{'FunctionArn':'" ARN(
                                     "lambda") "function:f:live','FunctionUrl':'https://y',"
                                               "'AuthType':'NONE'}]}");
    inventory_give(&it, REGION "lambda-list-event-source-mappings.json",
                   "{'EventSourceMappings':[{'EventSourceArn':'" ARN(
                       "sqs") "jobs','FunctionArn':'" ARN("lambda") "function:f:live'}]}");
    inventory_freeze(&it);
    cr_expect(!inventory_has(&it, ARN("lambda") "function:f:live"));
    cr_expect_str_eq(inventory_get(&it, ARN("lambda") "function:f", "functionUrl"),
                     "\"https://x\"");
    cr_expect_str_eq(inventory_get(&it, ARN("lambda") "function:f", "functionUrlAuth"),
                     "\"AWS_IAM\"");
    cr_expect_str_eq(
        inventory_get(&it, ARN("lambda") "function:f", "functionUrls"),
        "[{\"auth\":\"AWS_IAM\",\"function\":\"" ARN(
            "lambda") "function:f\","
                      "\"url\":\"https://x\"},{\"auth\":\"NONE\",\"function\":\"" ARN(
                          "lambda") "function:f:live\",\"url\":\"https://y\"}]");
    cr_expect(inventory_edges(&it, ARN("sqs") "jobs", "TRIGGERS", ARN("lambda") "function:f") ==
              1);
    inventory_close(&it);
}

Test(kms, keys_are_found_by_their_aliases)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "kms-list-keys.json",
                   "{'Keys':[{'KeyId':'k1','KeyArn':'" ARN("kms") "key/k1'}]}");
    inventory_give(
        &it, REGION "kms-describe-key/k1",
        "{'KeyMetadata':{'KeyId':'k1','Arn':'" ARN("kms") "key/k1','KeyManager':"
                                                          "'CUSTOMER','KeyState':'Enabled'}}");
    inventory_give(
        &it, REGION "kms-list-aliases.json",
        "{'Aliases':[{'AliasName':'alias/a','AliasArn':'" ARN(
            "kms") "alias/a',"
                   "'TargetKeyId':'k1'},{'AliasName':'alias/none','AliasArn':'x'}]}");
    inventory_give(&it, REGION "kms-get-key-policy/k1", "{'Policy':'{\\'Statement\\':[]}'}");
    inventory_give(&it, REGION "secretsmanager-list-secrets.json",
                   "{'SecretList':[{'ARN':'" ARN("secretsmanager") "secret:s-1','Name':'s',"
                                                                   "'KmsKeyId':'alias/a'}]}");
    inventory_give(&it, REGION "secretsmanager-get-resource-policy/s",
                   "{'ARN':'" ARN("secretsmanager") "secret:s-1','Name':'s','ResourcePolicy':"
                                                    "'{\\'Statement\\':[]}'}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ARN("kms") "key/k1", "keyManager"), "\"CUSTOMER\"");
    cr_expect_str_eq(inventory_get(&it, ARN("kms") "key/k1", "name"), "\"alias/a\"");
    cr_expect(inventory_edges(&it, ARN("kms") "key/k1", "HAS_POLICY",
                              ARN("kms") "key/k1/policy") == 1);
    cr_expect(inventory_edges(&it, ARN("secretsmanager") "secret:s-1", "ENCRYPTED_BY",
                              ARN("kms") "key/k1") == 1);
    cr_expect(inventory_edges(&it, ARN("secretsmanager") "secret:s-1", "HAS_POLICY",
                              ARN("secretsmanager") "secret:s-1/policy") == 1);
    inventory_close(&it);
}

Test(messaging, queues_have_addresses_for_names)
{
    inventory it;
    const char *path = REGION "sqs-get-queue-attributes/"
                              "https%3A%2F%2Fqueue.amazonaws.com%2F111122223333%2Fjobs";

    inventory_open(&it);
    inventory_give(&it, REGION "sqs-list-queues.json",
                   "{'QueueUrls':['https://sqs.us-east-2.amazonaws.com/111122223333/other',"
                   "'https://queue.amazonaws.com/111122223333/jobs','nonsense://']}");
    inventory_give(
        &it, path,
        "{'Attributes':{'Policy':'{\\'Statement\\':[]}','SqsManagedSseEnabled':'true'}}");
    inventory_give(&it, REGION "sns-list-topics.json",
                   "{'Topics':[{'TopicArn':'" ARN("sns") "t'}]}");
    inventory_give(
        &it, REGION "sns-get-topic-attributes/t",
        "{'Attributes':{'TopicArn':'" ARN("sns") "t','Policy':'{\\'Statement\\':[]}'}}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, "arn:aws:sqs:us-east-2:111122223333:other", "Queue"));
    cr_expect_str_eq(inventory_get(&it, ARN("sqs") "jobs", "encrypted"), "true");
    cr_expect_str_eq(inventory_get(&it, ARN("sqs") "jobs", "name"), "\"jobs\"");
    cr_expect(inventory_edges(&it, ARN("sqs") "jobs", "HAS_POLICY", ARN("sqs") "jobs/policy") ==
              1);
    cr_expect_str_eq(inventory_get(&it, ARN("sns") "t", "encrypted"), "false");
    cr_expect(inventory_edges(&it, ARN("sns") "t", "HAS_POLICY", ARN("sns") "t/policy") == 1);
    cr_expect(inventory_row(&it, "eu-west-1", "sqs:ListQueues")->status == SG_COVERAGE_PARTIAL);
    inventory_close(&it);
}

Test(dynamodb, tables)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "dynamodb-list-tables.json", "{'TableNames':['t']}");
    inventory_give(&it, REGION "dynamodb-describe-table/t",
                   "{'Table':{'TableName':'t','TableArn':'" ARN(
                       "dynamodb") "table/t','SSEDescription':"
                                   "{'KMSMasterKeyArn':'" ARN("kms") "key/k'}}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ARN("dynamodb") "table/t", "engine"), "\"dynamodb\"");
    cr_expect(inventory_edges(&it, ARN("dynamodb") "table/t", "ENCRYPTED_BY",
                              ARN("kms") "key/k") == 1);
    inventory_close(&it);
}

Test(ecs, tasks_run_as_the_role_of_their_definition)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "ecs-describe-task-definition/web",
        "{'taskDefinition':{'taskDefinitionArn':'" ARN(
            "ecs") "task-definition/web:1',"
                   "'family':'web','taskRoleArn':'arn:aws:iam::111122223333:role/web',"
                   "'containerDefinitions':[{'privileged':true}]}}");
    inventory_give(
        &it, REGION "ecs-describe-services/main",
        "{'services':[{'serviceArn':'" ARN(
            "ecs") "service/main/web','serviceName':'web',"
                   "'loadBalancers':[{'targetGroupArn':'arn:aws:elasticloadbalancing:eu-west-1:"
                   "111122223333:targetgroup/t/1','containerPort':80}]}]}");
    inventory_give(
        &it, REGION "ecs-describe-tasks/main/t1",
        "{'tasks':[{'taskArn':'" ARN(
            "ecs") "task/main/t1','lastStatus':'RUNNING',"
                   "'clusterArn':'" ARN(
                       "ecs") "cluster/main','group':'service:web',"
                              "'taskDefinitionArn':'" ARN(
                                  "ecs") "task-definition/web:1','containers':[{'image':"
                                         "'nginx'}],'attachments':[{'type':'"
                                         "ElasticNetworkInterface','details':[{'name':"
                                         "'networkInterfaceId','value':'eni-1'},{'name':'"
                                         "subnetId','value':'subnet-1'}]}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_edge(&it, ARN("ecs") "task/main/t1", "HAS",
                                    "arn:aws:iam::111122223333:role/web", "via"),
                     "\"taskRole\"");
    cr_expect(inventory_edges(&it, ARN("ecs") "service/main/web", "FORWARDS_TO",
                              ARN("ecs") "task/main/t1") == 1);
    cr_expect_str_eq(inventory_edge(&it, ARN("elasticloadbalancing") "targetgroup/t/1",
                                    "FORWARDS_TO", ARN("ecs") "service/main/web", "port"),
                     "80");
    cr_expect(inventory_edges(&it, ARN("ecs") "task/main/t1", "HAS_INTERFACE", "eni-1") == 1);
    cr_expect(inventory_edges(&it, ARN("ecs") "task/main/t1", "USES_IMAGE", "nginx") == 1);
    inventory_close(&it);
}

Test(eks, clusters_and_pod_identities)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "eks-describe-cluster/main",
                   "{'cluster':{'name':'main','arn':'" ARN(
                       "eks") "cluster/main','resourcesVpcConfig':"
                              "{'vpcId':'vpc-1','endpointPublicAccess':true,'publicAccessCidrs'"
                              ":['0.0.0.0/0']},"
                              "'identity':{'oidc':{'issuer':'https://"
                              "oidc.eks.eu-west-1.amazonaws.com/id/1'}}}}");
    inventory_give(
        &it, REGION "eks-describe-pod-identity-association/main/a",
        "{'association':{'clusterName':'main','namespace':'shop','serviceAccount':'api',"
        "'roleArn':'arn:aws:iam::111122223333:role/api'}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ARN("eks") "cluster/main", "oidcIssuer"),
                     "\"oidc.eks.eu-west-1.amazonaws.com/id/1\"");
    cr_expect_str_eq(inventory_get(&it, ARN("eks") "cluster/main", "publicAccessCidrs"),
                     "[\"0.0.0.0/0\"]");
    cr_expect_str_eq(inventory_edge(&it, ARN("eks") "cluster/main/shop/serviceaccount/api",
                                    "HAS", "arn:aws:iam::111122223333:role/api", "via"),
                     "\"podIdentity\"");
    inventory_close(&it);
}

Test(ecr, repositories)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "ecr-describe-repositories.json",
                   "{'repositories':[{'repositoryArn':'" ARN(
                       "ecr") "repository/r','repositoryName':'r',"
                              "'createdAt':'2024-01-01T00:00:00+01:00'}]}");
    inventory_give(&it, REGION "ecr-get-repository-policy/r",
                   "{'repositoryName':'r','policyText':'{\\'Statement\\':[]}'}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ARN("ecr") "repository/r", "createdAt"),
                     "\"2023-12-31T23:00:00Z\"");
    cr_expect(inventory_edges(&it, ARN("ecr") "repository/r", "HAS_POLICY",
                              ARN("ecr") "repository/r/policy") == 1);
    inventory_close(&it);
}
