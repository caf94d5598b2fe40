/* network.h - what all parts of the exposure derivation share: the graph, the answers so far.
 *
 *     gates.c      route, network ACL, security groups   \
 *     endpoint.c   (subnet, security groups) classes      } judge, once per class
 *     balancer.c   what a load balancer lets through     /
 *     exposure.c, exposed_*.c   visit nodes, ask the gates, note what they say
 *     verdict.c    turns notes into EXPOSES and `exposure`
 *
 * Whatever is judged is judged twice: `sure` takes what is not known for closed, `possible` for
 * open.  What is sure becomes an edge; what is possible but not sure becomes "UNKNOWN".
 */
#ifndef SG_INGEST_DERIVE_NETWORK_H
#define SG_INGEST_DERIVE_NETWORK_H

#include "engine/base/table.h"
#include "engine/build.h"
#include "engine/graph.h"
#include "ingest/coverage.h"
#include "ingest/derive/packet_set.h"

typedef struct sg_gate {
    sg_packet_set sure, possible; /* sure is part of possible */
} sg_gate;

/* What was asked where: one row per account and region. */
typedef struct sg_asked {
    bool balancers; /* load balancers of both generations */
    bool targets;   /* target groups, and what is registered with them */
    bool route_tables, acls;
    bool function_urls, function_policies;
    bool apis, api_routes;
    bool api_domains; /* further names of APIs */
    bool bucket_policies;
    bool services; /* of clusters: Services and Ingresses */
} sg_asked;

typedef struct sg_network {
    const sg_graph *graph;
    sg_builder *builder;
    const sg_coverage *coverage; /* may be NULL */
    sg_arena *arena;             /* of the whole derivation */
    sg_arena *scratch;           /* of one node: rewound when it is done */

    sg_table answers;   /* see sg_network_recall() */
    sg_table asked;     /* "account/region" to an sg_asked */
    sg_table groups;    /* sorted ids of security groups to an sg_group_set */
    sg_table addresses; /* see address_book.h */
    bool addresses_listed;

    uint8_t *verdicts; /* per node: see verdict.c */
    sg_build_node internet;
    bool has_internet;
    bool opaque_apis; /* some API has routes that are not known */
    uint64_t judged;  /* gates that were worked out and not remembered: grows with classes */
} sg_network;

SG_MUST_USE sg_status sg_network_open(sg_network *network, const sg_graph *graph,
                                      sg_builder *builder, const sg_coverage *coverage);
void sg_network_close(sg_network *network);

/* Questions that are answered once.  A key is the question and two numbers, ids of nodes mostly. */
typedef enum sg_question {
    SG_ASK_MAIN_TABLE,  /* network */
    SG_ASK_DEFAULT_ACL, /* network */
    SG_ASK_TABLE,       /* route table, network: sg_gate */
    SG_ASK_ACL,         /* network ACL: sg_acl_gates */
    SG_ASK_GROUP,       /* security group: sg_group */
    SG_ASK_CLASS,       /* subnet, group set: sg_gate */
    SG_ASK_FAMILIES,    /* the same for some address families */
    SG_ASK_BALANCER,    /* load balancer: sg_gate */
    SG_ASK_ADMISSION,   /* see admission.c */
    SG_ASK_BETWEEN,     /* two subnets: sg_gate, of which only services count */
    SG_ASK_OPAQUE,      /* network: a load balancer in it has targets that are not known */
    SG_ASK_DELIVERY,    /* sg_address_set: see prefix_list.h */
    SG_ASK_LINK,        /* two subnets, family: sg_reach_link */
    SG_ASK_NEIGHBOURS,  /* network: sg_reach_neighbours */
    SG_ASK_CLUSTER,     /* cluster: see exposed_nodes.c */
    SG_ASK_APPLIANCE,   /* subnet: sg_str */
} sg_question;
typedef struct sg_question_key {
    uint32_t question, first, second, third, fourth;
} sg_question_key;

/* The answer remembered under the key, or NULL. */
const void *sg_network_recall(const sg_network *network, sg_question_key key);
SG_MUST_USE sg_status sg_network_remember(sg_network *network, sg_question_key key,
                                          const void *answer);

SG_MUST_USE sg_status sg_network_asked(sg_network *network, sg_node node, const sg_asked **out);

/* Whether the node has the label; or should have it, when it was never described. */
bool sg_network_is(const sg_network *network, sg_node node, sg_str label);
/* The first neighbour by the type that is of the label; false when there is none. */
bool sg_network_neighbour(const sg_network *network, sg_node node, sg_str type,
                          sg_direction way, sg_str label, sg_node *out);
/* False for what is only referred to, and was never described. */
bool sg_network_described(const sg_network *network, sg_node node);

/* A gate for `sure` and `possible` at once.  What is too much to compute counts as not known.
 * Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_gate_combine(sg_arena *arena, sg_set_operation operation, sg_gate left,
                                      sg_gate right, sg_gate *out);
/* The packets of the gate that are among these services. */
SG_MUST_USE sg_status sg_gate_limit(sg_arena *arena, sg_gate gate, sg_services services,
                                    sg_gate *out);
/* A copy that lives as long as the network. */
SG_MUST_USE sg_status sg_gate_keep(sg_network *network, sg_gate gate, const sg_gate **out);
static inline sg_gate sg_gate_unknown(void)
{
    return (sg_gate){ .possible = sg_all_packets };
}
static inline sg_gate sg_gate_open(void)
{
    return (sg_gate){ sg_all_packets, sg_all_packets };
}

#endif
