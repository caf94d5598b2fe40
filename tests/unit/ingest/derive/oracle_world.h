/* oracle_world.h - a random small organisation, as plain data: what test_access_world.c derives access from
 * and what oracle_judge.c decides by trying everything.
 *
 * Two accounts, A below a unit below the root and B below the root (sometimes the management account), with
 * users, a group, roles and a role of a service, and buckets, queues, secrets, tables and keys.  Every kind of
 * policy hangs somewhere, with every form of statement.
 */
#ifndef TEST_DERIVE_ORACLE_WORLD_H
#define TEST_DERIVE_ORACLE_WORLD_H

#include <stdint.h>

#include "tests/unit/ingest/derive/small_estate.h"

enum {
    WORLD_STATEMENTS = 3,
    WORLD_LISTED =
        2, /* actions, patterns, principals, conditions and values of one statement, at most */
    WORLD_PRINCIPALS = 10,
    WORLD_RESOURCES = 11,
    WORLD_LEVELS = 3, /* account, unit, root */
    WORLD_ACCOUNTS = 2,
    WORLD_CHOSEN = 2, /* keys that a caller picks, in one world */
};

typedef enum world_kind { BUCKET, QUEUE, SECRET, TABLE, KEY } world_kind;

typedef struct world_condition {
    const char *op, *key;
    const char *values[WORLD_LISTED];
    unsigned count;
} world_condition;

typedef struct world_rule {
    bool deny, not_action, not_resource, not_principal;
    const char *actions[WORLD_LISTED];
    const char *patterns[WORLD_LISTED];
    const char *principals[WORLD_LISTED]; /* of resource and trust policies */
    unsigned action_count, pattern_count, principal_count;
    world_condition conditions[WORLD_LISTED];
    unsigned condition_count;
} world_rule;

typedef struct world_rules {
    world_rule items[WORLD_STATEMENTS];
    unsigned count;
    bool present;
    bool unreadable; /* it is there, and nobody knows what it says */
} world_rules;

typedef struct world_principal {
    const char *arn, *name;
    unsigned account;
    bool role, service_linked, grouped;
    const char *team; /* tag; NULL: none */
    world_rules identity, boundary, trust;
} world_principal;

typedef struct world_resource {
    const char *arn, *region;
    unsigned account;
    world_kind kind;
    const char *environment; /* tag; NULL: none */
    int key;                 /* that encrypts it; -1: none */
    world_rules policy;
} world_resource;

typedef struct world {
    uint64_t state;
    world_principal principals[WORLD_PRINCIPALS];
    world_resource resources[WORLD_RESOURCES];
    world_rules group; /* of account A */
    world_rules scp[WORLD_ACCOUNTS]
                   [WORLD_LEVELS]; /* by level up; B has no unit, its second is the root */
    world_rules rcp[WORLD_ACCOUNTS];
    bool managed;                  /* B is the management account */
    bool shown;                    /* world_build() writes every policy to standard error */
    unsigned chosen[WORLD_CHOSEN]; /* of world_chosen_keys */
} world;

extern const char *const world_accounts[WORLD_ACCOUNTS];

/* Keys whose value the caller picks, with the values that are worth picking; NULL: absent. */
typedef struct world_choice {
    const char *key;
    const char *values[6];
    unsigned count;
} world_choice;
extern const world_choice world_choices[];

/* A world by its seed, and the estate of it, derived. */
void world_make(world *out, unsigned seed);
void world_build(const world *in, small_estate *estate);

#endif
