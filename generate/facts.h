/* facts.h - what is true of a resource of a generated estate: drawn when asked, always the same.
 *
 * The facts tell one consistent story from which both the raw inventory and the derived graph can be
 * written: a machine is PUBLIC because its subnet routes to an internet gateway, it has a public
 * address and its security group admits the world; near misses lack exactly one of these.
 */
#ifndef SG_GENERATE_FACTS_H
#define SG_GENERATE_FACTS_H

#include "generate/estate.h"

/* How the internet gets to a machine, or does not. */
typedef enum sg_way {
    SG_WAY_DIRECT,   /* public address, group open to the world: PUBLIC */
    SG_WAY_BALANCED, /* behind a load balancer that the world reaches: PUBLIC */
    SG_WAY_OFFICE,   /* public address, group open to an office: LIMITED */
    SG_WAY_CLOSED,   /* near miss: public address, but the group admits nobody outside */
    SG_WAY_NO_ROUTE, /* near miss: group open to the world, but a private subnet */
    SG_WAY_INTERNAL,
} sg_way;

/* What a security group admits; the classes take turns among the groups of a network. */
typedef enum sg_group_class {
    SG_GROUP_WEB,    /* the world, 443 */
    SG_GROUP_HTTP,   /* the world, 80 */
    SG_GROUP_OPEN,   /* the world, some other port; 22 or 3389 in 2 of 5 */
    SG_GROUP_BEHIND, /* the network's first web group, which its public balancers have; 8080 */
    SG_GROUP_DATA,   /* the groups behind, 5432 */
    SG_GROUP_OFFICE, /* an office, 22 */
    SG_GROUP_INTERNAL, /* this and the rest: the network's own addresses */
    SG_GROUP_CLASSES = 10,
} sg_group_class;

#define SG_NOTHING UINT32_MAX

typedef struct sg_machine_facts {
    sg_way way;
    uint32_t network, subnet, group, image;
    uint32_t role;        /* of its account, or SG_NOTHING */
    uint32_t balancer;    /* with SG_WAY_BALANCED: the target group, else SG_NOTHING */
    bool running, golden; /* golden: the shared account's base image */
    bool session_tokens;  /* its metadata service asks for one (IMDSv2) */
    uint16_t port;        /* that the group admits */
} sg_machine_facts;

typedef struct sg_group_rule {
    sg_group_class class;
    uint16_t port;
    uint32_t office; /* IpRange index, of an office group */
    uint32_t from;   /* the group that it admits, of one behind, of data, or internal */
} sg_group_rule;

typedef struct sg_data_facts {
    bool sensitive, public, encrypted;
} sg_data_facts;

/* What may assume a role, by its trust policy. */
typedef enum sg_trust {
    SG_TRUST_SERVICE,  /* a service principal */
    SG_TRUST_FOREIGN,  /* a role of another account */
    SG_TRUST_ANYONE,   /* of any account but its own */
    SG_TRUST_ACCOUNT,  /* its own account: roles there that have the permission */
    SG_TRUST_PROVIDER, /* the account's identity provider */
} sg_trust;

typedef struct sg_role_facts {
    sg_role_class class;
    sg_trust trust;
    bool admin, reaches_admin;
    uint32_t service; /* with SG_TRUST_SERVICE: index of the service principal */
    sg_place foreign; /* with SG_TRUST_FOREIGN: the role that may assume it */
} sg_role_facts;

typedef struct sg_volume_facts {
    uint32_t machine; /* attached to, or SG_NOTHING */
    uint32_t secret;  /* index of the secret found in it, or SG_NOTHING */
    bool encrypted;
    uint32_t size; /* GiB */
} sg_volume_facts;

typedef struct sg_function_facts {
    uint32_t role;
    bool public; /* has an address of its own that asks for nothing */
    const char *runtime;
} sg_function_facts;

typedef struct sg_pod_facts {
    uint32_t cluster, service_account;
    bool public;
} sg_pod_facts;

const char *sg_facts_exposure(sg_way way);
sg_machine_facts sg_facts_machine(const sg_estate *estate, uint32_t account, uint32_t index);
sg_group_rule sg_facts_group(const sg_estate *estate, uint32_t account, uint32_t index);
/* Whether the subnet's routes lead to an internet gateway. */
bool sg_facts_subnet_is_public(const sg_estate *estate, uint32_t account, uint32_t index);
/* The network that a subnet, group or load balancer stands in. */
uint32_t sg_facts_network(const sg_estate *estate, uint32_t account, uint32_t index);
bool sg_facts_balancer_is_public(const sg_estate *estate, uint32_t account, uint32_t index);
sg_function_facts sg_facts_function(const sg_estate *estate, uint32_t account, uint32_t index);
sg_pod_facts sg_facts_pod(const sg_estate *estate, uint32_t account, uint32_t index);
/* The cluster of a Kubernetes service account, and its role or SG_NOTHING. */
uint32_t sg_facts_cluster(const sg_estate *estate, uint32_t account, uint32_t service_account);
uint32_t sg_facts_service_account_role(const sg_estate *estate, uint32_t account,
                                       uint32_t index);

sg_data_facts sg_facts_bucket(const sg_estate *estate, uint32_t account, uint32_t index);
/* The bucket that a finding is about. */
uint32_t sg_facts_finding_bucket(const sg_estate *estate, uint32_t account, uint32_t index);
bool sg_facts_encrypted(const sg_estate *estate, sg_place place);
sg_volume_facts sg_facts_volume(const sg_estate *estate, uint32_t account, uint32_t index);
uint32_t sg_facts_secret_volume(const sg_estate *estate, uint32_t account, uint32_t index);
/* The repository of an image. */
uint32_t sg_facts_repository(const sg_estate *estate, uint32_t account, uint32_t image);
uint32_t sg_facts_snapshot_volume(const sg_estate *estate, uint32_t account, uint32_t index);

sg_role_facts sg_facts_role(const sg_estate *estate, uint32_t account, uint32_t index);
/* One role of a class of an account, evenly. */
uint32_t sg_facts_role_among(const sg_estate *estate, uint32_t account, sg_role_class class,
                             sg_random *random);

#endif
