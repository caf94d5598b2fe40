/* condition_keys.c - from a key to what is known of its value. */
#include "ingest/derive/condition_keys.h"

#include "ingest/derive/arn.h"
#include "ingest/derive/glob.h"
#include "ingest/derive/read.h"

typedef enum key_source {
    CALLER_ARN,
    CALLER_ACCOUNT,
    CALLER_ORGANIZATION,
    CALLER_ORG_PATH,
    CALLER_TYPE,
    CALLER_TAG,
    CALLER_NAME,
    CALLER_UNIQUE_ID,
    CREDENTIALS,
    RESOURCE_ACCOUNT,
    RESOURCE_ORGANIZATION,
    RESOURCE_ORG_PATH,
    RESOURCE_TAG,
    REGION,
    BY_SERVICE,
    IS_SERVICE,
    CHOSEN,
    EITHER,
    ENVIRONMENT,
    NETWORK,
    NETWORK_ARN,
    NETWORK_ADDRESS,
    ADDRESS,
    INDIRECT,
    CAUSE,
    CAUSE_ARN,
    BOUNDARY,
} key_source;

static const struct {
    sg_str pattern;
    key_source source;
} keys[] = {
#define KEY(pattern, source) { SG_STR_INIT(pattern), source },
#include "ingest/derive/condition_keys.def"
#undef KEY
};

uint8_t sg_key_source(sg_str key)
{
    for (size_t i = 0; i < SG_COUNT(keys); i++)
        if (sg_glob_match_fold(keys[i].pattern, key))
            return (uint8_t)keys[i].source;
    return ENVIRONMENT;
}

/* What iam:PermissionsBoundary speaks of. */
typedef enum boundary_of { OF_NOBODY, OF_THE_REQUEST, OF_THE_TARGET } boundary_of;

static boundary_of boundary_in(sg_str action)
{
    static const sg_str setting[] = {
        SG_STR_INIT("iam:CreateRole"),
        SG_STR_INIT("iam:CreateUser"),
        SG_STR_INIT("iam:PutRolePermissionsBoundary"),
        SG_STR_INIT("iam:PutUserPermissionsBoundary"),
    };
    static const sg_str reading[] = {
        SG_STR_INIT("iam:AttachRolePolicy"),
        SG_STR_INIT("iam:AttachUserPolicy"),
        SG_STR_INIT("iam:DeleteRole"),
        SG_STR_INIT("iam:DeleteRolePermissionsBoundary"),
        SG_STR_INIT("iam:DeleteRolePolicy"),
        SG_STR_INIT("iam:DeleteUserPermissionsBoundary"),
        SG_STR_INIT("iam:DeleteUserPolicy"),
        SG_STR_INIT("iam:DetachRolePolicy"),
        SG_STR_INIT("iam:DetachUserPolicy"),
        SG_STR_INIT("iam:GetRole"),
        SG_STR_INIT("iam:PutRolePolicy"),
        SG_STR_INIT("iam:PutUserPolicy"),
        SG_STR_INIT("iam:UpdateAssumeRolePolicy"),
        SG_STR_INIT("iam:UpdateRole"),
        SG_STR_INIT("iam:UpdateRoleDescription"),
    };

    for (size_t i = 0; i < SG_COUNT(setting); i++)
        if (sg_str_equal_fold(action, setting[i]))
            return OF_THE_REQUEST;
    for (size_t i = 0; i < SG_COUNT(reading); i++)
        if (sg_str_equal_fold(action, reading[i]))
            return OF_THE_TARGET;
    return OF_NOBODY;
}

bool sg_key_is_chosen(uint8_t source, sg_str action)
{
    return source == CHOSEN || source == EITHER || source == REGION || source == INDIRECT ||
           source == CAUSE || source == CAUSE_ARN ||
           (source == BOUNDARY && boundary_in(action) == OF_THE_REQUEST);
}

bool sg_key_is_boolean(uint8_t source)
{
    return source == EITHER;
}

bool sg_key_is_tag_of_resource(uint8_t source)
{
    return source == RESOURCE_TAG;
}

