/* facts_identity.c - roles: what they may do by their class, and who may assume them. */
#include "generate/facts.h"

enum { OF_FACTS = 1 };

/* What planted roles are, where they are not SG_ROLE_EDGE of a service. */
static const struct {
    sg_plant plant;
    uint32_t which;
    sg_role_class class;
    sg_trust trust;
} classes[] = {
#define CLASS(plant, which, class, trust)                                                      \
    { SG_PLANT_##plant, which, SG_ROLE_##class, SG_TRUST_##trust },
#include "generate/plants.def"
};

uint32_t sg_facts_role_among(const sg_estate *estate, uint32_t account, sg_role_class class,
                             sg_random *random)
{
    const uint32_t *start = estate->items[account].role;
    return start[class] + sg_random_below(random, start[class + 1] - start[class]);
}

static sg_role_class class_of(const sg_estate *estate, sg_place place)
{
    const uint32_t *start = estate->items[place.account].role;
    uint32_t class = SG_ROLE_AUDIT;
    while (place.index >= start[class + 1])
        class ++;
    return (sg_role_class) class;
}

static sg_trust draw_trust(sg_random *random)
{
    static const uint32_t until[] = { 450, 530, 535, 850, 1000 };
    uint32_t draw = sg_random_below(random, 1000), trust = 0;
    while (draw >= until[trust])
        trust++;
    return (sg_trust)trust;
}

static sg_trust trust_of(sg_role_class class, sg_random *random)
{
    switch (class) {
    case SG_ROLE_AUDIT:
        return SG_TRUST_FOREIGN;
    case SG_ROLE_ADMIN:
    case SG_ROLE_CHAIN:
        return SG_TRUST_ACCOUNT;
    case SG_ROLE_DEPLOY:
        return SG_TRUST_PROVIDER;
    case SG_ROLE_EDGE:
        return SG_TRUST_SERVICE;
    case SG_ROLE_PLAIN:
    case SG_ROLE_CLASSES:
        break;
    }
    return draw_trust(random);
}

/* A role of some other account that may assume this one: a plain one; of an audit role an administrator of
 * the security account; of a planted admin one that reaches admins anyway. */
static sg_place foreigner(const sg_estate *estate, uint32_t account, sg_role_class class,
                          sg_random *random)
{
    uint32_t other =
        (account + 1 + sg_random_below(random, estate->accounts - 1)) % estate->accounts;
    sg_role_class from = class == SG_ROLE_ADMIN ? SG_ROLE_DEPLOY : SG_ROLE_PLAIN;
    if (class == SG_ROLE_AUDIT && account != SG_SECURITY_ACCOUNT) {
        other = SG_SECURITY_ACCOUNT;
        from = SG_ROLE_ADMIN;
    }
    return (sg_place){ other, SG_KIND_ROLE, sg_facts_role_among(estate, other, from, random) };
}

/* Instances, functions, tasks and others are run by services of these numbers: names.c. */
static uint32_t draw_service(sg_random *random)
{
    return sg_random_zipf(random, 14);
}

/* Planted roles trust the service of machines, or of functions. */
static sg_role_facts planted_role(const sg_planting *planting)
{
    sg_role_facts self = { .class = SG_ROLE_EDGE, .trust = SG_TRUST_SERVICE };
    for (size_t i = 0; i < SG_COUNT(classes); i++)
        if (classes[i].plant == planting->plant && classes[i].which == planting->which) {
            self.class = classes[i].class;
            self.trust = classes[i].trust;
        }
    self.service = sg_plant_takes(planting->plant, SG_KIND_FUNCTION) > 0 ? 1 : 0;
    return self;
}

static sg_role_facts ordinary_role(const sg_estate *estate, sg_place place, sg_random *random)
{
    sg_role_facts self = { .class = class_of(estate, place) };
    self.trust = trust_of(self.class, random);
    self.service = draw_service(random);
    return self;
}

sg_role_facts sg_facts_role(const sg_estate *estate, uint32_t account, uint32_t index)
{
    sg_place place = { account, SG_KIND_ROLE, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_planting planting;
    sg_role_facts self = sg_estate_planted(estate, place, &planting)
                             ? planted_role(&planting)
                             : ordinary_role(estate, place, &random);
    self.admin = self.class == SG_ROLE_ADMIN;
    self.reaches_admin =
        self.admin || self.class == SG_ROLE_DEPLOY || self.class == SG_ROLE_CHAIN;
    if (self.trust == SG_TRUST_FOREIGN && estate->accounts == 1)
        self.trust = SG_TRUST_ACCOUNT;
    if (self.trust == SG_TRUST_FOREIGN)
        self.foreign = foreigner(estate, account, self.class, &random);
    return self;
}
