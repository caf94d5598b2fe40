/* yaml.h - YAML files (libyaml) as a tree that remembers where everything stood, and a table-driven
 * reader that turns mappings into structs with one clear error.
 *
 * The subset is that of the YAML 1.2 core schema without anchors, aliases, tags and merge keys: a
 * policy is a page that can be read aloud, and hostile files cannot grow by reference.
 */
#ifndef SG_POLICIES_YAML_H
#define SG_POLICIES_YAML_H

#include "engine/base/error.h"

enum {
    SG_YAML_BYTES = 4 << 20, /* the longest file */
    SG_YAML_DEPTH = 32,
};

typedef enum sg_yaml_kind { SG_YAML_SCALAR, SG_YAML_SEQUENCE, SG_YAML_MAPPING } sg_yaml_kind;

typedef struct sg_yaml sg_yaml;
struct sg_yaml {
    sg_yaml_kind kind;
    sg_span span; /* in the file */
    sg_str key;   /* of an entry of a mapping */
    sg_span key_span;
    sg_str scalar;
    bool quoted;    /* 'x' or "x": always text */
    bool block;     /* | or >: see sg_yaml_offset */
    sg_yaml *items; /* of a sequence or mapping, linked by next */
    sg_yaml *next;
};

/* Parses every document of the file into the arena; *out is the first, linked by next.
 * Errors: SG_EINVAL with span, SG_ELIMIT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_yaml_parse(const sg_source *source, sg_arena *arena, sg_yaml **out,
                                    sg_error *err);

/* The entry of a mapping, or NULL. */
const sg_yaml *sg_yaml_get(const sg_yaml *mapping, sg_str key);

/* Where in the file the byte `offset` of a scalar stands: so that an error in a query points into
 * the policy file. */
uint32_t sg_yaml_offset(const sg_source *source, const sg_yaml *scalar, uint32_t offset);

/* --- reading mappings into structs ----------------------------------------------------------- */
typedef enum sg_yaml_type {
    SG_YAML_TEXT,    /* sg_str */
    SG_YAML_TEXTS,   /* sg_yaml_texts; one scalar counts as a list of one */
    SG_YAML_BOOLEAN, /* bool */
    SG_YAML_INTEGER, /* int64_t, not negative */
    SG_YAML_NODE,    /* const sg_yaml *, of whatever kind */
} sg_yaml_type;

typedef struct sg_yaml_texts {
    const sg_str *items;
    uint32_t count;
} sg_yaml_texts;

/* A row a key; keys that no row names are errors with a suggestion. */
typedef struct sg_yaml_field {
    const char *key;
    sg_yaml_type type;
    bool required;
    size_t offset; /* of the member in the struct */
} sg_yaml_field;

/* `what` names the thing in messages: "a policy".  Errors: SG_EINVAL with span, SG_ENOMEM. */
SG_MUST_USE sg_status sg_yaml_read(const sg_yaml *mapping, const char *what,
                                   const sg_yaml_field *fields, size_t field_count, void *out,
                                   sg_arena *arena, sg_error *err);
/* The texts of a scalar or a sequence of scalars. */
SG_MUST_USE sg_status sg_yaml_read_texts(const sg_yaml *node, const char *key, sg_arena *arena,
                                         sg_yaml_texts *out, sg_error *err);

#endif