bool sg_key_is_personal(uint8_t source)
{
    switch ((key_source)source) {
    case CALLER_ARN:
    case CALLER_TAG:
    case CALLER_NAME:
    case CALLER_UNIQUE_ID:
        return true;
    case CALLER_ACCOUNT:
    case CALLER_ORGANIZATION:
    case CALLER_ORG_PATH:
    case CALLER_TYPE:
    case CREDENTIALS:
    case RESOURCE_ACCOUNT:
    case RESOURCE_ORGANIZATION:
    case RESOURCE_ORG_PATH:
    case RESOURCE_TAG:
    case REGION:
    case BY_SERVICE:
    case IS_SERVICE:
    case CHOSEN:
    case EITHER:
    case ENVIRONMENT:
    case NETWORK:
    case NETWORK_ARN:
    case NETWORK_ADDRESS:
    case ADDRESS:
    case INDIRECT:
    case CAUSE:
    case CAUSE_ARN:
    case BOUNDARY:
        return false;
    }
    SG_UNREACHABLE();
}

/* --- what an account of one's own can be -------------------------------------------------- */

/* Whether a text leaves something open: a stranger's part, or a wildcard of a pattern. */
static bool is_open(sg_str text, bool pattern)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] == SG_FRESH_RUN || text.bytes[i] == SG_FRESH_CHAR)
            return true;
    return pattern && sg_glob_has_wildcard(text);
}

/* Names of buckets are nobody else's in any account; other ARNs belong to their account. */
static bool is_open_arn(sg_str text, bool pattern)
{
    sg_arn arn;

    if (!sg_arn_split(text, &arn))
        return is_open(text, pattern);
    if (arn.account.length > 0 && !is_open(arn.account, pattern))
        return false;
    if (arn.account.length > 0 && !sg_str_equal(arn.service, SG_STR("s3")))
        return true;
    return is_open(arn.resource, pattern);
}

bool sg_key_is_of_own_making(uint8_t source, sg_str wanted, bool pattern)
{
    sg_str rest;

    switch ((key_source)source) {
    case CALLER_NAME:
    case NETWORK_ADDRESS:
    case BY_SERVICE:
    case INDIRECT:
        return true;
    case CALLER_ARN:
    case CAUSE_ARN:
    case NETWORK_ARN:
        return is_open_arn(wanted, pattern);
    case CALLER_UNIQUE_ID:
        return is_open(sg_str_cut(wanted, ':', &rest), pattern);
    case CALLER_ACCOUNT:
    case CALLER_ORGANIZATION:
    case CALLER_ORG_PATH:
    case CAUSE:
    case NETWORK:
        return is_open(sg_str_cut(wanted, '/', &rest), pattern);
    case CALLER_TYPE:
    case CALLER_TAG:
    case CREDENTIALS:
    case RESOURCE_ACCOUNT:
    case RESOURCE_ORGANIZATION:
    case RESOURCE_ORG_PATH:
    case RESOURCE_TAG:
    case REGION:
    case IS_SERVICE:
    case CHOSEN:
    case EITHER:
    case ENVIRONMENT:
    case ADDRESS:
    case BOUNDARY:
        return false;
    }
    SG_UNREACHABLE();
}

bool sg_key_comes_with_a_route(uint8_t source)
{
    return source == NETWORK || source == NETWORK_ARN || source == NETWORK_ADDRESS ||
           source == BY_SERVICE || source == INDIRECT || source == CAUSE || source == CAUSE_ARN;
}

/* --- facts of caller and resource --------------------------------------------------------- */

static sg_key_value absent(void)
{
    return (sg_key_value){ .state = SG_KEY_ABSENT };
}

static sg_key_value unknown(void)
{
    return (sg_key_value){ .state = SG_KEY_UNKNOWN };
}

static sg_key_value known(sg_str text)
{
    return (sg_key_value){ .state = SG_KEY_KNOWN, .text = text };
}

static sg_key_value known_unless_empty(sg_str text)
{
    return text.length > 0 ? known(text) : unknown();
}

