/* test_findings.c - sensitive data, vulnerabilities, secrets in volumes. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

#define REGION "a/eu-west-1/"

Test(findings, a_bucket_stores_each_category_once)
{
    inventory it;
    const char *bucket = "arn:aws:s3:::crm";

    inventory_open(&it);
    inventory_give(
        &it, REGION "macie2-get-findings.json",
        "{'findings':[{'id':'1','severity':{'description':'High'},'classificationDetails':{'"
        "result':"
        "{'sensitiveData':[{'category':'PERSONAL_INFORMATION'},{'category':'CREDENTIALS'}]}},"
        "'resourcesAffected':{'s3Bucket':{'arn':'arn:aws:s3:::crm','name':'crm'}}},"
        "{'id':'2','severity':{'description':'Low'},'classificationDetails':{'result':"
        "{'sensitiveData':[{'category':'PERSONAL_INFORMATION'}]}},"
        "'resourcesAffected':{'s3Bucket':{'arn':'arn:aws:s3:::crm'}}},"
        "{'id':'3','type':'Policy:IAMUser/S3BucketPublic'}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, bucket, "STORES",
                              "arn:aws:s3:::crm/sensitive/PERSONAL_INFORMATION") == 1);
    cr_expect_str_eq(
        inventory_get(&it, "arn:aws:s3:::crm/sensitive/PERSONAL_INFORMATION", "category"),
        "\"PII\"");
    cr_expect_str_eq(inventory_get(&it, "arn:aws:s3:::crm/sensitive/CREDENTIALS", "severity"),
                     "\"High\"");
    cr_expect(inventory_row(&it, "eu-west-1", "macie2:GetFindings")->status ==
              SG_COVERAGE_COMPLETE);
    inventory_close(&it);
}

Test(findings, vulnerabilities)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "inspector2-list-findings.json",
        "{'findings':[{'findingArn':'arn:aws:inspector2:eu-west-1:1:finding/"
        "1','status':'ACTIVE',"
        "'type':'PACKAGE_VULNERABILITY','severity':'CRITICAL','epss':{'score':0.9},"
        "'exploitAvailable':'YES','packageVulnerabilityDetails':{'vulnerabilityId':'CVE-2021-"
        "44228'},"
        "'resources':[{'id':'i-1','type':'AWS_EC2_INSTANCE'}]},"
        "{'findingArn':'arn:aws:inspector2:eu-west-1:1:finding/2','status':'CLOSED',"
        "'type':'PACKAGE_VULNERABILITY','packageVulnerabilityDetails':{'vulnerabilityId':"
        "'CVE-2021-44228'},'resources':[{'id':'i-2'}]},"
        "{'findingArn':'arn:aws:inspector2:eu-west-1:111122223333:finding/3','type':"
        "'NETWORK_REACHABILITY','severity':'MEDIUM','title':'Port "
        "22','resources':[{'id':'i-1'}]}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "i-1", "HAS_VULNERABILITY", "CVE-2021-44228") == 1);
    cr_expect(inventory_edges(&it, "i-2", "HAS_VULNERABILITY", "CVE-2021-44228") == 0);
    cr_expect_str_eq(inventory_get(&it, "CVE-2021-44228", "epss"), "0.9");
    cr_expect(inventory_edges(&it, "i-1", "HAS_FINDING",
                              "arn:aws:inspector2:eu-west-1:111122223333:finding/3") == 1);
    inventory_close(&it);
}

Test(findings, an_active_finding_after_a_closed_one)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "inspector2-list-findings.json",
        "{'findings':[{'type':'PACKAGE_VULNERABILITY','exploitAvailable':'NO','severity':"
        "'LOW','packageVulnerabilityDetails':{'vulnerabilityId':'CVE-1'},'resources':[]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, "CVE-1", "exploitAvailable"), "false");
    inventory_close(&it);
}

Test(findings, secrets_and_data_in_volumes)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, REGION "volume-findings.json",
                   "[{'volumeId':'vol-1','kind':'secret','name':'id_rsa','severity':'HIGH'},"
                   "{'volumeId':'vol-1','kind':'data','name':'PII','severity':'LOW'}]");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, "vol-1", "CONTAINS_SECRET", "vol-1/secret/id_rsa") == 1);
    cr_expect(inventory_labelled(&it, "vol-1/secret/id_rsa", "Secret"));
    cr_expect(inventory_edges(&it, "vol-1", "STORES", "vol-1/sensitive/PII") == 1);
    cr_expect_str_eq(inventory_get(&it, "vol-1/sensitive/PII", "category"), "\"PII\"");
    inventory_close(&it);
}
