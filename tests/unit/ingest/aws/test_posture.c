/* test_posture.c - what rules ask for: trails, watchmen, logs, certificates, sign-in of users. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

#define REGION "a/eu-west-1/"
#define ACCOUNT "111122223333"
#define TRAIL "arn:aws:cloudtrail:eu-west-1:" ACCOUNT ":trail/main"
#define GROUP "arn:aws:logs:eu-west-1:" ACCOUNT ":log-group:trail"

Test(posture, trails_where_they_log_and_what)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "logs-describe-log-groups.json",
                   "{'logGroups':[{'logGroupName':'trail','retentionInDays':30}]}");
    inventory_give(&it, REGION "logs-describe-metric-filters.json",
                   "{'metricFilters':[{'filterName':'root','filterPattern':'{ $.x = 1 }',"
                   "'logGroupName':'trail','metricTransformations':[{'metricName':'Root'}]}]}");
    inventory_give(&it, REGION "cloudwatch-describe-alarms.json",
                   "{'MetricAlarms':[{'AlarmArn':'arn:aws:cloudwatch:eu-west-1:" ACCOUNT
                   ":alarm:a','AlarmName':'a','MetricName':'Root','ActionsEnabled':true,"
                   "'AlarmActions':['arn:aws:sns:eu-west-1:" ACCOUNT ":page']}]}");
    inventory_give(
        &it, REGION "cloudtrail-describe-trails.json",
        "{'trailList':[{'TrailARN':'" TRAIL "','Name':'main','HomeRegion':'eu-west-1',"
        "'IsMultiRegionTrail':true,'LogFileValidationEnabled':false,'S3BucketName':'logs',"
        "'CloudWatchLogsLogGroupArn':'" GROUP ":*'}]}");
    inventory_give(&it, REGION "cloudtrail-get-trail-status/main", "{'IsLogging':true}");
    inventory_give(&it, REGION "cloudtrail-get-event-selectors/main",
                   "{'TrailARN':'" TRAIL "','EventSelectors':[{'ReadWriteType':'All',"
                   "'IncludeManagementEvents':true,'DataResources':[{'Type':'AWS::S3::Object',"
                   "'Values':['arn:aws:s3']}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, TRAIL, "Trail"));
    cr_expect(inventory_edges(&it, TRAIL, "LOGS_TO", "arn:aws:s3:::logs") == 1);
    cr_expect(inventory_edges(&it, TRAIL, "LOGS_TO", GROUP) == 1);
    cr_expect(inventory_edges(&it, ACCOUNT, "CONTAINS", TRAIL) == 1);
    cr_expect_str_eq(inventory_get(&it, TRAIL, "logging"), "true");
    cr_expect_str_eq(inventory_get(&it, TRAIL, "encrypted"), "false");
    cr_expect_str_eq(inventory_get(&it, TRAIL, "logFileValidation"), "false");
    cr_expect_str_eq(inventory_get(&it, TRAIL, "eventSelectors"),
                     "[{\"data\":[\"arn:aws:s3\"],\"management\":true,\"readWrite\":\"All\"}]");
    cr_expect(inventory_edges(&it, GROUP "/filter/root", "WATCHES", GROUP) == 1);
    cr_expect_str_eq(inventory_get(&it, GROUP "/filter/root", "metrics"), "[\"Root\"]");
    cr_expect_str_eq(inventory_get(&it, GROUP, "retentionDays"), "30");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:cloudwatch:eu-west-1:" ACCOUNT ":alarm:a",
                                   "actionsEnabled"),
                     "true");
    inventory_close(&it);
}

Test(posture, watchmen_by_kind)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "guardduty-list-detectors.json", "{'DetectorIds':['d1']}");
    inventory_give(&it, REGION "guardduty-get-detector/d1", "{'Status':'DISABLED'}");
    inventory_give(
        &it, REGION "config-describe-configuration-recorders.json",
        "{'ConfigurationRecorders':[{'name':'default','recordingGroup':{'allSupported':"
        "true}}]}");
    inventory_give(&it, REGION "config-describe-configuration-recorder-status.json",
                   "{'ConfigurationRecordersStatus':[{'name':'default','recording':true,"
                   "'lastStatus':'SUCCESS'}]}");
    inventory_give(&it, REGION "macie2-get-macie-session.json", "{'status':'PAUSED'}");
    inventory_give(&it, REGION "securityhub-describe-hub.json",
                   "{'HubArn':'arn:aws:securityhub:eu-west-1:" ACCOUNT ":hub/default'}");
    inventory_give(&it, REGION "accessanalyzer-list-analyzers.json",
                   "{'analyzers':[{'arn':'arn:aws:access-analyzer:eu-west-1:" ACCOUNT
                   ":analyzer/x','name':'x','status':'ACTIVE','type':'ACCOUNT'},"
                   "{'arn':'analyzer/all','status':'ACTIVE','type':'ORGANIZATION'},"
                   "{'arn':'analyzer/unused','status':'ACTIVE','type':'ACCOUNT_UNUSED_ACCESS'}"
                   "]}");
    inventory_freeze(&it);
#define DETECTOR "arn:aws:guardduty:eu-west-1:" ACCOUNT ":detector/d1"
#define RECORDER "arn:aws:config:eu-west-1:" ACCOUNT ":configuration-recorder/default"
    cr_expect_str_eq(inventory_get(&it, DETECTOR, "enabled"), "false");
    cr_expect_str_eq(inventory_get(&it, DETECTOR, "kind"), "\"threats\"");
    cr_expect_str_eq(inventory_get(&it, RECORDER, "enabled"), "true");
    cr_expect_str_eq(inventory_get(&it, RECORDER, "region"), "\"eu-west-1\"");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:access-analyzer:eu-west-1:" ACCOUNT ":analyzer/x", "kind"),
        "\"outsideAccess\"");
    cr_expect_str_eq(inventory_get(&it, "analyzer/all", "kind"), "\"outsideAccess\"");
    cr_expect_str_eq(inventory_get(&it, "analyzer/unused", "kind"), "\"insideAccess\"");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:macie2:eu-west-1:" ACCOUNT ":session", "enabled"), "false");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:securityhub:eu-west-1:" ACCOUNT ":hub/default", "enabled"),
        "true");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:access-analyzer:eu-west-1:" ACCOUNT ":analyzer/x", "kind"),
        "\"outsideAccess\"");
    inventory_close(&it);
}

Test(posture, accounts_and_how_users_sign_in)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "iam-get-account-summary.json",
                   "{'SummaryMap':{'AccountMFAEnabled':1,'AccountAccessKeysPresent':0}}");
    inventory_give(&it, REGION "iam-get-account-password-policy.json",
                   "{'PasswordPolicy':{'MinimumPasswordLength':8}}");
    inventory_give(&it, REGION "iam-list-virtual-mfa-devices.json",
                   "{'VirtualMFADevices':[{'SerialNumber':'arn:aws:iam::" ACCOUNT
                   ":mfa/root-account-mfa-device'}]}");
    inventory_give(&it, REGION "iam-get-login-profile/ann",
                   "{'LoginProfile':{'UserName':'ann'}}");
    inventory_give(&it, REGION "iam-list-mfa-devices/ann", "{'MFADevices':[]}");
    inventory_give(
        &it, REGION "iam-get-access-key-last-used/AKIAIOSFODNN7EXAMPLE",
        "{'UserName':'ann','AccessKeyLastUsed':{'LastUsedDate':'2024-01-01T00:00:00Z'}}");
    inventory_give(&it, REGION "account-get-alternate-contact/SECURITY",
                   "{'AlternateContact':{'AlternateContactType':'SECURITY','Name':'x'}}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "rootMfaEnabled"), "true");
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "rootAccessKeys"), "false");
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "passwordLength"), "8");
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "passwordReuse"), "null");
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "securityContact"), "true");
#define ANN "arn:aws:iam::" ACCOUNT ":user/ann"
    cr_expect_str_eq(inventory_get(&it, ANN, "hasPassword"), "true");
    cr_expect_str_eq(inventory_get(&it, ANN, "mfaActive"), "false");
    cr_expect_str_eq(inventory_get(&it, "AKIAIOSFODNN7EXAMPLE", "lastUsedAt"),
                     "\"2024-01-01T00:00:00Z\"");
    inventory_close(&it);
}

#define REPORT_HEAD                                                                            \
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"   \
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"         \
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_"        \
    "service,"                                                                                 \
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date\\n"
#define REPORT                                                                                 \
    REPORT_HEAD                                                                                \
    "<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,"   \
    "2024-05-01T00:00:00+00:00,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A\\n"           \
    "ann," ANN ",2020-01-01T00:00:00+00:00,true,no_information,N/A,N/A,true,true,"             \
    "2024-02-03T04:05:06+00:00,N/A,N/A,N/A,false,N/A,N/A\\n"

Test(posture, the_credential_report_speaks_of_users_and_of_the_root)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "iam-get-credential-report.json", "{'Content':'" REPORT "'}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "rootMfaEnabled"), "false");
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "rootAccessKeys"), "false");
    cr_expect_str_eq(inventory_get(&it, ACCOUNT, "rootLastUsedAt"), "\"2024-05-01T00:00:00Z\"");
    cr_expect_str_eq(inventory_get(&it, ANN, "mfaActive"), "true");
    cr_expect_str_eq(inventory_get(&it, ANN, "lastUsedAt"), "null");
    cr_expect_str_eq(inventory_get(&it, ANN, "keys"),
                     "[{\"active\":true,\"rotatedAt\":\"2024-02-03T04:05:06Z\"}]");
    inventory_close(&it);
}

/* In base64, as the command line prints it: "user,arn,mfa_active\nann,ARN,true\n"; then rubbish. */
Test(posture, the_credential_report_in_base64_and_none_at_all)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "iam-get-credential-report.json",
        "{'Content':'dXNlcixhcm4sbWZhX2FjdGl2ZQphbm4sYXJuOmF3czppYW06OjExMTEyMjIyMzMzMzp1"
        "c2VyL2Fubix0cnVlCg=='}");
    inventory_give(&it, "b/eu-west-1/iam-get-credential-report.json", "{'Content':'!!'}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ANN, "mfaActive"), "true");
    cr_expect(inventory_row(&it, "global", "iam:GetCredentialReport")->problems == 1);
    inventory_close(&it);
}

