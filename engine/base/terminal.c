/* terminal.c - text for a terminal: nothing in it that a terminal obeys, and how wide it is.
 *
 * Names and messages come from other people's accounts.  Control characters could move the cursor or
 * change the title; bidirectional controls make text read as something else than it is.
 */
#include "engine/base/text.h"

typedef struct {
    uint32_t first, last;
} code_points;

/* Ranges, ascending.  Combining marks and joiners take no cell, East Asian wide characters and
 * pictographs take two (Unicode 15: general category Mn, Me, Cf; East Asian Width W, F). */
static const code_points no_cell[] = {
    { 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD },   { 0x0610, 0x061A },
    { 0x064B, 0x065F }, { 0x06D6, 0x06DC }, { 0x0900, 0x0902 },   { 0x093A, 0x093A },
    { 0x093C, 0x093C }, { 0x0941, 0x0948 }, { 0x094D, 0x094D },   { 0x0E31, 0x0E31 },
    { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E }, { 0x1AB0, 0x1AFF },   { 0x1DC0, 0x1DFF },
    { 0x200B, 0x200F }, { 0x2060, 0x2064 }, { 0x20D0, 0x20F0 },   { 0xFE00, 0xFE0F },
    { 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF }, { 0x1F3FB, 0x1F3FF }, { 0xE0100, 0xE01EF },
};
static const code_points two_cells[] = {
    { 0x1100, 0x115F },   { 0x231A, 0x231B },   { 0x23E9, 0x23EC },   { 0x2614, 0x2615 },
    { 0x2648, 0x2653 },   { 0x26A1, 0x26A1 },   { 0x26D4, 0x26D4 },   { 0x2705, 0x2705 },
    { 0x274C, 0x274C },   { 0x2753, 0x2755 },   { 0x2E80, 0x303E },   { 0x3041, 0x33FF },
    { 0x3400, 0x4DBF },   { 0x4E00, 0xA4CF },   { 0xA960, 0xA97C },   { 0xAC00, 0xD7A3 },
    { 0xF900, 0xFAFF },   { 0xFE30, 0xFE6F },   { 0xFF00, 0xFF60 },   { 0xFFE0, 0xFFE6 },
    { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
};

static bool is_among(uint32_t code_point, const code_points *ranges, size_t count)
{
    size_t first = 0, last = count;

    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (code_point > ranges[middle].last)
            first = middle + 1;
        else
            last = middle;
    }
    return first < count && code_point >= ranges[first].first;
}

bool sg_utf8_is_dangerous(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
           code_point == 0x061C || code_point == 0x200E || code_point == 0x200F ||
           (code_point >= 0x2028 && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

unsigned sg_utf8_cells(uint32_t code_point)
{
    if (code_point < 0x300)
        return 1;
    if (is_among(code_point, no_cell, SG_COUNT(no_cell)))
        return 0;
    return is_among(code_point, two_cells, SG_COUNT(two_cells)) ? 2 : 1;
}

size_t sg_text_cells(sg_str text)
{
    size_t cells = 0;

    for (size_t offset = 0; offset < text.length;)
        cells += sg_utf8_cells(sg_utf8_next(text, &offset));
    return cells;
}

void sg_buffer_safe(sg_buffer *buffer, sg_str text)
{
    for (size_t offset = 0; offset < text.length;) {
        char bytes[4];
        uint32_t code_point = sg_utf8_next(text, &offset);
        if (sg_utf8_is_dangerous(code_point))
            code_point = 0xFFFD;
        sg_buffer_add(buffer, (sg_str){ bytes, sg_utf8_encode(code_point, bytes) });
    }
}
