/* secgraph.h - the public API of libsecgraph: open a graph, ask it, check policies over it.
 *
 *     sg_database *database = NULL;
 *     char *message = NULL;
 *     if (sg_database_open("estate.sgraph", &database, &message) == SG_RESULT_OK) {
 *         sg_reply *reply = NULL;
 *         sg_database_ask(database, "MATCH (b:Bucket) RETURN b.name", NULL, &reply, &message);
 *         while (sg_reply_next(reply, &message) == SG_RESULT_ROW)
 *             puts(sg_reply_json(reply, 0));
 *         sg_reply_close(reply);
 *     }
 *     sg_message_free(message);
 *     sg_database_close(database);
 *
 * Ownership: what a function gives by a `**` parameter is the caller's to close or free; texts are
 * borrowed as long as stated.  A database may be read by many threads, a reply by one.
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
typedef struct sg_reply sg_reply;

/* How a call ended; everything but OK, ROW and DONE comes with a message. */
typedef enum sg_result_code {
    SG_RESULT_OK = 0,
    SG_RESULT_ROW,     /* sg_reply_next: there is a row */
    SG_RESULT_DONE,    /* sg_reply_next: there is no further row */
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
 * reply. */
SG_PUBLIC sg_result_code sg_database_ask(const sg_database *database, const char *cypher,
                                         const char *parameters, sg_reply **out,
                                         char **message);
SG_PUBLIC void sg_reply_close(sg_reply *reply); /* NULL is allowed */
SG_PUBLIC uint32_t sg_reply_columns(const sg_reply *reply);
/* Borrowed until the reply is closed; NULL past the last column. */
SG_PUBLIC const char *sg_reply_name(const sg_reply *reply, uint32_t column);
/* The next row: SG_RESULT_ROW, SG_RESULT_DONE or a failure. */
SG_PUBLIC sg_result_code sg_reply_next(sg_reply *reply, char **message);
/* A value of the current row as JSON, nodes and relationships as maps of their properties; borrowed
 * until the next row; NULL past the last column or without memory. */
SG_PUBLIC const char *sg_reply_json(sg_reply *reply, uint32_t column);

/* --- policies -------------------------------------------------------------------------------- */

/* Evaluates the policies of a file or folder; *json receives an array of issues, to be freed by
 * sg_message_free(). */
SG_PUBLIC sg_result_code sg_database_check(const sg_database *database, const char *policies,
                                           char **json, char **message);

#ifdef __cplusplus
}
#endif

#endif
