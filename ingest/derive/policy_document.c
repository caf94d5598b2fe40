/* policy_document.c - from JSON to statements; every shape that AWS accepts, nothing else. */
#include "ingest/derive/policy_document.h"

#include "engine/json.h"
#include "ingest/derive/condition_keys.h"
#include "ingest/derive/condition_values.h"
#include "ingest/derive/glob.h"

/* A place in the document, for messages; and where what is read of it goes.  The tree of the document is
 * much larger than what is kept, and gone after reading. */
typedef struct reader {
    sg_str text; /* the document; texts that stand in it as they are, are not copied */
    sg_arena *tree, *arena;
    sg_error *err;
    uint32_t statement;
} reader;

static sg_status malformed(const reader *from, const char *what)
{
    return sg_fail(from->err, SG_EINVAL, "statement %u of the policy: %s",
                   (unsigned)from->statement + 1, what);
}

static bool is_text(sg_value value)
{
    return value.type == SG_TYPE_STRING;
}

/* A text of the tree as one of the policy. */
static sg_status keep(const reader *from, sg_str text, sg_str *out)
{
    uintptr_t begin = (uintptr_t)from->text.bytes, at = (uintptr_t)text.bytes;

    *out = text;
    if (text.length > 0 && (at < begin || at - begin >= from->text.length))
        *out = sg_arena_copy(from->arena, text);
    return text.length == 0 || out->bytes ? SG_OK : sg_fail_memory(from->err);
}

/* Conditions may hold booleans and numbers where IAM compares texts. */
static sg_status read_scalar(const reader *from, sg_value value, sg_str *out)
{
    switch ((sg_type)value.type) {
    case SG_TYPE_STRING:
        return keep(from, sg_value_str(value), out);
    case SG_TYPE_BOOLEAN:
        *out = value.boolean ? SG_STR("true") : SG_STR("false");
        return SG_OK;
    case SG_TYPE_INTEGER:
        *out = sg_arena_format(from->arena, "%lld", (long long)value.integer);
        return out->bytes ? SG_OK : sg_fail_memory(from->err);
    case SG_TYPE_FLOAT: {
        char number[32];
        sg_str text = { number, sg_double_format(value.real, number) };
        *out = sg_arena_copy(from->arena, text);
        return out->bytes ? SG_OK : sg_fail_memory(from->err);
    }
    case SG_TYPE_NULL:
    case SG_TYPE_LIST:
    case SG_TYPE_MAP:
    case SG_TYPE_NODE:
    case SG_TYPE_RELATIONSHIP:
    case SG_TYPE_PATH:
    case SG_TYPE_DATETIME:
    case SG_TYPE_LOCALDATETIME:
    case SG_TYPE_DATE:
    case SG_TYPE_TIME:
    case SG_TYPE_LOCALTIME:
    case SG_TYPE_DURATION:
        break;
    }
    return malformed(from, "a text, number or boolean was expected");
}

/* One scalar or a list of them. */
static sg_status read_texts(const reader *from, sg_value value, sg_texts *out)
{
    bool many = value.type == SG_TYPE_LIST;
    uint32_t count = many ? value.length : 1;
    sg_str *items = sg_arena_make_array(from->arena, sg_str, count ? count : 1);

    if (!items)
        return sg_fail_memory(from->err);
    for (uint32_t i = 0; i < count; i++)
        SG_TRY(read_scalar(from, many ? value.list[i] : value, &items[i]));
    *out = (sg_texts){ items, count };
    return SG_OK;
}

/* The same, where IAM takes nothing but texts: an action that is a number is no policy of AWS, and
 * what it was meant to say nobody knows. */
static sg_status check_names(const reader *from, sg_value value)
{
    bool many = value.type == SG_TYPE_LIST;

    for (uint32_t i = 0; i < (many ? value.length : 1); i++)
        if (!is_text(many ? value.list[i] : value))
            return malformed(from, "a text was expected");
    return SG_OK;
}

static sg_status read_names(const reader *from, sg_value value, sg_texts *out)
{
    SG_TRY(check_names(from, value));
    return read_texts(from, value, out);
}

bool sg_iam_is_action_pattern(sg_str text)
{
    sg_str name;
    sg_str service = sg_str_cut(text, ':', &name);

    if (sg_str_equal(service, SG_STR("*")))
        return name.length > 0 || text.length == 1;
    return service.length > 0 && name.length > 0 && !sg_glob_has_wildcard(service);
}

/* What is no pattern of actions matches none. */
static sg_status read_actions(const reader *from, sg_value value, sg_iam_statement *out)
{
    bool many = value.type == SG_TYPE_LIST;
    uint32_t count = many ? value.length : 1;
    sg_str *items = sg_arena_make_array(from->arena, sg_str, count ? count : 1);

    if (!items)
        return sg_fail_memory(from->err);
    SG_TRY(check_names(from, value));
    for (uint32_t i = 0; i < count; i++) {
        SG_TRY(read_scalar(from, many ? value.list[i] : value, &items[i]));
        if (!sg_iam_is_action_pattern(items[i]))
            items[i] = SG_STR("");
    }
    out->actions = (sg_texts){ items, count };
    return SG_OK;
}

