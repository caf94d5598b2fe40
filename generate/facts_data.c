/* facts_data.c - buckets, volumes, snapshots: what is sensitive, public, encrypted. */
#include "generate/facts.h"

#include <string.h>

enum { OF_FACTS = 1, SECRET_TURNS = 7 };

static uint32_t planted_buckets(const sg_estate *estate, uint32_t account)
{
    return sg_estate_count(estate, account, SG_KIND_BUCKET) -
           sg_estate_ordinary(estate, account, SG_KIND_BUCKET);
}

/* The sensitive ones come first, and planted ones are. */
static uint32_t sensitive_buckets(const sg_estate *estate, uint32_t account)
{
    return sg_estate_count(estate, account, SG_KIND_DATA_FINDING) -
           planted_buckets(estate, account);
}

uint32_t sg_facts_finding_bucket(const sg_estate *estate, uint32_t account, uint32_t index)
{
    uint32_t ordinary = sensitive_buckets(estate, account);
    return index < ordinary
               ? index
               : sg_estate_ordinary(estate, account, SG_KIND_BUCKET) + (index - ordinary);
}

bool sg_facts_encrypted(const sg_estate *estate, sg_place place)
{
    static const uint32_t permille[SG_ENVIRONMENTS] = { 970, 930, 850, 700 };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_planting planting;
    if (place.kind == SG_KIND_DATABASE && sg_estate_planted(estate, place, &planting))
        return planting.plant != SG_PLANT_OPEN_DATABASE;
    return sg_random_permille(&random, permille[estate->items[place.account].environment]);
}

sg_data_facts sg_facts_bucket(const sg_estate *estate, uint32_t account, uint32_t index)
{
    static const uint32_t open[SG_ENVIRONMENTS] = { 10, 15, 30, 40 };
    sg_place place = { account, SG_KIND_BUCKET, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS + 1, place);
    sg_data_facts self = { .encrypted = sg_facts_encrypted(estate, place) };
    self.sensitive = index < sensitive_buckets(estate, account) ||
                     index >= sg_estate_ordinary(estate, account, SG_KIND_BUCKET);
    sg_planting planting;
    if (sg_estate_planted(estate, place, &planting))
        self.public = planting.plant == SG_PLANT_PUBLIC_COPY && planting.which == 1;
    else
        self.public = !self.sensitive &&
                      sg_random_permille(&random, open[estate->items[account].environment]);
    return self;
}

/* Volume i < machines is the root of machine i; of the others every seventh has a secret, as long as
 * there are secrets. */
uint32_t sg_facts_secret_volume(const sg_estate *estate, uint32_t account, uint32_t index)
{
    sg_place place = { account, SG_KIND_VOLUME_SECRET, index };
    sg_planting planting;
    if (sg_estate_planted(estate, place, &planting))
        return sg_estate_plant(estate, account, &planting, SG_KIND_VOLUME).index;
    return sg_estate_count(estate, account, SG_KIND_MACHINE) + index * SECRET_TURNS;
}

static uint32_t secret_of(const sg_estate *estate, uint32_t account, uint32_t volume)
{
    uint32_t machines = sg_estate_count(estate, account, SG_KIND_MACHINE);
    if (volume < machines || (volume - machines) % SECRET_TURNS != 0)
        return SG_NOTHING;
    uint32_t secret = (volume - machines) / SECRET_TURNS;
    return secret < sg_estate_ordinary(estate, account, SG_KIND_VOLUME_SECRET) ? secret
                                                                               : SG_NOTHING;
}

static sg_volume_facts planted_volume(const sg_estate *estate, uint32_t account,
                                      const sg_planting *planting)
{
    sg_volume_facts self = { .machine = SG_NOTHING, .secret = SG_NOTHING };
    if (sg_plant_takes(planting->plant, SG_KIND_MACHINE) > 0)
        self.machine = sg_estate_plant(estate, account, planting, SG_KIND_MACHINE).index;
    if (sg_plant_takes(planting->plant, SG_KIND_VOLUME_SECRET) > 0)
        self.secret = sg_estate_plant(estate, account, planting, SG_KIND_VOLUME_SECRET).index;
    return self;
}

sg_volume_facts sg_facts_volume(const sg_estate *estate, uint32_t account, uint32_t index)
{
    sg_place place = { account, SG_KIND_VOLUME, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS + 1, place);
    uint32_t machines = sg_estate_count(estate, account, SG_KIND_MACHINE);
    sg_volume_facts self;
    sg_planting planting;
    if (sg_estate_planted(estate, place, &planting)) {
        self = planted_volume(estate, account, &planting);
    } else {
        self.secret = secret_of(estate, account, index);
        self.encrypted = self.secret != SG_NOTHING || sg_facts_encrypted(estate, place);
        self.machine = index < machines                   ? index
                       : sg_random_permille(&random, 800) ? sg_random_below(&random, machines)
                                                          : SG_NOTHING;
        if (self.secret != SG_NOTHING && self.machine != SG_NOTHING &&
            strcmp(sg_facts_exposure(sg_facts_machine(estate, account, self.machine).way),
                   "PUBLIC") == 0)
            self.machine = SG_NOTHING; /* what such a key opens is for plants.def to say */
    }
    self.size = UINT32_C(8) << sg_random_below(&random, 8);
    return self;
}

uint32_t sg_facts_snapshot_volume(const sg_estate *estate, uint32_t account, uint32_t index)
{
    sg_place place = { account, SG_KIND_SNAPSHOT, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_planting planting;
    if (sg_estate_planted(estate, place, &planting) &&
        sg_plant_takes(planting.plant, SG_KIND_VOLUME) > 0)
        return sg_estate_plant(estate, account, &planting, SG_KIND_VOLUME).index;
    return sg_random_zipf(&random, sg_estate_count(estate, account, SG_KIND_VOLUME));
}

uint32_t sg_facts_repository(const sg_estate *estate, uint32_t account, uint32_t image)
{
    sg_planting planting;
    if (sg_estate_planted(estate, (sg_place){ account, SG_KIND_IMAGE, image }, &planting) &&
        sg_plant_takes(planting.plant, SG_KIND_REPOSITORY) > 0)
        return sg_estate_plant(estate, account, &planting, SG_KIND_REPOSITORY).index;
    return image % sg_estate_ordinary(estate, account, SG_KIND_REPOSITORY);
}
