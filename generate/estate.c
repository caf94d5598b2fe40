/* estate.c - lay out the organisation: sizes of accounts, counts, numbers, where things are planted.
 *
 * Sizes are lognormal (sigma 1.1), scaled so that the usual size is their mean; no account is larger
 * than 15 % of all (or than its even share, when there are few).
 */
#include "generate/estate.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/text.h"

enum {
    ONE = 65536,     /* the usual size of an account */
    LARGEST = 150,   /* permille of the organisation */
    UNITS = 8,       /* organisational units, the root among them */
    SERVICES = 14,   /* service principals: names.c */
    IP_RANGES = 8,   /* the world twice, and offices: names.c */
    CHAIN = 7,       /* roles in a chain */
    CHAIN_FIRST = 3, /* accounts with a chain */
    CHAIN_ACCOUNTS = 5,
    VULNERABILITIES_MOST = 20000,
};

/* What draws are for, apart from kinds: purposes of accounts and of plants. */
enum { OF_SIZE = 1000, OF_ACCOUNT, OF_PLANT };

static const uint8_t takes[SG_PLANTS][SG_KINDS] = {
#define TAKES(kind, count) [SG_KIND_##kind] = count,
#define PLANT(name, takes) [SG_PLANT_##name] = { takes },
#include "generate/plants.def"
#undef TAKES
};

static const bool is_told[SG_PLANTS] = {
#define INVENTORY(plant) [SG_PLANT_##plant] = true,
#include "generate/plants.def"
};

uint32_t sg_plant_takes(sg_plant plant, sg_kind kind)
{
    return takes[plant][kind];
}

/* --- accounts ----------------------------------------------------------------------------------- */

/* sizes[i] sum up to `accounts` times ONE, none above the largest share. */
static void scale(uint64_t *sizes, uint32_t accounts)
{
    uint64_t target = (uint64_t)accounts * ONE;
    uint64_t most = target * LARGEST / 1000 > ONE ? target * LARGEST / 1000 : ONE;
    for (int round = 0; round < 4; round++) {
        uint64_t total = 0;
        for (uint32_t i = 0; i < accounts; i++)
            total += sizes[i];
        for (uint32_t i = 0; i < accounts; i++) {
            sizes[i] = (sizes[i] * (target >> 8) / (total >> 8 ? total >> 8 : 1));
            sizes[i] = sizes[i] > most ? most : sizes[i];
        }
    }
}

static sg_environment_kind environment_of(uint32_t account, sg_random *random)
{
    static const uint32_t until[] = { 350, 550, 850, 1000 };
    uint32_t draw = sg_random_below(random, 1000);
    uint32_t kind = 0;
    if (account <= SG_SHARED_ACCOUNT)
        return SG_PRODUCTION;
    while (draw >= until[kind])
        kind++;
    return (sg_environment_kind)kind;
}

static void describe_account(const sg_estate *estate, uint32_t account)
{
    sg_generated_account *self = &estate->items[account];
    sg_random random = sg_random_of(estate->seed, OF_ACCOUNT, account, 0);
    /* Twelve digits; 7919 is prime, so that neighbours look unlike. */
    snprintf(self->id, sizeof self->id, "1%011u", (account * 7919 + 7) % 1000000000);
    self->environment = environment_of(account, &random);
    self->unit =
        1 + (account <= SG_SHARED_ACCOUNT
                 ? 0
                 : (uint32_t)self->environment * 2 % (UNITS - 2) + sg_random_below(&random, 2));
    self->regions = 1 + sg_random_geometric(&random, 350, SG_REGIONS_MOST - 1);
}

static uint32_t at_least(uint64_t count, uint32_t least)
{
    return count > least ? (uint32_t)count : least;
}

/* The classes of roles share what the account has of them, in order. */
static void divide_roles(sg_generated_account *self, uint32_t account, uint32_t roles)
{
    uint32_t *start = self->role;
    bool chain = account >= CHAIN_FIRST && account < CHAIN_FIRST + CHAIN_ACCOUNTS;
    start[SG_ROLE_AUDIT] = 0;
    start[SG_ROLE_ADMIN] = 1;
    start[SG_ROLE_DEPLOY] = start[SG_ROLE_ADMIN] + at_least(roles / 100, 1);
    start[SG_ROLE_CHAIN] = start[SG_ROLE_DEPLOY] + at_least(roles / 50, 1);
    start[SG_ROLE_EDGE] = start[SG_ROLE_CHAIN] + (chain ? CHAIN : 0);
    start[SG_ROLE_PLAIN] = start[SG_ROLE_EDGE] + at_least(roles / 20, 2);
    start[SG_ROLE_CLASSES] = roles;
}

static uint32_t planted(const sg_generated_account *self, sg_kind kind)
{
    uint32_t count = 0;
    for (uint32_t plant = 0; plant < SG_PLANTS; plant++)
        count += takes[plant][kind] * self->planted[plant];
    return count;
}

