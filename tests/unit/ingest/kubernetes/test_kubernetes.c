/* test_kubernetes.c - pods, service accounts, services and ingresses of a dump. */
#include "ingest/kubernetes/kubernetes.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/ingest/inventory.h"

#define FOLDER "p/eu-west-1/kubectl/main/"
#define SHOP "arn:aws:eks:eu-west-1:111122223333:cluster/main/shop/"

static const char pods[] =
    "{'apiVersion':'v1','kind':'List','items':[{'apiVersion':'v1','kind':'Pod','metadata':"
    "{'name':'api-1','namespace':'shop','labels':{'app':'api','v':'1'}},'spec':"
    "{'serviceAccountName':'api','containers':[{'image':'reg/api:1'},"
    "{'image':'reg/"
    "side:1','securityContext':{'privileged':true}}]},'status':{'podIP':'10.0.9.9',"
    "'phase':'Running'}},{'kind':'Pod','metadata':{'name':'db-1','namespace':'shop','labels':"
    "{'app':'db'}},'spec':{'containers':[]}},{'kind':'Pod','metadata':{'name':'api-9','"
    "namespace':"
    "'other','labels':{'app':'api'}},'spec':{'containers':[]}}]}";

Test(kubernetes, pods_run_as_service_accounts)
{
    inventory it;

    inventory_open(&it);
    inventory_give(&it, FOLDER "pods.json", pods);
    inventory_give(
        &it, FOLDER "serviceaccounts.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'ServiceAccount','metadata':"
        "{'name':'api','namespace':'shop','annotations':{'eks.amazonaws.com/role-arn':"
        "'arn:aws:iam::111122223333:role/api'}}}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(
        inventory_edge(&it, SHOP "pod/api-1", "HAS", SHOP "serviceaccount/api", "via"),
        "\"serviceAccount\"");
    cr_expect_str_eq(inventory_get(&it, SHOP "serviceaccount/api", "roleArn"),
                     "\"arn:aws:iam::111122223333:role/api\"");
    cr_expect_str_eq(inventory_get(&it, SHOP "serviceaccount/api", "cluster"), "\"main\"");
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/api-1", "privileged"), "true");
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/db-1", "privileged"), "false");
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/api-1", "namespace"), "\"shop\"");
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/api-1", "provider"), "\"kubernetes\"");
    cr_expect(inventory_edges(&it, "arn:aws:eks:eu-west-1:111122223333:cluster/main",
                              "CONTAINS", SHOP "pod/api-1") == 1);
    cr_expect(inventory_labelled(&it, "arn:aws:eks:eu-west-1:111122223333:cluster/main",
                                 "KubernetesCluster"));
    cr_expect(inventory_edges(&it, SHOP "pod/api-1", "USES_IMAGE", "reg/side:1") == 1);
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/api-1", "evidence"),
                     "\"" FOLDER "pods.json\"");
    inventory_close(&it);
}

Test(kubernetes, services_select_pods_of_their_namespace_whatever_the_order)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, FOLDER "a-services.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'Service','metadata':{'name':"
        "'api','namespace':'shop'},'spec':{'type':'NodePort','selector':{'app':'api'},"
        "'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'}]}},"
        "{'kind':'Service','metadata':{'name':'none','namespace':'shop'},'spec':"
        "{'type':'ClusterIP','selector':{}}}]}");
    inventory_give(&it, FOLDER "pods.json", pods);
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, SHOP "service/api", "FORWARDS_TO", SHOP "pod/api-1") == 1);
    cr_expect(inventory_edges(&it, SHOP "service/api", "FORWARDS_TO", SHOP "pod/db-1") == 0);
    cr_expect(inventory_edges(&it, SHOP "service/none", "FORWARDS_TO", SHOP "pod/db-1") == 0);
    cr_expect(inventory_labelled(&it, SHOP "service/api", "ContainerService"));
    cr_expect_str_eq(inventory_get(&it, SHOP "service/api", "nodePorts"),
                     "[{\"port\":30080,\"protocol\":\"TCP\"}]");
    inventory_close(&it);
}

