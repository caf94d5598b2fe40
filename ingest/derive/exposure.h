/* exposure.h - the visits of the exposure derivation, one kind of node each.
 *
 * Load balancers come first: what is behind them is noted then, and whether something may be
 * behind one is known after.  Errors of all: SG_ENOMEM, SG_ELIMIT.
 */
#ifndef SG_INGEST_DERIVE_EXPOSURE_H
#define SG_INGEST_DERIVE_EXPOSURE_H

#include "ingest/derive/endpoint.h"
#include "ingest/derive/verdict.h"

/* Visits all nodes with the label; what a visit leaves in the scratch arena is forgotten. */
SG_MUST_USE sg_status sg_visit_all(sg_network *network, sg_str label,
                                   sg_status (*visit)(sg_network *network, sg_node node));

/* Interfaces, with what owns them; machines and tasks. */
SG_MUST_USE sg_status sg_expose_compute(sg_network *network);
SG_MUST_USE sg_status sg_expose_databases(sg_network *network);
SG_MUST_USE sg_status sg_expose_clusters(sg_network *network);
SG_MUST_USE sg_status sg_expose_functions(sg_network *network);
/* APIs and distributions, with what they lead to; after load balancers, before all else. */
SG_MUST_USE sg_status sg_expose_apis(sg_network *network);
SG_MUST_USE sg_status sg_expose_distributions(sg_network *network);

/* HTTPS from all public addresses: what most things have that the provider runs. */
SG_MUST_USE sg_status sg_https_from_anywhere(sg_network *network, sg_gate *out);

/* Pods and Services by way of their machines' addresses. */
SG_MUST_USE sg_status sg_expose_by_nodes(sg_network *network);
/* What reaches a machine directly, by all its interfaces; nothing, when it does not run. */
SG_MUST_USE sg_status sg_machine_gate(sg_network *network, sg_node machine, sg_gate *out);

/* Whether a load balancer that is not known, or of which the targets are not known, may stand
 * before the node. */
SG_MUST_USE sg_status sg_may_be_balanced(sg_network *network, sg_node node, bool *out);

/* CAN_REACH. */
SG_MUST_USE sg_status sg_derive_reach(sg_network *network);

#endif
