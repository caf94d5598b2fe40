/* mapper_internal.h - the parts of mapping: nodes, facts about them, items; for mapper*.c only. */
#ifndef SG_INGEST_MAPPER_INTERNAL_H
#define SG_INGEST_MAPPER_INTERNAL_H

#include "ingest/mapper.h"

/* --- nodes: mapper_nodes.c ------------------------------------------------------------------- */

/* Sets a text property unless the text is empty. */
SG_MUST_USE sg_status sg_mapper_set_text(sg_mapper *mapper, sg_build_node node,
                                         const char *name, sg_str text);
/* Adds the label, the one that comes with it, and `Resource` where it belongs. */
SG_MUST_USE sg_status sg_mapper_add_labels(sg_mapper *mapper, sg_build_node node, sg_str label);
/* The key under which the account at hand knows a thing: ids of the provider are unique as a rule, but
 * where two accounts describe things with one id, the second's key is "<account>/<id>". */
SG_MUST_USE sg_status sg_mapper_resolve(sg_mapper *mapper, sg_str *key);
/* The same for a thing that is about to be described as `account`'s own. */
SG_MUST_USE sg_status sg_mapper_claim(sg_mapper *mapper, sg_str account, sg_str *key);
/* The node that an answer is about, though the answer does not describe it: it exists. */
SG_MUST_USE sg_status sg_mapper_meet(sg_mapper *mapper, sg_str key, const char *label,
                                     sg_build_node *out);

/* --- facts: mapper_facts.c ------------------------------------------------------------------- */

/* Fills a template in; *out is {NULL, 0} when it makes no name. */
SG_MUST_USE sg_status sg_mapper_fill(sg_mapper *mapper, const char *template,
                                     const sg_frame *frame, sg_str *out, sg_found *found);
SG_MUST_USE sg_status sg_mapper_set_properties(sg_mapper *mapper, const sg_collector *collector,
                                               const sg_frame *frame, sg_build_node node);
SG_MUST_USE sg_status sg_mapper_set_edges(sg_mapper *mapper, const sg_collector *collector,
                                          const sg_frame *frame, sg_build_node node);

#endif