Test(posture, stores_beyond_buckets)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "redshift-describe-clusters.json",
        "{'Clusters':[{'ClusterIdentifier':'dw','PubliclyAccessible':true,'Encrypted':"
        "false,'Endpoint':{'Port':5439}}]}");
    inventory_give(&it, REGION "redshift-describe-logging-status/dw",
                   "{'LoggingEnabled':false}");
    inventory_give(
        &it, REGION "opensearch-describe-domains.json",
        "{'DomainStatusList':[{'ARN':'arn:aws:es:eu-west-1:" ACCOUNT
        ":domain/d','DomainName':'d','EncryptionAtRestOptions':{'Enabled':true},"
        "'AccessPolicies':'{}','LogPublishingOptions':{'AUDIT_LOGS':{'Enabled':true}}}]}");
    inventory_give(&it, REGION "efs-describe-file-systems.json",
                   "{'FileSystems':[{'FileSystemId':'fs-1','FileSystemArn':'arn:aws:"
                   "elasticfilesystem:eu-west-1:" ACCOUNT
                   ":file-system/fs-1','Encrypted':false}]}");
    inventory_give(
        &it, REGION "acm-describe-certificate.json",
        "{'Certificate':{'CertificateArn':'arn:aws:acm:eu-west-1:" ACCOUNT
        ":certificate/c','DomainName':'example.com','NotAfter':1700000000,'InUseBy':[]}}");
    inventory_give(
        &it, REGION "sagemaker-describe-notebook-instance.json",
        "{'NotebookInstanceArn':'arn:aws:sagemaker:eu-west-1:" ACCOUNT ":notebook-instance/"
        "n','DirectInternetAccess':'Enabled','RoleArn':'arn:aws:iam::" ACCOUNT ":role/n'}");
    inventory_give(
        &it, REGION "dms-describe-replication-instances.json",
        "{'ReplicationInstances':[{'ReplicationInstanceArn':'arn:aws:dms:eu-west-1:" ACCOUNT
        ":rep:r','PubliclyAccessible':true}]}");
    inventory_freeze(&it);
