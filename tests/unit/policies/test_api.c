/* test_api.c - the public API as an embedder uses it: open, ask, check, and how failures are told. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/snapshot.h"
#include "include/secgraph.h"
#include "query/graph_text.h"

static sg_database *open_database(void)
{
    char path[] = "/tmp/secgraph-api-XXXXXX";
    sg_graph *graph = NULL;
    sg_error err = { .status = SG_OK };
    sg_database *database = NULL;
    char *message = NULL;
    close(mkstemp(path));
    cr_assert_eq(sg_graph_text(SG_STR("(v:Volume {id: 'vol', name: 'v', encrypted: false})"
                                      "-[:CONTAINS_SECRET]->(s:Secret {id: 's'})"),
                               &graph, &err),
                 SG_OK, "%s", err.message);
    cr_assert_eq(sg_snapshot_write(graph, path, &err), SG_OK, "%s", err.message);
    sg_graph_free(graph);
    cr_assert_eq(sg_database_open(path, &database, &message), SG_RESULT_OK, "%s", message);
    unlink(path);
    return database;
}

Test(api, asks_with_parameters)
{
    sg_database *database = open_database();
    sg_reply *reply = NULL;
    char *message = NULL;
    cr_assert_eq(sg_database_nodes(database), 2u);
    cr_assert_eq(sg_database_relationships(database), 1u);
    cr_assert_eq(sg_database_ask(database,
                                 "MATCH (v:Volume {id: $id}) RETURN v.name AS name, v",
                                 "{\"id\": \"vol\"}", &reply, &message),
                 SG_RESULT_OK, "%s", message);
    cr_assert_eq(sg_reply_columns(reply), 2u);
    cr_assert_str_eq(sg_reply_name(reply, 0), "name");
    cr_assert_null(sg_reply_name(reply, 2));
    cr_assert_eq(sg_reply_next(reply, &message), SG_RESULT_ROW);
    cr_assert_str_eq(sg_reply_json(reply, 0), "\"v\"");
    cr_assert(strstr(sg_reply_json(reply, 1), "\"encrypted\":false"));
    cr_assert_null(sg_reply_json(reply, 2));
    cr_assert_eq(sg_reply_next(reply, &message), SG_RESULT_DONE);
    cr_assert_null(sg_reply_json(reply, 0));
    sg_reply_close(reply);
    sg_database_close(database);
}

Test(api, failures_come_with_a_message)
{
    sg_database *database = open_database(), *none = NULL;
    sg_reply *reply = NULL;
    char *message = NULL;
    cr_assert_eq(sg_database_ask(database, "RETURN nodez(1)", NULL, &reply, &message),
                 SG_RESULT_INVALID);
    cr_assert(strstr(message, "nodez"));
    sg_message_free(message);
    cr_assert_eq(sg_database_ask(database, "RETURN 1", "{", &reply, NULL), SG_RESULT_INVALID);
    cr_assert_eq(sg_database_open("/nonexistent/x.sgraph", &none, &message), SG_RESULT_INVALID);
    cr_assert(strstr(message, "/nonexistent/x.sgraph"));
    sg_message_free(message);
    cr_assert_null(none);
    sg_database_close(database);
}

Test(api, checks_policies)
{
    sg_database *database = open_database();
    char *json = NULL, *message = NULL;
    cr_assert_eq(sg_database_check(database, "policies/library", &json, &message), SG_RESULT_OK,
                 "%s", message);
    cr_assert(strstr(json, "\"policy\":\"TC-003\""));
    sg_message_free(json);
    cr_assert_eq(sg_database_check(database, "policies/nothing-here", &json, &message),
                 SG_RESULT_INVALID);
    cr_assert_not_null(message);
    sg_message_free(message);
    sg_database_close(database);
}
