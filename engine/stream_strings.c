/* stream_strings.c - texts get codes and are written at once; what comes again is found by a tag.
 *
 *     slots   [tag|code] ...          32 bits of the hash: where a text belongs, and whether it may be this one
 *                  └─► offsets ─► bytes      compared there, in the sections of the snapshot
 *
 * On their way through a queue texts are told by a number each, and what follows it:
 *
 *     0                         no value
 *     1                         the recent text that was last
 *     2 + 2 place               the recent text in that place
 *     3 + 2 length, begun, ...  another text, of which so many bytes are those of the last other one; the rest.
 *                               It takes its place among the recent ones if it is short
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/encoding.h"
#include "engine/stream_internal.h"

#define SLOTS_LEAST ((size_t)64)
#define SLOTS_A_NODE 2u /* an estate has some 1.3 texts a node */

/* How a text is told. */
enum { TOLD_NONE, TOLD_LAST, TOLD_PLACE, TOLD_TEXT };

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
    return calloc(1, sizeof(sg_stream_recent));
}

static uint32_t place_of(sg_str text)
{
    return (uint32_t)(sg_hash_str(text) % SG_STREAM_RECENT);
}

/* One that is not only named. */
static void remember(sg_stream_recent *recent, uint32_t place, sg_str text, uint32_t code)
{
    sg_stream_short *kept = &recent->texts[place];

    recent->length = text.length < sizeof(recent->bytes) ? text.length : sizeof(recent->bytes);
    if (recent->length > 0)
        memcpy(recent->bytes, text.bytes, recent->length);
    recent->last = 0;
    if (text.length > SG_STREAM_RECENT_BYTES)
        return;
    kept->code = code;
    kept->used = true;
    kept->length = (uint8_t)text.length;
    if (text.length > 0)
        memcpy(kept->bytes, text.bytes, text.length);
    recent->last = place + 1;
}

static size_t begun_by(const sg_stream_recent *recent, sg_str text)
{
    size_t most = text.length < recent->length ? text.length : recent->length, begun = 0;

    while (begun < most && text.bytes[begun] == recent->bytes[begun])
        begun++;
    return begun;
}

sg_status sg_stream_put_text(sg_stream *stream, uint32_t queue, sg_stream_recent *recent,
                             sg_str text)
{
    uint32_t place = place_of(text);
    const sg_stream_short *kept = &recent->texts[place];
    size_t begun = begun_by(recent, text);

    if (text.length > UINT32_MAX)
        return sg_fail(stream->err, SG_ELIMIT, "a text is too long");
    if (kept->used && sg_str_equal((sg_str){ kept->bytes, kept->length }, text)) {
        uint64_t told = recent->last == place + 1 ? TOLD_LAST : TOLD_PLACE + place * 2;
        recent->last = place + 1;
        return sg_spill_append_number(stream->spill, queue, told, stream->err);
    }
    remember(recent, place, text, SG_NO_ID);
    SG_TRY(sg_spill_append_number(stream->spill, queue, TOLD_TEXT + (uint64_t)text.length * 2,
                                  stream->err));
    SG_TRY(sg_spill_append_number(stream->spill, queue, begun, stream->err));
    return sg_spill_append(stream->spill, queue, text.bytes + begun, text.length - begun,
                           stream->err);
}

sg_status sg_stream_put_no_text(sg_stream *stream, uint32_t queue)
{
    return sg_spill_append_number(stream->spill, queue, TOLD_NONE, stream->err);
}

static sg_status take_text(sg_stream *stream, uint32_t queue, size_t length,
                           sg_stream_recent *recent, uint32_t *code)
{
    uint64_t begun;

    SG_TRY(sg_spill_read_number(stream->spill, queue, &begun, stream->err));
    stream->bytes.count = 0;
    if (sg_array_reserve(&stream->bytes, length + 1) != SG_OK)
        return sg_fail_memory(stream->err);
    char *bytes = stream->bytes.items;
    memcpy(bytes, recent->bytes, (size_t)begun);
    SG_TRY(sg_spill_read(stream->spill, queue, bytes + begun, length - (size_t)begun,
                         stream->err));
    sg_str text = { bytes, length };
    SG_TRY(sg_stream_code(stream, text, code));
    remember(recent, place_of(text), text, *code);
    return SG_OK;
}

sg_status sg_stream_take_code(sg_stream *stream, uint32_t queue, sg_stream_recent *recent,
                              uint32_t *code)
{
    uint64_t told;

    *code = SG_NO_ID;
    SG_TRY(sg_spill_read_number(stream->spill, queue, &told, stream->err));
    if (told == TOLD_NONE)
        return SG_OK;
    if (told != TOLD_LAST && told % 2 == TOLD_TEXT % 2)
        return take_text(stream, queue, (size_t)(told - TOLD_TEXT) / 2, recent, code);
    if (told != TOLD_LAST)
        recent->last = (uint32_t)(told - TOLD_PLACE) / 2 + 1;
    *code = recent->texts[recent->last - 1].code;
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
