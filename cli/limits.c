/* limits.c - texts to limits and back. */
#include "cli/limits.h"

#include "engine/base/text.h"

/* --- numbers with units --------------------------------------------------------------------------- */
typedef struct {
    const char *name;
    uint64_t factor; /* in the smallest unit of its kind */
} limit_unit;

static const limit_unit units[] = {
    { "", 1 },          { "KiB", 1 << 10 }, { "MiB", 1 << 20 },
    { "GiB", 1 << 30 }, { "ms", 1 },        { "s", 1000 },
};

static const limit_unit *find_unit(sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(units); i++)
        if (sg_str_equal(sg_str_of(units[i].name), name))
            return &units[i];
    return NULL;
}

/* Units of one kind begin with a capital letter, or not. */
static bool same_kind(const char *left, const char *right)
{
    return (left[0] >= 'a') == (right[0] >= 'a') && !left[0] == !right[0];
}

/* Reads a number of at least 1; without a unit it is of the limit's own. */
static bool read_number(sg_str text, const char *own, uint64_t *out)
{
    size_t digits = 0;
    int64_t number;

    while (digits < text.length && text.bytes[digits] >= '0' && text.bytes[digits] <= '9')
        digits++;
    sg_str name = sg_str_trim(sg_str_slice(text, digits, text.length));
    const limit_unit *unit = find_unit(name.length ? name : sg_str_of(own));
    if (!unit || !same_kind(unit->name, own) ||
        !sg_str_to_int64(sg_str_slice(text, 0, digits), &number) || number < 1)
        return false;
    return !__builtin_mul_overflow((uint64_t)number, unit->factor, out);
}

/* --- limits ----------------------------------------------------------------------------------------- */
typedef enum {
#define LIMIT(name, member, unit, argument, summary) LIMIT_##name,
#include "cli/limits.def"
#undef LIMIT
} limit;

static const struct {
    const char *name, *unit, *summary;
} rows[] = {
#define LIMIT(name, member, unit, argument, summary) [LIMIT_##name] = { #name, unit, summary },
#include "cli/limits.def"
#undef LIMIT
};

static uint64_t load(const sg_query_limits *limits, limit which)
{
    switch (which) {
#define LIMIT(name, member, unit, argument, summary)                                           \
    case LIMIT_##name:                                                                         \
        return limits->member;
#include "cli/limits.def"
#undef LIMIT
    }
    SG_UNREACHABLE();
}

/* A number that the member cannot hold becomes the most that it can. */
static void store(sg_query_limits *limits, limit which, uint64_t number)
{
    switch (which) {
    case LIMIT_timeout:
        limits->milliseconds = number;
        break;
    case LIMIT_memory:
        limits->memory = number < SIZE_MAX ? (size_t)number : SIZE_MAX;
        break;
    case LIMIT_rows:
        limits->rows = number;
        break;
    case LIMIT_depth:
        limits->path_depth = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
        break;
    }
}

static sg_status set(sg_query_limits *limits, limit which, sg_str value, sg_error *err)
{
    const sg_query_limits usual = sg_query_limits_default();
    const char *own = rows[which].unit;
    uint64_t number;

    if (sg_str_equal(value, SG_STR("default"))) {
        store(limits, which, load(&usual, which));
        return SG_OK;
    }
    if (read_number(value, own, &number)) {
        store(limits, which, number);
        return SG_OK;
    }
    sg_fail(err, SG_EINVAL, "the limit `%s` is a whole number from 1, or `default`, not `%.*s`",
            rows[which].name, SG_FMT(value));
    sg_error_hint(err, "%s", rows[which].summary);
    return SG_EINVAL;
}

sg_status sg_limits_set(sg_query_limits *limits, sg_str name, sg_str value, sg_error *err)
{
    sg_suggestion suggestion = { .wanted = name };

    for (size_t i = 0; i < SG_COUNT(rows); i++) {
        if (sg_str_equal(sg_str_of(rows[i].name), name))
            return set(limits, (limit)i, value, err);
        sg_suggestion_offer(&suggestion, sg_str_of(rows[i].name));
    }
    sg_fail(err, SG_EINVAL, "there is no limit `%.*s`", SG_FMT(name));
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `%.*s`?", SG_FMT(suggestion.best));
    else
        sg_error_hint(err, "see `:limit`");
    return SG_EINVAL;
}

sg_status sg_limits_take(sg_query_limits *limits, const sg_limit_options *given, sg_error *err)
{
    const char *const values[] = {
#define LIMIT(name, member, unit, argument, summary) [LIMIT_##name] = given->name,
#include "cli/limits.def"
#undef LIMIT
    };

    for (size_t i = 0; i < SG_COUNT(values); i++)
        if (values[i])
            SG_TRY(set(limits, (limit)i, sg_str_of(values[i]), err));
    return SG_OK;
}

void sg_limits_print(const sg_query_limits *limits, sg_buffer *out)
{
    for (size_t i = 0; i < SG_COUNT(rows); i++) {
        const limit_unit *unit = find_unit(sg_str_of(rows[i].unit));
        uint64_t number = load(limits, (limit)i) / (unit ? unit->factor : 1);
        sg_buffer_format(out, "  %-8s %10llu %-4s %s\n", rows[i].name,
                         (unsigned long long)number, rows[i].unit, rows[i].summary);
    }
}
