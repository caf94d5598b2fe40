/* stream_strings.c - texts get codes and are written at once; what comes again is found by a tag.
 *
 *     slots   [tag|code] ...          32 bits of the hash: where a text belongs, and whether it may be this one
 *                  └─► offsets ─► bytes      compared there, in the sections of the snapshot
 *
 * On their way through a queue texts are told by a word each:
 *
 *     ffffffff        no value
 *     1 place         the text that the memory of recent ones has there
 *     0 length bytes  a text, which takes its place in that memory if it is short
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/encoding.h"
#include "engine/stream_internal.h"

#define SLOTS_LEAST ((size_t)64)
#define SLOTS_A_NODE 2u /* an estate has some 1.3 texts a node */
#define IS_RECENT (UINT32_C(1) << 31)

/* --- codes ------------------------------------------------------------------------------------- */

sg_str sg_stream_text(const sg_stream_strings *strings, uint32_t code)
{
    const uint64_t *offsets = sg_growing_bytes(strings->offsets);
    size_t length = (size_t)(offsets[code + 1] - offsets[code]);

    if (length == 0)
        return SG_STR("");
    return (sg_str){ (const char *)sg_growing_bytes(strings->bytes) + offsets[code], length };
}

static size_t home_of(const sg_stream_strings *strings, uint32_t tag)
{
    return (size_t)((uint64_t)tag * strings->capacity >> 32);
}

static void enter(sg_stream_strings *strings, uint32_t tag, uint32_t code)
{
    size_t at = home_of(strings, tag);

    while (strings->slots[at].index != 0)
        at = at + 1 < strings->capacity ? at + 1 : 0;
    strings->slots[at] = (sg_slot){ tag, code + 1 };
}

static sg_status make_slots(sg_stream_strings *strings, size_t capacity)
{
    sg_stream_strings larger = *strings;

    larger.capacity = capacity;
    larger.slots = calloc(capacity, sizeof(*larger.slots));
    if (!larger.slots)
        return SG_ENOMEM;
    for (size_t i = 0; i < strings->capacity; i++)
        if (strings->slots[i].index != 0)
            enter(&larger, strings->slots[i].tag, strings->slots[i].index - 1);
    free(strings->slots);
    *strings = larger;
    return SG_OK;
}

/* Half as large again, as soon as four fifths are taken. */
static sg_status need_slot(sg_stream_strings *strings)
{
    if (strings->count < strings->capacity / 5 * 4)
        return SG_OK;
    return make_slots(strings, strings->capacity + strings->capacity / 2);
}

sg_status sg_stream_strings_begin(sg_stream *stream)
{
    sg_stream_strings *strings = &stream->strings;
    size_t slots = (size_t)stream->bulk->freeze.nodes * SLOTS_A_NODE;
    uint64_t begin = 0;

    if (make_slots(strings, slots < SLOTS_LEAST ? SLOTS_LEAST : slots) != SG_OK)
        return sg_fail_memory(stream->err);
    SG_TRY(sg_stream_section(stream, SG_SECTION_STRING_OFFSETS, &strings->offsets));
    SG_TRY(sg_stream_section(stream, SG_SECTION_STRING_BYTES, &strings->bytes));
    return sg_growing_append(strings->offsets, &begin, sizeof(begin), stream->err);
}

static sg_status add_text(sg_stream *stream, sg_str text)
{
    sg_stream_strings *strings = &stream->strings;

    SG_TRY(sg_growing_append(strings->bytes, text.bytes, text.length, stream->err));
    uint64_t end = sg_growing_length(strings->bytes);
    SG_TRY(sg_growing_append(strings->offsets, &end, sizeof(end), stream->err));
    strings->count++;
    return SG_OK;
}

