/* policy_text.c - policy documents: objects, JSON text or percent-encoded text to canonical text. */
#include "ingest/policy_text.h"

#include "engine/json.h"
#include "ingest/derive/policy_document.h"

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

sg_str sg_percent_decode(sg_str text, bool plus, sg_arena *arena)
{
    char *bytes = sg_arena_alloc_raw(arena, text.length + 1);
    size_t length = 0;

    if (!bytes)
        return (sg_str){ NULL, 0 };
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        int high = i + 2 < text.length ? hex_digit(text.bytes[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text.bytes[i + 2]) : -1;

        if (byte == '%' && low >= 0) {
            byte = (char)(high * 16 + low);
            i += 2;
        } else if (byte == '+' && plus) {
            byte = ' ';
        }
        bytes[length++] = byte;
    }
    bytes[length] = '\0';
    return (sg_str){ bytes, length };
}

/* Members of an object are in order of their names already. */
static sg_status dump(sg_value value, sg_arena *arena, sg_value *out)
{
    sg_buffer text = { .length = 0 };

    sg_json_write(value, &text);
    sg_str copy = { NULL, 0 };
    if (text.status == SG_OK)
        copy = sg_arena_copy(arena, sg_buffer_str(&text));
    sg_buffer_free(&text);
    *out = sg_string(copy);
    return copy.bytes ? SG_OK : SG_ENOMEM;
}

/* The gateway of APIs gives its policies as JSON text with every quote escaped once more. */
static sg_str unquote(sg_str text, sg_arena *arena)
{
    sg_str quoted = sg_arena_format(arena, "\"%.*s\"", SG_FMT(text));
    sg_value plain;

    if (!quoted.bytes)
        return quoted;
    sg_status status = sg_json_view(quoted, SG_JSON_DEPTH, arena, &plain, NULL);
    if (status == SG_ENOMEM)
        return (sg_str){ NULL, 0 };
    return status == SG_OK && plain.type == SG_TYPE_STRING ? sg_value_str(plain) : text;
}

/* Whether Action or NotAction of the statement hold something that is no pattern of actions. */
static bool is_odd(sg_value statement)
{
    static const sg_str members[] = { SG_STR_INIT("Action"), SG_STR_INIT("NotAction") };

    for (size_t m = 0; statement.type == SG_TYPE_MAP && m < SG_COUNT(members); m++) {
        sg_value actions = sg_map_get(statement, members[m]);
        bool many = actions.type == SG_TYPE_LIST;
        for (uint32_t i = 0; i < (many ? actions.length : 1); i++) {
            sg_value action = many ? actions.list[i] : actions;
            if (action.type == SG_TYPE_STRING &&
                !sg_iam_is_action_pattern(sg_value_str(action)))
                return true;
        }
    }
    return false;
}

/* The provider takes no document in which an object has a key twice; which of the two it would mean nobody can
 * tell.  Documents are as deep as their parser lets them be. */
static bool is_ambiguous(sg_value value)
{
    bool found = value.ambiguous;

    for (uint32_t i = 0; value.type == SG_TYPE_MAP && !found && i < value.length; i++)
        found = is_ambiguous(value.map[i].value);
    for (uint32_t i = 0; value.type == SG_TYPE_LIST && !found && i < value.length; i++)
        found = is_ambiguous(value.list[i]);
    return found;
}

/* What is no JSON is read as what nobody can read. */
static sg_status spoil(sg_value document, sg_arena *arena, sg_value *out, sg_found *found)
{
    *found = SG_MISTYPED;
    SG_TRY(dump(document, arena, out));
    sg_str text =
        sg_arena_format(arena, "a key is given twice: %.*s", SG_FMT(sg_value_str(*out)));
    *out = sg_string(text);
    return text.bytes ? SG_OK : SG_ENOMEM;
}

static sg_status finish(sg_value document, sg_arena *arena, sg_value *out, sg_found *found)
{
    if (is_ambiguous(document))
        return spoil(document, arena, out, found);
    sg_value statements = sg_map_get(document, SG_STR("Statement"));
    bool many = statements.type == SG_TYPE_LIST;

    for (uint32_t i = 0; i < (many ? statements.length : 1); i++)
        if (is_odd(many ? statements.list[i] : statements))
            *found = SG_MISTYPED;
    return dump(document, arena, out);
}

sg_status sg_policy_text(const sg_value *value, sg_arena *arena, sg_value *out, sg_found *found)
{
    sg_value parsed = sg_null();

    *found = SG_FOUND;
    if (value->type == SG_TYPE_MAP)
        return finish(*value, arena, out, found);
    if (value->type != SG_TYPE_STRING) {
        *found = SG_MISTYPED;
        return SG_OK;
    }
    sg_str text = sg_value_str(*value);
    if (sg_str_starts(text, SG_STR("%7B")) || sg_str_starts(text, SG_STR("%7b")))
        text = sg_percent_decode(text, false, arena);
    if (sg_str_starts(text, SG_STR("{\\\"")))
        text = unquote(text, arena);
    if (!text.bytes)
        return SG_ENOMEM;
    sg_status status = sg_json_view(text, SG_JSON_DEPTH, arena, &parsed, NULL);
    if (status == SG_ENOMEM)
        return status;
    if (status == SG_OK && parsed.type == SG_TYPE_MAP)
        return finish(parsed, arena, out, found);
    *out = sg_string(text);
    *found = SG_MISTYPED;
    return SG_OK;
}