/* What follows from other counts. */
static void work_out(sg_generated_account *self, uint64_t size)
{
    uint32_t *count = self->count;
    uint32_t networks = count[SG_KIND_NETWORK];
    /* Every network needs its three kinds of subnet and ten kinds of security group. */
    networks = networks > count[SG_KIND_SECURITY_GROUP] / 10
                   ? count[SG_KIND_SECURITY_GROUP] / 10
                   : networks;
    networks = networks > count[SG_KIND_SUBNET] / 3 ? count[SG_KIND_SUBNET] / 3 : networks;
    networks = networks > count[SG_KIND_LOAD_BALANCER] / 2 ? count[SG_KIND_LOAD_BALANCER] / 2
                                                           : networks;
    count[SG_KIND_NETWORK] = networks;
    count[SG_KIND_ROUTE_TABLE] = count[SG_KIND_GATEWAY] = 2 * networks;
    count[SG_KIND_NETWORK_ACL] = count[SG_KIND_PUBLIC_IP] = networks;
    count[SG_KIND_CLUSTER] =
        at_least(size / ONE, size >= ONE / 4 || planted(self, SG_KIND_POD) > 0);
    if (count[SG_KIND_CLUSTER] == 0)
        count[SG_KIND_POD] = count[SG_KIND_SERVICE_ACCOUNT] = 0;
    else
        count[SG_KIND_SERVICE_ACCOUNT] =
            at_least(count[SG_KIND_SERVICE_ACCOUNT], count[SG_KIND_CLUSTER]);
}

static void count_account(const sg_estate *estate, uint32_t account, uint64_t size)
{
    sg_generated_account *self = &estate->items[account];
    static const uint32_t sensitive[] = { 80, 40, 10, 10 }; /* permille, by environment */
    uint32_t *count = self->count;
    for (uint32_t kind = SG_FIRST_OF_ACCOUNT; kind < SG_KINDS; kind++)
        count[kind] = at_least((sg_kind_usual((sg_kind)kind) * size + ONE / 2) / ONE,
                               sg_kind_least((sg_kind)kind));
    work_out(self, size);
    divide_roles(self, account, count[SG_KIND_ROLE]);
    count[SG_KIND_DATA_FINDING] =
        at_least(count[SG_KIND_BUCKET] * sensitive[self->environment] / 1000, 1);
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        count[kind] += planted(self, (sg_kind)kind);
    /* A finding for each planted bucket, an interface and a root volume for each machine, a key for each
     * user, an inline policy for each role. */
    count[SG_KIND_DATA_FINDING] += planted(self, SG_KIND_BUCKET);
    count[SG_KIND_INTERFACE] += count[SG_KIND_MACHINE];
    count[SG_KIND_VOLUME] += count[SG_KIND_MACHINE];
    count[SG_KIND_ACCESS_KEY] = count[SG_KIND_USER];
    count[SG_KIND_POLICY] += count[SG_KIND_ROLE];
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        self->ordinary[kind] = count[kind] - planted(self, (sg_kind)kind);
}

static void count_organization(const sg_estate *estate)
{
    uint32_t *count = estate->items[estate->accounts].count;
    uint32_t vulnerabilities = 300 + 30 * estate->accounts;
    count[SG_KIND_ORGANIZATION] = count[SG_KIND_INTERNET] = 1;
    count[SG_KIND_UNIT] = UNITS;
    count[SG_KIND_SERVICE] = SERVICES;
    count[SG_KIND_IP_RANGE] = IP_RANGES;
    count[SG_KIND_VULNERABILITY] =
        (vulnerabilities < VULNERABILITIES_MOST ? vulnerabilities : VULNERABILITIES_MOST) +
        SG_VULNERABILITIES_PLANTED;
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        estate->items[estate->accounts].ordinary[kind] = count[kind];
    estate->items[estate->accounts].ordinary[SG_KIND_VULNERABILITY] -=
        SG_VULNERABILITIES_PLANTED;
}

/* --- the plan ----------------------------------------------------------------------------------- */

static void plant_all(const sg_estate *estate, uint32_t each)
{
    for (uint32_t plant = 0; plant < SG_PLANTS; plant++) {
        /* One account has no other that may assume a role of it. */
        bool none = (plant == SG_PLANT_FOREIGN_ADMIN && estate->accounts == 1) ||
                    (estate->inventory && !is_told[plant]);
        uint32_t some = none ? 0 : each;
        for (uint32_t i = 0; i < some; i++) {
            sg_random random = sg_random_of(estate->seed, OF_PLANT, plant, i);
            estate->items[sg_random_below(&random, estate->accounts)].planted[plant]++;
        }
        uint32_t serial = 0;
        for (uint32_t i = 0; i < estate->accounts; i++) {
            estate->items[i].serial[plant] = serial;
            serial += estate->items[i].planted[plant];
        }
    }
}

static sg_status number(sg_estate *estate, sg_error *err)
{
    uint64_t next = 0;
    for (uint32_t kind = 0; kind < SG_KINDS; kind++)
        for (uint32_t i = 0; i <= estate->accounts; i++) {
            estate->items[i].first[kind] = (uint32_t)next;
            next += estate->items[i].count[kind];
            if (next >= UINT32_MAX)
                return sg_fail(err, SG_ELIMIT, "an estate has at most 4294967294 nodes");
        }
    estate->nodes = (uint32_t)next;
    return SG_OK;
}

