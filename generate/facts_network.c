/* facts_network.c - networks, groups, and how the internet gets to what runs in them.
 *
 * What stands in a network is dealt out by turns: of V networks, network n has the subnets, groups
 * and balancers n, n + V, n + 2V, ...; the class of the k-th of them follows from k:
 *
 *     subnets     k % 3 == 0 public, else private
 *     groups      k % 10 is the sg_group_class
 *     balancers   k % 2 == 0 public
 */
#include "generate/facts.h"

#include <string.h>

enum { OF_FACTS = 1, SUBNET_TURNS = 3, BALANCER_TURNS = 2, OFFICES = 6, OFFICES_FIRST = 2 };

static uint32_t networks(const sg_estate *estate, uint32_t account)
{
    return sg_estate_count(estate, account, SG_KIND_NETWORK);
}

uint32_t sg_facts_network(const sg_estate *estate, uint32_t account, uint32_t index)
{
    return index % networks(estate, account);
}

/* One of those dealt to the network whose turn is `turn` of `turns`; there is at least one. */
static uint32_t dealt(const sg_estate *estate, uint32_t account, sg_kind kind, uint32_t network,
                      uint32_t turn, uint32_t turns, sg_random *random)
{
    uint32_t step = networks(estate, account), count = sg_estate_count(estate, account, kind);
    uint32_t first = network + turn * step;
    uint32_t choices = (count - first + turns * step - 1) / (turns * step);
    return first + sg_random_zipf(random, choices) * turns * step;
}

bool sg_facts_subnet_is_public(const sg_estate *estate, uint32_t account, uint32_t index)
{
    return index / networks(estate, account) % SUBNET_TURNS == 0;
}

bool sg_facts_balancer_is_public(const sg_estate *estate, uint32_t account, uint32_t index)
{
    return index / networks(estate, account) % BALANCER_TURNS == 0;
}

sg_group_rule sg_facts_group(const sg_estate *estate, uint32_t account, uint32_t index)
{
    static const uint16_t ports[SG_GROUP_CLASSES] = {
        443, 80, 8443, 8080, 5432, 22, 0, 0, 0, 0
    };
    static const uint16_t open_ports[] = { 22, 3389, 8443, 9090, 6443 };
    uint32_t step = networks(estate, account), turn = index / step;
    sg_group_rule rule = { .class = (sg_group_class)(turn % SG_GROUP_CLASSES), .from = index };
    rule.port = ports[rule.class];
    if (rule.class == SG_GROUP_OPEN)
        rule.port = open_ports[turn / SG_GROUP_CLASSES % SG_COUNT(open_ports)];
    if (rule.class == SG_GROUP_OFFICE)
        rule.office = OFFICES_FIRST + (account + turn) % OFFICES;
    if (rule.class == SG_GROUP_BEHIND)
        rule.from = index % step;
    if (rule.class == SG_GROUP_DATA)
        rule.from = index - step;
    return rule;
}

const char *sg_facts_exposure(sg_way way)
{
    switch (way) {
    case SG_WAY_DIRECT:
    case SG_WAY_BALANCED:
        return "PUBLIC";
    case SG_WAY_OFFICE:
        return "LIMITED";
    case SG_WAY_CLOSED:
    case SG_WAY_NO_ROUTE:
    case SG_WAY_INTERNAL:
        break;
    }
    return "PRIVATE";
}

static sg_way draw_way(sg_random *random)
{
    static const uint32_t until[] = { 15, 40, 60, 100, 160, 1000 };
    uint32_t draw = sg_random_below(random, 1000), way = 0;
    while (draw >= until[way])
        way++;
    return (sg_way)way;
}

static sg_group_class draw_class(sg_way way, sg_random *random)
{
    switch (way) {
    case SG_WAY_DIRECT:
    case SG_WAY_NO_ROUTE:
        return (sg_group_class)(SG_GROUP_WEB + sg_random_below(random, 3));
    case SG_WAY_BALANCED:
        return SG_GROUP_BEHIND;
    case SG_WAY_OFFICE:
        return SG_GROUP_OFFICE;
    case SG_WAY_CLOSED:
        return SG_GROUP_INTERNAL;
    case SG_WAY_INTERNAL:
        break;
    }
    static const sg_group_class inside[] = { SG_GROUP_BEHIND, SG_GROUP_DATA, SG_GROUP_INTERNAL,
                                             SG_GROUP_INTERNAL };
    return inside[sg_random_below(random, SG_COUNT(inside))];
}

static uint32_t role_of_machine(const sg_estate *estate, uint32_t account, sg_way way,
                                sg_random *random)
{
    uint32_t draw = sg_random_below(random, 1000);
    if (way == SG_WAY_DIRECT || way == SG_WAY_BALANCED)
        return sg_facts_role_among(estate, account, SG_ROLE_EDGE, random);
    if (draw < 80)
        return SG_NOTHING;
    if (way == SG_WAY_INTERNAL && draw < 90)
        return sg_facts_role_among(estate, account, SG_ROLE_ADMIN, random);
    if (way == SG_WAY_INTERNAL && draw < 110)
        return sg_facts_role_among(estate, account, SG_ROLE_DEPLOY, random);
    return sg_facts_role_among(estate, account, SG_ROLE_PLAIN, random);
}

