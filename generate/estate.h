/* estate.h - the plan of a generated organisation: which accounts, how large, what stands where.
 *
 * Nodes are numbered by (kind, account, index), so a kind is a range and a kind within an account is
 * a range too; what is not in the plan is drawn when it is asked for (facts.h).  The plan is all that
 * a generator holds: a few hundred bytes an account.
 *
 *     number   0      1 ..        n               m
 *     kind     ORGANIZATION ...   MACHINE         FUNCTION
 *     account                     |0 |1   |2|...  |0|1  |2|...
 *                                  ^ ordinary ones, then planted ones
 */
#ifndef SG_GENERATE_ESTATE_H
#define SG_GENERATE_ESTATE_H

#include "engine/base/error.h"
#include "generate/kinds.h"
#include "generate/random.h"

typedef enum sg_plant {
#define PLANT(name, takes) SG_PLANT_##name,
#include "generate/plants.def"
    SG_PLANTS
} sg_plant;

typedef enum sg_environment_kind {
    SG_PRODUCTION,
    SG_STAGING,
    SG_DEVELOPMENT,
    SG_SANDBOX,
    SG_ENVIRONMENTS
} sg_environment_kind;

/* Roles of an account stand in this order, planted ones behind. */
typedef enum sg_role_class {
    SG_ROLE_AUDIT,  /* one; the security account's people may assume it, reads widely */
    SG_ROLE_ADMIN,  /* may do everything in its account */
    SG_ROLE_DEPLOY, /* may assume 50 to 500 roles, an admin among them */
    SG_ROLE_CHAIN,  /* may assume the next one, the last one an admin; in a few accounts only */
    SG_ROLE_EDGE, /* of workloads on the internet: reaches no admin, reads nothing sensitive */
    SG_ROLE_PLAIN,
    SG_ROLE_CLASSES
} sg_role_class;

enum {
    SG_VULNERABILITIES_PLANTED = 3, /* the last ones: serious, exploited, malicious */
    SG_REGIONS_MOST = 17,
    SG_MANAGEMENT_ACCOUNT = 0, /* the first accounts have a purpose */
    SG_SECURITY_ACCOUNT = 1,
    SG_SHARED_ACCOUNT = 2,
};

typedef struct sg_generated_account {
    char id[13];
    sg_environment_kind environment;
    uint32_t unit; /* index of the organisational unit */
    uint32_t regions;
    uint32_t count[SG_KINDS];
    uint32_t ordinary[SG_KINDS]; /* of these, not planted */
    uint32_t first[SG_KINDS];    /* number of the first */
    uint32_t planted[SG_PLANTS];
    uint32_t serial[SG_PLANTS];         /* of the first planted here, among all of that plant */
    uint32_t role[SG_ROLE_CLASSES + 1]; /* where each class begins */
} sg_generated_account;

typedef struct sg_estate {
    uint64_t seed;
    uint32_t accounts;
    bool inventory;
    /* accounts + 1: the last one is the organisation, with the kinds that have no account. */
    sg_generated_account *items;
    uint32_t nodes;
} sg_estate;

typedef struct sg_estate_options {
    uint32_t accounts;
    uint64_t seed;
    uint32_t planted; /* of each plant, in all; 0: one an account */
    bool inventory;   /* to be written as answers: without the plants that these do not tell */
} sg_estate_options;

enum { SG_ACCOUNTS_MOST = 100000, SG_PLANTED_MOST = 1000000 };

/* Errors: SG_EINVAL (no account, or too many), SG_ELIMIT (over 2^32 - 2 nodes), SG_ENOMEM. */
SG_MUST_USE sg_status sg_estate_new(const sg_estate_options *options, sg_estate **out,
                                    sg_error *err);
void sg_estate_free(sg_estate *estate); /* NULL is allowed */

/* A resource: the index-th of its kind in an account. */
typedef struct sg_place {
    uint32_t account; /* estate->accounts: the organisation */
    sg_kind kind;
    uint32_t index;
} sg_place;

uint32_t sg_estate_number(const sg_estate *estate, sg_place place);
sg_place sg_estate_place(const sg_estate *estate, uint32_t number);
/* How many there are of a kind in an account, and how many of them are not planted. */
uint32_t sg_estate_count(const sg_estate *estate, uint32_t account, sg_kind kind);
uint32_t sg_estate_ordinary(const sg_estate *estate, uint32_t account, sg_kind kind);
/* The range of numbers of a kind in all accounts. */
void sg_estate_range(const sg_estate *estate, sg_kind kind, uint32_t *first, uint32_t *count);
/* Draws for one thing; the purpose keeps apart what is drawn for the same thing elsewhere. */
sg_random sg_estate_draw(const sg_estate *estate, uint32_t purpose, sg_place place);

/* --- what is planted -------------------------------------------------------------------------- */
/* Which plant took a resource, which one of that sort it is in its account, and which of those that
 * it took of the kind. */
typedef struct sg_planting {
    sg_plant plant;
    uint32_t serial, which;
} sg_planting;

/* false: nothing took it */
bool sg_estate_planted(const sg_estate *estate, sg_place place, sg_planting *out);
/* How many of a kind a plant takes. */
uint32_t sg_plant_takes(sg_plant plant, sg_kind kind);
/* The one that the serial-th plant of an account took; beyond what it takes the first ordinary ones, of
 * roles the first administrators. */
sg_place sg_estate_plant(const sg_estate *estate, uint32_t account, const sg_planting *planting,
                         sg_kind kind);

#endif
