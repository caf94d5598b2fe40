/* catalogue.h - which changes may be made to which resources, and how, by environment.
 *
 * An entry names the policies it remedies, the types of resource and accounts it covers, the one API
 * call it makes, and per environment the mode: auto, approve, dry-run or notify.
 */
#ifndef SG_POLICIES_CATALOGUE_H
#define SG_POLICIES_CATALOGUE_H

#include "engine/graph.h"
#include "policies/decide.h"
#include "policies/yaml.h"

typedef struct sg_remedy {
    sg_str id, action, precheck, text;
    sg_yaml_texts controls; /* policy ids */
    sg_yaml_texts types;    /* labels */
    sg_yaml_texts accounts; /* numbers; "*" all; "!number" not that one */
    sg_change_mode mode[4]; /* by sg_environment */
    const sg_yaml *parameters;
    struct sg_remedy *next;
} sg_remedy;

typedef struct sg_catalogue {
    sg_arena *arena;
    sg_remedy *first;
} sg_catalogue;

/* Loads a file of `kind: RemediationCatalogue`.  Errors: as sg_projects_load. */
SG_MUST_USE sg_status sg_catalogue_load(const char *path, sg_catalogue *out, sg_source *failed,
                                        sg_error *err);
void sg_catalogue_free(sg_catalogue *catalogue); /* zeroed ones are allowed */

/* The first entry that remedies this policy for a resource with these labels in this account, or
 * NULL. */
const sg_remedy *sg_catalogue_find(const sg_catalogue *catalogue, sg_str policy,
                                   const sg_graph *graph, sg_node resource, sg_str account);
/* Whether any entry covers resources of one of the node's labels: the approved list of types. */
bool sg_catalogue_covers_type(const sg_catalogue *catalogue, const sg_graph *graph,
                              sg_node resource);

#endif
