/* letters.c - case as a table of ranges.
 *
 * In a range of step 1 every character is a capital whose small letter stands `distance` further.
 * In a range of step 2 capitals and small letters take turns, a capital first.
 */
#include "query/functions/letters.h"

typedef struct case_range {
    uint32_t first, last; /* of the capitals, both included */
    uint32_t distance, step;
} case_range;

/* clang-format off */
static const case_range ranges[] = {
    { 0x0041, 0x005A, 32, 1 }, /* A - Z */
    { 0x00C0, 0x00D6, 32, 1 }, /* Latin with accents, around the multiplication sign */
    { 0x00D8, 0x00DE, 32, 1 },
    { 0x0100, 0x012E,  1, 2 }, /* Latin Extended-A, around dotted i and the like */
    { 0x0132, 0x0136,  1, 2 },
    { 0x0139, 0x0147,  1, 2 },
    { 0x014A, 0x0176,  1, 2 },
    { 0x0179, 0x017D,  1, 2 },
    { 0x01CD, 0x01DB,  1, 2 }, /* Latin Extended-B, the part with pairs */
    { 0x01DE, 0x01EE,  1, 2 },
    { 0x01F8, 0x021E,  1, 2 },
    { 0x0222, 0x0232,  1, 2 },
    { 0x0386, 0x0386, 38, 1 }, /* Greek */
    { 0x0388, 0x038A, 37, 1 },
    { 0x038C, 0x038C, 64, 1 },
    { 0x038E, 0x038F, 63, 1 },
    { 0x0391, 0x03A1, 32, 1 },
    { 0x03A3, 0x03AB, 32, 1 },
    { 0x0400, 0x040F, 80, 1 }, /* Cyrillic */
    { 0x0410, 0x042F, 32, 1 },
    { 0x0460, 0x0480,  1, 2 },
    { 0x048A, 0x04BE,  1, 2 },
    { 0x04C1, 0x04CD,  1, 2 },
    { 0x04D0, 0x052E,  1, 2 },
    { 0x0531, 0x0556, 48, 1 }, /* Armenian */
    { 0x1E00, 0x1E94,  1, 2 }, /* Latin Extended Additional */
    { 0x1EA0, 0x1EFE,  1, 2 },
};
/* clang-format on */

/* The one pair whose capital comes after its small letter. */
#define Y_WITH_DIAERESIS 0x0178
#define SMALL_Y_WITH_DIAERESIS 0x00FF

uint32_t sg_letter_lower(uint32_t code_point)
{
    if (code_point == Y_WITH_DIAERESIS)
        return SMALL_Y_WITH_DIAERESIS;
    for (size_t i = 0; i < SG_COUNT(ranges) && ranges[i].first <= code_point; i++)
        if (code_point <= ranges[i].last &&
            (code_point - ranges[i].first) % ranges[i].step == 0)
            return code_point + ranges[i].distance;
    return code_point;
}

uint32_t sg_letter_upper(uint32_t code_point)
{
    if (code_point == SMALL_Y_WITH_DIAERESIS)
        return Y_WITH_DIAERESIS;
    for (size_t i = 0; i < SG_COUNT(ranges) && ranges[i].first < code_point; i++) {
        uint32_t capital = code_point - ranges[i].distance;
        if (capital >= ranges[i].first && capital <= ranges[i].last &&
            (capital - ranges[i].first) % ranges[i].step == 0)
            return capital;
    }
    return code_point;
}

bool sg_letter_is_space(uint32_t code_point)
{
    return (code_point >= 0x09 && code_point <= 0x0D) ||
           (code_point >= 0x1C && code_point <= 0x20) || code_point == 0x1680 ||
           (code_point >= 0x2000 && code_point <= 0x200A && code_point != 0x2007) ||
           code_point == 0x2028 || code_point == 0x2029 || code_point == 0x205F ||
           code_point == 0x3000;
}
