/* secgraph.h - the public API of libsecgraph: open a graph, ask it, check policies over it.
 *
 *     sg_database *database = NULL;
 *     char *message = NULL;
 *     if (sg_database_open("estate.sgraph", &database, &message) == SG_RESULT_OK) {
 *         sg_cursor *cursor = NULL;
 *         sg_database_ask(database, "MATCH (b:Bucket) RETURN b.name", NULL, &cursor, &message);
 *         while (sg_cursor_next(cursor, &message) == SG_RESULT_ROW)
 *             puts(sg_cursor_json(cursor, 0));
 *         sg_cursor_close(cursor);
 *     }
 *     sg_message_free(message);
 *     sg_database_close(database);
 *
 * Ownership: what a function gives by a `**` parameter is the caller's to close or free; texts are
 * borrowed as long as stated.  A database may be read by many threads, a cursor by one.
 */
#ifndef SECGRAPH_H
#define SECGRAPH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SG_VERSION "0.1.0"
#define SG_PUBLIC __attribute__((visibility("default")))

typedef struct sg_database sg_database;
typedef struct sg_cursor sg_cursor;

/* How a call ended; everything but OK, ROW and DONE comes with a message. */
typedef enum sg_result_code {
    SG_RESULT_OK = 0,
    SG_RESULT_ROW,     /* sg_cursor_next: there is a row */
    SG_RESULT_DONE,    /* sg_cursor_next: there is no further row */
    SG_RESULT_INVALID, /* a query, file or argument is wrong */
    SG_RESULT_FAILED,  /* it failed while it ran: a limit, the system, the data */
} sg_result_code;

/* --- messages -------------------------------------------------------------------------------- */

/* Every `message` parameter may be NULL.  On failure it receives text to be freed by this. */
SG_PUBLIC void sg_message_free(char *message); /* NULL is allowed */

/* --- graphs ---------------------------------------------------------------------------------- */

/* Opens a snapshot that `secgraph load` wrote. */
SG_PUBLIC sg_result_code sg_database_open(const char *path, sg_database **out, char **message);
SG_PUBLIC void sg_database_close(sg_database *database); /* NULL is allowed */
SG_PUBLIC uint64_t sg_database_nodes(const sg_database *database);
SG_PUBLIC uint64_t sg_database_relationships(const sg_database *database);

/* --- queries --------------------------------------------------------------------------------- */

/* Prepares and starts a query.  `parameters` is a JSON object, or NULL.  The database must outlive the
 * cursor. */
SG_PUBLIC sg_result_code sg_database_ask(const sg_database *database, const char *cypher,
                                         const char *parameters, sg_cursor **out,
                                         char **message);
SG_PUBLIC void sg_cursor_close(sg_cursor *cursor); /* NULL is allowed */
SG_PUBLIC uint32_t sg_cursor_columns(const sg_cursor *cursor);
/* Borrowed until the cursor is closed; NULL past the last column. */
SG_PUBLIC const char *sg_cursor_name(const sg_cursor *cursor, uint32_t column);
/* The next row: SG_RESULT_ROW, SG_RESULT_DONE or a failure. */
SG_PUBLIC sg_result_code sg_cursor_next(sg_cursor *cursor, char **message);
/* A value of the current row as JSON, nodes and relationships as maps of their properties; borrowed
 * until the next row; NULL past the last column or without memory. */
SG_PUBLIC const char *sg_cursor_json(sg_cursor *cursor, uint32_t column);

/* --- policies -------------------------------------------------------------------------------- */

/* Evaluates the policies of a file or folder; *json receives an array of issues, to be freed by
 * sg_message_free(). */
SG_PUBLIC sg_result_code sg_database_check(const sg_database *database, const char *policies,
                                           char **json, char **message);

#ifdef __cplusplus
}
#endif

#endif
