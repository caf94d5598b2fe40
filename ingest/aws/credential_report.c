/* credential_report.c - the credential report of an account: one line of CSV a user, the root user
 * first.
 *
 *     user,arn,...,password_enabled,password_last_used,...,mfa_active,access_key_1_active,...
 *
 * Users are described by other calls; this adds how they sign in.  The root user has no node among
 * them, so that what is said of it stands on the account.
 */
#include <nettle/base64.h>

#include "engine/base/clock.h"
#include "ingest/mapper.h"
#include "ingest/rows.h"

enum { MOST_COLUMNS = 64, KEYS = 2 };

typedef struct report {
    sg_mapper *mapper;
    sg_build_node account;
    sg_str names[MOST_COLUMNS], cells[MOST_COLUMNS];
    size_t columns;
} report;

/* Cells hold no quotes or commas: names of users may not. */
static size_t split(sg_str line, sg_str cells[MOST_COLUMNS])
{
    size_t count = 0;
    line = sg_str_trim(line);
    while (line.length > 0 && count < MOST_COLUMNS)
        cells[count++] = sg_str_cut(line, ',', &line);
    return count;
}

static sg_str cell(const report *self, const char *name)
{
    for (size_t i = 0; i < self->columns; i++)
        if (sg_str_equal(self->names[i], sg_str_of(name)))
            return self->cells[i];
    return SG_STR("");
}

/* Null for "N/A", "not_supported" and what the report does not have. */
static sg_value truth(sg_str text)
{
    if (sg_str_equal_fold(text, SG_STR("true")))
        return sg_boolean(true);
    return sg_str_equal_fold(text, SG_STR("false")) ? sg_boolean(false) : sg_null();
}

static sg_status time_of(const report *self, sg_str text, sg_value *out)
{
    int64_t seconds;
    char iso[21];
    *out = sg_null();
    if (!sg_time_parse(text, &seconds))
        return SG_OK;
    sg_time_format(seconds, iso);
    *out = sg_string(sg_arena_copy(self->mapper->scratch, sg_str_of(iso)));
    return out->string ? SG_OK : SG_ENOMEM;
}

static sg_status set(const report *self, sg_build_node node, const char *name, sg_value value)
{
    return sg_is_null(value)
               ? SG_OK
               : sg_builder_set(self->mapper->builder, node, sg_str_of(name), value);
}

/* The columns of an access key. */
static sg_str key_cell(const report *self, int key, const char *what)
{
    sg_str name = sg_arena_format(self->mapper->scratch, "access_key_%d_%s", key, what);
    return name.bytes ? cell(self, name.bytes) : SG_STR("");
}

static void add_entry(sg_entry *entries, uint32_t *count, sg_str key, sg_value value)
{
    if (!sg_is_null(value))
        entries[(*count)++] = (sg_entry){ key, value };
}

/* `keys`: a map for each key that there is: {active, rotatedAt, lastUsedAt}. */
static sg_status set_keys(const report *self, sg_build_node user)
{
    sg_value *keys = sg_arena_make_array(self->mapper->scratch, sg_value, KEYS);
    uint32_t count = 0;
    if (!keys)
        return SG_ENOMEM;
    for (int key = 1; key <= KEYS; key++) {
        sg_value rotated, used;
        SG_TRY(time_of(self, key_cell(self, key, "last_rotated"), &rotated));
        SG_TRY(time_of(self, key_cell(self, key, "last_used_date"), &used));
        sg_value active = truth(key_cell(self, key, "active"));
        if (sg_is_null(active) || (!active.boolean && sg_is_null(rotated)))
            continue;
        sg_entry *entries = sg_arena_make_array(self->mapper->scratch, sg_entry, 3);
        uint32_t filled = 0;
        if (!entries)
            return SG_ENOMEM;
        add_entry(entries, &filled, SG_STR("active"), active);
        add_entry(entries, &filled, SG_STR("rotatedAt"), rotated);
        add_entry(entries, &filled, SG_STR("lastUsedAt"), used);
        keys[count++] = sg_map(entries, sg_map_sort(entries, filled));
    }
    return set(self, user, "keys", sg_list(keys, count));
}

