/* command.c - the rim of the program: help, errors, output. */
#define _POSIX_C_SOURCE 200809L
#include "cli/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"

int sg_exit_of(sg_status status)
{
    switch (status) {
    case SG_OK:
        return SG_EXIT_OK;
    case SG_EINVAL:
    case SG_ECORRUPT:
    case SG_ENOTFOUND:
    case SG_EUNSUPPORTED:
        return SG_EXIT_USAGE;
    case SG_ENOMEM:
    case SG_ELIMIT:
    case SG_ERUNTIME:
    case SG_EIO:
        return SG_EXIT_RUNTIME;
    }
    SG_UNREACHABLE();
}

int sg_tell(const sg_error *err, const sg_source *source)
{
    sg_buffer text = { .length = 0 };
    sg_error_print(err, source, &text);
    fprintf(stderr, "%.*s", SG_FMT(sg_buffer_str(&text)));
    sg_buffer_free(&text);
    return sg_exit_of(err->status);
}

void sg_note(const char *format, ...)
{
    sg_buffer text = { .length = 0 }, safe = { .length = 0 };
    va_list arguments;
    va_start(arguments, format);
    sg_buffer_format_list(&text, format, arguments);
    va_end(arguments);
    sg_buffer_safe(&safe, sg_buffer_str(&text));
    fprintf(stderr, "secgraph: %.*s\n", SG_FMT(sg_buffer_str(&safe)));
    sg_buffer_free(&text);
    sg_buffer_free(&safe);
}

int sg_usage(const sg_command *self, const char *missing)
{
    sg_note("%s; usage: secgraph %s %s", missing, self->name, self->arguments);
    return SG_EXIT_USAGE;
}

static void print_help(const sg_command *self, const sg_option *options, size_t count,
                       const char *footer)
{
    sg_buffer text = { .length = 0 };
    sg_buffer_format(&text, "secgraph %s %s\n\n%s\n\n", self->name, self->arguments,
                     self->summary);
    sg_options_help(options, count, &text);
    sg_buffer_format(&text, "  %-26s %s\n", "--help", "this text");
    if (footer)
        sg_buffer_format(&text, "\n%s", footer);
    fputs(text.bytes ? text.bytes : "", stdout);
    sg_buffer_free(&text);
}

int sg_command_begin(const sg_command *self, const sg_option *options, size_t count,
                     const char *footer, int argc, const char **argv, void *out, int *left)
{
    sg_error err = { .status = SG_OK };
    int arguments = 0;
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            print_help(self, options, count, footer);
            return SG_EXIT_OK;
        }
    }
    if (sg_options_read(options, count, argc, argv, out, &arguments, &err) != SG_OK) {
        sg_tell(&err, NULL);
        sg_note("see `secgraph %s --help`", self->name);
        return SG_EXIT_USAGE;
    }
    if (arguments > 0 && !left)
        return sg_usage(self, "too many arguments");
    const sg_option *missing = sg_options_missing(options, count, out);
    if (missing) {
        sg_note("`--%s` is missing; usage: secgraph %s %s", missing->name, self->name,
                self->arguments);
        return SG_EXIT_USAGE;
    }
    if (left)
        *left = arguments;
    return -1;
}

static int emit_file(const sg_buffer *buffer, const char *path)
{
    sg_file_writer *writer = NULL;
    sg_error err = { .status = SG_OK };
    if (sg_file_create(path, &writer, &err) != SG_OK)
        return sg_tell(&err, NULL);
    if (sg_file_append(writer, buffer->bytes, buffer->length, &err) != SG_OK) {
        sg_file_abandon(writer);
        return sg_tell(&err, NULL);
    }
    return sg_file_commit(writer, &err) == SG_OK ? SG_EXIT_OK : sg_tell(&err, NULL);
}

static int emit(const sg_buffer *buffer, const char *path)
{
    if (buffer->status != SG_OK) {
        sg_note("the output does not fit into memory");
        return SG_EXIT_RUNTIME;
    }
    if (path)
        return emit_file(buffer, path);
    if (fwrite(buffer->bytes, 1, buffer->length, stdout) != buffer->length || fflush(stdout)) {
        sg_note("cannot write to standard output: %s", strerror(errno));
        return SG_EXIT_RUNTIME;
    }
    return SG_EXIT_OK;
}

int sg_emit(sg_buffer *buffer, const char *path)
{
    int code = buffer->length == 0 && !path ? SG_EXIT_OK : emit(buffer, path);
    sg_buffer_free(buffer);
    return code;
}

bool sg_colours(void)
{
    const char *refused = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(refused && refused[0]);
}
