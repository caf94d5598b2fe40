/* test_elb.c - load balancers to their targets. */
#include <criterion/criterion.h>

#include "tests/unit/ingest/inventory.h"

#define REGION "a/eu-west-1/"
#define ELB "arn:aws:elasticloadbalancing:eu-west-1:111122223333:"

static void give_balancer(inventory *it)
{
    inventory_give(
        it, REGION "elbv2-describe-load-balancers.json",
        "{'LoadBalancers':[{'LoadBalancerArn':'" ELB "loadbalancer/app/web/1',"
        "'LoadBalancerName':'web','Type':'application','Scheme':'internet-facing',"
        "'State':{'Code':'active'},'DNSName':'web-1.elb.amazonaws.com','VpcId':'vpc-1',"
        "'SecurityGroups':['sg-1'],'AvailabilityZones':[{'SubnetId':'subnet-1'}]}]}");
    inventory_give(it, REGION "elbv2-describe-target-groups.json",
                   "{'TargetGroups':[{'TargetGroupArn':'" ELB
                   "targetgroup/t/1','TargetGroupName':'t',"
                   "'TargetType':'ip','Port':8080,'Protocol':'HTTP','VpcId':'vpc-1'}]}");
}

Test(elb, listeners_and_rules_forward_to_target_groups)
{
    inventory it;

    inventory_open(&it);
    give_balancer(&it);
    inventory_give(
        &it, REGION "elbv2-describe-listeners/x",
        "{'Listeners':[{'LoadBalancerArn':'" ELB "loadbalancer/app/web/1','Port':443,"
        "'Protocol':'HTTPS','DefaultActions':[{'Type':'forward','TargetGroupArn':'" ELB
        "targetgroup/t/1','ForwardConfig':{'TargetGroups':[{'TargetGroupArn':'" ELB
        "targetgroup/t/1'},{'TargetGroupArn':'" ELB "targetgroup/u/2'}]}}]}]}");
    inventory_give(&it, REGION "elbv2-describe-rules/x",
                   "{'Rules':[{'RuleArn':'" ELB "listener-rule/app/web/1/2/3','Actions':[{"
                   "'TargetGroupArn':'" ELB "targetgroup/v/3'}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ELB "loadbalancer/app/web/1", "listeners"),
                     "[{\"port\":443,\"protocol\":\"HTTPS\"}]");
    cr_expect_str_eq(inventory_edge(&it, ELB "loadbalancer/app/web/1", "FORWARDS_TO",
                                    ELB "targetgroup/t/1", "port"),
                     "443");
    cr_expect(inventory_edges(&it, ELB "loadbalancer/app/web/1", "FORWARDS_TO",
                              ELB "targetgroup/u/2") == 1);
    cr_expect(inventory_edges(&it, ELB "loadbalancer/app/web/1", "FORWARDS_TO",
                              ELB "targetgroup/v/3") == 1);
    cr_expect(inventory_has(&it, "web-1.elb.amazonaws.com"), "found by its address");
    cr_expect(inventory_labelled(&it, ELB "loadbalancer/app/web/1", "Endpoint"));
    inventory_close(&it);
}

/* A rule that forwards after some action; what `authenticated` says of it. */
static void expect_signed_in(const char *action, const char *expected)
{
    sg_buffer text = { 0 };
    inventory it;

    inventory_open(&it);
    give_balancer(&it);
    sg_buffer_format(&text,
                     "{'Rules':[{'RuleArn':'" ELB "listener-rule/app/web/1/2/3','Actions':["
                     "{%s},{'Type':'forward','TargetGroupArn':'" ELB "targetgroup/t/1'}]}]}%c",
                     action, '\0');
    inventory_give(&it, REGION "elbv2-describe-rules/x", sg_buffer_str(&text).bytes);
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_edge(&it, ELB "loadbalancer/app/web/1", "FORWARDS_TO",
                                    ELB "targetgroup/t/1", "authenticated"),
                     expected, "%s", action);
    sg_buffer_free(&text);
    inventory_close(&it);
}

Test(elb, rules_that_make_people_sign_in)
{
    expect_signed_in("'Type':'authenticate-oidc','AuthenticateOidcConfig':{'Issuer':'x'}",
                     "true");
    expect_signed_in("'Type':'authenticate-cognito','AuthenticateCognitoConfig':{"
                     "'OnUnauthenticatedRequest':'deny'}",
                     "true");
    expect_signed_in("'Type':'authenticate-oidc','AuthenticateOidcConfig':{"
                     "'OnUnauthenticatedRequest':'allow'}",
                     "false");
    expect_signed_in("'Type':'authenticate-cognito','AuthenticateCognitoConfig':{"
                     "'OnUnauthenticatedRequest':'allow'}",
                     "false");
    expect_signed_in("'Type':'redirect'", "null");
}

