/* document.c - reading one saved answer.
 *
 * Besides plain bodies there are recordings {"status_code": 200, "data": {...}}, errors in several
 * dresses, and the text that a shell redirected into the file when the call had failed:
 *     An error occurred (AccessDenied) when calling the GetBucketPolicy operation: Access Denied
 */
#include "ingest/document.h"

#include <stdio.h>

#include "engine/base/file.h"
#include "engine/base/json_scan.h"
#include "engine/json.h"

static void keep(char *out, size_t room, sg_str text)
{
    snprintf(out, room, "%.*s", (int)(text.length < room ? text.length : room), text.bytes);
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
    const sg_value *status = sg_tree_member(document->root, "status_code");
    const sg_value *wrapped = sg_tree_member(document->root, "data");
    const sg_value *error;
    sg_str code;

    document->kind = SG_ANSWER_BODY;
    document->body = document->root;
    if (sg_tree_is(status, SG_TYPE_INTEGER) && sg_tree_is(wrapped, SG_TYPE_MAP))
        document->body = wrapped;
    else
        status = NULL;
    error = sg_tree_member(document->body, "Error");
    if (!sg_tree_is(error, SG_TYPE_MAP))
        error = sg_tree_member(document->body, "error");
    bool told = sg_tree_is(error, SG_TYPE_MAP);
    const sg_value *from = told ? error : document->body;
    code = sg_tree_text(sg_tree_member(from, told ? "Code" : "__type"));
    if (code.length) {
        sg_str message = sg_tree_text(sg_tree_member(from, "Message"));
        take_error(document, bare_code(code),
                   message.length ? message : sg_tree_text(sg_tree_member(from, "message")));
    } else if (status && status->integer >= 400) {
        char number[24];
        snprintf(number, sizeof(number), "%lld", (long long)status->integer);
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

enum { REPEATED_SHOWN = 40 }; /* bytes of a key that an object has twice */

static size_t place_in_whole(const sg_document_place *place, size_t offset)
{
    return offset < place->shift ? place->begin : place->begin + (offset - place->shift);
}

static void tell_repeated(sg_str text, const sg_document_place *place, sg_span span,
                          sg_document *document)
{
    size_t line, column;
    sg_str key = sg_str_slice(text, span.begin, span.end);

    if (key.length > REPEATED_SHOWN)
        key.length = REPEATED_SHOWN;
    while (key.length > 0 && !sg_utf8_valid(key)) /* cut in two */
        key.length--;
    find_place(place->whole, place_in_whole(place, span.begin), &line, &column);
    snprintf(document->repeated, sizeof document->repeated,
             "line %zu, column %zu: `%.*s` is given twice in one object; the last counts", line,
             column, SG_FMT(key));
}

/* Retells a fault of the page's parser with its place in the whole. */
static sg_status malformed(const sg_document_place *place, sg_status status,
                           const sg_error *fault, sg_error *err)
{
    size_t offset = fault->span.begin, line, column;
    const char *reason = fault->message;

    if (status == SG_ENOMEM)
        return sg_fail_memory(err);
    offset = place_in_whole(place, offset);
    if (offset >= place->whole.length)
        reason = "the document ends too early; is the file truncated?";
    find_place(place->whole, offset, &line, &column);
    return sg_fail(err, status, "line %zu, column %zu: %s", line, column, reason);
}

static sg_status parse(sg_str text, const sg_document_place *place, sg_arena *arena,
                       sg_document *document, sg_error *err)
{
    sg_error fault = { .status = SG_OK };

    document->root = sg_arena_make(arena, sg_value);
    if (!document->root)
        return sg_fail_memory(err);
    sg_span repeated;
    sg_status status =
        sg_json_view_noting(text, SG_DOCUMENT_DEPTH, arena, document->root, &repeated, &fault);
    if (status == SG_OK && document->root->type != SG_TYPE_MAP &&
        document->root->type != SG_TYPE_LIST) {
        sg_span begin = { (uint32_t)sg_json_skip_space(text, 0), 0 };
        status = sg_fail_at(&fault, SG_EINVAL, begin, "expected an object or a list");
    }
    if (status != SG_OK)
        return malformed(place, status, &fault, err);
    if (repeated.end > 0)
        tell_repeated(text, place, repeated, document);
    return SG_OK;
}

sg_status sg_document_parse(sg_str text, sg_str name, sg_arena *arena, sg_document *out,
                            sg_error *err)
{
    sg_document_place place = { .shift = 0 };

    if (sg_str_starts(text, SG_STR("\xef\xbb\xbf")))
        text = sg_str_slice(text, 3, text.length);
    place.whole = text;
    return sg_document_parse_page(text, &place, name, arena, out, err);
}

sg_status sg_document_parse_page(sg_str text, const sg_document_place *place, sg_str name,
                                 sg_arena *arena, sg_document *out, sg_error *err)
{
    sg_document document = { .arena = arena };
    sg_status status = SG_OK;

    if (!sg_str_trim(text).length)
        status = sg_fail(err, SG_EINVAL, "the file is empty");
    else if (is_printed_error(text, &document))
        *out = document;
    else if (text.length > SG_DOCUMENT_SIZE)
        status = sg_fail(err, SG_ELIMIT, "the document is larger than %zu MiB",
                         SG_DOCUMENT_SIZE >> 20);
    else
        status = parse(text, place, arena, &document, err);
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

sg_status sg_document_read(const char *path, sg_str name, sg_arena *arena, sg_document *out,
                           sg_error *err)
{
    sg_str text;
    sg_status status = sg_file_read_into(path, SG_DOCUMENT_SIZE, arena, &text, err);

    if (status != SG_OK) {
        sg_error_in(err, name);
        return status;
    }
    return sg_document_parse(text, name, arena, out, err);
}
