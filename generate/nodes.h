/* nodes.h - the properties of a generated node, as they are after derivation. */
#ifndef SG_GENERATE_NODES_H
#define SG_GENERATE_NODES_H

#include "generate/sink.h"

/* Fills the row with the node at the place. */
void sg_describe_node(const sg_estate *estate, sg_place place, sg_node_row *out);

/* Append the properties that are a kind's own; nodes_*.c by theme. */
void sg_describe_organization(const sg_estate *estate, sg_place place, sg_row *row);
void sg_describe_network(const sg_estate *estate, sg_place place, sg_row *row);
void sg_describe_compute(const sg_estate *estate, sg_place place, sg_row *row);
void sg_describe_data(const sg_estate *estate, sg_place place, sg_row *row);
void sg_describe_identity(const sg_estate *estate, sg_place place, sg_row *row);

#endif
