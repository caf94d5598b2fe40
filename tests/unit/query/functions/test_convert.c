/* test_convert.c - conversions between text, numbers and booleans. */
#include <criterion/criterion.h>
#include <math.h>

#include "tests/unit/query/functions/calls.h"

Test(convert, to_string)
{
    expect_call("toString", "[42]", "'42'");
    expect_call("toString", "[-9223372036854775808]", "'-9223372036854775808'");
    expect_call("toString", "[2.3]", "'2.3'");
    expect_call("toString", "[1.0]", "'1.0'");
    expect_call("toString", "[true]", "'true'");
    expect_call("toString", "['apa']", "'apa'");
    expect_call("toString", "[[]]", "TypeError/InvalidArgumentValue");
    expect_call("toString", "[{}]", "TypeError/InvalidArgumentValue");
    expect_call("toStringOrNull", "[[]]", "null");
    expect_call("toStringOrNull", "[7]", "'7'");
    sg_value nan = sg_float((double)NAN);
    expect_call_of(NULL, "toString", &nan, 1, "'NaN'");
}

Test(convert, to_integer)
{
    expect_call("toInteger", "[2]", "2");
    expect_call("toInteger", "[2.9]", "2");
    expect_call("toInteger", "[-2.9]", "-2");
    expect_call("toInteger", "['1.7']", "1");
    expect_call("toInteger", "[' 12 ']", "12");
    expect_call("toInteger", "['foo']", "null");
    expect_call("toInteger", "['']", "null");
    expect_call("toInteger", "['1e3']", "1000");
    expect_call("toInteger", "[true]", "1");
    expect_call("toInteger", "[1e300]", "ArgumentError/NumberOutOfRange");
    expect_call("toInteger", "['9223372036854775808']", "ArgumentError/NumberOutOfRange");
    expect_call("toInteger", "[[]]", "TypeError/InvalidArgumentValue");
    expect_call("toIntegerOrNull", "[[]]", "null");
    expect_call("toIntegerOrNull", "[1e300]", "null");
    expect_call("toIntegerOrNull", "['12']", "12");
}

Test(convert, to_float)
{
    expect_call("toFloat", "[3]", "3.0");
    expect_call("toFloat", "[3.4]", "3.4");
    expect_call("toFloat", "['5']", "5.0");
    expect_call("toFloat", "['-.5e1']", "-5.0");
    expect_call("toFloat", "['foo']", "null");
    expect_call("toFloat", "[true]", "TypeError/InvalidArgumentValue");
    expect_call("toFloatOrNull", "[true]", "null");
}

Test(convert, to_boolean)
{
    expect_call("toBoolean", "['true']", "true");
    expect_call("toBoolean", "[' FALSE ']", "false");
    expect_call("toBoolean", "[' tru ']", "null");
    expect_call("toBoolean", "['']", "null");
    expect_call("toBoolean", "[0]", "false");
    expect_call("toBoolean", "[true]", "true");
    expect_call("toBoolean", "[1.0]", "TypeError/InvalidArgumentValue");
    expect_call("toBooleanOrNull", "[1.0]", "null");
}
