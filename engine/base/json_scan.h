/* json_scan.h - JSON text skimmed many bytes at a time: white space, plain text, brackets.
 *
 *     {"name":   "a plain text with \" and a bracket } in it",  "tags": [ ... ] }
 *             ^^^  ^^^^^^^^^^^^^^^^^^                           ^^
 *            space       plain                              space
 *
 * Nothing is judged here: whether the text is JSON is for its parser to say (engine/json.h).
 */
#ifndef SG_BASE_JSON_SCAN_H
#define SG_BASE_JSON_SCAN_H

#include "engine/base/base.h"

/* The first place from `at` on that is no white space; the text's length when there is none. */
size_t sg_json_skip_space(sg_str text, size_t at);

/* Inside of a string: the first place from `at` on with a quote, a backslash or a control character;
 * the text's length when there is none.  *wide becomes true when a byte on the way is not ASCII. */
size_t sg_json_skip_plain(sg_str text, size_t at, bool *wide);

/* Behind the string whose quote is at `at`; SIZE_MAX when it is not closed. */
size_t sg_json_skip_string(sg_str text, size_t at);

/* Behind the value that begins at `at`, as its brackets and strings tell, which are looked for in
 * sixty-four bytes at a time; SIZE_MAX when its end is not there.  `at` itself where a value would have
 * to begin and a comma, a bracket or white space stands. */
size_t sg_json_skip_value(sg_str text, size_t at);

#endif
