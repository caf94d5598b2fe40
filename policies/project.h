/* project.h - who owns what: accounts, units and tags to projects.
 *
 * The first project of the file that matches a resource wins.  What no project matches has no owner
 * and an unknown environment, and is said to.
 */
#ifndef SG_POLICIES_PROJECT_H
#define SG_POLICIES_PROJECT_H

#include "engine/graph.h"
#include "policies/decide.h"
#include "policies/score.h"
#include "policies/yaml.h"

typedef struct sg_project {
    sg_str name, owner; /* owner may be empty */
    sg_environment environment;
    sg_business_impact impact;
    sg_yaml_texts accounts,
        units;           /* account numbers; ids or names of units above the account */
    const sg_yaml *tags; /* mapping tag -> value, all must hold; or NULL */
    struct sg_project *next;
} sg_project;

typedef struct sg_projects {
    sg_arena *arena;
    sg_project *first; /* in the order of the file; NULL: none */
} sg_projects;

/* Loads a file of `kind: ProjectList`.  *failed is the file that an error points into.
 * Errors: SG_EINVAL with span, SG_ENOTFOUND, SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_projects_load(const char *path, sg_projects *out, sg_source *failed,
                                       sg_error *err);
void sg_projects_free(sg_projects *projects); /* zeroed ones are allowed */

/* The project of a node, or NULL.  The arena is for reading tags. */
const sg_project *sg_project_of(const sg_projects *projects, const sg_graph *graph,
                                sg_node node, sg_arena *arena);

/* Whether a resource of the account may belong to the project (NULL: to none), whatever its tags are. */
bool sg_project_may_own(const sg_projects *projects, const sg_project *project,
                        const sg_graph *graph, sg_str account, sg_arena *arena);

#endif
