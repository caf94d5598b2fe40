/* library.h - the policies, the projects and the remediation catalogue, and where they are found. */
#ifndef SG_CLI_LIBRARY_H
#define SG_CLI_LIBRARY_H

#include "cli/options.h"
#include "policies/catalogue.h"
#include "policies/policy.h"
#include "policies/project.h"

enum { SG_LIBRARY_PATH = 4096 };

/* Policies: the paths given, else $SECGRAPH_POLICIES, else those that came with the program.  Told on
 * standard error, as all below; the results are exit codes. */
int sg_library_policies(const sg_option_texts *paths, sg_policies *out);
/* The path given, else $SECGRAPH_CATALOGUE, else the one that came with the program; empty, with a
 * warning, when there is none. */
int sg_library_catalogue(const char *path, sg_catalogue *out);
/* The path given, else projects.yaml in the source when that is a folder; else empty, with a
 * warning. */
int sg_library_projects(const char *path, const char *source, sg_projects *out);
/* The folder of the frameworks that came with the program, or $SECGRAPH_FRAMEWORKS; false, and told, when
 * there is none.  `out` has room for SG_LIBRARY_PATH bytes. */
bool sg_library_frameworks(char *out);
/* The policy of that id; unknown ones are told with the nearest.  NULL then. */
const sg_policy *sg_library_find(const sg_policies *policies, sg_str id);

#endif