static sg_status lay_out(sg_estate *estate, const sg_estate_options *options, uint64_t *sizes,
                         sg_error *err)
{
    for (uint32_t i = 0; i < estate->accounts; i++) {
        sg_random random = sg_random_of(estate->seed, OF_SIZE, i, 0);
        sizes[i] = sg_random_lognormal(&random);
        describe_account(estate, i);
    }
    scale(sizes, estate->accounts);
    plant_all(estate, options->planted > 0 ? options->planted : estate->accounts);
    for (uint32_t i = 0; i < estate->accounts; i++)
        count_account(estate, i, sizes[i]);
    count_organization(estate);
    return number(estate, err);
}

sg_status sg_estate_new(const sg_estate_options *options, sg_estate **out, sg_error *err)
{
    if (options->accounts == 0 || options->accounts > SG_ACCOUNTS_MOST)
        return sg_fail(err, SG_EINVAL, "an estate has 1 to %d accounts", SG_ACCOUNTS_MOST);
    if (options->planted > SG_PLANTED_MOST)
        return sg_fail(err, SG_EINVAL, "at most %d of each combination can be planted",
                       SG_PLANTED_MOST);
    sg_estate *estate = calloc(1, sizeof *estate);
    uint64_t *sizes = calloc(options->accounts, sizeof *sizes);
    if (estate)
        estate->items = calloc((size_t)options->accounts + 1, sizeof *estate->items);
    if (!estate || !estate->items || !sizes) {
        sg_estate_free(estate);
        free(sizes);
        return sg_fail_memory(err);
    }
    estate->seed = options->seed;
    estate->accounts = options->accounts;
    estate->inventory = options->inventory;
    sg_status status = lay_out(estate, options, sizes, err);
    free(sizes);
    if (status != SG_OK) {
        sg_estate_free(estate);
        return status;
    }
    *out = estate;
    return SG_OK;
}

void sg_estate_free(sg_estate *estate)
{
    if (!estate)
        return;
    free(estate->items);
    free(estate);
}

/* --- asking it ---------------------------------------------------------------------------------- */

uint32_t sg_estate_number(const sg_estate *estate, sg_place place)
{
    return estate->items[place.account].first[place.kind] + place.index;
}

uint32_t sg_estate_count(const sg_estate *estate, uint32_t account, sg_kind kind)
{
    return estate->items[account].count[kind];
}

sg_place sg_estate_place(const sg_estate *estate, uint32_t number)
{
    uint32_t kind = 0, account = 0;
    while (kind + 1 < SG_KINDS && estate->items[0].first[kind + 1] <= number)
        kind++;
    /* The last account whose first one is not behind it: those that have none begin where the next does. */
    for (uint32_t behind = estate->accounts + 1; behind - account > 1;) {
        uint32_t middle = account + (behind - account) / 2;
        if (estate->items[middle].first[kind] <= number)
            account = middle;
        else
            behind = middle;
    }
    return (sg_place){ account, (sg_kind)kind, number - estate->items[account].first[kind] };
}

uint32_t sg_estate_ordinary(const sg_estate *estate, uint32_t account, sg_kind kind)
{
    return estate->items[account].ordinary[kind];
}

void sg_estate_range(const sg_estate *estate, sg_kind kind, uint32_t *first, uint32_t *count)
{
    const sg_generated_account *last = &estate->items[estate->accounts];
    *first = estate->items[0].first[kind];
    *count = last->first[kind] + last->count[kind] - *first;
}

sg_random sg_estate_draw(const sg_estate *estate, uint32_t purpose, sg_place place)
{
    return sg_random_of(estate->seed, purpose * SG_KINDS + (uint32_t)place.kind, place.account,
                        place.index);
}

bool sg_estate_planted(const sg_estate *estate, sg_place place, sg_planting *out)
{
    const sg_generated_account *self = &estate->items[place.account];
    if (place.index < self->ordinary[place.kind])
        return false;
    uint32_t beyond = place.index - self->ordinary[place.kind];
    for (uint32_t i = 0; i < SG_PLANTS; i++) {
        uint32_t each = takes[i][place.kind], taken = each * self->planted[i];
        if (beyond < taken) {
            *out = (sg_planting){ (sg_plant)i, beyond / each, beyond % each };
            return true;
        }
        beyond -= taken;
    }
    return false;
}

sg_place sg_estate_plant(const sg_estate *estate, uint32_t account, const sg_planting *planting,
                         sg_kind kind)
{
    const sg_generated_account *self = &estate->items[account];
    uint32_t each = takes[planting->plant][kind];
    if (planting->which >= each) {
        uint32_t first = kind == SG_KIND_ROLE ? self->role[SG_ROLE_ADMIN] : 0;
        return (sg_place){ account, kind, first + planting->which - each };
    }
    uint32_t index = self->ordinary[kind] + planting->serial * each + planting->which;
    for (uint32_t i = 0; i < (uint32_t)planting->plant; i++)
        index += takes[i][kind] * self->planted[i];
    return (sg_place){ account, kind, index };
}
