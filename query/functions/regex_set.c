/* regex_set.c - sets of characters as sorted ranges, and the classes that have names.
 *
 * Case is folded when a set is made, so that matching knows nothing of it.
 */
#include "query/functions/regex_set.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "query/functions/letters.h"

/* --- building ------------------------------------------------------------------------------------ */

void sg_charset_add(sg_charset_builder *builder, uint32_t first, uint32_t last)
{
    if (builder->status != SG_OK || first > last)
        return;
    if (builder->count == builder->capacity) {
        uint32_t capacity = builder->capacity ? builder->capacity * 2 : 8;
        sg_char_range *ranges = sg_arena_make_array(builder->arena, sg_char_range, capacity);
        if (!ranges) {
            builder->status = SG_ENOMEM;
            return;
        }
        if (builder->count > 0)
            memcpy(ranges, builder->ranges, builder->count * sizeof(*ranges));
        builder->ranges = ranges;
        builder->capacity = capacity;
    }
    builder->ranges[builder->count++] = (sg_char_range){ first, last };
}

static int compare_ranges(const void *left, const void *right)
{
    const sg_char_range *one = left, *other = right;
    return (one->first > other->first) - (one->first < other->first);
}

/* Sorts the ranges and merges those that overlap or touch. */
static void tidy(sg_charset_builder *builder)
{
    if (builder->count == 0)
        return;
    sg_char_range *ranges = builder->ranges;
    qsort(ranges, builder->count, sizeof(*ranges), compare_ranges);
    uint32_t last = 0;
    for (uint32_t i = 1; i < builder->count; i++) {
        if (ranges[i].first > ranges[last].last + 1)
            ranges[++last] = ranges[i];
        else if (ranges[i].last > ranges[last].last)
            ranges[last].last = ranges[i].last;
    }
    builder->count = last + 1;
}

/* Adds all characters that are not in the ranges, which are in order. */
static void add_others(sg_charset_builder *builder, const sg_char_range *ranges, size_t count)
{
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].first > next)
            sg_charset_add(builder, next, ranges[i].first - 1);
        next = ranges[i].last + 1;
    }
    sg_charset_add(builder, next, SG_LAST_CHARACTER);
}

void sg_charset_negate(sg_charset_builder *builder)
{
    tidy(builder);
    sg_charset_builder others = { .arena = builder->arena, .status = builder->status };
    add_others(&others, builder->ranges, builder->count);
    *builder = others;
}

static bool has(const sg_char_range *ranges, uint32_t count, uint32_t character)
{
    uint32_t first = 0, last = count;
    while (first < last) {
        uint32_t middle = first + (last - first) / 2;
        if (character > ranges[middle].last)
            first = middle + 1;
        else if (character < ranges[middle].first)
            last = middle;
        else
            return true;
    }
    return false;
}

/* No letter beyond this one has another case in letters.h. */
#define LAST_CASED 0x1EFF

void sg_charset_fold(sg_charset_builder *builder, bool unicode)
{
    tidy(builder);
    const sg_char_range *ranges = builder->ranges;
    uint32_t count = builder->count, last = unicode ? LAST_CASED : 'z';
    for (uint32_t upper = 'A'; upper <= last; upper++) {
        uint32_t lower = sg_letter_lower(upper);
        if (lower == upper)
            continue;
        bool has_lower = has(ranges, count, lower), has_upper = has(ranges, count, upper);
        if (has_lower && !has_upper)
            sg_charset_add(builder, upper, upper);
        if (has_upper && !has_lower)
            sg_charset_add(builder, lower, lower);
    }
}

sg_status sg_charset_finish(sg_charset_builder *builder, sg_charset *out)
{
    if (builder->status != SG_OK)
        return builder->status;
    tidy(builder);
    *out = (sg_charset){ .ranges = builder->ranges, .count = builder->count };
    for (uint32_t character = 0; character < 128; character++)
        if (has(out->ranges, out->count, character))
            sg_bit_set(out->ascii, character);
    return SG_OK;
}

bool sg_charset_find(const sg_charset *set, uint32_t character)
{
    return has(set->ranges, set->count, character);
}

/* --- classes ------------------------------------------------------------------------------------- */

/* clang-format off */
static const sg_char_range digits[]     = { { '0', '9' } };
static const sg_char_range words[]      = { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } };
static const sg_char_range spaces[]     = { { '\t', '\r' }, { ' ', ' ' } };
static const sg_char_range horizontal[] = { { '\t', '\t' }, { ' ', ' ' }, { 0xA0, 0xA0 },
                                            { 0x1680, 0x1680 }, { 0x180E, 0x180E },
                                            { 0x2000, 0x200A }, { 0x202F, 0x202F },
                                            { 0x205F, 0x205F }, { 0x3000, 0x3000 } };
