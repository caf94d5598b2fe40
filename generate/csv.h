/* csv.h - a generated estate as CSV files with the headers of Neo4j's import.
 *
 *     DIR/import.args                          which file holds what, as arguments of an import
 *     DIR/nodes/<Label>.csv                    :ID,id:string,...        one a kind of node
 *     DIR/relationships/<TYPE>.<From>.<To>.csv :START_ID,:END_ID,...    one a type and pair of kinds
 *
 * :ID is the number of the node.  An empty cell is no value, "" is an empty text; a property whose name
 * has a dot is an entry of a map (tags.owner).
 */
#ifndef SG_GENERATE_CSV_H
#define SG_GENERATE_CSV_H

#include "generate/generate.h"

/* Writes the files into the folder, which is made when it is not there.  A witness (sink.h) may be NULL.
 * Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_generate_csv(const sg_estate *estate, const char *folder,
                                      sg_sink *witness, sg_error *err);

#endif