Test(kubernetes, balancers_meet_their_cloud_twins)
{
    inventory it;
    const char *balancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/x";

    inventory_open(&it);
    inventory_give(&it, "p/eu-west-1/elb-describe-load-balancers.json",
                   "{'LoadBalancerDescriptions':[{'LoadBalancerName':'x','DNSName':'x.elb."
                   "amazonaws.com'}]}");
    inventory_give(
        &it, FOLDER "all.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'Service','metadata':{'name':'web',"
        "'namespace':'shop'},'spec':{'type':'LoadBalancer','ports':[{'port':443,'protocol':'"
        "TCP'}]},"
        "'status':{'loadBalancer':{'ingress':[{'hostname':'x.elb.amazonaws.com'}]}}},"
        "{'kind':'Ingress','metadata':{'name':'in','namespace':'shop'},'spec':{'defaultBackend'"
        ":"
        "{'service':{'name':'back'}},'rules':[{'http':{'paths':[{'backend':{'service':{'name':"
        "'web'}}},{'backend':{'serviceName':'old'}}]}}]},"
        "'status':{'loadBalancer':{'ingress':[{'hostname':'unknown.example.com'}]}}}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, balancer, "FORWARDS_TO", SHOP "service/web") == 1);
    cr_expect(inventory_labelled(&it, SHOP "service/web", "LoadBalancer"));
    cr_expect_str_eq(inventory_get(&it, SHOP "service/web", "listeners"),
                     "[{\"port\":443,\"protocol\":\"TCP\"}]");
    cr_expect(inventory_edges(&it, SHOP "ingress/in", "FORWARDS_TO", SHOP "service/web") == 1);
    cr_expect(inventory_edges(&it, SHOP "ingress/in", "FORWARDS_TO", SHOP "service/old") == 1);
    cr_expect(inventory_edges(&it, SHOP "ingress/in", "FORWARDS_TO", SHOP "service/back") == 1);
    cr_expect(!inventory_has(&it, "unknown.example.com"));
    inventory_close(&it);
}

Test(kubernetes, target_groups_reach_pods_by_address)
{
    inventory it;
    const char *group = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/t/1";

    inventory_open(&it);
    inventory_give(
        &it, "p/eu-west-1/eks-describe-cluster/main",
        "{'cluster':{'name':'main','arn':'arn:aws:eks:eu-west-1:111122223333:cluster/main',"
        "'resourcesVpcConfig':{'vpcId':'vpc-1'}}}");
    inventory_give(&it, "p/eu-west-1/elbv2-describe-target-groups.json",
                   "{'TargetGroups':[{'TargetGroupArn':'arn:aws:elasticloadbalancing:eu-west-1:"
                   "111122223333:targetgroup/t/1','VpcId':'vpc-1'}]}");
    inventory_give(&it,
                   "p/eu-west-1/elbv2-describe-target-health/arn%3Aaws%3Aelasticloadbalancing"
                   "%3Aeu-west-1%3A111122223333%3Atargetgroup%2Ft%2F1",
                   "{'TargetHealthDescriptions':[{'Target':{'Id':'10.0.9.9','Port':80}}]}");
    inventory_give(&it, FOLDER "pods.json", pods);
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, group, "FORWARDS_TO", SHOP "pod/api-1") == 1);
    inventory_close(&it);
}

Test(kubernetes, single_things_and_typed_lists)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, FOLDER "pod.json",
        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'one','namespace':'shop'},"
        "'spec':{'hostNetwork':true,'containers':[]}}");
    inventory_give(&it, FOLDER "podlist.json",
                   "{'apiVersion':'v1','kind':'PodList','items':[{'metadata':{'name':'two',"
                   "'namespace':'shop'},'spec':{'containers':[]}}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/one", "hostNetwork"), "true");
    cr_expect(inventory_labelled(&it, SHOP "pod/two", "Pod"));
    inventory_close(&it);
}