#define WAREHOUSE "arn:aws:redshift:eu-west-1:" ACCOUNT ":cluster:dw"
    cr_expect_str_eq(inventory_get(&it, WAREHOUSE, "auditLogging"), "false");
    cr_expect_str_eq(inventory_get(&it, WAREHOUSE, "publiclyAccessible"), "true");
#define DOMAIN_ARN "arn:aws:es:eu-west-1:" ACCOUNT ":domain/d"
    cr_expect_str_eq(inventory_get(&it, DOMAIN_ARN, "auditLogging"), "true");
    cr_expect_str_eq(inventory_get(&it, DOMAIN_ARN, "inNetwork"), "false");
    cr_expect(inventory_edges(&it, DOMAIN_ARN, "HAS_POLICY", DOMAIN_ARN "/policy") == 1);
    cr_expect_str_eq(inventory_get(&it, "fs-1", "encrypted"), "false");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:acm:eu-west-1:" ACCOUNT ":certificate/c", "expiresAt"),
        "\"2023-11-14T22:13:20Z\"");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:acm:eu-west-1:" ACCOUNT ":certificate/c", "inUse"),
        "false");
    cr_expect(inventory_edges(&it,
                              "arn:aws:sagemaker:eu-west-1:" ACCOUNT ":notebook-instance/n",
                              "HAS", "arn:aws:iam::" ACCOUNT ":role/n") == 1);
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:dms:eu-west-1:" ACCOUNT ":rep:r", "publiclyAccessible"),
        "true");
    inventory_close(&it);
}

