/* document.h - the frame that our YAML files share: apiVersion, kind, and one list. */
#ifndef SG_POLICIES_DOCUMENT_H
#define SG_POLICIES_DOCUMENT_H

#include "policies/yaml.h"

/* Reads a whole file into the arena.  Errors: as sg_file_read. */
SG_MUST_USE sg_status sg_yaml_file_read(const char *path, sg_arena *arena, sg_source *out,
                                        sg_error *err);
/* Loads a file of that `kind`; *list is the sequence under the key `list_key`.  *failed is the file
 * that an error points into. */
SG_MUST_USE sg_status sg_yaml_list_load(const char *path, const char *kind,
                                        const char *list_key, sg_arena *arena,
                                        const sg_yaml **list, sg_source *failed, sg_error *err);

#endif