Test(kubernetes, a_cluster_outside_of_a_known_account)
{
    sg_arena *arena;
    sg_origin origin = { .partition = SG_STR("aws") };
    sg_str key;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    cr_assert(sg_kubernetes_cluster(&origin, SG_STR("lab"), arena, &key) == SG_OK);
    cr_expect(sg_str_equal(key, SG_STR("kubernetes:lab")));
    sg_arena_free(arena);
}

#define CLUSTER_MAIN "arn:aws:eks:eu-west-1:111122223333:cluster/main"

Test(kubernetes, pods_run_on_the_machines_of_their_nodes)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, FOLDER "nodes.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'Node','metadata':{'name':"
        "'ip-10-0-0-1'},'spec':{'providerID':'aws:///eu-west-1a/i-1'}}]}");
    inventory_give(
        &it, FOLDER "pods.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'Pod','metadata':{'name':'p',"
        "'namespace':'shop'},'spec':{'nodeName':'ip-10-0-0-1','hostPID':true,"
        "'containers':[]}}]}");
    inventory_freeze(&it);
    cr_expect(inventory_edges(&it, SHOP "pod/p", "RUNS_ON", "i-1") == 1);
    cr_expect(inventory_labelled(&it, "i-1", "VirtualMachine"));
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/p", "hostPid"), "true");
    cr_expect_str_eq(inventory_get(&it, SHOP "pod/p", "hostIpc"), "false");
    inventory_close(&it);
}

Test(kubernetes, service_accounts_are_bound_to_roles)
{
    inventory it;

    inventory_open(&it);
    inventory_give(
        &it, FOLDER "clusterroles.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'ClusterRole','metadata':{'name':"
        "'reader'},'rules':[{'verbs':['get'],'resources':['secrets'],'apiGroups':['']}]}]}");
    inventory_give(
        &it, FOLDER "rolebindings.json",
        "{'apiVersion':'v1','kind':'List','items':[{'kind':'ClusterRoleBinding','metadata':"
        "{'name':'b'},'roleRef':{'kind':'ClusterRole','name':'cluster-admin'},'subjects':["
        "{'kind':'ServiceAccount','name':'ci','namespace':'build'},{'kind':'Group','name':"
        "'system:unauthenticated'}]},{'kind':'RoleBinding','metadata':{'name':'c','namespace':"
        "'shop'},'roleRef':{'kind':'ClusterRole','name':'reader'},'subjects':[{'kind':"
        "'ServiceAccount','name':'api'}]},{'kind':'RoleBinding','metadata':{'name':'d',"
        "'namespace':'shop'},'roleRef':{'kind':'Role','name':'own'},'subjects':[{'kind':"
        "'ServiceAccount','name':'api'}]}]}");
    inventory_freeze(&it);
    cr_expect_str_eq(inventory_get(&it, CLUSTER_MAIN "/clusterrole/reader", "rules"),
                     "[{\"groups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"get\"]}]");
    cr_expect(inventory_edges(&it, CLUSTER_MAIN "/build/serviceaccount/ci", "BOUND_TO",
                              CLUSTER_MAIN "/clusterrole/cluster-admin") == 1);
    cr_expect(inventory_edges(&it, "internet", "BOUND_TO",
                              CLUSTER_MAIN "/clusterrole/cluster-admin") == 1);
    cr_expect_str_eq(inventory_edge(&it, SHOP "serviceaccount/api", "BOUND_TO",
                                    CLUSTER_MAIN "/clusterrole/reader", "namespace"),
                     "\"shop\"");
    cr_expect(inventory_edges(&it, SHOP "serviceaccount/api", "BOUND_TO", SHOP "role/own") ==
              1);
    cr_expect_str_eq(inventory_get(&it, CLUSTER_MAIN "/clusterrole/cluster-admin", "name"),
                     "\"cluster-admin\"");
    inventory_close(&it);
}
