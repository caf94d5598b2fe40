/* document.c - reading one saved answer.
 *
 * Besides plain bodies there are recordings {"status_code": 200, "data": {...}}, errors in several
 * dresses, and the text that a shell redirected into the file when the call had failed:
 *     An error occurred (AccessDenied) when calling the GetBucketPolicy operation: Access Denied
 */
#include "ingest/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"

static void keep(char *out, size_t room, sg_str text)
{
    snprintf(out, room, "%.*s", (int)(text.length < room ? text.length : room), text.bytes);
}

static sg_str text_of(const json_t *value)
{
    return json_is_string(value)
               ? (sg_str){ json_string_value(value), json_string_length(value) }
               : SG_STR("");
}

static void take_error(sg_document *document, sg_str code, sg_str message)
{
    /* What a caller without permission is told, beside names with "AccessDenied" in them. */
    static const sg_str denials[] = {
        SG_STR_INIT("UnauthorizedOperation"),
        SG_STR_INIT("AuthFailure"),
        SG_STR_INIT("AuthorizationError"),
        SG_STR_INIT("AuthorizationErrorException"),
        SG_STR_INIT("InvalidClientTokenId"),
        SG_STR_INIT("UnrecognizedClientException"),
        SG_STR_INIT("ExpiredToken"),
        SG_STR_INIT("ExpiredTokenException"),
        SG_STR_INIT("SubscriptionRequiredException"),
        SG_STR_INIT("OptInRequired"),
        SG_STR_INIT("403"),
        SG_STR_INIT("401"),
        SG_STR_INIT("Forbidden"),
        SG_STR_INIT("ForbiddenException"),
    };

    document->kind = SG_ANSWER_ERROR;
    if (sg_str_find(code, SG_STR("AccessDenied"), 0) != SIZE_MAX)
        document->kind = SG_ANSWER_DENIED;
    for (size_t i = 0; i < SG_COUNT(denials); i++)
        if (sg_str_equal(code, denials[i]))
            document->kind = SG_ANSWER_DENIED;
    keep(document->code, sizeof(document->code), code);
    keep(document->message, sizeof(document->message), message);
}

/* "ns#Code" and "Code:http://..." both mean Code. */
static sg_str bare_code(sg_str code)
{
    size_t hash = sg_str_find(code, SG_STR("#"), 0);
    sg_str rest;

    if (hash != SIZE_MAX)
        code = sg_str_slice(code, hash + 1, code.length);
    return sg_str_cut(code, ':', &rest);
}

static void classify(sg_document *document)
{
    const json_t *status = json_object_get(document->root, "status_code");
    const json_t *wrapped = json_object_get(document->root, "data");
    const json_t *error;
    sg_str code;

    document->kind = SG_ANSWER_BODY;
    document->body = document->root;
    if (json_is_integer(status) && json_is_object(wrapped))
        document->body = wrapped;
    else
        status = NULL;
    error = json_object_get(document->body, "Error");
    if (!json_is_object(error))
        error = json_object_get(document->body, "error");
    code = text_of(json_object_get(json_is_object(error) ? error : document->body,
                                   json_is_object(error) ? "Code" : "__type"));
    if (code.length) {
        const json_t *from = json_is_object(error) ? error : document->body;
        sg_str message = text_of(json_object_get(from, "Message"));
        take_error(document, bare_code(code),
                   message.length ? message : text_of(json_object_get(from, "message")));
    } else if (status && json_integer_value(status) >= 400) {
        char number[24];
        snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(status));
        take_error(document, sg_str_of(number), SG_STR("the call failed"));
    }
}

/* The error that the command line prints when a call fails, saved in place of an answer. */
static bool is_printed_error(sg_str text, sg_document *out)
{
    sg_str head = SG_STR("An error occurred ("), rest;

    text = sg_str_trim(text);
    if (!sg_str_starts(text, head))
        return false;
    sg_str code = sg_str_cut(sg_str_slice(text, head.length, text.length), ')', &rest);
    size_t colon = sg_str_find(rest, SG_STR(": "), 0);
    take_error(out, code,
               colon == SIZE_MAX ? rest : sg_str_slice(rest, colon + 2, rest.length));
    return true;
}

/* Whether brackets nest deeper than allowed: looked at before the parser recurses. */
static bool too_deep(sg_str text)
{
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (quoted) {
            i += byte == '\\';
            quoted = byte != '"';
        } else if (byte == '"') {
            quoted = true;
        } else if (byte == '{' || byte == '[') {
            if (++depth > SG_DOCUMENT_DEPTH)
                return true;
        } else if ((byte == '}' || byte == ']') && depth) {
            depth--;
        }
    }
    return false;
}

/* Line and column, from 1, of a place in a text that may be longer than a span can tell. */
static void find_place(sg_str text, size_t offset, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset && i < text.length; i++) {
        ++*column;
        if (text.bytes[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text.bytes[i] & 0xc0) == 0x80) {
            --*column;
        }
    }
}

static sg_status malformed(const sg_document_place *place, const json_error_t *fault,
                           sg_error *err)
{
    size_t offset = fault->position > 0 ? (size_t)fault->position : 0, line, column;
    const char *reason = fault->text;

    if (json_error_code(fault) == json_error_out_of_memory)
        return sg_fail_memory(err);
    offset = offset < place->shift ? place->begin : place->begin + (offset - place->shift);
    find_place(place->whole, offset, &line, &column);
    if (json_error_code(fault) == json_error_premature_end_of_input)
        reason = "the document ends too early; is the file truncated?";
    return sg_fail(err, SG_EINVAL, "line %zu, column %zu: %s", line, column, reason);
}

sg_status sg_document_parse(sg_str text, sg_str name, sg_document *out, sg_error *err)
{
    sg_document_place place = { .shift = 0 };

    if (sg_str_starts(text, SG_STR("\xef\xbb\xbf")))
        text = sg_str_slice(text, 3, text.length);
    place.whole = text;
    return sg_document_parse_page(text, &place, name, out, err);
}

sg_status sg_document_parse_page(sg_str text, const sg_document_place *place, sg_str name,
                                 sg_document *out, sg_error *err)
{
    sg_document document = { .root = NULL };
    json_error_t fault;
    sg_status status = SG_OK;

    if (!sg_str_trim(text).length)
        status = sg_fail(err, SG_EINVAL, "the file is empty");
    else if (is_printed_error(text, &document))
        *out = document;
    else if (text.length > SG_DOCUMENT_SIZE)
        status = sg_fail(err, SG_ELIMIT, "the document is larger than %zu MiB",
                         SG_DOCUMENT_SIZE >> 20);
    else if (too_deep(text))
        status = sg_fail(err, SG_ELIMIT, "the document nests deeper than %d levels",
                         SG_DOCUMENT_DEPTH);
    else if (!(document.root = json_loadb(text.bytes, text.length, JSON_ALLOW_NUL, &fault)))
        status = malformed(place, &fault, err);
    if (status != SG_OK) {
        sg_error_in(err, name);
        return status;
    }
    if (document.root) {
        classify(&document);
        *out = document;
    }
    return SG_OK;
}

sg_status sg_document_read(const char *path, sg_str name, sg_document *out, sg_error *err)
{
    sg_str text;
    sg_status status = sg_file_read(path, SG_DOCUMENT_SIZE, &text, err);

    if (status != SG_OK) {
        sg_error_in(err, name);
        return status;
    }
    status = sg_document_parse(text, name, out, err);
    free((void *)(uintptr_t)text.bytes);
    return status;
}

void sg_document_free(sg_document *document)
{
    json_decref(document->root);
    *document = (sg_document){ .root = NULL };
}
