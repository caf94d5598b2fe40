/* framework.c - what Criterion's own process keeps to its end is not a leak of ours.
 *
 * Each test runs in a process of its own, which ends with the sanitizer's search for memory that
 * nobody freed.  The first process only starts them: what it still holds is Criterion's, and
 * must not fail a run whose tests all passed.  The sanitizer asks before it searches. */
#include <stdbool.h>

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <sanitizer/lsan_interface.h>

static bool starts_tests;

/* Report hooks run in the process that starts the tests, never in theirs. */
ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void)tests;
    starts_tests = true;
}

__attribute__((visibility("default"))) int __lsan_is_turned_off(void)
{
    return starts_tests;
}
