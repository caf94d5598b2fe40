/* oracle_judge.h - who can do what in a small world, decided by trying every object and every choice.
 *
 * It follows the decision procedure as AWS documents it, over the statements as data: no documents, classes,
 * groups, witnesses or spans, and none of the code under test.
 */
#ifndef TEST_DERIVE_ORACLE_JUDGE_H
#define TEST_DERIVE_ORACLE_JUDGE_H

#include "tests/unit/ingest/derive/oracle_world.h"

enum { ORACLE_ANYONE = -1 }; /* somebody on the internet */

typedef enum oracle_truth {
    NO,
    PERHAPS,
    YES
} oracle_truth; /* ORDER: and is the least, or the most */

/* "read write: must; admin: may", as estate_access() writes it. */
void oracle_access(const world *in, int who, unsigned resource, char *out, size_t room);
/* Whether the principal can assume the role. */
oracle_truth oracle_assume(const world *in, int who, unsigned role);

#endif