/* --- conditions --------------------------------------------------------------------------- */

static const sg_str operator_names[] = {
#define OPERATOR(symbol, name, family, relation, negated) SG_STR_INIT(name),
#include "ingest/derive/condition_operators.def"
#undef OPERATOR
};

static void read_operator(sg_str name, sg_iam_condition *out)
{
    out->quantifier = SG_SINGLE_VALUE;
    if (sg_str_starts(name, SG_STR("ForAllValues:")))
        out->quantifier = SG_FOR_ALL_VALUES;
    else if (sg_str_starts(name, SG_STR("ForAnyValue:")))
        out->quantifier = SG_FOR_ANY_VALUE;
    if (out->quantifier != SG_SINGLE_VALUE)
        (void)sg_str_cut(name, ':', &name);
    out->if_exists = sg_str_ends(name, SG_STR("IfExists"));
    if (out->if_exists)
        name = sg_str_slice(name, 0, name.length - (sizeof "IfExists" - 1));

    out->op = SG_CONDITION_UNKNOWN;
    for (size_t i = 0; i < SG_COUNT(operator_names); i++)
        if (sg_str_equal_fold(name, operator_names[i]))
            out->op = (sg_condition_operator)i;
}

static sg_status read_conditions(const reader *from, sg_value block, sg_iam_statement *out)
{
    sg_iam_condition *conditions;
    uint32_t count = 0;

    if (sg_is_null(block))
        return SG_OK;
    if (block.type != SG_TYPE_MAP)
        return malformed(from, "Condition must be a map of operators");
    for (uint32_t i = 0; i < block.length; i++) {
        if (block.map[i].value.type != SG_TYPE_MAP)
            return malformed(from, "a Condition operator must hold a map of keys");
        count += block.map[i].value.length;
    }
    conditions = sg_arena_make_array(from->arena, sg_iam_condition, count ? count : 1);
    if (!conditions)
        return sg_fail_memory(from->err);
    for (uint32_t i = 0; i < block.length; i++) {
        sg_value keys = block.map[i].value;
        for (uint32_t k = 0; k < keys.length; k++) {
            sg_iam_condition *condition = &conditions[out->condition_count++];
            read_operator(block.map[i].key, condition);
            SG_TRY(keep(from, keys.map[k].key, &condition->key));
            condition->source = sg_key_source(condition->key);
            SG_TRY(read_texts(from, keys.map[k].value, &condition->values));
            if (sg_operator_is_address(condition->op) &&
                sg_reach_of(condition->values, from->arena, &condition->reach) != SG_OK)
                return sg_fail_memory(from->err);
        }
    }
    out->conditions = conditions;
    return SG_OK;
}

/* --- principals --------------------------------------------------------------------------- */