/* The value of the tag that the key names after its slash. */
static sg_key_value tag_of(const sg_situation *situation, sg_iam_tags from, sg_str key,
                           bool sessions_add)
{
    sg_value tags = sg_read_tags(from, situation->arena), value;
    sg_str name;

    if (tags.type != SG_TYPE_MAP)
        return unknown();
    (void)sg_str_cut(key, '/', &name);
    value = sg_map_get(tags, name);
    if (value.type == SG_TYPE_STRING)
        return known(sg_value_str(value));
    return sessions_add ? unknown() : absent();
}

static sg_str type_of(const sg_iam_caller *caller)
{
    switch (caller->kind) {
    case SG_CALLER_USER:
        return SG_STR("User");
    case SG_CALLER_ROOT:
    case SG_CALLER_ACCOUNT:
        return SG_STR("Account");
    case SG_CALLER_ROLE:
        return SG_STR("AssumedRole");
    case SG_CALLER_ANYONE:
    case SG_CALLER_FEDERATED:
    case SG_CALLER_SERVICE:
        return SG_STR("");
    }
    SG_UNREACHABLE();
}

static sg_key_value unique_id_of(const sg_situation *situation)
{
    const sg_iam_caller *caller = situation->request->caller;
    const char session[] = { ':', SG_FRESH_RUN, '\0' };
    sg_str text;

    if (caller->unique_id.length == 0 || caller->kind != SG_CALLER_ROLE)
        return known_unless_empty(caller->unique_id);
    text = sg_arena_format(situation->arena, "%.*s%s", SG_FMT(caller->unique_id), session);
    if (!text.bytes)
        *situation->exhausted = true;
    return (sg_key_value){ .state = SG_KEY_PARTLY, .text = text };
}

/* AWS names those without credentials where a key is in every request, and leaves out the rest. */
static sg_key_value fact_of_anonymous(key_source source)
{
    if (source == CALLER_TYPE)
        return known(SG_STR("Anonymous"));
    return source == CALLER_ACCOUNT || source == CALLER_UNIQUE_ID ? known(SG_STR("anonymous"))
                                                                  : absent();
}

static sg_key_value fact_of_anyone(sg_guise guise, key_source source)
{
    /* Some account, user or organisation that no policy names. */
    static const char stranger[] = { SG_FRESH_CHAR, SG_FRESH_RUN, '\0' };

    if (guise == SG_GUISE_ANONYMOUS)
        return fact_of_anonymous(source);
    if (source == CALLER_TAG || source == CALLER_TYPE)
        return unknown();
    if (guise == SG_GUISE_ALONE && (source == CALLER_ORGANIZATION || source == CALLER_ORG_PATH))
        return absent();
    return known(sg_str_of(stranger));
}

static sg_key_value fact_of_caller(const sg_situation *situation, key_source source, sg_str key)
{
    const sg_iam_caller *caller = situation->request->caller;
    bool somebody = caller->kind == SG_CALLER_USER || caller->kind == SG_CALLER_ROLE ||
                    caller->kind == SG_CALLER_ROOT;

    if (caller->kind == SG_CALLER_SERVICE)
        return absent();
    if (caller->kind == SG_CALLER_ANYONE)
        return fact_of_anyone(caller->guise, source);
    if (source == CALLER_TYPE)
        return known_unless_empty(type_of(caller));
    if (source == CALLER_ACCOUNT)
        return known_unless_empty(caller->account);
    if (source == CALLER_ORGANIZATION)
        return known_unless_empty(caller->organization);
    if (source == CALLER_ORG_PATH)
        return known_unless_empty(caller->org_path);
    if (!somebody)
        return unknown();
    if (source == CALLER_ARN)
        return known_unless_empty(caller->arn);
    if (source == CALLER_TAG)
        return tag_of(situation, caller->tags, key, caller->kind == SG_CALLER_ROLE);
    if (source == CALLER_NAME)
        return caller->kind == SG_CALLER_USER ? known_unless_empty(caller->name) : absent();
    return unique_id_of(situation);
}