/* The second machine of a plant, and the host of a task. */
static bool is_internal(const sg_planting *planting)
{
    return planting->which > 0 || planting->plant == SG_PLANT_OPEN_TASK;
}

static uint32_t role_of_planted(const sg_estate *estate, uint32_t account,
                                const sg_planting *planting)
{
    if (sg_plant_takes(planting->plant, SG_KIND_ROLE) == 0)
        return SG_NOTHING;
    return sg_estate_plant(estate, account, planting, SG_KIND_ROLE).index;
}

sg_machine_facts sg_facts_machine(const sg_estate *estate, uint32_t account, uint32_t index)
{
    sg_place place = { account, SG_KIND_MACHINE, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_planting planting;
    bool planted = sg_estate_planted(estate, place, &planting);
    sg_machine_facts self = { .way = draw_way(&random), .balancer = SG_NOTHING };
    if (planted)
        self.way = is_internal(&planting) ? SG_WAY_INTERNAL : SG_WAY_DIRECT;
    self.network = sg_random_below(&random, networks(estate, account));
    bool public =
        self.way == SG_WAY_DIRECT || self.way == SG_WAY_OFFICE || self.way == SG_WAY_CLOSED;
    uint32_t turn = public ? 0 : 1 + sg_random_below(&random, SUBNET_TURNS - 1);
    self.subnet =
        dealt(estate, account, SG_KIND_SUBNET, self.network, turn, SUBNET_TURNS, &random);
    self.group = dealt(estate, account, SG_KIND_SECURITY_GROUP, self.network,
                       draw_class(self.way, &random), SG_GROUP_CLASSES, &random);
    self.port = sg_facts_group(estate, account, self.group).port;
    if (self.way == SG_WAY_BALANCED)
        self.balancer = dealt(estate, account, SG_KIND_LOAD_BALANCER, self.network, 0,
                              BALANCER_TURNS, &random);
    self.golden = sg_random_permille(&random, 150);
    self.image =
        sg_random_zipf(&random, sg_estate_count(estate, account, SG_KIND_MACHINE_IMAGE));
    /* What does not run is reached by nobody. */
    self.running = sg_random_permille(&random, 920) || planted ||
                   strcmp(sg_facts_exposure(self.way), "PRIVATE") != 0;
    self.session_tokens =
        planted ? planting.plant != SG_PLANT_STEPPING_STONE && planting.plant != SG_PLANT_NODE
                : sg_random_permille(&random, 600);
    self.role = planted ? role_of_planted(estate, account, &planting)
                        : role_of_machine(estate, account, self.way, &random);
    return self;
}

sg_function_facts sg_facts_function(const sg_estate *estate, uint32_t account, uint32_t index)
{
    static const char *const runtimes[] = { "python3.12",   "nodejs20.x", "java17", "python3.9",
                                            "provided.al2", "nodejs16.x", "go1.x",  "dotnet8" };
    sg_place place = { account, SG_KIND_FUNCTION, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_random choice = sg_estate_draw(estate, OF_FACTS + 1, place);
    sg_function_facts self = { .public = sg_random_permille(&random, 20) };
    sg_planting planting;
    self.runtime = runtimes[sg_random_zipf(&choice, SG_COUNT(runtimes))];
    if (sg_estate_planted(estate, place, &planting)) {
        self.public = planting.plant == SG_PLANT_ADMIN_FUNCTION ||
                      planting.plant == SG_PLANT_OPEN_FUNCTION;
        self.role = sg_estate_plant(estate, account, &planting, SG_KIND_ROLE).index;
        return self;
    }
    self.role = sg_facts_role_among(estate, account, self.public ? SG_ROLE_EDGE : SG_ROLE_PLAIN,
                                    &random);
    return self;
}

/* Nothing runs in planted clusters. */
uint32_t sg_facts_cluster(const sg_estate *estate, uint32_t account, uint32_t service_account)
{
    return service_account % sg_estate_ordinary(estate, account, SG_KIND_CLUSTER);
}

sg_pod_facts sg_facts_pod(const sg_estate *estate, uint32_t account, uint32_t index)
{
    sg_place place = { account, SG_KIND_POD, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_pod_facts self = { .public = sg_random_permille(&random, 50) };
    sg_planting planting;
    self.service_account =
        sg_random_zipf(&random, sg_estate_ordinary(estate, account, SG_KIND_SERVICE_ACCOUNT));
    if (sg_estate_planted(estate, place, &planting)) {
        self.public = planting.plant != SG_PLANT_NODE;
        self.service_account =
            sg_estate_plant(estate, account, &planting, SG_KIND_SERVICE_ACCOUNT).index;
    }
    self.cluster = sg_facts_cluster(estate, account, self.service_account);
    return self;
}

uint32_t sg_facts_service_account_role(const sg_estate *estate, uint32_t account,
                                       uint32_t index)
{
    sg_place place = { account, SG_KIND_SERVICE_ACCOUNT, index };
    sg_random random = sg_estate_draw(estate, OF_FACTS, place);
    sg_planting planting;
    if (sg_estate_planted(estate, place, &planting))
        return role_of_planted(estate, account, &planting);
    if (!sg_random_permille(&random, 500))
        return SG_NOTHING;
    return sg_facts_role_among(estate, account, SG_ROLE_EDGE, &random);
}