/* As the service answers; whose functions an agent calls stands in its action groups. */
Test(posture, agents_their_roles_and_functions)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "bedrock-agent-list-agents.json",
                   "{'agentSummaries':[{'agentId':'A1','agentName':'desk','agentStatus':"
                   "'PREPARED','latestAgentVersion':'1'}]}");
#define AGENT "arn:aws:bedrock:eu-west-1:" ACCOUNT ":agent/A1"
    inventory_give(&it, REGION "bedrock-agent-get-agent/A1",
                   "{'agent':{'agentId':'A1','agentName':'desk','agentArn':'" AGENT
                   "','agentStatus':'PREPARED','foundationModel':'m','agentResourceRoleArn':"
                   "'arn:aws:iam::" ACCOUNT ":role/agent'}}");
    inventory_give(&it, REGION "bedrock-agent-get-agent-action-group/A1-DRAFT-G1",
                   "{'agentActionGroup':{'agentId':'A1','actionGroupId':'G1',"
                   "'actionGroupState':'ENABLED','actionGroupExecutor':{'lambda':"
                   "'arn:aws:lambda:eu-west-1:" ACCOUNT ":function:refund'}}}");
    inventory_give(&it, REGION "bedrock-agent-get-agent-action-group/A1-DRAFT-G2",
                   "{'agentActionGroup':{'agentId':'A1','actionGroupId':'G2',"
                   "'actionGroupState':'DISABLED','actionGroupExecutor':{'lambda':"
                   "'arn:aws:lambda:eu-west-1:" ACCOUNT ":function:off'}}}");
    inventory_freeze(&it);
    cr_expect(inventory_labelled(&it, AGENT, "Agent"));
    cr_expect_str_eq(inventory_get(&it, AGENT, "state"), "\"PREPARED\"");
    cr_expect_str_eq(inventory_get(&it, AGENT, "guardrail"), "false");
    cr_expect(inventory_edges(&it, AGENT, "HAS", "arn:aws:iam::" ACCOUNT ":role/agent") == 1);
    cr_expect(inventory_edges(&it, AGENT, "FORWARDS_TO",
                              "arn:aws:lambda:eu-west-1:" ACCOUNT ":function:refund") == 1);
    cr_expect(!inventory_has(&it, "arn:aws:lambda:eu-west-1:" ACCOUNT ":function:off"));
    inventory_close(&it);
}

