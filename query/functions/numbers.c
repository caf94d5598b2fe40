/* numbers.c - functions of numbers.  What has no real answer (sqrt of -1) is NaN, as in IEEE 754. */
#include <math.h>

#include "query/functions/implementations.h"

static const double PI = 3.14159265358979323846;
static const double E = 2.71828182845904523536;

static double cotangent(double angle)
{
    return 1.0 / tan(angle);
}
static double to_degrees(double angle)
{
    return angle * (180.0 / PI);
}
static double to_radians(double angle)
{
    return angle * (PI / 180.0);
}

/* The many functions from one number to one float. */
/* clang-format off */
#define REAL_FUNCTION(name, implementation)                                                      \
    sg_status sg_scalar_##name(const sg_call *call, const sg_value *arguments, uint32_t count,   \
                               sg_value *out, sg_error *err)                                     \
    {                                                                                            \
        (void)call, (void)count, (void)err;                                                      \
        *out = sg_float(implementation(sg_number(arguments[0])));                                \
        return SG_OK;                                                                            \
    }
REAL_FUNCTION(ceil,    ceil)
REAL_FUNCTION(floor,   floor)
REAL_FUNCTION(sqrt,    sqrt)
REAL_FUNCTION(exp,     exp)
REAL_FUNCTION(log,     log)
REAL_FUNCTION(log10,   log10)
REAL_FUNCTION(sin,     sin)
REAL_FUNCTION(cos,     cos)
REAL_FUNCTION(tan,     tan)
REAL_FUNCTION(cot,     cotangent)
REAL_FUNCTION(asin,    asin)
REAL_FUNCTION(acos,    acos)
REAL_FUNCTION(atan,    atan)
REAL_FUNCTION(degrees, to_degrees)
REAL_FUNCTION(radians, to_radians)
/* clang-format on */

sg_status sg_scalar_atan2(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_float(atan2(sg_number(arguments[0]), sg_number(arguments[1])));
    return SG_OK;
}

sg_status sg_scalar_e(const sg_call *call, const sg_value *arguments, uint32_t count,
                      sg_value *out, sg_error *err)
{
    (void)call, (void)arguments, (void)count, (void)err;
    *out = sg_float(E);
    return SG_OK;
}

sg_status sg_scalar_pi(const sg_call *call, const sg_value *arguments, uint32_t count,
                       sg_value *out, sg_error *err)
{
    (void)call, (void)arguments, (void)count, (void)err;
    *out = sg_float(PI);
    return SG_OK;
}

sg_status sg_scalar_abs(const sg_call *call, const sg_value *arguments, uint32_t count,
                        sg_value *out, sg_error *err)
{
    (void)call, (void)count;
    sg_value number = arguments[0];
    if (number.type == SG_TYPE_FLOAT)
        *out = sg_float(fabs(number.real));
    else if (number.integer == INT64_MIN)
        return sg_query_fail(err, SG_ERROR_ARITHMETIC_OVERFLOW, SG_RUNTIME, SG_NO_SPAN,
                             "abs(%lld) does not fit 64 bits", (long long)number.integer);
    else
        *out = sg_integer(number.integer < 0 ? -number.integer : number.integer);
    return SG_OK;
}

sg_status sg_scalar_sign(const sg_call *call, const sg_value *arguments, uint32_t count,
                         sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    double number = sg_number(arguments[0]);
    *out = sg_integer((number > 0) - (number < 0));
    return SG_OK;
}

sg_status sg_scalar_is_nan(const sg_call *call, const sg_value *arguments, uint32_t count,
                           sg_value *out, sg_error *err)
{
    (void)call, (void)count, (void)err;
    *out = sg_boolean(isnan(sg_number(arguments[0])));
    return SG_OK;
}

/* --- round --------------------------------------------------------------------------------------- */

static double away_from_zero(double number)
{
    return number < 0 ? floor(number) : ceil(number);
}
static double half_down(double number)
{
    double whole = trunc(number);
    return fabs(number - whole) > 0.5 ? away_from_zero(number) : whole;
}
static double half_even(double number)
{
    double whole = trunc(number), part = fabs(number - whole);
    bool up = part > 0.5 || (part == 0.5 && fmod(whole, 2.0) != 0.0);
    return up ? away_from_zero(number) : whole;
}

static const struct {
    sg_str name;
    double (*round)(double);
} modes[] = {
    { SG_STR_INIT("HALF_UP"), round },       { SG_STR_INIT("HALF_DOWN"), half_down },
    { SG_STR_INIT("HALF_EVEN"), half_even }, { SG_STR_INIT("UP"), away_from_zero },
    { SG_STR_INIT("DOWN"), trunc },          { SG_STR_INIT("CEILING"), ceil },
    { SG_STR_INIT("FLOOR"), floor },
};

/* Beyond this many digits a double has nothing left to round. */
#define MOST_DIGITS 308

/* Scaling may leave 2.5 as 2.4999999999999996 (2.675 * 100 is 267.49999999999994...): a number
 * that is a half but for the last bits is taken for the half that its decimal form shows. */
static double scaled(double number, double scale)
{
    double product = number * scale, half = trunc(product) + copysign(0.5, product);
    return fabs(product - half) <= fabs(product) * 0x1p-51 ? half : product;
}

sg_status sg_scalar_round(const sg_call *call, const sg_value *arguments, uint32_t count,
                          sg_value *out, sg_error *err)
{
    (void)call;
    double number = sg_number(arguments[0]);
    int64_t digits = count > 1 ? arguments[1].integer : 0;
    if (digits < 0 || digits > MOST_DIGITS)
        return sg_query_fail(err, SG_ERROR_NUMBER_OUT_OF_RANGE, SG_RUNTIME, SG_NO_SPAN,
                             "round() takes 0 to %d digits, not %lld", MOST_DIGITS,
                             (long long)digits);
    if (count == 1) { /* halves go up: -1.5 becomes -1.0 */
        double below = floor(number);
        *out = sg_float(number - below >= 0.5 ? below + 1.0 : below);
        return SG_OK;
    }
    size_t mode = 0;
    if (count == 3)
        while (mode < SG_COUNT(modes) &&
               !sg_str_equal_fold(modes[mode].name, sg_value_str(arguments[2])))
            mode++;
    if (mode == SG_COUNT(modes))
        return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME,
                             SG_NO_SPAN, "round() does not know the mode `%.*s`",
                             SG_FMT(sg_value_str(arguments[2])));
    double scale = pow(10.0, (double)digits), rounded;
    double product = digits > 0 ? scaled(number, scale) : number;
    rounded = modes[mode].round(product) / scale;
    *out = sg_float(isfinite(product) ? rounded : number);
    return SG_OK;
}
