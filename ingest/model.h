/* model.h - the data model as tables: what labels, relationships and properties exist, and why.
 *
 * The rows stand in model.def.  Mapping tables and derivations use nothing else; documentation,
 * completion and "did you mean" come from here.
 */
#ifndef SG_INGEST_MODEL_H
#define SG_INGEST_MODEL_H

#include "engine/base/text.h"

typedef struct sg_model_label {
    sg_str name;
    sg_str secondary; /* the label that comes with it ("Compute"), or empty */
    sg_str summary;
} sg_model_label;

typedef struct sg_model_relationship {
    sg_str type, from, to;
    sg_str properties; /* comma-separated, may be empty */
    bool derived;      /* computed from the inventory, not read */
    sg_str summary;
} sg_model_relationship;

typedef struct sg_model_property {
    sg_str labels; /* comma-separated, "*" for all */
    sg_str name;
    sg_str type; /* STRING, BOOLEAN, INTEGER, FLOAT, LIST, MAP */
    sg_str summary;
} sg_model_property;

const sg_model_label *sg_model_labels(size_t *count);
const sg_model_relationship *sg_model_relationships(size_t *count);
const sg_model_property *sg_model_properties(size_t *count);

/* NULL when there is none; secondary labels have no row of their own. */
const sg_model_label *sg_model_find_label(sg_str name);
const sg_model_relationship *sg_model_find_relationship(sg_str type);

/* Secondary labels count as labels. */
bool sg_model_has_label(sg_str name);
/* Whether some label, some relationship, or a map in a list of a label, has a property of this
 * name. */
bool sg_model_has_property(sg_str name);

/* The nearest name, or {NULL, 0} when none is near. */
sg_str sg_model_suggest_label(sg_str wanted);
sg_str sg_model_suggest_relationship(sg_str wanted);
sg_str sg_model_suggest_property(sg_str wanted);

/* Appends the whole model as Markdown: this is docs/data-model.md. */
void sg_model_write(sg_buffer *out);

#endif
