/* scratch.h - a folder for the files of a test, which has to be empty again in the end. */
#ifndef SG_TEST_SCRATCH_H
#define SG_TEST_SCRATCH_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `beside` is a path in it, of a file that is not there. */
static char folder[64], beside[80];

static void enter(void)
{
    strcpy(folder, "/tmp/secgraph-test-XXXXXX");
    cr_assert(mkdtemp(folder));
    snprintf(beside, sizeof beside, "%s/graph", folder);
}

static void leave(void)
{
    cr_assert_eq(rmdir(folder), 0, "something was left behind");
}

#endif
