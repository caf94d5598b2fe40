/* functions.c - the rows of functions.def as a table: finding, checking, calling. */
#include "query/functions/functions.h"

#include <stdio.h>

#include "query/functions/implementations.h"

/* The words that the rows are written in. */
enum {
    NONE = 0,
    MAP = 1 << SG_TYPE_MAP,
    NODE = 1 << SG_TYPE_NODE,
    RELATIONSHIP = 1 << SG_TYPE_RELATIONSHIP,
    LIST = 1 << SG_TYPE_LIST,
    PATH = 1 << SG_TYPE_PATH,
    DATETIME = 1 << SG_TYPE_DATETIME,
    LOCALDATETIME = 1 << SG_TYPE_LOCALDATETIME,
    DATE = 1 << SG_TYPE_DATE,
    TIME = 1 << SG_TYPE_TIME,
    LOCALTIME = 1 << SG_TYPE_LOCALTIME,
    DURATION = 1 << SG_TYPE_DURATION,
    MOMENT = DATETIME | LOCALDATETIME | DATE | TIME | LOCALTIME,
    STRING = 1 << SG_TYPE_STRING,
    BOOLEAN = 1 << SG_TYPE_BOOLEAN,
    INTEGER = 1 << SG_TYPE_INTEGER,
    FLOAT = 1 << SG_TYPE_FLOAT,
    NUMBER = INTEGER | FLOAT,
    TEXTUAL = STRING | NUMBER | BOOLEAN | MOMENT | DURATION,
    ANY = SG_ANY_TYPE,
    MANY = SG_ANY_COUNT,
};

static const sg_function functions[] = {
/* clang-format off */
#define SCALAR(name, minimum, maximum, first, second, others, gives, flags, implementation,      \
               arguments, summary)                                                               \
    { SG_STR_INIT(name), minimum, maximum, flags, { first, second, others }, gives,              \
      sg_scalar_##implementation, NULL, arguments, summary },
#define ALIAS SCALAR
#define AGGREGATE(name, minimum, maximum, first, second, others, gives, flags, implementation,   \
                  arguments, summary)                                                            \
    { SG_STR_INIT(name), minimum, maximum, flags, { first, second, others }, gives,              \
      NULL, &sg_aggregate_##implementation, arguments, summary },
#include "query/functions/functions.def"
    /* clang-format on */
};

uint32_t sg_function_count(void)
{
    return SG_COUNT(functions);
}

const sg_function *sg_function_at(uint32_t index)
{
    return &functions[index];
}

const sg_function *sg_function_find(sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(functions); i++)
        if (sg_str_equal_fold(functions[i].name, name))
            return &functions[i];
    return NULL;
}

sg_str sg_function_suggest(sg_str wrong)
{
    sg_suggestion suggestion = { .wanted = wrong };
    for (size_t i = 0; i < SG_COUNT(functions); i++)
        sg_suggestion_offer(&suggestion, functions[i].name);
    return suggestion.best;
}

sg_type_set sg_function_takes(const sg_function *function, uint32_t position)
{
    uint32_t last = SG_COUNT(function->takes) - 1;
    return function->takes[position < last ? position : last];
}

const char *sg_type_phrase(sg_type type)
{
    static const char *const phrases[] = {
        [SG_TYPE_MAP] = "a Map",         [SG_TYPE_NODE] = "a Node",
        [SG_TYPE_LIST] = "a List",       [SG_TYPE_RELATIONSHIP] = "a Relationship",
        [SG_TYPE_PATH] = "a Path",       [SG_TYPE_DATETIME] = "a DateTime",
        [SG_TYPE_DATE] = "a Date",       [SG_TYPE_LOCALDATETIME] = "a LocalDateTime",
        [SG_TYPE_TIME] = "a Time",       [SG_TYPE_LOCALTIME] = "a LocalTime",
        [SG_TYPE_STRING] = "a String",   [SG_TYPE_DURATION] = "a Duration",
        [SG_TYPE_BOOLEAN] = "a Boolean", [SG_TYPE_INTEGER] = "an Integer",
        [SG_TYPE_FLOAT] = "a Float",     [SG_TYPE_NULL] = "null",
    };
    return phrases[type];
}

sg_status sg_fail_arena(const sg_call *call, sg_error *err)
{
    size_t limit = sg_arena_limit(call->arena);
    if (limit == 0)
        return sg_query_fail(err, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN,
                             "there is not enough memory for a value");
    return sg_query_fail(err, SG_ERROR_OUT_OF_MEMORY, SG_RUNTIME, SG_NO_SPAN,
                         "the statement needs more than its %zu MiB of memory", limit >> 20);
}

/* "a String, an Integer or a Float" */
static void describe_types(sg_type_set types, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (sg_type type = SG_TYPE_MAP; type < SG_TYPE_NULL; type++) {
        if (!(types & SG_TYPE_BIT(type)))
            continue;
        types = (sg_type_set)(types & ~SG_TYPE_BIT(type));
        const char *comma = length == 0                          ? ""
                            : types & ~SG_TYPE_BIT(SG_TYPE_NULL) ? ", "
                                                                 : " or ";
        int more = snprintf(out + length, size - length, "%s%s", comma, sg_type_phrase(type));
        if (more < 0 || (size_t)more >= size - length)
            return;
        length += (size_t)more;
    }
}

/* Sets *null when an argument is null and the function does not want to know. */
static sg_status check_arguments(const sg_function *function, const sg_value *arguments,
                                 uint32_t count, bool *null, sg_error *err)
{
    *null = false;
    if (function->flags & SG_TAKES_NULL)
        return SG_OK;
    for (uint32_t i = 0; i < count; i++) {
        sg_type type = (sg_type)arguments[i].type;
        sg_type_set takes = sg_function_takes(function, i);
        if (type == SG_TYPE_NULL) {
            *null = true;
        } else if (!(takes & SG_TYPE_BIT(type))) {
            char wanted[256];
            describe_types(takes, wanted, sizeof(wanted));
            return sg_query_fail(err, SG_ERROR_TYPE_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                                 SG_NO_SPAN, "%.*s() takes %s, not %s", SG_FMT(function->name),
                                 wanted, sg_type_phrase(type));
        }
    }
    return SG_OK;
}

sg_status sg_function_call(const sg_function *function, const sg_call *call,
                           const sg_value *arguments, uint32_t count, sg_value *out,
                           sg_error *err)
{
    bool null;
    SG_TRY(check_arguments(function, arguments, count, &null, err));
    if (null) {
        *out = sg_null();
        return SG_OK;
    }
    return function->scalar(call, arguments, count, out, err);
}

sg_status sg_aggregate_step(const sg_function *function, void *state, const sg_call *call,
                            const sg_value *arguments, uint32_t count, sg_error *err)
{
    bool null;
    SG_TRY(check_arguments(function, arguments, count, &null, err));
    if (null)
        return SG_OK;
    return function->aggregate->step(state, call, arguments, count, err);
}

sg_status sg_aggregate_finish(const sg_function *function, void *state, const sg_call *call,
                              sg_value *out, sg_error *err)
{
    return function->aggregate->finish(state, call, out, err);
}