static const sg_char_range vertical[]   = { { '\n', '\r' }, { 0x85, 0x85 }, { 0x2028, 0x2029 } };
static const sg_char_range alphas[]     = { { 'A', 'Z' }, { 'a', 'z' } };
static const sg_char_range alnums[]     = { { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' } };
static const sg_char_range uppers[]     = { { 'A', 'Z' } };
static const sg_char_range lowers[]     = { { 'a', 'z' } };
static const sg_char_range hex_digits[] = { { '0', '9' }, { 'A', 'F' }, { 'a', 'f' } };
static const sg_char_range puncts[]     = { { '!', '/' }, { ':', '@' }, { '[', '`' }, { '{', '~' } };
static const sg_char_range graphs[]     = { { '!', '~' } };
static const sg_char_range prints[]     = { { ' ', '~' } };
static const sg_char_range blanks[]     = { { '\t', '\t' }, { ' ', ' ' } };
static const sg_char_range controls[]   = { { 0x00, 0x1F }, { 0x7F, 0x7F } };
static const sg_char_range ascii[]      = { { 0x00, 0x7F } };
/* Unicode categories by blocks: letters of the scripts in wide use, without the gaps inside. */
static const sg_char_range letters[]    = {
    { 'A', 'Z' },         { 'a', 'z' },         { 0xAA, 0xAA },       { 0xB5, 0xB5 },
    { 0xBA, 0xBA },       { 0xC0, 0xD6 },       { 0xD8, 0xF6 },       { 0xF8, 0x2C1 },
    { 0x370, 0x374 },     { 0x376, 0x37D },     { 0x37F, 0x37F },     { 0x386, 0x386 },
    { 0x388, 0x481 },     { 0x48A, 0x556 },     { 0x560, 0x588 },     { 0x5D0, 0x5EA },
    { 0x620, 0x64A },     { 0x671, 0x6D3 },     { 0x904, 0x939 },     { 0x985, 0x9B9 },
    { 0xA05, 0xA39 },     { 0xA85, 0xAB9 },     { 0xB85, 0xBB9 },     { 0xC05, 0xC39 },
    { 0xE01, 0xE30 },     { 0x10A0, 0x10FF },   { 0x1100, 0x1248 },   { 0x1E00, 0x1FBC },
    { 0x1FC2, 0x1FCC },   { 0x1FD0, 0x1FDB },   { 0x1FE0, 0x1FEC },   { 0x1FF2, 0x1FFC },
    { 0x2C00, 0x2CE4 },   { 0x3041, 0x3096 },   { 0x30A1, 0x30FA },   { 0x3105, 0x312F },
    { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },   { 0xA000, 0xA48C },   { 0xAC00, 0xD7A3 },
    { 0xF900, 0xFAD9 },   { 0xFF21, 0xFF3A },   { 0xFF41, 0xFF5A },   { 0x20000, 0x323AF },
};
static const sg_char_range numerals[]   = {
    { '0', '9' },         { 0x660, 0x669 },     { 0x6F0, 0x6F9 },     { 0x966, 0x96F },
    { 0x9E6, 0x9EF },     { 0xE50, 0xE59 },     { 0xFF10, 0xFF19 },
};
static const sg_char_range punctuation[] = {
    { '!', '#' },         { '%', '*' },         { ',', '/' },         { ':', ';' },
    { '?', '@' },         { '[', ']' },         { '_', '_' },         { '{', '{' },
    { '}', '}' },         { 0xA1, 0xA1 },       { 0xA7, 0xA7 },       { 0xAB, 0xAB },
    { 0xB6, 0xB7 },       { 0xBB, 0xBB },       { 0xBF, 0xBF },       { 0x2010, 0x2027 },
    { 0x2030, 0x205E },   { 0x3001, 0x3003 },   { 0x3008, 0x3011 },
};

#define CLASS(name, ranges) { SG_STR_INIT(name), ranges, SG_COUNT(ranges) }
static const struct named_class {
    sg_str name;
    const sg_char_range *ranges;
    size_t count;
} classes[] = {
    CLASS("d", digits),             CLASS("w", words),           CLASS("s", spaces),
    CLASS("h", horizontal),         CLASS("v", vertical),
    CLASS("Alpha", alphas),         CLASS("Digit", digits),      CLASS("Alnum", alnums),
    CLASS("Upper", uppers),         CLASS("Lower", lowers),      CLASS("XDigit", hex_digits),
    CLASS("Punct", puncts),         CLASS("Graph", graphs),      CLASS("Print", prints),
    CLASS("Blank", blanks),         CLASS("Cntrl", controls),    CLASS("ASCII", ascii),
    CLASS("Space", spaces),
    CLASS("L", letters),            CLASS("IsL", letters),       CLASS("IsAlphabetic", letters),
    CLASS("IsLetter", letters),     CLASS("N", numerals),        CLASS("Nd", numerals),
    CLASS("IsDigit", numerals),     CLASS("P", punctuation),     CLASS("IsP", punctuation),
    CLASS("IsPunctuation", punctuation),
};
/* clang-format on */

/* The letters that have another case, on the side that is asked for. */
static bool add_cased(sg_charset_builder *builder, sg_str name)
{
    bool upper = sg_str_equal(name, SG_STR("Lu")) || sg_str_equal(name, SG_STR("IsUppercase"));
    bool lower = sg_str_equal(name, SG_STR("Ll")) || sg_str_equal(name, SG_STR("IsLowercase"));
    if (!upper && !lower)
        return false;
    for (uint32_t character = 'A'; character <= LAST_CASED; character++)
        if (upper ? sg_letter_lower(character) != character
                  : sg_letter_upper(character) != character)
            sg_charset_add(builder, character, character);
    return true;
}

static bool add_named(sg_charset_builder *builder, sg_str name)
{
    for (size_t i = 0; i < SG_COUNT(classes); i++) {
        if (!sg_str_equal(classes[i].name, name))
            continue;
        for (size_t j = 0; j < classes[i].count; j++)
            sg_charset_add(builder, classes[i].ranges[j].first, classes[i].ranges[j].last);
        return true;
    }
    return add_cased(builder, name);
}

bool sg_charset_add_class(sg_charset_builder *builder, sg_str name, bool negated)
{
    if (!negated)
        return add_named(builder, name);
    sg_charset_builder class = { .arena = builder->arena };
    bool found = add_named(&class, name);
    tidy(&class);
    add_others(builder, class.ranges, class.count);
    if (class.status != SG_OK)
        builder->status = class.status;
    return found;
}