sg_status sg_stream_code(sg_stream *stream, sg_str text, uint32_t *code)
{
    sg_stream_strings *strings = &stream->strings;
    uint32_t tag = (uint32_t)(sg_hash_str(text) >> 32);

    if (need_slot(strings) != SG_OK)
        return sg_fail_memory(stream->err);
    size_t at = home_of(strings, tag);
    for (; strings->slots[at].index != 0; at = at + 1 < strings->capacity ? at + 1 : 0) {
        uint32_t found = strings->slots[at].index - 1;
        if (strings->slots[at].tag != tag ||
            !sg_str_equal(sg_stream_text(strings, found), text))
            continue;
        *code = found;
        return SG_OK;
    }
    if (strings->count >= SG_MAX_ITEMS)
        return sg_fail(stream->err, SG_ELIMIT, "the graph has too many different texts");
    *code = strings->count;
    strings->slots[at] = (sg_slot){ tag, strings->count + 1 };
    return add_text(stream, text);
}

/* --- texts in a queue -------------------------------------------------------------------------- */

sg_stream_recent *sg_stream_recent_new(void)
{
    return calloc(SG_STREAM_RECENT, sizeof(sg_stream_recent));
}

static sg_stream_recent *recent_of(sg_stream_recent *recent, sg_str text)
{
    return &recent[sg_hash_str(text) % SG_STREAM_RECENT];
}

static bool is_recent(const sg_stream_recent *recent, sg_str text)
{
    return recent->used && sg_str_equal((sg_str){ recent->bytes, recent->length }, text);
}

static void remember(sg_stream_recent *recent, sg_str text)
{
    if (text.length > SG_STREAM_RECENT_BYTES)
        return;
    recent->used = true;
    recent->length = (uint8_t)text.length;
    if (text.length > 0)
        memcpy(recent->bytes, text.bytes, text.length);
}

sg_status sg_stream_put_text(sg_stream *stream, uint32_t queue, sg_stream_recent *recent,
                             sg_str text)
{
    sg_stream_recent *place = recent_of(recent, text);
    uint32_t word = (uint32_t)(place - recent) | IS_RECENT;

    if (text.length >= IS_RECENT)
        return sg_fail(stream->err, SG_ELIMIT, "a text is too long");
    if (is_recent(place, text))
        return sg_spill_append(stream->spill, queue, &word, sizeof(word), stream->err);
    remember(place, text);
    word = (uint32_t)text.length;
    SG_TRY(sg_spill_append(stream->spill, queue, &word, sizeof(word), stream->err));
    return sg_spill_append(stream->spill, queue, text.bytes, text.length, stream->err);
}

sg_status sg_stream_put_no_text(sg_stream *stream, uint32_t queue)
{
    uint32_t word = SG_NO_ID;

    return sg_spill_append(stream->spill, queue, &word, sizeof(word), stream->err);
}

static sg_status take_text(sg_stream *stream, uint32_t queue, uint32_t length,
                           sg_stream_recent *recent, uint32_t *code)
{
    stream->bytes.count = 0;
    if (sg_array_reserve(&stream->bytes, length) != SG_OK)
        return sg_fail_memory(stream->err);
    SG_TRY(sg_spill_read(stream->spill, queue, stream->bytes.items, length, stream->err));
    sg_str text = length > 0 ? (sg_str){ stream->bytes.items, length } : SG_STR("");
    SG_TRY(sg_stream_code(stream, text, code));
    sg_stream_recent *place = recent_of(recent, text);
    remember(place, text);
    if (length <= SG_STREAM_RECENT_BYTES)
        place->code = *code;
    return SG_OK;
}

sg_status sg_stream_take_code(sg_stream *stream, uint32_t queue, sg_stream_recent *recent,
                              uint32_t *code)
{
    uint32_t word;

    SG_TRY(sg_spill_read(stream->spill, queue, &word, sizeof(word), stream->err));
    if (word == SG_NO_ID) {
        *code = SG_NO_ID;
        return SG_OK;
    }
    if (!(word & IS_RECENT))
        return take_text(stream, queue, word, recent, code);
    *code = recent[word & ~IS_RECENT].code;
    return SG_OK;
}

sg_status sg_stream_encode(sg_stream *stream, sg_value value, sg_str *out)
{
    sg_buffer_clear(&stream->scratch);
    sg_status status = sg_value_encode(value, &stream->scratch);
    if (status == SG_OK)
        status = stream->scratch.status;
    if (status != SG_OK)
        return sg_fail(stream->err, status, "a property cannot be written");
    *out = sg_buffer_str(&stream->scratch);
    return SG_OK;
}
