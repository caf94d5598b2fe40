/* near_rows.h - the relationships at nodes that are asked for one by one and follow each other.
 *
 *     asked    40  41  57  58 | 90  | 4711      places of the 64 rows around 41 are read at 41,
 *     found     s   r   .   . |  s  |   s       and at 57 and 58 known; 90 and 4711 are searched
 *
 * Finding a packed row costs counting bits in two lines of memory; reading all rows of such a piece costs about as
 * much as finding three.  So the second node of a piece in a row has the piece read.
 */
#ifndef SG_NEAR_ROWS_H
#define SG_NEAR_ROWS_H

#include "engine/row_index.h"

/* Zeroed at first; of one graph, type and direction. */
typedef struct sg_near_rows {
    uint32_t asked;        /* the node asked for last that was not known */
    uint32_t first, count; /* the nodes whose rows are known */
    uint32_t edge;         /* where the first of them begins */
    uint32_t places[SG_ROW_BLOCK + 1];
} sg_near_rows;

/* The same as sg_graph_runs(). */
sg_runs sg_graph_runs_near(const sg_graph *graph, sg_node node, sg_reltype type,
                           sg_direction way, sg_near_rows *near);

#endif
