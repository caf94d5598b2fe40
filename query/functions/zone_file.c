/* zone_file.c - the bytes of a TZif file (RFC 8536), of which nothing is trusted.
 *
 *     header  data with 32-bit times    header  data with 64-bit times    \n rule \n
 *     `-- version 1, skipped --------'  `-- version 2 and later ------'
 *
 *     data    times  kind of each  kinds: offset, is summer, name  names  leap seconds  indicators
 *
 * Files that count leap seconds ("right/...") are refused: days here have 86,400 seconds.
 */
#include <string.h>

#include "query/functions/zone.h"

enum { HEADER_BYTES = 44, KIND_BYTES = 6 };

typedef struct file_reader {
    const unsigned char *next, *end;
} file_reader;

/* The counts of a header, in the order in which it has them. */
typedef struct header {
    unsigned char version;
    uint32_t universal, standard, leaps, times, kinds, characters;
} header;

static uint64_t take_number(file_reader *file, unsigned bytes)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < bytes; i++)
        number = number << 8 | *file->next++;
    return number;
}

static bool has(const file_reader *file, uint64_t bytes)
{
    return bytes <= (uint64_t)(file->end - file->next);
}

static bool take_header(file_reader *file, header *out)
{
    if (!has(file, HEADER_BYTES) || memcmp(file->next, "TZif", 4) != 0)
        return false;
    out->version = file->next[4];
    file->next += 20;
    out->universal = (uint32_t)take_number(file, 4);
    out->standard = (uint32_t)take_number(file, 4);
    out->leaps = (uint32_t)take_number(file, 4);
    out->times = (uint32_t)take_number(file, 4);
    out->kinds = (uint32_t)take_number(file, 4);
    out->characters = (uint32_t)take_number(file, 4);
    return out->kinds > 0 && out->kinds <= 256 && out->times <= SG_ZONE_FILE_BYTES;
}

/* Bytes of the data behind a header, with times of so many bytes. */
static uint64_t data_bytes(const header *head, uint64_t time_bytes)
{
    return head->times * (time_bytes + 1) + (uint64_t)head->kinds * KIND_BYTES +
           head->characters + head->leaps * (time_bytes + 4) + head->standard + head->universal;
}

static bool take_offset(file_reader *file, int32_t *out)
{
    uint32_t bits = (uint32_t)take_number(file, 4);

    memcpy(out, &bits, sizeof *out);
    file->next += KIND_BYTES - 4;
    return *out >= -SG_MAX_OFFSET && *out <= SG_MAX_OFFSET;
}

static bool take_times(file_reader *file, const header *head, int64_t *times)
{
    for (uint32_t i = 0; i < head->times; i++) {
        uint64_t bits = take_number(file, 8);
        memcpy(&times[i], &bits, sizeof times[i]);
        if (i > 0 && times[i] <= times[i - 1])
            return false;
    }
    return true;
}

/* The data, all of which is there. */
static bool take_data(file_reader *file, const header *head, int64_t *times, int32_t *after,
                      sg_zone *out)
{
    int32_t offsets[256];

    if (!take_times(file, head, times))
        return false;
    const unsigned char *kinds = file->next;
    file->next += head->times;
    for (uint32_t i = 0; i < head->kinds; i++)
        if (!take_offset(file, &offsets[i]))
            return false;
    for (uint32_t i = 0; i < head->times; i++) {
        if (kinds[i] >= head->kinds)
            return false;
        after[i] = offsets[kinds[i]];
    }
    out->before = offsets[0];
    file->next +=
        data_bytes(head, 8) - head->times * UINT64_C(9) - (uint64_t)head->kinds * KIND_BYTES;
    return true;
}

static bool take_rule(file_reader *file, sg_zone *out)
{
    const unsigned char *end;

    if (!has(file, 2) || *file->next++ != '\n')
        return false;
    end = memchr(file->next, '\n', (size_t)(file->end - file->next));
    if (!end)
        return false;
    sg_str text = { (const char *)file->next, (size_t)(end - file->next) };
    out->has_rule = text.length > 0;
    return !out->has_rule || sg_zone_rule_read(text, &out->rule);
}

sg_status sg_zone_read(sg_str bytes, sg_arena *arena, sg_zone *out)
{
    const unsigned char *begin = (const unsigned char *)bytes.bytes;
    file_reader file = { begin, begin + bytes.length };
    header first, second;

    if (!take_header(&file, &first) || first.version < '2' ||
        !has(&file, data_bytes(&first, 4)))
        return SG_ECORRUPT;
    file.next += data_bytes(&first, 4);
    if (!take_header(&file, &second) || second.leaps > 0 || !has(&file, data_bytes(&second, 8)))
        return SG_ECORRUPT;
    int64_t *times = sg_arena_make_array(arena, int64_t, (size_t)second.times + 1);
    int32_t *after = sg_arena_make_array(arena, int32_t, (size_t)second.times + 1);
    if (!times || !after)
        return SG_ENOMEM;
    sg_zone zone = { .times = times, .after = after, .count = second.times };
    if (!take_data(&file, &second, times, after, &zone) || !take_rule(&file, &zone))
        return SG_ECORRUPT;
    *out = zone;
    return SG_OK;
}
