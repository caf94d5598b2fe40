/* test_conditions.c - operators, quantifiers and absent keys, one line each. */
#include "ingest/derive/conditions.h"

#include <criterion/criterion.h>
#include <string.h>

#include "ingest/derive/condition_values.h"
#include "tests/unit/ingest/derive/scene.h"

static scene at;

static void begin(void)
{
    scene_begin(&at);
}

static void end(void)
{
    scene_end(&at);
}

/* Whether the conditions, written with ', hold for what was given to the scene. */
static const char *holds(const char *conditions)
{
    sg_str statement = sg_arena_format(
        at.arena, "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{%s}}",
        conditions);
    const sg_iam_policy *policy = scene_policy(&at, "2012-10-17", statement.bytes);
    sg_iam_request request = { .caller = &at.caller,
                               .identity = &at.identity,
                               .target = &at.target,
                               .action = SG_STR("s3:ListBucket"),
                               .given = at.given,
                               .given_count = at.given_count };
    bool exhausted = false;
    sg_situation situation = { .request = &request,
                               .resource = at.target.arn,
                               .arena = at.arena,
                               .exhausted = &exhausted };
    sg_truth truth =
        sg_iam_conditions_hold(&situation, &policy->statements[0], policy->variables);

    cr_assert(!exhausted);
    return truth == SG_TRUE ? "true" : truth == SG_FALSE ? "false" : "unknown";
}

#define CONDITIONS(name) Test(conditions, name, .init = begin, .fini = end)
#define EXPECT(conditions, truth) cr_expect_str_eq(holds(conditions), truth, "%s", conditions)

CONDITIONS(operators_on_a_value)
{
    scene_given(&at, "t:text", "Blue");
    scene_given(&at, "t:number", "10");
    scene_given(&at, "t:date", "2026-03-01T12:00:00Z");
    scene_given(&at, "t:address", "203.0.113.7");
    scene_given(&at, "t:wide", "2001:db8::7");
    scene_given(&at, "t:arn", "arn:aws:sns:eu-west-1:111111111111:t");
    scene_given(&at, "t:flag", "true");

    EXPECT("'StringEquals':{'T:Text':'Blue'}", "true");
    EXPECT("'StringEquals':{'t:text':['red','Blue']}", "true");
    EXPECT("'StringEquals':{'t:text':'blue'}", "false");
    EXPECT("'StringEquals':{'t:text':'Bl*'}", "false");
    EXPECT("'StringNotEquals':{'t:text':['red','Blue']}", "false");
    EXPECT("'StringNotEquals':{'t:text':['red','green']}", "true");
    EXPECT("'StringEqualsIgnoreCase':{'t:text':'bLUE'}", "true");
    EXPECT("'StringNotEqualsIgnoreCase':{'t:text':'bLUE'}", "false");
    EXPECT("'StringLike':{'t:text':'B?u*'}", "true");
    EXPECT("'StringNotLike':{'t:text':'B?u*'}", "false");
    EXPECT("'NumericEquals':{'t:number':'10.0'}", "true");
    EXPECT("'NumericNotEquals':{'t:number':10}", "false");
    EXPECT("'NumericLessThan':{'t:number':'10'}", "false");
    EXPECT("'NumericLessThanEquals':{'t:number':'10'}", "true");
    EXPECT("'NumericGreaterThan':{'t:number':'9'}", "true");
    EXPECT("'NumericGreaterThanEquals':{'t:number':'11'}", "false");
    EXPECT("'NumericEquals':{'t:text':'10'}", "false");
    EXPECT("'DateLessThan':{'t:date':'2026-03-02'}", "true");
    EXPECT("'DateGreaterThan':{'t:date':'2026-03-01T11:59:59Z'}", "true");
    EXPECT("'DateEquals':{'t:date':'1772366400'}", "true");
    EXPECT("'DateNotEquals':{'t:date':'1772366400'}", "false");
    EXPECT("'DateLessThanEquals':{'t:date':'not a date'}", "false");
    EXPECT("'Bool':{'t:flag':'TRUE'}", "true");
    EXPECT("'Bool':{'t:flag':false}", "false");
    EXPECT("'BinaryEquals':{'t:text':'Blue'}", "true");
    EXPECT("'IpAddress':{'t:address':'203.0.113.0/24'}", "true");
    EXPECT("'IpAddress':{'t:address':'203.0.113.7'}", "true");
    EXPECT("'IpAddress':{'t:address':['10.0.0.0/8','203.0.113.8/32']}", "false");
    EXPECT("'NotIpAddress':{'t:address':'203.0.112.0/22'}", "false");
    EXPECT("'IpAddress':{'t:address':'203.0.113.0/33'}", "false");
    EXPECT("'IpAddress':{'t:wide':'2001:db8::/32'}", "true");
    EXPECT("'IpAddress':{'t:wide':'0.0.0.0/0'}", "false");
    EXPECT("'ArnLike':{'t:arn':'arn:aws:sns:*:111111111111:*'}", "true");
    EXPECT("'ArnEquals':{'t:arn':'arn:aws:sns:*:t'}", "false");
    EXPECT("'ArnNotLike':{'t:arn':'arn:aws:sqs:*:*:*'}", "true");
    EXPECT("'ArnNotEquals':{'t:arn':'arn:aws:sns:*:*:*'}", "false");
    EXPECT("'Null':{'t:text':'true'}", "false");
    EXPECT("'Null':{'t:text':'false'}", "true");
    EXPECT("'StringInvented':{'t:text':'Blue'}", "unknown");
}