static bool read_named_kind(sg_str key, sg_named_kind *out)
{
    static const struct {
        sg_str name;
        sg_named_kind kind;
    } kinds[] = {
        { SG_STR_INIT("AWS"), SG_NAMED_AWS },
        { SG_STR_INIT("Service"), SG_NAMED_SERVICE },
        { SG_STR_INIT("Federated"), SG_NAMED_FEDERATED },
        { SG_STR_INIT("CanonicalUser"), SG_NAMED_CANONICAL },
    };

    for (size_t i = 0; i < SG_COUNT(kinds); i++) {
        if (sg_str_equal(key, kinds[i].name)) {
            *out = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static sg_status read_principals(const reader *from, sg_value value, sg_iam_statement *out)
{
    sg_named *named;
    uint32_t count = 0;

    if (is_text(value) && sg_str_equal(sg_value_str(value), SG_STR("*"))) {
        named = sg_arena_make(from->arena, sg_named);
        if (!named)
            return sg_fail_memory(from->err);
        *named = (sg_named){ SG_NAMED_AWS, SG_STR("*") };
        out->principals = named;
        out->principal_count = 1;
        return SG_OK;
    }
    if (value.type != SG_TYPE_MAP)
        return malformed(from, "Principal must be \"*\" or a map");
    for (uint32_t i = 0; i < value.length; i++)
        count += value.map[i].value.type == SG_TYPE_LIST ? value.map[i].value.length : 1;
    named = sg_arena_make_array(from->arena, sg_named, count ? count : 1);
    if (!named)
        return sg_fail_memory(from->err);
    for (uint32_t i = 0; i < value.length; i++) {
        sg_named_kind kind;
        sg_texts texts = { NULL, 0 };

        if (!read_named_kind(value.map[i].key, &kind))
            return malformed(from, "an unknown kind of Principal");
        SG_TRY(read_names(from, value.map[i].value, &texts));
        for (uint32_t k = 0; k < texts.count; k++)
            named[out->principal_count++] = (sg_named){ kind, texts.items[k] };
    }
    out->principals = named;
    return SG_OK;
}

/* --- statements --------------------------------------------------------------------------- */

/* Reads whichever of `Name` and `NotName` is there; both is an error. */
static sg_status pick(const reader *from, sg_value statement, sg_str name, sg_str not_name,
                      sg_value *out, bool *negated)
{
    sg_value plain = sg_map_get(statement, name);
    sg_value inverse = sg_map_get(statement, not_name);

    if (!sg_is_null(plain) && !sg_is_null(inverse))
        return malformed(from, "an element and its Not form exclude each other");
    *negated = !sg_is_null(inverse);
    *out = *negated ? inverse : plain;
    return SG_OK;
}

static sg_status read_statement(const reader *from, sg_value value, sg_iam_statement *out)
{
    sg_value effect, sid, actions, resources, principals;

    if (value.type != SG_TYPE_MAP)
        return malformed(from, "a statement must be a map");
    effect = sg_map_get(value, SG_STR("Effect"));
    out->deny = is_text(effect) && sg_str_equal(sg_value_str(effect), SG_STR("Deny"));
    if (!out->deny && !(is_text(effect) && sg_str_equal(sg_value_str(effect), SG_STR("Allow"))))
        return malformed(from, "Effect must be Allow or Deny");
    sid = sg_map_get(value, SG_STR("Sid"));
    SG_TRY(keep(from, is_text(sid) ? sg_value_str(sid) : SG_STR(""), &out->sid));

    SG_TRY(
        pick(from, value, SG_STR("Action"), SG_STR("NotAction"), &actions, &out->not_action));
    if (sg_is_null(actions))
        return malformed(from, "neither Action nor NotAction");
    SG_TRY(read_actions(from, actions, out));

    SG_TRY(pick(from, value, SG_STR("Resource"), SG_STR("NotResource"), &resources,
                &out->not_resource));
    out->has_resource = !sg_is_null(resources);
    if (out->has_resource)
        SG_TRY(read_names(from, resources, &out->resources));

    SG_TRY(pick(from, value, SG_STR("Principal"), SG_STR("NotPrincipal"), &principals,
                &out->not_principal));
    out->has_principal = !sg_is_null(principals);
    if (out->has_principal)
        SG_TRY(read_principals(from, principals, out));
    return read_conditions(from, sg_map_get(value, SG_STR("Condition")), out);
}

static sg_status read_document(reader *from, sg_iam_policy *out)
{
    sg_value document, statements, version;
    sg_iam_statement *read;
    uint32_t count;
    sg_span repeated;

    SG_TRY(sg_json_view_noting(from->text, SG_JSON_DEPTH, from->tree, &document, &repeated,
                               from->err));
    if (repeated.end > 0)
        return sg_fail(from->err, SG_EINVAL, "a policy document with a key given twice");
    if (document.type != SG_TYPE_MAP)
        return sg_fail(from->err, SG_EINVAL, "a policy document must be a map");
    statements = sg_map_get(document, SG_STR("Statement"));
    if (statements.type != SG_TYPE_MAP && statements.type != SG_TYPE_LIST)
        return sg_fail(from->err, SG_EINVAL, "a policy document without statements");
    count = statements.type == SG_TYPE_LIST ? statements.length : 1;
    read = sg_arena_make_array(from->arena, sg_iam_statement, count ? count : 1);
    if (!read)
        return sg_fail_memory(from->err);
    for (; from->statement < count; from->statement++)
        SG_TRY(read_statement(from,
                              statements.type == SG_TYPE_LIST ? statements.list[from->statement]
                                                              : statements,
                              &read[from->statement]));
    version = sg_map_get(document, SG_STR("Version"));
    *out = (sg_iam_policy){
        .variables =
            is_text(version) && sg_str_equal(sg_value_str(version), SG_STR("2012-10-17")),
        .statements = read,
        .count = count,
    };
    return SG_OK;
}

sg_status sg_iam_policy_parse(sg_str text, sg_arena *arena, sg_iam_policy *out, sg_error *err)
{
    reader from = { .text = text, .arena = arena, .err = err };

    if (text.length > SG_POLICY_LENGTH)
        return sg_fail(err, SG_ELIMIT,
                       "a policy document of %zu bytes is over the limit of %zu", text.length,
                       SG_POLICY_LENGTH);
    if (sg_arena_new(0, &from.tree) != SG_OK)
        return sg_fail_memory(err);
    sg_status status = read_document(&from, out);
    sg_arena_free(from.tree);
    return status;
}
