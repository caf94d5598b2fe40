/* one_role.h - an account with a role and a bucket, which tests of access begin with. */
#ifndef SG_TESTS_ONE_ROLE_H
#define SG_TESTS_ONE_ROLE_H

#include <criterion/criterion.h>

#include "tests/unit/ingest/derive/names.h"
#include "tests/unit/ingest/derive/small_estate.h"
#include "tests/unit/ingest/derive/statements.h"

static small_estate at;

static void begin(void)
{
    estate_begin(&at);
    estate_account(&at, A, NULL);
    estate_role(&at, ROLE, EC2_TRUST);
    estate_bucket(&at, BUCKET, A);
}

static void end(void)
{
    estate_end(&at);
}

#define EXPECT(from, to, answer) cr_expect_str_eq(estate_access(&at, from, to), answer)

#endif