Test(posture, buckets_machines_and_networks)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "s3-get-bucket-versioning/kept",
                   "{'Status':'Enabled','MFADelete':'Disabled'}");
    inventory_give(&it, REGION "s3-get-bucket-versioning/lost", "{}");
    inventory_give(&it, REGION "s3-get-bucket-lifecycle-configuration/kept",
                   "{'Rules':[{'Status':'Disabled'}]}");
    inventory_give(&it, REGION "s3-get-bucket-logging/kept",
                   "{'LoggingEnabled':{'TargetBucket':'logs'}}");
    inventory_give(&it, REGION "ec2-describe-vpcs.json",
                   "{'Vpcs':[{'VpcId':'vpc-1'},{'VpcId':'vpc-2'},{'VpcId':'vpc-3'}]}");
    inventory_give(
        &it, REGION "ec2-describe-flow-logs.json",
        "{'FlowLogs':[{'ResourceId':'vpc-2','FlowLogStatus':'ACTIVE','TrafficType':'ACCEPT'},"
        "{'ResourceId':'vpc-1','FlowLogStatus':'ACTIVE','TrafficType':'ACCEPT'},"
        "{'ResourceId':'vpc-1','FlowLogStatus':'ACTIVE','TrafficType':'REJECT',"
        "'DeliverLogsStatus':'SUCCESS'},"
        "{'ResourceId':'vpc-3','FlowLogStatus':'ACTIVE','TrafficType':'ALL',"
        "'DeliverLogsStatus':'FAILED'}]}");
    inventory_give(&it, REGION "ssm-describe-instance-information.json",
                   "{'InstanceInformationList':[{'InstanceId':'i-1','PingStatus':'Online'}]}");
    inventory_give(
        &it, REGION "ssm-list-resource-compliance-summaries.json",
        "{'ResourceComplianceSummaryItems':[{'ResourceId':'i-1','ComplianceType':'Patch',"
        "'Status':'NON_COMPLIANT'},{'ResourceId':'i-1','ComplianceType':'Association',"
        "'Status':'COMPLIANT'}]}");
    inventory_give(&it,
                   REGION "elbv2-describe-load-balancer-attributes/arn%3Aaws%3Aelb%3A%3A%3Alb",
                   "{'Attributes':[{'Key':'idle_timeout.timeout_seconds','Value':'60'},"
                   "{'Key':'access_logs.s3.enabled','Value':'false'}]}");
    inventory_give(
        &it, REGION "apigateway-get-stages/a1",
        "{'item':[{'stageName':'prod','methodSettings':{'*/*':{'loggingLevel':'INFO'}},"
        "'webAclArn':'arn:aws:wafv2:x'},{'stageName':'dev'}]}");
    inventory_freeze(&it);
#define STAGES "arn:aws:apigateway:eu-west-1::/restapis/a1/stages/"
    cr_expect_str_eq(inventory_get(&it, STAGES "prod", "logLevel"), "\"INFO\"");
    cr_expect_str_eq(inventory_get(&it, STAGES "prod", "firewall"), "true");
    cr_expect_str_eq(inventory_get(&it, STAGES "dev", "logLevel"), "\"OFF\"");
    cr_expect_str_eq(inventory_get(&it, STAGES "dev", "firewall"), "false");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::kept", "versioning"), "true");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::kept", "mfaDelete"), "false");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::lost", "versioning"), "false");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::kept", "lifecycle"), "false");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::kept", "accessLogs"), "true");
    cr_expect_str_eq(inventory_get(&it, "vpc-1", "flowLogs"), "true");
    cr_expect_str_eq(inventory_get(&it, "vpc-2", "flowLogs"), "null");
    cr_expect_str_eq(inventory_get(&it, "vpc-3", "flowLogs"), "null");
    cr_expect_str_eq(inventory_get(&it, "i-1", "ssmManaged"), "true");
    cr_expect_str_eq(inventory_get(&it, "i-1", "patchStatus"), "\"NON_COMPLIANT\"");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:elb:::lb", "accessLogs"), "false");
    inventory_close(&it);
}

Test(posture, who_outside_is_given_roles)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "cognito-idp-describe-user-pool.json",
                   "{'UserPool':{'Id':'eu-west-1_x','Name':'people','AdminCreateUserConfig':"
                   "{'AllowAdminCreateUserOnly':false}}}");
    inventory_give(
        &it, REGION "cognito-identity-describe-identity-pool.json",
        "{'IdentityPoolId':'eu-west-1:p','IdentityPoolName':'app',"
        "'AllowUnauthenticatedIdentities':true,'CognitoIdentityProviders':[{'ProviderName':"
        "'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x'}]}");
    inventory_give(
        &it, REGION "cognito-identity-get-identity-pool-roles.json",
        "{'IdentityPoolId':'eu-west-1:p','Roles':{'unauthenticated':'arn:aws:iam::" ACCOUNT
        ":role/guest','authenticated':'arn:aws:iam::" ACCOUNT ":role/user'}}");
    inventory_give(
        &it, REGION "rolesanywhere-list-trust-anchors.json",
        "{'trustAnchors':[{'trustAnchorArn':'arn:aws:rolesanywhere:eu-west-1:" ACCOUNT
        ":trust-anchor/t','name':'t','enabled':true,'source':{'sourceType':"
        "'CERTIFICATE_BUNDLE'}}]}");
    inventory_give(&it, REGION "rolesanywhere-list-profiles.json",
                   "{'profiles':[{'profileArn':'arn:aws:rolesanywhere:eu-west-1:" ACCOUNT
                   ":profile/p','name':'p','enabled':true,'roleArns':['arn:aws:iam::" ACCOUNT
                   ":role/user']}]}");
    inventory_freeze(&it);