static sg_status add_user(const report *self)
{
    sg_build_node user;
    sg_value used;
    SG_TRY(sg_mapper_refer(self->mapper, cell(self, "arn"), "UserAccount", &user));
    SG_TRY(set(self, user, "hasPassword", truth(cell(self, "password_enabled"))));
    SG_TRY(set(self, user, "mfaActive", truth(cell(self, "mfa_active"))));
    SG_TRY(time_of(self, cell(self, "password_last_used"), &used));
    SG_TRY(set(self, user, "lastUsedAt", used));
    return set_keys(self, user);
}

/* The latest of password and keys; null: never, or not told. */
static sg_status last_used(const report *self, sg_value *out)
{
    const sg_str cells[] = { cell(self, "password_last_used"),
                             key_cell(self, 1, "last_used_date"),
                             key_cell(self, 2, "last_used_date") };
    *out = sg_null();
    for (size_t i = 0; i < SG_COUNT(cells); i++) {
        sg_value used;
        SG_TRY(time_of(self, cells[i], &used));
        if (!sg_is_null(used) &&
            (sg_is_null(*out) || sg_str_compare(sg_value_str(used), sg_value_str(*out)) > 0))
            *out = used;
    }
    return SG_OK;
}

static sg_status add_root(const report *self)
{
    sg_value first = truth(key_cell(self, 1, "active"));
    sg_value second = truth(key_cell(self, 2, "active"));
    sg_value used;
    SG_TRY(set(self, self->account, "rootMfaEnabled", truth(cell(self, "mfa_active"))));
    if (!sg_is_null(first) && !sg_is_null(second))
        SG_TRY(set(self, self->account, "rootAccessKeys",
                   sg_boolean(first.boolean || second.boolean)));
    SG_TRY(last_used(self, &used));
    return set(self, self->account, "rootLastUsedAt", used);
}

static sg_status read_lines(report *self, sg_str text)
{
    self->columns = split(sg_str_cut(text, '\n', &text), self->names);
    while (text.length > 0) {
        size_t count = split(sg_str_cut(text, '\n', &text), self->cells);
        if (count == 0)
            continue;
        for (; count < self->columns; count++)
            self->cells[count] = SG_STR("");
        if (sg_str_equal(cell(self, "user"), SG_STR("<root_account>")))
            SG_TRY(add_root(self));
        else if (cell(self, "arn").length > 0)
            SG_TRY(add_user(self));
    }
    return SG_OK;
}

/* The command line prints the report in base64. */
static sg_status decode(sg_mapper *mapper, sg_str text, sg_str *out)
{
    struct base64_decode_ctx context;
    size_t length = BASE64_DECODE_LENGTH(text.length);
    uint8_t *bytes = sg_arena_make_array(mapper->scratch, uint8_t, length + 1);
    if (!bytes)
        return SG_ENOMEM;
    base64_decode_init(&context);
    bool good = base64_decode_update(&context, &length, bytes, text.length, text.bytes) &&
                base64_decode_final(&context);
    *out = good ? (sg_str){ (const char *)bytes, length } : (sg_str){ NULL, 0 };
    return SG_OK;
}

static sg_status read_report(sg_mapper *mapper, const sg_frame *item, sg_build_node account)
{
    report self = { .mapper = mapper, .account = account };
    const sg_value *content = NULL;
    sg_str text;
    if (sg_path_get(item, "Content", &content) != SG_FOUND || content->type != SG_TYPE_STRING)
        return SG_OK;
    text = sg_value_str(*content);
    if (!sg_str_starts(text, SG_STR("user,")))
        SG_TRY(decode(mapper, text, &text));
    if (!text.bytes || !sg_str_starts(text, SG_STR("user,"))) {
        sg_mapper_problem(mapper, item, "Content", "is no credential report");
        return SG_OK;
    }
    return read_lines(&self, text);
}

/* clang-format off */
static const sg_collector rows[] = {
    {
        .service = "iam", .operation = "GetCredentialReport", .when = "Content",
        .adds = true, .label = "Account", .key = "{@account}",
        .post = read_report,
    },
};
/* clang-format on */

const sg_collectors sg_credential_report = { rows, SG_COUNT(rows) };
