/* store.c - the state of issues in SQLite.
 *
 *     issue          one row a fingerprint, as it was last seen
 *     issue_account  the accounts on its paths that were being collected then
 *     call           what was asked of which account, and in which run it last was complete
 *
 * A run is a check; runs count from 1, so that two checks within one second are told apart.
 */
#include "policies/store.h"

#include <sqlite3.h>
#include <stdlib.h>

struct sg_store {
    sqlite3 *database;
};

enum {
    APPLICATION = 0x53474953, /* "SGIS" */
    VERSION = 1,
    BUSY_MILLISECONDS = 5000,
};

/* Of a call in this run. */
typedef enum { CALL_ABSENT, CALL_COMPLETE, CALL_BROKEN } call_status;

static const char schema[] =
    "CREATE TABLE issue (fingerprint TEXT PRIMARY KEY, policy TEXT NOT NULL, title TEXT NOT "
    "NULL,"
    " resource TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL,"
    " region TEXT NOT NULL, project TEXT NOT NULL, severity INTEGER NOT NULL,"
    " score INTEGER NOT NULL, resolved INTEGER NOT NULL, stale INTEGER NOT NULL,"
    " first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, resolved_at INTEGER NOT NULL,"
    " reopened INTEGER NOT NULL, last_run INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE issue_account (fingerprint TEXT NOT NULL, account TEXT NOT NULL,"
    " PRIMARY KEY (fingerprint, account)) WITHOUT ROWID;"
    "CREATE TABLE call (account TEXT NOT NULL, region TEXT NOT NULL, call TEXT NOT NULL,"
    " status INTEGER NOT NULL, last_complete INTEGER NOT NULL,"
    " PRIMARY KEY (account, region, call)) WITHOUT ROWID;";

/* ?1 now, ?2 run.  An account that is not known stands for all. */
static const char resolve_rest[] = "UPDATE issue SET resolved = 1, stale = 0, resolved_at = ?1"
                                   " WHERE resolved = 0 AND last_run < ?2 AND stale = 0";
static const char mark_stale[] =
    "UPDATE issue SET stale = 1 WHERE resolved = 0 AND last_run < ?1 AND ("
    " policy NOT IN (SELECT id FROM evaluated)"
    " OR EXISTS (SELECT 1 FROM issue_account a JOIN call c"
    "  ON c.account = a.account OR c.account = '' OR a.account = ''"
    "  WHERE a.fingerprint = issue.fingerprint AND"
    "  (c.status = 2 OR (c.status = 0 AND c.last_complete >= issue.last_run)))"
    " OR EXISTS (SELECT 1 FROM issue_account a WHERE a.fingerprint = issue.fingerprint"
    "  AND NOT EXISTS (SELECT 1 FROM call c WHERE c.status = 1 AND"
    "   (c.account = a.account OR a.account = ''))))";
static const char unmark_stale[] =
    "UPDATE issue SET stale = 0 WHERE resolved = 0 AND last_run < ?1";

/* --- SQLite's failures as ours -------------------------------------------------------------------- */
static sg_status fail_sql(const sg_store *store, int result, sg_error *err)
{
    if (result == SQLITE_NOMEM)
        return sg_fail_memory(err);
    if (result == SQLITE_NOTADB || result == SQLITE_CORRUPT)
        return sg_fail(err, SG_ECORRUPT, "the state file is damaged, or no state file at all");
    return sg_fail(err, SG_EIO, "state file: %s", sqlite3_errmsg(store->database));
}

