/* test_roles.c - HAS, and what makes data sensitive, on small estates. */
#include <criterion/criterion.h>

#include "tests/support/graphs.h"
#include "tests/unit/ingest/derive/small_estate.h"

#define A "111111111111"
#define ROLE "arn:aws:iam::" A ":role/r"
#define PROFILE "arn:aws:iam::" A ":instance-profile/p"
#define ISSUER "oidc.eks.eu-west-1.amazonaws.com/id/ABC"
#define CLUSTER "arn:aws:eks:eu-west-1:" A ":cluster/c"
#define IRSA(subject)                                                                          \
    "{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::" A ":oidc-provider/" ISSUER     \
    "'},'Action':'sts:AssumeRoleWithWebIdentity','Condition':{'StringEquals':{'" ISSUER        \
    ":sub':'" subject "','" ISSUER ":aud':'sts.amazonaws.com'}}}"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
}

static void end(void)
{
    estate_end(&at);
}

#define ROLES(name) Test(roles, name, .init = begin, .fini = end)
#define EXPECT(from, to, answer) cr_expect_str_eq(estate_has(&at, from, to), answer)

ROLES(machines_by_instance_profile)
{
    sg_value profile = sg_string(SG_STR(PROFILE));

    estate_role(&at, ROLE, NULL);
    estate_value(&at, ROLE, "instanceProfiles", sg_list(&profile, 1));
    estate_node(&at, "VirtualMachine Compute Resource", "i-1");
    estate_set(&at, "i-1", "instanceProfile", PROFILE);
    estate_node(&at, "VirtualMachine Compute Resource", "i-2");
    estate_set(&at, "i-2", "instanceProfile", PROFILE "2");
    estate_derive(&at);
    EXPECT("i-1", ROLE, "instanceProfile");
    EXPECT("i-2", ROLE, "");
}

static void make_cluster(const char *trust)
{
    estate_role(&at, ROLE, trust);
    estate_node(&at, "KubernetesCluster Resource", CLUSTER);
    estate_set(&at, CLUSTER, "name", "c");
    estate_set(&at, CLUSTER, "oidcIssuer", ISSUER);
    estate_node(&at, "KubernetesServiceAccount Principal Resource", "c/shop/api");
    estate_set(&at, "c/shop/api", "name", "api");
    estate_set(&at, "c/shop/api", "namespace", "shop");
    estate_set(&at, "c/shop/api", "cluster", "c");
    estate_set(&at, "c/shop/api", "roleArn", ROLE);
    estate_node(&at, "Pod Compute Resource", "pod");
    estate_edge(&at, "pod", "HAS", "c/shop/api");
}

ROLES(pods_by_annotation_and_trust)
{
    make_cluster(IRSA("system:serviceaccount:shop:api"));
    estate_derive(&at);
    EXPECT("c/shop/api", ROLE, "irsa");
    EXPECT("pod", ROLE, "irsa");
}

ROLES(an_annotation_without_trust_gives_nothing)
{
    make_cluster(IRSA("system:serviceaccount:shop:web"));
    estate_derive(&at);
    EXPECT("c/shop/api", ROLE, "");
    EXPECT("pod", ROLE, "");
}

ROLES(pods_by_association)
{
    make_cluster(NULL);
    sg_test_set_edge(
        at.builder,
        sg_test_edge(at.builder, estate_find(&at, "c/shop/api"), "HAS", estate_find(&at, ROLE)),
        "via", sg_test_text("podIdentity"));
    estate_derive(&at);
    EXPECT("pod", ROLE, "podIdentity");
}

Test(sensitivity, findings_tags_and_silence, .init = begin, .fini = end)
{
    static const char *const buckets[] = { "found", "tagged", "harmless", "silent" };
    sg_entry tag = { SG_STR("dataclassification"), sg_string(SG_STR("Confidential ")) };

    for (size_t i = 0; i < SG_COUNT(buckets); i++)
        estate_node(&at, "Bucket DataStore Resource", buckets[i]);
    estate_node(&at, "DataFinding Resource", "pii");
    estate_edge(&at, "found", "STORES", "pii");
    estate_value(&at, "tagged", "tags", sg_map(&tag, 1));
    tag.value = sg_string(SG_STR("public"));
    estate_value(&at, "harmless", "tags", sg_map(&tag, 1));
    estate_derive(&at);
    cr_expect_str_eq(estate_property(&at, "found", "hasSensitiveData"), "true");
    cr_expect_str_eq(estate_property(&at, "tagged", "hasSensitiveData"), "true");
    cr_expect_str_eq(estate_property(&at, "harmless", "hasSensitiveData"), "false");
    cr_expect_str_eq(estate_property(&at, "silent", "hasSensitiveData"), "null");
}

Test(sensitivity, volumes_with_secrets, .init = begin, .fini = end)
{
    estate_node(&at, "Volume DataStore Resource", "vol-1");
    estate_node(&at, "Volume DataStore Resource", "vol-2");
    estate_node(&at, "Secret Resource", "s");
    estate_edge(&at, "vol-1", "CONTAINS_SECRET", "s");
    estate_derive(&at);
    cr_expect_str_eq(estate_property(&at, "vol-1", "hasSecrets"), "true");
    cr_expect_str_eq(estate_property(&at, "vol-2", "hasSecrets"), "null");
}
