/* test_build_literal.c - numbers, strings, names and parameters as they are written. */
#include <criterion/criterion.h>

#include "tests/support/syntax.h"

Test(literals, integers)
{
    sg_test_expression("9223372036854775807", "9223372036854775807");
    sg_test_expression("-9223372036854775808", "-9223372036854775808");
    sg_test_expression("- 0x8000000000000000", "-9223372036854775808");
    sg_test_expression("0x1F + 0o17 + 0XaB + 007", "(+ (+ (+ 31 15) 171) 7)");
    sg_test_expression("--3", "3");
    sg_test_expression("--9223372036854775808", "(neg -9223372036854775808)");
}

Test(literals, integers_that_do_not_fit)
{
    const char *message = "this integer does not fit into 64 bits";
    sg_test_refuses("RETURN 9223372036854775808", "IntegerOverflow", "9223372036854775808",
                    message, NULL);
    sg_test_refuses("RETURN -(9223372036854775808)", "IntegerOverflow", NULL, message, NULL);
    sg_test_refuses("RETURN 9223372036854775808 + -9223372036854775808", "IntegerOverflow",
                    "9223372036854775808", message, NULL);
    sg_test_refuses("RETURN -9223372036854775809", "IntegerOverflow", NULL, message, NULL);
    sg_test_refuses("RETURN 99999999999999999999999", "IntegerOverflow", NULL, message, NULL);
    sg_test_refuses("MATCH ()-[*..99999999999999999999]->() RETURN 1", "IntegerOverflow", NULL,
                    message, NULL);
}

Test(literals, floats)
{
    sg_test_expression("1e3", "1000.0");
    sg_test_expression("-.5E-1", "-0.05");
    sg_test_expression("1.7976931348623157e308", "1.7976931348623157e308");
    sg_test_refuses("RETURN 1e400", "FloatingPointOverflow", "1e400", NULL, NULL);
}

Test(literals, what_begins_like_a_number)
{
    sg_test_refuses("RETURN 0x AS x", "InvalidNumberLiteral", "0x", "`0x` is not a number",
                    NULL);
    sg_test_refuses("RETURN 12abc", "InvalidNumberLiteral", "12abc", NULL, NULL);
    sg_test_refuses("RETURN 0o8", "InvalidNumberLiteral", "0o8", NULL, NULL);
    sg_test_refuses("RETURN 1.5f", "InvalidNumberLiteral", "1.5f", NULL, NULL);
}

Test(literals, strings)
{
    sg_test_expression("\"it's\"", "\"it's\"");
    sg_test_expression("'a\\tb\\n\\\\\\'\\\"'", "\"a\\tb\\n\\\\'\\\"\"");
    sg_test_expression("'\\u00e9\\uD83D\\uDE00\\U0001F600'",
                       "\"\xc3\xa9\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"");
    sg_test_expression("'^127\\..*'", "\"^127\\\\..*\"");
    sg_test_expression("''", "\"\"");
    sg_test_expression("'\xc3\xa9'", "\"\xc3\xa9\"");
}

Test(literals, code_points_that_do_not_exist)
{
    const char *place = "\\u";
    sg_test_refuses("RETURN '\\uH'", "InvalidUnicodeLiteral", place, NULL, NULL);
    sg_test_refuses("RETURN '\\u12'", "InvalidUnicodeLiteral", place, NULL, NULL);
    sg_test_refuses("RETURN '\\uD83D'", "InvalidUnicodeLiteral", place, NULL, NULL);
    sg_test_refuses("RETURN '\\uD83D\\u0041'", "InvalidUnicodeLiteral", place, NULL, NULL);
    sg_test_refuses("RETURN '\\uDE00'", "InvalidUnicodeLiteral", place, NULL, NULL);
    sg_test_refuses("RETURN '\\U00110000'", "InvalidUnicodeLiteral", "\\U", NULL, NULL);
}

Test(literals, names)
{
    sg_test_expression("`a``b`", "a`b");
    sg_test_expression("$a + $0 + $match + $`x y`", "(+ (+ (+ $a $0) $match) $x y)");
}
