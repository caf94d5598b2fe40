/* strings.c - interned strings: equal bytes have one code, codes count from 0. */
#include "engine/strings.h"

#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/pages.h"
#include "engine/base/text.h"

#define MAX_STRINGS (UINT32_MAX - 1)

static void free_run(sg_string_run *run)
{
    sg_overflow_free(&run->file, &run->bytes);
    sg_array_free(&run->begins);
}

void sg_strings_free(sg_strings *strings)
{
    free_run(&strings->fixed);
    free_run(&strings->more);
    sg_slots_free(&strings->slots);
    strings->fixed_count = strings->count = 0;
}

void sg_strings_spill(sg_strings *strings, const char *beside)
{
    strings->fixed.file.beside = strings->more.file.beside = beside;
}

void sg_strings_leave(const sg_strings *strings)
{
    sg_strings_leave_fixed(strings);
    sg_overflow_forget(&strings->more.file);
}

void sg_strings_leave_fixed(const sg_strings *strings)
{
    sg_overflow_forget(&strings->fixed.file);
}

sg_str sg_strings_text(const sg_strings *strings, uint32_t code)
{
    bool fixed = code < strings->fixed_count;
    const sg_string_run *run = fixed ? &strings->fixed : &strings->more;
    const uint64_t *begins = run->begins.items + (fixed ? code : code - strings->fixed_count);
    uint64_t length = begins[1] - begins[0];

    /* Nothing is allocated yet when all strings so far are empty. */
    return length == 0 ? SG_STR("") : (sg_str){ run->bytes.items + begins[0], (size_t)length };
}

static size_t run_memory(const sg_string_run *run)
{
    return sg_overflow_memory(&run->file, &run->bytes) +
           run->begins.capacity * sizeof(*run->begins.items);
}

size_t sg_strings_memory(const sg_strings *strings)
{
    return run_memory(&strings->fixed) + run_memory(&strings->more) +
           sg_slots_memory(&strings->slots);
}

static bool find(const sg_strings *strings, sg_str text, uint64_t hash, uint32_t *code)
{
    size_t probe = 0;

    for (uint32_t i; sg_slots_next(&strings->slots, hash, &probe, &i);) {
        if (sg_str_equal(sg_strings_text(strings, i), text)) {
            *code = i;
            return true;
        }
    }
    return false;
}

bool sg_strings_find(const sg_strings *strings, sg_str text, uint32_t *code)
{
    return find(strings, text, sg_hash_str(text), code);
}

/* For so many bytes and strings, and the end behind them. */
static sg_status make_room(sg_string_run *run, size_t bytes, size_t strings)
{
    SG_TRY(sg_overflow_reserve(&run->file, &run->bytes, bytes));
    SG_TRY(sg_array_reserve(&run->begins, strings + 1));
    if (run->begins.count == 0)
        run->begins.items[run->begins.count++] = 0;
    return SG_OK;
}

static void append(sg_string_run *run, sg_str text)
{
    if (text.length > 0)
        memcpy(run->bytes.items + run->bytes.count, text.bytes, text.length);
    run->bytes.count += text.length;
    run->begins.items[run->begins.count++] = run->bytes.count;
}

void sg_strings_forget_index(sg_strings *strings)
{
    sg_slots_free(&strings->slots);
}

sg_status sg_strings_index(sg_strings *strings)
{
    enum { STRETCH = 1 << 16 };

    SG_TRY(sg_slots_reserve(&strings->slots, strings->count));
    for (uint32_t i = 0; i < strings->count; i++) {
        if (i % STRETCH == 0)
            sg_strings_leave(strings);
        SG_TRY(sg_slots_add(&strings->slots, sg_hash_str(sg_strings_text(strings, i)), i));
    }
    return SG_OK;
}

sg_status sg_strings_intern(sg_strings *strings, sg_str text, uint32_t *code)
{
    uint64_t hash = sg_hash_str(text);

    if (find(strings, text, hash, code))
        return SG_OK;
    if (strings->count >= MAX_STRINGS)
        return SG_ELIMIT;
    SG_TRY(make_room(&strings->more, text.length, 1));
    SG_TRY(sg_slots_add(&strings->slots, hash, strings->count));
    append(&strings->more, text);
    *code = strings->count++;
    return SG_OK;
}

/* --- the run that stays -------------------------------------------------------------------------- */

sg_status sg_strings_fix(sg_strings *strings)
{
    sg_string_run *more = &strings->more;
    uint32_t count = strings->count - strings->fixed_count;

    if (strings->fixed_count == 0) {
        SG_TRY(make_room(more, 1, 0));
        free_run(&strings->fixed);
        strings->fixed = *more;
    } else {
        SG_TRY(make_room(&strings->fixed, more->bytes.count, count));
        for (uint32_t i = 0; i < count; i++)
            append(&strings->fixed, sg_strings_text(strings, strings->fixed_count + i));
        free_run(more);
    }
    *more = (sg_string_run){ .file.beside = strings->fixed.file.beside };
    strings->fixed_count = strings->count;
    return SG_OK;
}

void sg_strings_forget(sg_strings *strings, uint32_t first, uint32_t last)
{
    while (first < last) {
        uint32_t end = first < strings->fixed_count && strings->fixed_count < last
                           ? strings->fixed_count
                           : last;
        sg_str begin = sg_strings_text(strings, first),
               rest = sg_strings_text(strings, end - 1);
        if (begin.length > 0 && rest.length > 0)
            sg_pages_forget(begin.bytes, (size_t)(rest.bytes + rest.length - begin.bytes));
        first = end;
    }
}