CONDITIONS(absent_keys)
{
    EXPECT("'StringEquals':{'aws:CalledVia':'x'}", "false");
    EXPECT("'StringNotEquals':{'aws:CalledVia':'x'}", "true");
    EXPECT("'StringEqualsIfExists':{'aws:CalledVia':'x'}", "true");
    EXPECT("'ForAllValues:StringEquals':{'aws:CalledVia':'x'}", "true");
    EXPECT("'ForAnyValue:StringEquals':{'aws:CalledVia':'x'}", "false");
    EXPECT("'ForAnyValue:StringNotEquals':{'aws:CalledVia':'x'}", "false");
    EXPECT("'Null':{'aws:CalledVia':'true'}", "true");
    EXPECT("'Null':{'aws:CalledVia':'false'}", "false");
}

CONDITIONS(unknown_keys)
{
    EXPECT("'StringEquals':{'new:key':'x'}", "unknown");
    EXPECT("'StringNotEquals':{'new:key':'x'}", "unknown");
    EXPECT("'Null':{'new:key':'true'}", "unknown");
    EXPECT("'DateLessThan':{'aws:CurrentTime':'2030-01-01'}", "unknown");
    EXPECT("'Bool':{'aws:MultiFactorAuthPresent':'true'}", "unknown");
    EXPECT("'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}", "unknown");
    EXPECT("'IpAddress':{'aws:SourceIp':['203.0.113.0/24','0.0.0.0/0']}", "true");
    EXPECT("'NotIpAddress':{'aws:SourceIp':['0.0.0.0/0','::/0']}", "false");
}

CONDITIONS(ranges_that_are_all_of_the_internet_together)
{
    EXPECT("'IpAddress':{'aws:SourceIp':['0.0.0.0/1','128.0.0.0/1']}", "true");
    EXPECT("'IpAddress':{'aws:SourceIp':['128.0.0.0/2','0.0.0.0/1','192.0.0.0/2']}", "true");
    EXPECT("'IpAddress':{'aws:SourceIp':['0.0.0.0/1','128.0.0.0/2']}", "unknown");
    EXPECT("'IpAddress':{'aws:SourceIp':['1.0.0.0/8','2.0.0.0/7','4.0.0.0/6','8.0.0.0/5',"
           "'16.0.0.0/4','32.0.0.0/3','64.0.0.0/2','128.0.0.0/1']}",
           "true");
    EXPECT("'IpAddress':{'aws:SourceIp':['2000::/4','3000::/4']}", "true");
    EXPECT("'IpAddress':{'aws:SourceIp':['2000::/4','4000::/4']}", "unknown");
}