Test(elb, targets_by_id_and_by_address)
{
    inventory it;

    inventory_open(&it);
    give_balancer(&it);
    inventory_give(
        &it,
        REGION
        "elbv2-describe-target-health/"
        "arn%3Aaws%3Aelasticloadbalancing%3Aeu-west-1%3A111122223333%3Atargetgroup%2Ft%2F1",
        "{'TargetHealthDescriptions':[{'Target':{'Id':'i-1','Port':80}},"
        "{'Target':{'Id':'10.0.0.4','Port':8080}},{'Target':{'Id':'10.0.0.99','Port':8080}},"
        "{'Target':{'Id':'arn:aws:lambda:eu-west-1:111122223333:function:f'}},"
        "{'Target':{'Id':'arn:aws:lambda:eu-west-1:111122223333:function:g:live'}}]}");
    inventory_give(
        &it, REGION "ec2-describe-network-interfaces.json",
        "{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','VpcId':'vpc-1',"
        "'PrivateIpAddress':'10.0.0.4'},{'NetworkInterfaceId':'eni-2','VpcId':'vpc-2',"
        "'PrivateIpAddress':'10.0.0.99'}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_edge(&it, ELB "targetgroup/t/1", "FORWARDS_TO", "i-1", "port"),
                     "80");
    cr_expect_str_eq(inventory_edge(&it, ELB "targetgroup/t/1", "FORWARDS_TO", "eni-1", "port"),
                     "8080");
    cr_expect(inventory_edges(&it, ELB "targetgroup/t/1", "FORWARDS_TO", "eni-2") == 0,
              "the same address in another network is another machine");
    cr_expect(inventory_edges(&it, ELB "targetgroup/t/1", "FORWARDS_TO",
                              "arn:aws:lambda:eu-west-1:111122223333:function:f") == 1);
    cr_expect(inventory_edges(&it, ELB "targetgroup/t/1", "FORWARDS_TO",
                              "arn:aws:lambda:eu-west-1:111122223333:function:g") == 1,
              "an alias stands for its function");
    inventory_close(&it);
}

Test(elb, a_group_without_targets_is_not_one_that_nobody_asked_about)
{
    inventory it;

    inventory_open(&it);
    give_balancer(&it);
    inventory_give(
        &it,
        REGION
        "elbv2-describe-target-health/"
        "arn%3Aaws%3Aelasticloadbalancing%3Aeu-west-1%3A111122223333%3Atargetgroup%2Fempty%2F1",
        "{'TargetHealthDescriptions':[]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ELB "targetgroup/empty/1", "targetsCollected"), "true");
    cr_expect_str_eq(inventory_get(&it, ELB "targetgroup/t/1", "targetsCollected"), "null");
    inventory_close(&it);
}

#define TARGET_HEALTH                                                                          \
    REGION "elbv2-describe-target-health/"                                                     \
           "arn%3Aaws%3Aelasticloadbalancing%3Aeu-west-1%3A111122223333%3Atargetgroup%2Ft%2F1"

/* An interface that holds addresses besides its primary one, in many spellings. */
static void give_holder(inventory *it)
{
    inventory_give(it, REGION "ec2-describe-network-interfaces.json",
                   "{'NetworkInterfaces':[{'NetworkInterfaceId':'eni-1','VpcId':'vpc-1',"
                   "'PrivateIpAddress':'10.0.0.4','PrivateIpAddresses':["
                   "{'Primary':true,'PrivateIpAddress':'10.0.0.4'},"
                   "{'Primary':false,'PrivateIpAddress':'10.0.0.5'}],"
                   "'Ipv6Addresses':[{'Ipv6Address':'2600:1f18:0:0::c'}],"
                   "'Ipv4Prefixes':[{'Ipv4Prefix':'10.0.0.208/28'}],"
                   "'Ipv6Prefixes':[{'Ipv6Prefix':'2600:1f18:0:0:1::/80'}]},"
                   "{'NetworkInterfaceId':'eni-2','VpcId':'vpc-2','PrivateIpAddresses':["
                   "{'Primary':false,'PrivateIpAddress':'10.0.0.5'}]}]}");
}

Test(elb, targets_by_what_else_an_interface_holds)
{
    static const char *const held[] = { "10.0.0.5", "2600:1f18::c", "10.0.0.211",
                                        "2600:1f18::1:0:0:7" };
    static const char *const others[] = { "10.0.0.207", "10.0.0.224", "2600:1f18::d",
                                          "2600:1f18::2:0:0:7" };

    for (size_t i = 0; i < SG_COUNT(held) + SG_COUNT(others); i++) {
        bool holds = i < SG_COUNT(held);
        const char *address = holds ? held[i] : others[i - SG_COUNT(held)];
        sg_buffer text = { 0 };
        inventory it;

        inventory_open(&it);
        give_balancer(&it);
        sg_buffer_format(&text,
                         "{'TargetHealthDescriptions':[{'Target':{'Id':'%s','Port':8080}}]}%c",
                         address, '\0');
        inventory_give(&it, TARGET_HEALTH, sg_buffer_str(&text).bytes);
        give_holder(&it);
        inventory_freeze(&it);
        cr_expect(inventory_edges(&it, ELB "targetgroup/t/1", "FORWARDS_TO", "eni-1") ==
                      (holds ? 1 : 0),
                  "%s", address);
        cr_expect(inventory_edges(&it, ELB "targetgroup/t/1", "FORWARDS_TO", "eni-2") == 0,
                  "%s: the same address in another network", address);
        sg_buffer_free(&text);
        inventory_close(&it);
    }
}

Test(elb, classic)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, REGION "elb-describe-load-balancers.json",
        "{'LoadBalancerDescriptions':[{'LoadBalancerName':'old','Scheme':'internal',"
        "'DNSName':'old.elb.amazonaws.com','Instances':[{'InstanceId':'i-1'}],"
        "'SecurityGroups':['sg-1'],'Subnets':['subnet-1'],'VPCId':'vpc-1',"
        "'ListenerDescriptions':[{'Listener':{'Protocol':'TCP','LoadBalancerPort':25}}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, ELB "loadbalancer/old", "type"), "\"classic\"");
    cr_expect_str_eq(inventory_get(&it, ELB "loadbalancer/old", "listeners"),
                     "[{\"port\":25,\"protocol\":\"TCP\"}]");
    cr_expect(inventory_edges(&it, ELB "loadbalancer/old", "FORWARDS_TO", "i-1") == 1);
    inventory_close(&it);
}
