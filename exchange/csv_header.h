/* csv_header.h - the first record of a CSV file: what each column is (Neo4j's import headers).
 *
 *     :ID  :ID(Space)  name:ID(Space)             the node's id, and perhaps a property
 *     :START_ID(Space)  :END_ID(Space)            the ends of a relationship, by id
 *     :LABEL  :TYPE                               labels separated by `;`; the type
 *     name  name:string  n:long  tags:string[]    a property; string when no type is told
 *     tags.owner:string                           an entry of the property `tags`, a map; a dot of the
 *                                                 name itself is written `\.`
 *     any:IGNORE
 *
 * Types: byte short int long, float double, boolean, char string, date, localtime, time,
 * localdatetime, datetime, duration, and `json` for everything else that a property can be.  Roles and
 * types are words in any case.  Behind an id may stand `{label:L,id-type:T}`.
 */
#ifndef SG_EXCHANGE_CSV_HEADER_H
#define SG_EXCHANGE_CSV_HEADER_H

#include "engine/base/error.h"
#include "engine/value.h"

typedef enum sg_csv_role {
    SG_CSV_IGNORE,
    SG_CSV_ID,
    SG_CSV_START,
    SG_CSV_END,
    SG_CSV_LABEL,
    SG_CSV_TYPE,
    SG_CSV_PROPERTY,
} sg_csv_role;

/* How a field is read: as a value of a type of its own, or as JSON. */
typedef enum sg_csv_type {
#define TYPE(name, spelling, value) SG_CSV_##name,
#include "exchange/csv_types.def"
#undef TYPE
} sg_csv_type;

typedef struct sg_csv_column {
    sg_csv_role role;
    sg_csv_type type;
    bool array;
    sg_str name;  /* of the property; empty: none (an id that is no property) */
    sg_str entry; /* of the map `name`; bytes NULL: the property itself */
    sg_str space; /* of ids */
} sg_csv_column;

typedef struct sg_csv_header {
    sg_csv_column *columns; /* in the arena, as are all texts */
    uint32_t count;
    bool of_edges;
} sg_csv_header;

/* Reads the header record from the start of the text; *length is what it takes with its line end.
 * Errors: SG_EINVAL with the span of the column that is wrong, SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_header_parse(sg_str text, char delimiter, sg_arena *arena,
                                          sg_csv_header *out, size_t *length, sg_error *err);

#endif
