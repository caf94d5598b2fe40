/* csv_scan.h - where records and fields of a CSV text end, without looking into them.
 *
 *     1,"a,b"\n2,"c\nd"\n          quotes tell which commas and line ends mean something
 *      ^     ^  ^      ^           separators
 *
 * A text is cut into segments that are looked at in any order.  Whether a segment begins inside of
 * quotes is known only when those before it have been counted, so each counts for both cases.
 * A line end that follows a line end directly is no record.
 */
#ifndef SG_EXCHANGE_CSV_SCAN_H
#define SG_EXCHANGE_CSV_SCAN_H

#include "engine/base/array.h"
#include "engine/base/base.h"

enum { SG_CSV_SEGMENT = 256 * 1024 }; /* bytes */

/* What a segment holds: index 0 if it begins outside of quotes, 1 if inside. */
typedef struct sg_csv_outline {
    bool odd, quoted; /* number of quotes; there are any */
    uint32_t ends[2]; /* records that end in it */
    size_t last[2]; /* behind the last of these ends, counted from the text's begin; 0: none */
} sg_csv_outline;

/* The segment [begin, end) of the text. */
sg_csv_outline sg_csv_scan(sg_str text, size_t begin, size_t end);

typedef SG_ARRAY(uint32_t) sg_csv_places;

/* What a split text is: quotes are in it, one is open at its end, so many records end in it. */
typedef struct sg_csv_contents {
    bool quoted, open;
    uint32_t records;
} sg_csv_contents;

/* Places of the separators in [begin, end), which begins with a record: delimiters and line ends
 * outside of quotes, counted from `begin`; the end counts as one when it is not behind a line end.
 * Errors: SG_ENOMEM, SG_ELIMIT (over 4 GiB). */
SG_MUST_USE sg_status sg_csv_split(sg_str text, size_t begin, size_t end, char delimiter,
                                   sg_csv_places *places, sg_csv_contents *contents);

#endif
