/* small_network.h - a network of a few things, its exposure derived, for tests.
 *
 * It starts with vpc-1 (10.0.0.0/16): igw-1 attached, subnet-1 (10.0.1.0/24) and subnet-2
 * (10.0.2.0/24) on the main route table, the default ACL open both ways, sg-1; and with all calls
 * answered.  JSON is written with ' for ".
 */
#ifndef TEST_DERIVE_SMALL_NETWORK_H
#define TEST_DERIVE_SMALL_NETWORK_H

#include "engine/build.h"
#include "ingest/coverage.h"

typedef struct small_network {
    sg_builder *builder;
    sg_graph *graph; /* after derive */
    sg_arena *arena;
    sg_coverage *coverage;
} small_network;

#define TO_INTERNET "{'destination':'0.0.0.0/0','target':'igw-1','state':'active'}"
#define OPEN_ACL                                                                               \
    "[{'ruleNumber':100,'egress':false,'action':'allow','protocol':'-1','cidr':'0.0.0.0/0'},"  \
    "{'ruleNumber':101,'egress':false,'action':'allow','protocol':'-1','cidr':'::/0'},"        \
    "{'ruleNumber':100,'egress':true,'action':'allow','protocol':'-1','cidr':'0.0.0.0/0'},"    \
    "{'ruleNumber':101,'egress':true,'action':'allow','protocol':'-1','cidr':'::/0'}]"
#define RULE(protocol, from, to, source)                                                       \
    "{'protocol':'" protocol "','fromPort':" #from ",'toPort':" #to "," source "}"
#define CIDR(block) "'cidr':'" block "'"
#define GROUP(id) "'group':'" id "'"
#define PREFIXES(id) "'prefixList':'" id "'"

void network_begin(small_network *network);
void network_end(small_network *network);

/* Adds or changes a node.  `labels` are separated by spaces; `properties` is an object; `edges` are
 * pairs of type and key, separated by spaces. */
void network_node(small_network *network, const char *labels, const char *key,
                  const char *properties, const char *edges);
/* Sets one property of a node that is there. */
void network_set(small_network *network, const char *key, const char *name, const char *json);
void network_edge(small_network *network, const char *from, const char *type, const char *to,
                  const char *properties);
/* A running machine in the subnet behind sg-1; `address` is its public one, or NULL. */
void network_machine(small_network *network, const char *key, const char *subnet,
                     const char *address);
/* The rules of a security group of vpc-1. */
void network_group(small_network *network, const char *key, const char *ingress);
/* Gives the node a resource policy of these statements: "{'Effect':'Allow',...},...". */
void network_policy(small_network *network, const char *key, const char *statements);
/* The call was not answered after all. */
void network_not_asked(small_network *network, const char *call);

void network_derive(small_network *network);

/* "tcp 22 wide; tcp 443 limited via lb", "" when there is none. */
const char *network_exposed(small_network *network, const char *key);
/* Both of a node: how the internet reaches it, and what that makes of it. */
#define NETWORK_EXPECT(network, key, edges, exposure)                                          \
    do {                                                                                       \
        const char *is_exposed = network_exposed(network, key);                                \
        const char *is_called = network_exposure(network, key);                                \
        cr_expect_str_eq(is_exposed, edges, "%s: %s", key, is_exposed);                        \
        cr_expect_str_eq(is_called, exposure, "%s: %s", key, is_called);                       \
    } while (0)
/* The same for CAN_REACH between two nodes: "tcp 5432", "tcp 5432 may". */
const char *network_reached(small_network *network, const char *from, const char *to);
/* The property `exposure`, or "null". */
const char *network_exposure(small_network *network, const char *key);
/* A property that is an integer; -1 when there is none. */
int64_t network_number(small_network *network, const char *key, const char *name);

#endif
