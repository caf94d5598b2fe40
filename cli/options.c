/* options.c - the reader of command lines. */
#include "cli/options.h"

#include <string.h>

static const sg_option *find(const sg_option *options, size_t count, sg_str name, char letter)
{
    for (size_t i = 0; i < count; i++)
        if (letter ? options[i].letter == letter
                   : sg_str_equal(sg_str_of(options[i].name), name))
            return &options[i];
    return NULL;
}

static sg_status unknown(const sg_option *options, size_t count, const char *argument,
                         sg_str name, sg_error *err)
{
    sg_suggestion suggestion = { .wanted = name };
    for (size_t i = 0; i < count; i++)
        sg_suggestion_offer(&suggestion, sg_str_of(options[i].name));
    sg_fail(err, SG_EINVAL, "unknown option `%s`", argument);
    if (suggestion.best.bytes)
        sg_error_hint(err, "did you mean `--%.*s`?", SG_FMT(suggestion.best));
    return SG_EINVAL;
}

static sg_status store(const sg_option *option, const char *value, void *out, sg_error *err)
{
    char *member = (char *)out + option->offset;
    bool yes = true;
    int64_t number;
    sg_option_texts texts;
    switch (option->kind) {
    case SG_OPTION_FLAG:
        memcpy(member, &yes, sizeof yes);
        return SG_OK;
    case SG_OPTION_TEXT:
    case SG_OPTION_NEEDED:
        memcpy(member, &value, sizeof value);
        return SG_OK;
    case SG_OPTION_TEXTS:
        memcpy(&texts, member, sizeof texts);
        if (texts.count == SG_OPTION_TEXTS_MOST)
            return sg_fail(err, SG_ELIMIT, "`--%s` is given more than %d times", option->name,
                           SG_OPTION_TEXTS_MOST);
        texts.items[texts.count++] = value;
        memcpy(member, &texts, sizeof texts);
        return SG_OK;
    case SG_OPTION_NUMBER:
        if (!sg_str_to_int64(sg_str_of(value), &number) || number < 0)
            return sg_fail(err, SG_EINVAL, "`--%s` takes a whole number, not `%s`",
                           option->name, value);
        memcpy(member, &number, sizeof number);
        return SG_OK;
    }
    SG_UNREACHABLE();
}

/* Reads the option at argv[*at] and moves on over its value. */
static sg_status read_option(const sg_option *options, size_t count, int argc,
                             const char **argv, int *at, void *out, sg_error *err)
{
    const char *argument = argv[*at];
    bool is_long = argument[1] == '-';
    sg_str value = { NULL, 0 };
    sg_str name = sg_str_of(argument + (is_long ? 2 : 1));
    if (is_long)
        name = sg_str_cut(name, '=', &value);
    char letter = '\0';
    if (!is_long)
        letter = argument[1];
    const sg_option *option = find(options, count, name, letter);
    bool is_joined = !is_long && name.length > 1; /* -j2 */
    if (!option || (is_joined && option->kind == SG_OPTION_FLAG))
        return unknown(options, count, argument, name, err);
    if (is_joined)
        return store(option, argument + 2, out, err);
    bool has_value = name.bytes[name.length] == '=';
    if (option->kind == SG_OPTION_FLAG) {
        if (has_value)
            return sg_fail(err, SG_EINVAL, "`--%s` takes no value", option->name);
        return store(option, NULL, out, err);
    }
    if (has_value)
        return store(option, name.bytes + name.length + 1, out, err);
    if (*at + 1 >= argc)
        return sg_fail(err, SG_EINVAL, "`--%s` lacks its %s", option->name, option->argument);
    return store(option, argv[++*at], out, err);
}

sg_status sg_options_read(const sg_option *options, size_t count, int argc, const char **argv,
                          void *out, int *left, sg_error *err)
{
    int kept = 0;
    bool ended = false;
    for (int i = 0; i < argc; i++) {
        bool is_option = !ended && argv[i][0] == '-' && argv[i][1] != '\0';
        if (is_option && strcmp(argv[i], "--") == 0)
            ended = true;
        else if (is_option)
            SG_TRY(read_option(options, count, argc, argv, &i, out, err));
        else
            argv[kept++] = argv[i];
    }
    *left = kept;
    return SG_OK;
}

const sg_option *sg_options_missing(const sg_option *options, size_t count, const void *out)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = NULL;
        if (options[i].kind == SG_OPTION_NEEDED)
            memcpy(&value, (const char *)out + options[i].offset, sizeof value);
        if (options[i].kind == SG_OPTION_NEEDED && !value)
            return &options[i];
    }
    return NULL;
}

void sg_options_help(const sg_option *options, size_t count, sg_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        sg_buffer names = { .length = 0 };
        if (options[i].letter)
            sg_buffer_format(&names, "-%c, ", options[i].letter);
        sg_buffer_format(&names, "--%s", options[i].name);
        if (options[i].argument)
            sg_buffer_format(&names, " %s", options[i].argument);
        sg_buffer_format(out, "  %-26s %s\n", names.bytes ? names.bytes : "",
                         options[i].summary);
        sg_buffer_free(&names);
    }
}
