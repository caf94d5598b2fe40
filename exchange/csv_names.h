/* csv_names.h - names of CSV files, of which the last part may be a regular expression.
 *
 *     people-header.csv,people-part.*\.csv        people-header.csv people-part2.csv people-part10.csv
 *
 * As Neo4j's import has it: what matches is taken in the order of names, numbers in them by value.
 */
#ifndef SG_EXCHANGE_CSV_NAMES_H
#define SG_EXCHANGE_CSV_NAMES_H

#include "engine/base/arena.h"
#include "engine/base/array.h"
#include "engine/base/error.h"

typedef SG_ARRAY(const char *) sg_csv_names;

/* Adds the path, or, where there is no such file, those whose names are of the expression; the path as it
 * stands if there are none, so that who opens it tells so.  Texts are in the arena.  An expression is a POSIX
 * extended one with \d, of at most 255 bytes, without counted repetition and back references.
 * Errors: SG_ELIMIT (100,000 files), SG_ENOMEM. */
SG_MUST_USE sg_status sg_csv_names_add(const char *path, sg_arena *arena, sg_csv_names *names,
                                       sg_error *err);

#endif
