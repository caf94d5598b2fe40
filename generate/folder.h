/* folder.h - folders and small files below the one that is generated into. */
#ifndef SG_GENERATE_FOLDER_H
#define SG_GENERATE_FOLDER_H

#include "engine/base/error.h"

/* folder/name into `out`.  Errors: SG_EINVAL (too long). */
SG_MUST_USE sg_status sg_folder_join(const char *folder, const char *name, char *out,
                                     size_t room, sg_error *err);
/* Makes folder/name and all folders on the way that are not there.  Errors: SG_EIO. */
SG_MUST_USE sg_status sg_folder_make(const char *folder, const char *name, sg_error *err);
/* Writes folder/name; a NULL folder: `name` is the path.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_folder_write(const char *folder, const char *name,
                                      const sg_buffer *text, sg_error *err);

#endif