static sg_key_value value_given(const sg_given *given)
{
    if (given->absent)
        return absent();
    if (given->another)
        return (sg_key_value){ .state = SG_KEY_ANOTHER, .text = given->value };
    return known_unless_empty(given->value);
}

static bool is_given(const sg_given *given, uint32_t count, sg_str key, sg_key_value *out)
{
    for (uint32_t i = 0; i < count; i++) {
        if (sg_str_equal_fold(given[i].key, key)) {
            *out = value_given(&given[i]);
            return true;
        }
    }
    return false;
}

static bool decided(const sg_situation *situation, sg_str key, sg_key_value *out)
{
    const sg_iam_request *request = situation->request;

    if (is_given(request->given, request->given_count, key, out) ||
        is_given(request->target->facts, request->target->fact_count, key, out))
        return true;
    for (uint32_t i = 0; i < situation->choice_count; i++) {
        if (sg_str_equal_fold(situation->choices[i].key, key)) {
            const sg_choice *choice = &situation->choices[i];
            *out = choice->absent ? absent() : known(choice->value);
            return true;
        }
    }
    return false;
}

/* A service acts for something in the account of the target, which its user picks. */
static sg_key_value cause_of_service(const sg_iam_target *target, sg_str key)
{
    if (sg_str_equal_fold(key, SG_STR("aws:SourceAccount")) ||
        sg_str_equal_fold(key, SG_STR("aws:SourceOwner")))
        return known_unless_empty(target->account);
    if (sg_str_equal_fold(key, SG_STR("aws:SourceOrgID")))
        return known_unless_empty(target->organization);
    return unknown();
}

static sg_key_value boundary_for(const sg_iam_request *request)
{
    const sg_iam_target *target = request->target;

    switch (boundary_in(request->action)) {
    case OF_NOBODY:
        return absent();
    case OF_THE_REQUEST:
        return unknown();
    case OF_THE_TARGET:
        return target->unbounded ? absent() : known_unless_empty(target->boundary);
    }
    SG_UNREACHABLE();
}

bool sg_key_is_told(const sg_situation *situation, sg_str key)
{
    sg_key_value value;

    return decided(situation, key, &value) && value.state != SG_KEY_ABSENT;
}

sg_key_value sg_key_lookup(const sg_situation *situation, sg_str key, uint8_t source)
{
    const sg_iam_target *target = situation->request->target;
    bool outside = situation->request->caller->kind == SG_CALLER_ANYONE;
    bool service = situation->request->caller->kind == SG_CALLER_SERVICE;
    sg_key_value value;

    if (decided(situation, key, &value))
        return value;
    switch ((key_source)source) {
    case CALLER_ARN:
    case CALLER_ACCOUNT:
    case CALLER_ORGANIZATION:
    case CALLER_ORG_PATH:
    case CALLER_TYPE:
    case CALLER_TAG:
    case CALLER_NAME:
    case CALLER_UNIQUE_ID:
        return fact_of_caller(situation, (key_source)source, key);
    case RESOURCE_ACCOUNT:
        return known_unless_empty(target->account);
    case RESOURCE_ORGANIZATION:
        return known_unless_empty(target->organization);
    case RESOURCE_ORG_PATH:
        return known_unless_empty(target->org_path);
    case RESOURCE_TAG:
        return tag_of(situation, target->tags, key, false);
    case REGION:
        return known_unless_empty(target->region);
    case BY_SERVICE:
        return known(SG_STR("false"));
    case IS_SERVICE:
        return known(service ? SG_STR("true") : SG_STR("false"));
    case ADDRESS:
        return (sg_key_value){ .state = SG_KEY_ADDRESS };
    case NETWORK:
    case NETWORK_ARN:
    case NETWORK_ADDRESS:
        return outside ? absent() : unknown();
    case INDIRECT:
    case CAUSE:
    case CAUSE_ARN:
        return service ? cause_of_service(target, key) : absent();
    case BOUNDARY:
        return boundary_for(situation->request);
    case CREDENTIALS:
    case CHOSEN:
    case EITHER:
    case ENVIRONMENT:
        return unknown();
    }
    SG_UNREACHABLE();
}