/* An IPv6 address is no IPv4 address. */
CONDITIONS(all_addresses_but_those_of_one_family)
{
    EXPECT("'NotIpAddress':{'aws:SourceIp':'0.0.0.0/0'}", "unknown");
    EXPECT("'NotIpAddress':{'aws:SourceIp':['::/0','0.0.0.0/1','128.0.0.0/1']}", "false");
}

CONDITIONS(all_must_hold)
{
    scene_given(&at, "t:a", "1");
    EXPECT("'StringEquals':{'t:a':'1','new:key':'x'}", "unknown");
    EXPECT("'StringEquals':{'t:a':'2','new:key':'x'}", "false");
    EXPECT("'StringEquals':{'t:a':'1'},'Null':{'t:a':'false'}", "true");
    EXPECT("", "true");
}

CONDITIONS(facts_of_the_caller)
{
    at.caller.organization = SG_STR("o-1");
    EXPECT("'StringEquals':{'aws:PrincipalAccount':'111111111111'}", "true");
    EXPECT("'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:user/a*'}", "true");
    EXPECT("'StringEquals':{'aws:PrincipalOrgID':'o-1'}", "true");
    EXPECT("'StringEquals':{'aws:PrincipalType':'User'}", "true");
    EXPECT("'StringEquals':{'aws:username':'ann'}", "true");
    EXPECT("'StringEquals':{'aws:userid':'AIDAANN'}", "true");
    EXPECT("'Bool':{'aws:PrincipalIsAWSService':'false'}", "true");
    EXPECT("'StringEquals':{'aws:PrincipalTag/team':'x'}", "false");
    EXPECT("'StringEquals':{'aws:ResourceAccount':'${aws:PrincipalAccount}'}", "true");
    EXPECT("'StringEquals':{'aws:ResourceOrgID':'o-1'}", "unknown");
    scene_as_role(&at);
    EXPECT("'StringEquals':{'aws:username':'r'}", "false");
    EXPECT("'StringEquals':{'aws:userid':'AROAR:x'}", "unknown");
    EXPECT("'StringEquals':{'aws:userid':'AROAX:x'}", "false");
    EXPECT("'StringEquals':{'aws:PrincipalTag/team':'x'}", "unknown");
}

CONDITIONS(variables_and_their_defaults)
{
    scene_given(&at, "t:text", "ann");
    scene_given(&at, "t:star", "a*");
    EXPECT("'StringEquals':{'t:text':'${aws:username}'}", "true");
    EXPECT("'StringEquals':{'t:text':'${aws:PrincipalTag/name, \\u0027ann\\u0027}'}", "true");
    EXPECT("'StringEquals':{'t:text':'${aws:PrincipalTag/name}'}", "false");
    EXPECT("'StringEquals':{'t:text':'${new:key}'}", "unknown");
    EXPECT("'StringLike':{'t:star':'a${*}'}", "true");
    EXPECT("'StringLike':{'t:text':'a${*}'}", "false");
    EXPECT("'StringEquals':{'t:star':'a${*}'}", "true");
    EXPECT("'StringLike':{'t:text':'${aws:username'}", "false");
}

static sg_reach reach_of(const char *range)
{
    const sg_str text = sg_str_of(range);
    sg_reach reach;

    cr_assert(sg_reach_of((sg_texts){ &text, 1 }, at.arena, &reach) == SG_OK);
    return reach;
}

CONDITIONS(ranges_of_the_internet)
{
    cr_expect(reach_of("0.0.0.0/0").all_ipv4 && !reach_of("0.0.0.0/0").all_ipv6);
    cr_expect(reach_of("::/0").all_ipv6 && !reach_of("::/0").all_ipv4);
    cr_expect(!reach_of("10.1.0.0/16").some);
    cr_expect(reach_of("172.32.0.0/16").some && !reach_of("172.32.0.0/16").all_ipv4);
    cr_expect(reach_of("8.8.8.8").some);
    cr_expect(!reach_of("fd00::/8").some);
    cr_expect(!reach_of("nonsense").some);
}