#define POOL "arn:aws:cognito-identity:eu-west-1:" ACCOUNT ":identitypool/eu-west-1:p"
#define PEOPLE "arn:aws:cognito-idp:eu-west-1:" ACCOUNT ":userpool/eu-west-1_x"
    cr_expect_str_eq(inventory_get(&it, PEOPLE, "selfSignUp"), "true");
    cr_expect(inventory_edges(&it, POOL, "TRUSTS", PEOPLE) == 1);
    cr_expect_str_eq(
        inventory_edge(&it, POOL, "HAS", "arn:aws:iam::" ACCOUNT ":role/guest", "via"),
        "\"unauthenticated\"");
    cr_expect_str_eq(inventory_get(&it,
                                   "arn:aws:rolesanywhere:eu-west-1:" ACCOUNT ":trust-anchor/t",
                                   "sourceType"),
                     "\"CERTIFICATE_BUNDLE\"");
    cr_expect(inventory_edges(&it, "arn:aws:rolesanywhere:eu-west-1:" ACCOUNT ":profile/p",
                              "HAS", "arn:aws:iam::" ACCOUNT ":role/user") == 1);
    inventory_close(&it);
}

Test(posture, threats_and_vulnerable_images)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "guardduty-get-findings.json",
        "{'Findings':[{'Arn':'arn:aws:guardduty:eu-west-1:" ACCOUNT
        ":detector/d/finding/f','Type':'CryptoCurrency:EC2/BitcoinTool.B','Severity':8,"
        "'Resource':{'InstanceDetails':{'InstanceId':'i-1'}},'Service':{'Archived':false}}"
        "]}");
    inventory_give(
        &it, REGION "inspector2-list-findings.json",
        "{'findings':[{'findingArn':'f','type':'PACKAGE_VULNERABILITY','status':'ACTIVE',"
        "'severity':'CRITICAL','exploitabilityDetails':{'lastKnownExploitAt':1700000000},"
        "'packageVulnerabilityDetails':{'vulnerabilityId':'CVE-1'},'resources':[{'id':"
        "'arn:aws:ecr:eu-west-1:" ACCOUNT ":repository/web/sha256:1','details':"
        "{'awsEcrContainerImage':{'registry':'" ACCOUNT
        "','repositoryName':'web','imageHash':'sha256:1','imageTags':['v1']}}}]}]}");
    inventory_give(&it, REGION "guardduty-list-findings/d", "{'FindingIds':['f','g']}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "i-1", "HAS_FINDING",
                              "arn:aws:guardduty:eu-west-1:" ACCOUNT
                              ":detector/d/finding/f") == 1);
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:guardduty:eu-west-1:" ACCOUNT ":detector/d/finding/f",
                      "category"),
        "\"threat\"");
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:guardduty:eu-west-1:" ACCOUNT ":detector/d/finding/g",
                      "category"),
        "null", "listed, and nobody asked what it is");
    cr_expect_str_eq(inventory_get(&it, "CVE-1", "knownExploited"), "true");
    cr_expect(inventory_edges(&it, ACCOUNT ".dkr.ecr.eu-west-1.amazonaws.com/web:v1",
                              "HAS_VULNERABILITY", "CVE-1") == 1);
    cr_expect(inventory_edges(&it, ACCOUNT ".dkr.ecr.eu-west-1.amazonaws.com/web@sha256:1",
                              "HAS_VULNERABILITY", "CVE-1") == 1);
    inventory_close(&it);
}