/* --- policy variables --------------------------------------------------------------------- */

static void add_value(sg_buffer *out, sg_str value, bool pattern)
{
    for (size_t i = 0; i < value.length; i++) {
        char byte = value.bytes[i];
        if (pattern && byte == '*')
            byte = SG_LITERAL_STAR;
        else if (pattern && byte == '?')
            byte = SG_LITERAL_QUERY;
        sg_buffer_char(out, byte);
    }
}

/* One variable, without its braces: `aws:username`, `aws:PrincipalTag/team, 'none'`, `*`. */
static sg_expansion add_variable(const sg_situation *situation, sg_str variable, bool pattern,
                                 sg_buffer *out)
{
    bool escape =
        variable.length == 1 &&
        (variable.bytes[0] == '*' || variable.bytes[0] == '?' || variable.bytes[0] == '$');
    sg_str fallback;
    sg_str key = sg_str_trim(sg_str_cut(variable, ',', &fallback));
    sg_key_value value;

    if (escape) {
        add_value(out, variable, pattern);
        return SG_EXPANDED;
    }
    value = sg_key_lookup(situation, key, sg_key_source(key));
    if (value.state == SG_KEY_KNOWN || value.state == SG_KEY_PARTLY) {
        add_value(out, value.text, pattern);
        return SG_EXPANDED;
    }
    if (value.state != SG_KEY_ABSENT)
        return SG_EXPANSION_UNKNOWN;
    fallback = sg_str_trim(fallback);
    if (fallback.length < 2 || !sg_str_starts(fallback, SG_STR("'")) ||
        !sg_str_ends(fallback, SG_STR("'")))
        return SG_EXPANSION_ABSENT;
    add_value(out, sg_str_slice(fallback, 1, fallback.length - 1), pattern);
    return SG_EXPANDED;
}

sg_expansion sg_expand_variables(const sg_situation *situation, sg_str text, bool pattern,
                                 sg_str *out)
{
    sg_expansion result = SG_EXPANDED;
    sg_buffer buffer = { .limit = SG_POLICY_LENGTH };
    size_t at = sg_str_find(text, SG_STR("${"), 0);

    if (at == SIZE_MAX) {
        *out = text;
        return SG_EXPANDED;
    }
    sg_buffer_add(&buffer, sg_str_slice(text, 0, at));
    while (at < text.length && result == SG_EXPANDED) {
        size_t end = sg_str_find(text, SG_STR("}"), at);
        size_t next;

        if (end == SIZE_MAX) {
            sg_buffer_add(&buffer, sg_str_slice(text, at, text.length));
            break;
        }
        result = add_variable(situation, sg_str_slice(text, at + 2, end), pattern, &buffer);
        next = sg_str_find(text, SG_STR("${"), end);
        sg_buffer_add(&buffer, sg_str_slice(text, end + 1, next));
        at = next;
    }
    *out = sg_arena_copy(situation->arena, sg_buffer_str(&buffer));
    if (buffer.status != SG_OK || !out->bytes) {
        *situation->exhausted = true;
        result = SG_EXPANSION_UNKNOWN;
    }
    sg_buffer_free(&buffer);
    return result;
}

sg_str sg_loosen_variables(sg_str text, sg_arena *arena)
{
    char *bytes = sg_arena_alloc_raw(arena, text.length + 1);
    size_t length = 0;

    if (!bytes)
        return (sg_str){ NULL, 0 };
    for (size_t i = 0; i < text.length; i++) {
        size_t end = SIZE_MAX;
        if (text.bytes[i] == '$' && i + 1 < text.length && text.bytes[i + 1] == '{')
            end = sg_str_find(text, SG_STR("}"), i);
        bytes[length++] = end == SIZE_MAX ? text.bytes[i] : '*';
        i = end == SIZE_MAX ? i : end;
    }
    return (sg_str){ bytes, length };
}