static sg_status execute(const sg_store *store, const char *sql, sg_error *err)
{
    int result = sqlite3_exec(store->database, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? SG_OK : fail_sql(store, result, err);
}

static sg_status prepare(const sg_store *store, const char *sql, sqlite3_stmt **out,
                         sg_error *err)
{
    int result = sqlite3_prepare_v2(store->database, sql, -1, out, NULL);
    return result == SQLITE_OK ? SG_OK : fail_sql(store, result, err);
}

static void bind_text(sqlite3_stmt *statement, int at, sg_str text)
{
    sqlite3_bind_text(statement, at, text.length ? text.bytes : "", (int)text.length,
                      SQLITE_STATIC);
}

/* Runs a statement that gives no rows, and makes it ready for the next time.  A failure to bind, which
 * is want of memory, shows here. */
static sg_status step(const sg_store *store, sqlite3_stmt *statement, sg_error *err)
{
    int result = sqlite3_step(statement);
    sg_status status = result == SQLITE_DONE ? SG_OK : fail_sql(store, result, err);
    sqlite3_reset(statement);
    return status;
}

static sg_status read_number(const sg_store *store, const char *sql, int64_t *out,
                             sg_error *err)
{
    sqlite3_stmt *statement = NULL;
    SG_TRY(prepare(store, sql, &statement, err));
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return result == SQLITE_ROW ? SG_OK : fail_sql(store, result, err);
}

/* --- open ------------------------------------------------------------------------------------------ */
static sg_status create(const sg_store *store, sg_error *err)
{
    char pragmas[96];
    sqlite3_snprintf(sizeof pragmas, pragmas,
                     "PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION,
                     VERSION);
    SG_TRY(execute(store, "BEGIN IMMEDIATE", err));
    SG_TRY(execute(store, schema, err));
    SG_TRY(execute(store, pragmas, err));
    return execute(store, "COMMIT", err);
}

static sg_status check_kind(const sg_store *store, sg_error *err)
{
    int64_t application = 0, version = 0, tables = 0;
    SG_TRY(read_number(store, "PRAGMA application_id", &application, err));
    SG_TRY(read_number(store, "PRAGMA user_version", &version, err));
    SG_TRY(read_number(store, "SELECT count(*) FROM sqlite_master", &tables, err));
    if (application == 0 && version == 0 && tables == 0)
        return create(store, err);
    if (application != APPLICATION)
        return sg_fail(err, SG_ECORRUPT, "this is a database, but no state file of secgraph");
    if (version != VERSION)
        return sg_fail(err, SG_ECORRUPT,
                       "the state file has version %lld, and this program reads version %d",
                       (long long)version, VERSION);
    return SG_OK;
}

sg_status sg_store_open(const char *path, sg_store **out, sg_error *err)
{
    sg_store *store = calloc(1, sizeof(*store));
    if (!store)
        return sg_fail_memory(err);
    int result = sqlite3_open(path, &store->database);
    sg_status status = SG_OK;
    if (result != SQLITE_OK)
        status = store->database ? fail_sql(store, result, err) : sg_fail_memory(err);
    if (status == SG_OK) {
        sqlite3_busy_timeout(store->database, BUSY_MILLISECONDS);
        status = check_kind(store, err);
    }
    if (status != SG_OK) {
        sg_error_in(err, sg_str_of(path));
        sg_store_close(store);
        return status;
    }
    *out = store;
    return SG_OK;
}

void sg_store_close(sg_store *store)
{
    if (!store)
        return;
    sqlite3_close(store->database); /* rolls back what was not committed */
    free(store);
}

/* --- update ---------------------------------------------------------------------------------------- */
static sg_status put_calls(const sg_store *store, const sg_store_call *calls, size_t count,
                           sg_error *err)
{
    sqlite3_stmt *put = NULL;
    sg_status status = execute(store, "UPDATE call SET status = 0", err);
    if (status == SG_OK)
        status = prepare(store,
                         "INSERT INTO call VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT"
                         " (account, region, call) DO UPDATE"
                         " SET status = max(status, excluded.status)",
                         &put, err);
    for (size_t i = 0; status == SG_OK && i < count; i++) {
        bind_text(put, 1, calls[i].account);
        bind_text(put, 2, calls[i].region);
        bind_text(put, 3, calls[i].call);
        sqlite3_bind_int(put, 4, calls[i].complete ? CALL_COMPLETE : CALL_BROKEN);
        status = step(store, put, err);
    }
    sqlite3_finalize(put);
    return status;
}

/* The policies that were evaluated, in a table of this connection only. */
static sg_status put_evaluated(const sg_store *store, const sg_check *check, sg_error *err)
{
    sqlite3_stmt *put = NULL;
    sg_status status =
        execute(store,
                "CREATE TEMP TABLE IF NOT EXISTS evaluated (id TEXT PRIMARY KEY);"
                "DELETE FROM evaluated",
                err);
    if (status == SG_OK)
        status = prepare(store, "INSERT OR IGNORE INTO evaluated VALUES (?1)", &put, err);
    for (uint32_t i = 0; status == SG_OK && i < check->outcome_count; i++) {
        if (check->outcomes[i].error.status != SG_OK)
            continue;
        bind_text(put, 1, check->outcomes[i].policy->id);
        status = step(store, put, err);
    }
    sqlite3_finalize(put);
    return status;
}

typedef struct {
    sqlite3_stmt *state, *put, *forget, *account;
    int64_t run, now;
} issue_writer;

static sg_status prepare_writer(const sg_store *store, issue_writer *writer, sg_error *err)
{
    SG_TRY(prepare(store, "SELECT resolved FROM issue WHERE fingerprint = ?1", &writer->state,
                   err));
    SG_TRY(prepare(store,
                   "INSERT INTO issue VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0,"
                   " 0, ?12, ?12, 0, 0, ?13) ON CONFLICT (fingerprint) DO UPDATE SET"
                   " title = ?3, type = ?5, name = ?6, account = ?7, region = ?8, project = ?9,"
                   " severity = ?10, score = ?11, reopened = reopened + resolved, resolved = 0,"
                   " stale = 0, last_seen = ?12, last_run = ?13",
                   &writer->put, err));
    SG_TRY(prepare(store, "DELETE FROM issue_account WHERE fingerprint = ?1", &writer->forget,
                   err));
    return prepare(store,
                   "INSERT OR IGNORE INTO issue_account SELECT ?1, ?2 WHERE ?3 OR EXISTS"
                   " (SELECT 1 FROM call WHERE account = ?2 AND status <> 0)",
                   &writer->account, err);
}

static void free_writer(issue_writer *writer)
{
    sqlite3_finalize(writer->state);
    sqlite3_finalize(writer->put);
    sqlite3_finalize(writer->forget);
    sqlite3_finalize(writer->account);
}

static sg_status put_account(const sg_store *store, issue_writer *writer, sg_str fingerprint,
                             sg_str account, bool own, sg_error *err)
{
    bind_text(writer->account, 1, fingerprint);
    bind_text(writer->account, 2, account);
    sqlite3_bind_int(writer->account, 3, own);
    return step(store, writer->account, err);
}

/* Its own account, and those on its paths that are collected: of others nothing is ever read. */
static sg_status put_accounts(const sg_store *store, issue_writer *writer,
                              const sg_issue *issue, sg_error *err)
{
    sg_str fingerprint = sg_str_of(issue->fingerprint);
    bind_text(writer->forget, 1, fingerprint);
    SG_TRY(step(store, writer->forget, err));
    SG_TRY(put_account(store, writer, fingerprint, issue->resource.account, true, err));
    for (uint32_t i = 0; i < issue->paths_kept; i++)
        for (uint32_t hop = 0; hop < issue->paths[i].count; hop++)
            SG_TRY(put_account(store, writer, fingerprint, issue->paths[i].hops[hop].account,
                               false, err));
    return SG_OK;
}

static sg_status count_issue(const sg_store *store, issue_writer *writer, sg_str fingerprint,
                             sg_store_counts *counts, sg_error *err)
{
    bind_text(writer->state, 1, fingerprint);
    int result = sqlite3_step(writer->state);
    if (result == SQLITE_DONE)
        counts->opened++;
    else if (result == SQLITE_ROW)
        counts->reopened += sqlite3_column_int(writer->state, 0) != 0;
    sqlite3_reset(writer->state);
    return result == SQLITE_DONE || result == SQLITE_ROW ? SG_OK : fail_sql(store, result, err);
}

static sg_status put_issue(const sg_store *store, issue_writer *writer, const sg_issue *issue,
                           sg_store_counts *counts, sg_error *err)
{
    const sg_str texts[] = { sg_str_of(issue->fingerprint),
                             issue->policy->id,
                             issue->policy->name,
                             issue->resource.id,
                             issue->resource.type,
                             issue->resource.name,
                             issue->resource.account,
                             issue->resource.region,
                             issue->project ? issue->project->name : SG_STR("") };
    int at = 1;
    SG_TRY(count_issue(store, writer, texts[0], counts, err));
    for (size_t i = 0; i < SG_COUNT(texts); i++)
        bind_text(writer->put, at++, texts[i]);
    sqlite3_bind_int(writer->put, at++, (int)issue->severity);
    sqlite3_bind_int(writer->put, at++, (int)issue->score.points);
    sqlite3_bind_int64(writer->put, at++, writer->now);
    sqlite3_bind_int64(writer->put, at, writer->run);
    SG_TRY(step(store, writer->put, err));
    return put_accounts(store, writer, issue, err);
}

static sg_status put_issues(const sg_store *store, const sg_check *check, int64_t run,
                            int64_t now, sg_store_counts *counts, sg_error *err)
{
    issue_writer writer = { .run = run, .now = now };
    sg_status status = prepare_writer(store, &writer, err);
    for (uint32_t i = 0; status == SG_OK && i < check->issue_count; i++)
        status = put_issue(store, &writer, check->issues[i], counts, err);
    free_writer(&writer);
    return status;
}

/* Runs an update with up to two numbers; *changed rows. */
static sg_status update_numbers(const sg_store *store, const char *sql, int64_t first,
                                int64_t second, uint32_t *changed, sg_error *err)
{
    sqlite3_stmt *statement = NULL;
    SG_TRY(prepare(store, sql, &statement, err));
    sqlite3_bind_int64(statement, 1, first);
    if (sqlite3_bind_parameter_count(statement) > 1)
        sqlite3_bind_int64(statement, 2, second);
    sg_status status = step(store, statement, err);
    *changed = (uint32_t)sqlite3_changes(store->database);
    sqlite3_finalize(statement);
    return status;
}

static sg_status update(const sg_store *store, const sg_check *check,
                        const sg_store_call *calls, size_t count, int64_t now,
                        sg_store_counts *counts, sg_error *err)
{
    int64_t run = 0;
    uint32_t ignored;
    SG_TRY(read_number(store,
                       "SELECT 1 + max((SELECT coalesce(max(last_run), 0) FROM issue),"
                       " (SELECT coalesce(max(last_complete), 0) FROM call))",
                       &run, err));
    SG_TRY(put_calls(store, calls, count, err));
    SG_TRY(put_evaluated(store, check, err));
    SG_TRY(put_issues(store, check, run, now, counts, err));
    SG_TRY(update_numbers(store, unmark_stale, run, 0, &ignored, err));
    SG_TRY(update_numbers(store, mark_stale, run, 0, &counts->stale, err));
    SG_TRY(update_numbers(store, resolve_rest, now, run, &counts->resolved, err));
    return update_numbers(store, "UPDATE call SET last_complete = ?1 WHERE status = 1", run, 0,
                          &ignored, err);
}

sg_status sg_store_update(sg_store *store, const sg_check *check, const sg_store_call *calls,
                          size_t count, int64_t now, sg_store_counts *out, sg_error *err)
{
    sg_store_counts counts = { .opened = 0 };
    SG_TRY(execute(store, "BEGIN IMMEDIATE", err));
    sg_status status = update(store, check, calls, count, now, &counts, err);
    if (status == SG_OK)
        status = execute(store, "COMMIT", err);
    if (status != SG_OK) {
        (void)execute(store, "ROLLBACK", NULL);
        return status;
    }
    *out = counts;
    return SG_OK;
}

/* --- read ------------------------------------------------------------------------------------------ */
static sg_str column_text(sqlite3_stmt *statement, int column)
{
    return (sg_str){ (const char *)sqlite3_column_text(statement, column),
                     (size_t)sqlite3_column_bytes(statement, column) };
}

static sg_store_issue read_issue(sqlite3_stmt *statement)
{
    int severity = sqlite3_column_int(statement, 9);
    return (sg_store_issue){
        .fingerprint = column_text(statement, 0),
        .policy = column_text(statement, 1),
        .title = column_text(statement, 2),
        .resource = column_text(statement, 3),
        .type = column_text(statement, 4),
        .name = column_text(statement, 5),
        .account = column_text(statement, 6),
        .region = column_text(statement, 7),
        .project = column_text(statement, 8),
        .severity = severity >= 0 && severity < SG_SEVERITIES ? (sg_severity)severity
                                                              : SG_INFORMATIONAL,
        .score = (uint32_t)sqlite3_column_int(statement, 10),
        .resolved = sqlite3_column_int(statement, 11) != 0,
        .stale = sqlite3_column_int(statement, 12) != 0,
        .first_seen = sqlite3_column_int64(statement, 13),
        .last_seen = sqlite3_column_int64(statement, 14),
        .resolved_at = sqlite3_column_int64(statement, 15),
        .reopened = (uint32_t)sqlite3_column_int(statement, 16),
    };
}

sg_status sg_store_each(sg_store *store, sg_store_visit *visit, void *user, sg_error *err)
{
    sqlite3_stmt *statement = NULL;
    sg_status status = SG_OK;
    int result;
    SG_TRY(prepare(store,
                   "SELECT * FROM issue ORDER BY resolved, score DESC, policy, resource,"
                   " fingerprint",
                   &statement, err));
    while (status == SG_OK && (result = sqlite3_step(statement)) != SQLITE_DONE) {
        if (result != SQLITE_ROW) {
            status = fail_sql(store, result, err);
            break;
        }
        sg_store_issue issue = read_issue(statement);
        status = visit(user, &issue);
    }
    sqlite3_finalize(statement);
    return status;
}
