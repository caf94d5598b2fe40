/* text_at.h - the text at a path of a document, for what no row can say. */
#ifndef SG_INGEST_TEXT_AT_H
#define SG_INGEST_TEXT_AT_H

#include "ingest/path.h"

/* Empty when there is none, or no text; borrowed from the document. */
static inline sg_str sg_text_at(const sg_frame *frame, const char *path)
{
    const sg_value *value = NULL;

    return sg_path_get(frame, path, &value) == SG_FOUND ? sg_tree_text(value) : SG_STR("");
}

/* False when there is none, or no boolean. */
static inline bool sg_truth_at(const sg_frame *frame, const char *path)
{
    const sg_value *value = NULL;

    return sg_path_get(frame, path, &value) == SG_FOUND && sg_tree_is_true(value);
}

#endif
