/* test_strings.c - functions of text, by characters and not by bytes. */
#include <criterion/criterion.h>

#include "query/functions/letters.h"
#include "tests/unit/query/functions/calls.h"

Test(strings, case)
{
    expect_call("toLower", "['ABC-\xc3\x89\xce\xa3\xd0\x96']",
                "'abc-\xc3\xa9\xcf\x83\xd0\xb6'");
    expect_call("toUpper", "['abc-\xc3\xa9\xc3\xbf']", "'ABC-\xc3\x89\xc5\xb8'");
    expect_call("lower", "['A']", "'a'");
    expect_call("upper", "['a']", "'A'");
    expect_call("toLower", "['']", "''");
}

Test(strings, upper_and_lower_are_inverse)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        uint32_t lower = sg_letter_lower(c), upper = sg_letter_upper(c);
        cr_assert(lower == c || upper == c, "%x", (unsigned)c);
        cr_assert(lower == c || sg_letter_upper(lower) == c, "%x", (unsigned)c);
        cr_assert(upper == c || sg_letter_lower(upper) == c, "%x", (unsigned)c);
    }
}

Test(strings, trim)
{
    expect_call("trim", "[' \\t\\n a b\xe3\x80\x80 ']", "'a b'");
    expect_call("ltrim", "['  a ']", "'a '");
    expect_call("rtrim", "['  a ']", "'  a'");
    expect_call("trim", "['   ']", "''");
    expect_call("trim", "['']", "''");
    expect_call("rtrim", "['']", "''");
    expect_call("ltrim", "['xxaxx', 'x']", "'axx'");
    expect_call("rtrim", "['arn:aws:x/*', '*/']", "'arn:aws:x'");
    expect_call("btrim", "['\xc3\xa4_a\xc3\xa4', '_\xc3\xa4']", "'a'");
    expect_call("btrim", "[' a ', '']", "' a '");
    expect_call("btrim", "[' a ', null]", "null");
    expect_call("btrim", "[' a ']", "'a'");
}

Test(strings, parts)
{
    expect_call("left", "['h\xc3\xa9llo', 2]", "'h\xc3\xa9'");
    expect_call("left", "['abc', 9]", "'abc'");
    expect_call("left", "['abc', -1]", "ArgumentError/NumberOutOfRange");
    expect_call("right", "['h\xc3\xa9llo', 4]", "'\xc3\xa9llo'");
    expect_call("right", "['abc', 9]", "'abc'");
    expect_call("right", "['abc', 0]", "''");
    expect_call("right", "['abc', -1]", "ArgumentError/NumberOutOfRange");
    expect_call("substring", "['0123456789', 1]", "'123456789'");
    expect_call("substring", "['h\xc3\xa9llo', 1, 2]", "'\xc3\xa9l'");
    expect_call("substring", "['abc', 5]", "''");
    expect_call("substring", "['abc', 1, 9223372036854775807]", "'bc'");
    expect_call("substring", "['abc', -1]", "ArgumentError/NumberOutOfRange");
    expect_call("substring", "['abc', 0, -1]", "ArgumentError/NumberOutOfRange");
    expect_call("size", "['h\xc3\xa9llo']", "5");
    expect_call("reverse", "['h\xc3\xa9llo']", "'oll\xc3\xa9h'");
    expect_call("isEmpty", "['']", "true");
    expect_call("isEmpty", "['x']", "false");
}

Test(strings, replace)
{
    expect_call("replace", "['hello', 'l', 'w']", "'hewwo'");
    expect_call("replace", "['hello', 'll', '']", "'heo'");
    expect_call("replace", "['hello', 'x', 'y']", "'hello'");
    expect_call("replace", "['aaa', 'aa', 'b']", "'ba'");
    expect_call("replace", "['abc', '', '-']", "'-a-b-c-'");
    expect_call("replace", "['\xc3\xa9', '', '-']", "'-\xc3\xa9-'");
    expect_call("replace", "['', '', '-']", "'-'");
    expect_call("replace", "['', 'a', '-']", "''");
    expect_call("replace", "['abab', 'ab', 'xyz']", "'xyzxyz'");
}

Test(strings, split)
{
    expect_call("split", "['a,b,,c', ',']", "['a','b','','c']");
    expect_call("split", "['abc', ',']", "['abc']");
    expect_call("split", "['', ',']", "['']");
    expect_call("split", "[',', ',']", "['','']");
    expect_call("split", "['abc', '']", "['a','b','c']");
    expect_call("split", "['', '']", "['']");
    expect_call("split", "['a:b/c', [':', '/']]", "['a','b','c']");
    expect_call("split", "['a::b', ['::', ':']]", "['a','b']");
    expect_call("split", "['a', [1]]", "TypeError/InvalidArgumentValue");
    expect_call("split", "['a', []]", "['a']");
}
