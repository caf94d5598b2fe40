/* secrets.c - which texts look like credentials, and what the graph says of them.
 *
 * Few patterns, each with a fixed form or a telling name: a finding starts an incident, so noise is
 * worse than a miss.
 */
#include "ingest/secrets.h"

#include <nettle/base64.h>

enum { KEY_ID_LENGTH = 20, SHORTEST_SECRET = 8, LONGEST_TEXT = 1 << 20, LONGEST_NAME = 256 };

static bool is_upper_alphanumeric(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static bool is_word(char byte)
{
    return is_upper_alphanumeric(byte) || (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool contains(sg_str text, const char *needle)
{
    return sg_str_find(text, sg_str_of(needle), 0) != SIZE_MAX;
}

/* AKIA or ASIA and sixteen more, not inside a longer word. */
static bool find_access_key(sg_str text, sg_str *out)
{
    for (size_t i = 0; i + KEY_ID_LENGTH <= text.length; i++) {
        sg_str head = sg_str_slice(text, i, i + 4);
        size_t end = i + 4;
        if (!sg_str_equal(head, SG_STR("AKIA")) && !sg_str_equal(head, SG_STR("ASIA")))
            continue;
        while (end < text.length && is_upper_alphanumeric(text.bytes[end]))
            end++;
        if (end - i != KEY_ID_LENGTH || (i > 0 && is_word(text.bytes[i - 1])))
            continue;
        *out = sg_str_slice(text, i, end);
        return true;
    }
    return false;
}

/* Beginnings by which issuers mark their tokens, and how much follows at least. */
static bool has_token(sg_str text)
{
    static const struct {
        const char *head;
        size_t rest;
    } tokens[] = {
        { "ghp_", 30 },  { "github_pat_", 30 }, { "glpat-", 20 },
        { "xoxb-", 20 }, { "xoxp-", 20 },       { "sk_live_", 20 },
        { "AIza", 35 },  { "npm_", 36 },        { "dapi", 32 },
    };
    for (size_t i = 0; i < SG_COUNT(tokens); i++) {
        sg_str head = sg_str_of(tokens[i].head);
        size_t at = sg_str_find(text, head, 0);
        if (at == SIZE_MAX || (at > 0 && is_word(text.bytes[at - 1])))
            continue;
        size_t end = at + head.length;
        while (end < text.length && (is_word(text.bytes[end]) || text.bytes[end] == '-'))
            end++;
        if (end - at - head.length >= tokens[i].rest)
            return true;
    }
    return false;
}

/* "scheme://user:password@host" */
static bool has_address_with_password(sg_str text)
{
    for (size_t at = 0; (at = sg_str_find(text, SG_STR("://"), at)) != SIZE_MAX; at += 3) {
        size_t colon = SIZE_MAX, i = at + 3;
        for (; i < text.length && text.bytes[i] > ' ' && text.bytes[i] != '/' &&
               text.bytes[i] != '@' && text.bytes[i] != '"';
             i++)
            if (text.bytes[i] == ':' && colon == SIZE_MAX)
                colon = i;
        if (i < text.length && text.bytes[i] == '@' && colon != SIZE_MAX && i > colon + 1 &&
            text.bytes[colon + 1] != '$' && text.bytes[colon + 1] != '{')
            return true;
    }
    return false;
}

sg_secret_kind sg_secret_in_text(sg_str text, sg_str *found)
{
    *found = SG_STR("");
    if (find_access_key(text, found))
        return SG_SECRET_ACCESS_KEY;
    if (contains(text, "-----BEGIN ") && contains(text, "PRIVATE KEY-----"))
        return SG_SECRET_PRIVATE_KEY;
    if (has_token(text))
        return SG_SECRET_TOKEN;
    return has_address_with_password(text) ? SG_SECRET_PASSWORD : SG_SECRET_NONE;
}

static bool ends_with_fold(sg_str text, sg_str tail)
{
    return text.length >= tail.length &&
           sg_str_equal_fold(sg_str_slice(text, text.length - tail.length, text.length), tail);
}

static bool contains_fold(sg_str text, sg_str word)
{
    for (size_t i = 0; i + word.length <= text.length; i++)
        if (sg_str_equal_fold(sg_str_slice(text, i, i + word.length), word))
            return true;
    return false;
}

/* DB_PASSWORD is a secret, DB_PASSWORD_ARN says where one is. */
static bool is_telling(sg_str name)
{
    static const sg_str words[] = { SG_STR_INIT("password"),   SG_STR_INIT("passwd"),
                                    SG_STR_INIT("secret"),     SG_STR_INIT("token"),
                                    SG_STR_INIT("api_key"),    SG_STR_INIT("apikey"),
                                    SG_STR_INIT("access_key"), SG_STR_INIT("private_key"),
                                    SG_STR_INIT("credential") };
    static const sg_str tails[] = { SG_STR_INIT("arn"),    SG_STR_INIT("name"),
                                    SG_STR_INIT("_id"),    SG_STR_INIT("path"),
                                    SG_STR_INIT("file"),   SG_STR_INIT("url"),
                                    SG_STR_INIT("ttl"),    SG_STR_INIT("region"),
                                    SG_STR_INIT("enabled") };
    for (size_t i = 0; i < SG_COUNT(tails); i++)
        if (ends_with_fold(name, tails[i]))
            return false;
    for (size_t i = 0; i < SG_COUNT(words); i++)
        if (contains_fold(name, words[i]))
            return true;
    return false;
}

/* A literal, and not where to find one, a number or a switch. */
static bool is_literal(sg_str value)
{
    static const sg_str heads[] = { SG_STR_INIT("arn:"), SG_STR_INIT("{{resolve:"),
                                    SG_STR_INIT("$"),    SG_STR_INIT("/"),
                                    SG_STR_INIT("ssm:"), SG_STR_INIT("secretsmanager:"),
                                    SG_STR_INIT("http"), SG_STR_INIT("s3:"),
                                    SG_STR_INIT("<"),    SG_STR_INIT("vault:") };
    bool has_other = false;
    if (value.length < SHORTEST_SECRET)
        return false;
    for (size_t i = 0; i < SG_COUNT(heads); i++)
        if (sg_str_starts(value, heads[i]))
            return false;
    for (size_t i = 0; i < value.length; i++) {
        if (value.bytes[i] <= ' ')
            return false;
        has_other = has_other || !(value.bytes[i] >= '0' && value.bytes[i] <= '9');
    }
    return has_other;
}

sg_secret_kind sg_secret_in_variable(sg_str name, sg_str value, sg_str *found)
{
    sg_secret_kind kind = sg_secret_in_text(value, found);
    if (kind != SG_SECRET_NONE)
        return kind;
    return is_telling(name) && is_literal(value) ? SG_SECRET_PASSWORD : SG_SECRET_NONE;
}

/* --- into the graph -------------------------------------------------------------------------- */
static sg_status add_secret(sg_mapper *mapper, sg_build_node node, sg_str name)
{
    sg_value id = sg_builder_get(mapper->builder, node, SG_STR("id"), mapper->scratch);
    sg_build_node secret;
    if (id.type != SG_TYPE_STRING)
        return SG_OK;
    name = sg_str_slice(name, 0, name.length < LONGEST_NAME ? name.length : LONGEST_NAME);
    sg_str key = sg_arena_format(mapper->scratch, "%.*s/secret/%.*s", SG_FMT(sg_value_str(id)),
                                 SG_FMT(name));
    if (!key.bytes)
        return SG_ENOMEM;
    SG_TRY(sg_mapper_refer(mapper, key, "Secret", &secret));
    SG_TRY(sg_builder_add_label(mapper->builder, secret, SG_STR("Secret")));
    SG_TRY(sg_builder_add_label(mapper->builder, secret, SG_STR("DataStore")));
    SG_TRY(sg_builder_set(mapper->builder, secret, SG_STR("expectedLabel"), sg_null()));
    SG_TRY(sg_builder_set(mapper->builder, secret, SG_STR("known"), sg_boolean(true)));
    SG_TRY(sg_builder_set(mapper->builder, secret, SG_STR("name"), sg_string(name)));
    SG_TRY(sg_builder_set(mapper->builder, secret, SG_STR("nativeType"),
                          sg_string(SG_STR("Secgraph::ClearText"))));
    return sg_mapper_link(mapper, node, "CONTAINS_SECRET", secret, NULL, NULL);
}

static sg_status add_finding(sg_mapper *mapper, sg_build_node node, sg_str name,
                             sg_secret_kind kind, sg_str access_key)
{
    sg_build_node key;
    if (kind == SG_SECRET_NONE)
        return SG_OK;
    if (kind != SG_SECRET_ACCESS_KEY)
        return add_secret(mapper, node, name);
    SG_TRY(sg_mapper_refer(mapper, access_key, "AccessKey", &key));
    return sg_mapper_link(mapper, node, "CONTAINS_SECRET", key, NULL, NULL);
}

sg_status sg_secrets_of_variable(sg_mapper *mapper, sg_build_node node, sg_str name,
                                 sg_str value)
{
    sg_str found;
    sg_secret_kind kind = sg_secret_in_variable(name, value, &found);
    return add_finding(mapper, node, name, kind, found);
}

/* A line such as `export DB_PASSWORD="hunter2-hunter2"`. */
static sg_status search_assignment(sg_mapper *mapper, sg_build_node node, sg_str line)
{
    sg_str value, name = sg_str_trim(sg_str_cut(line, '=', &value));
    size_t from = name.length;
    while (from > 0 && is_word(name.bytes[from - 1]))
        from--;
    value = sg_str_trim(value);
    if (value.length >= 2 && (value.bytes[0] == '"' || value.bytes[0] == '\''))
        value = sg_str_slice(value, 1, value.length - 1);
    name = sg_str_slice(name, from, name.length);
    return name.length ? sg_secrets_of_variable(mapper, node, name, value) : SG_OK;
}

sg_status sg_secrets_of_text(sg_mapper *mapper, sg_build_node node, sg_str name, sg_str text)
{
    sg_str found, rest = text;
    sg_secret_kind kind = sg_secret_in_text(text, &found);
    SG_TRY(add_finding(mapper, node, name, kind, found));
    while (rest.length > 0) {
        sg_str line = sg_str_cut(rest, '\n', &rest);
        if (sg_str_find(line, SG_STR("="), 0) != SIZE_MAX)
            SG_TRY(search_assignment(mapper, node, line));
    }
    return SG_OK;
}

/* --- documents ------------------------------------------------------------------------------- */
typedef struct search {
    sg_mapper *mapper;
    sg_build_node node;
} search;

static sg_status search_pair(void *state, const sg_frame *element)
{
    search *self = state;
    const sg_value *name = sg_tree_member(element->value, "name");
    const sg_value *value = sg_tree_member(element->value, "value");
    if (!sg_tree_is(name, SG_TYPE_STRING) || !sg_tree_is(value, SG_TYPE_STRING))
        return SG_OK;
    return sg_secrets_of_variable(self->mapper, self->node, sg_value_str(*name),
                                  sg_value_str(*value));
}

sg_status sg_secrets_of_pairs(sg_mapper *mapper, const sg_frame *item, const char *path,
                              sg_build_node node)
{
    search self = { mapper, node };
    sg_found found;
    return sg_path_each(item, path, search_pair, &self, &found);
}

sg_status sg_secrets_of_members(sg_mapper *mapper, const sg_frame *item, const char *path,
                                sg_build_node node)
{
    const sg_value *object = NULL;
    if (sg_path_get(item, path, &object) != SG_FOUND)
        return SG_OK;
    for (uint32_t i = 0; i < sg_tree_members(object); i++) {
        const sg_entry *member = &object->map[i];
        if (member->value.type == SG_TYPE_STRING)
            SG_TRY(
                sg_secrets_of_variable(mapper, node, member->key, sg_value_str(member->value)));
    }
    return SG_OK;
}

sg_status sg_secrets_searched(sg_mapper *mapper, sg_build_node node)
{
    return sg_builder_set(mapper->builder, node, SG_STR("secretsSearched"), sg_boolean(true));
}

/* The script in the text, or nothing when it is none. */
static sg_status decode(sg_str text, sg_arena *arena, sg_str *out)
{
    struct base64_decode_ctx context;
    size_t length = BASE64_DECODE_LENGTH(text.length);
    uint8_t *bytes = sg_arena_make_array(arena, uint8_t, length + 1);
    *out = (sg_str){ NULL, 0 };
    if (!bytes)
        return SG_ENOMEM;
    base64_decode_init(&context);
    if (!base64_decode_update(&context, &length, bytes, text.length, text.bytes) ||
        !base64_decode_final(&context))
        return SG_OK;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == 0)
            return SG_OK;
    if (length < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b)
        *out = (sg_str){ (const char *)bytes, length };
    return SG_OK;
}

sg_status sg_secrets_of_user_data(sg_mapper *mapper, const sg_frame *item, const char *path,
                                  sg_build_node node)
{
    const sg_value *data = NULL;
    sg_str script;
    if (sg_path_get(item, path, &data) != SG_FOUND)
        return sg_secrets_searched(mapper, node); /* there is none */
    if (data->type != SG_TYPE_STRING || data->length > LONGEST_TEXT)
        return SG_OK;
    SG_TRY(decode(sg_value_str(*data), mapper->scratch, &script));
    if (!script.bytes)
        return SG_OK;
    SG_TRY(sg_secrets_of_text(mapper, node, SG_STR("user data"), script));
    return sg_secrets_searched(mapper, node);
}
