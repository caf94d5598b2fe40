/* oracle_request.h - what the parts of the oracle share: a request, truth, and what a condition comes to. */
#ifndef TEST_DERIVE_ORACLE_REQUEST_H
#define TEST_DERIVE_ORACLE_REQUEST_H

#include "tests/unit/ingest/derive/oracle_judge.h"

/* How anyone comes, whom no policy knows. */
typedef enum oracle_guise {
    MEMBER_ELSEWHERE,
    IN_NO_ORGANISATION,
    WITHOUT_CREDENTIALS,
    GUISES
} oracle_guise;

/* One concrete request. */
typedef struct oracle_request {
    const world *in;
    const world_principal *who; /* NULL: anyone */
    oracle_guise guise;         /* of anyone */
    const char *action, *resource;
    const world_rules *policy; /* of the resource */
    bool required;             /* identity policies count only where that delegates */
    unsigned account;
    const char *environment; /* tag of the resource; NULL: none */
    const char *via;         /* kms:ViaService; NULL: asked directly */
    const char *choices[WORLD_CHOSEN];
} oracle_request;

static inline oracle_truth oracle_both(oracle_truth left, oracle_truth right)
{
    return left < right ? left : right;
}

static inline oracle_truth oracle_either(oracle_truth left, oracle_truth right)
{
    return left > right ? left : right;
}

static inline oracle_truth oracle_negate(oracle_truth truth)
{
    return truth == YES ? NO : truth == NO ? YES : PERHAPS;
}

static inline oracle_truth oracle_of(bool is_true)
{
    return is_true ? YES : NO;
}

/* Whether the text matches the pattern; `folded`: letters without case. */
bool oracle_glob(const char *pattern, const char *text, bool folded);
/* The same part by part, as of ARNs. */
bool oracle_glob_parts(const char *pattern, const char *text);

typedef enum oracle_key_state { ABSENT, KNOWN, UNKNOWN, SOME_ADDRESS } oracle_key_state;

/* With variables replaced.  ABSENT and UNKNOWN tell that one has no value, or none that is known; then, and
 * only then, each such one became `*`. */
oracle_key_state oracle_expand(const oracle_request *asked, const char *text, char *out,
                               size_t room);
oracle_truth oracle_condition_holds(const oracle_request *asked,
                                    const world_condition *condition, bool deny);

#endif
