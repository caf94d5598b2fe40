/* nodes_organization.c - organisation, accounts, services, vulnerabilities and findings. */
#include "generate/names.h"
#include "generate/nodes.h"

enum { OF_SEVERITY = 2 };

static const char *const severities[] = { "CRITICAL", "HIGH", "MEDIUM", "LOW" };

/* Most are of middling severity. */
static const char *severity_of(const sg_estate *estate, sg_place place)
{
    sg_random random = sg_estate_draw(estate, OF_SEVERITY, place);
    uint32_t draw = sg_random_below(&random, 100);
    return severities[draw < 6 ? 0 : draw < 28 ? 1 : draw < 75 ? 2 : 3];
}

static void describe_vulnerability(const sg_estate *estate, sg_place place, sg_row *row)
{
    sg_random random = sg_estate_draw(estate, OF_SEVERITY + 1, place);
    uint32_t ordinary = sg_estate_ordinary(estate, place.account, SG_KIND_VULNERABILITY);
    bool planted = place.index >= ordinary, serious = planted && place.index == ordinary;
    const char *severity = planted ? severities[serious ? 1 : 0] : severity_of(estate, place);
    uint32_t score = severity == severities[0]   ? 90 + sg_random_below(&random, 11)
                     : severity == severities[1] ? 70 + sg_random_below(&random, 20)
                     : severity == severities[2] ? 40 + sg_random_below(&random, 30)
                                                 : 1 + sg_random_below(&random, 39);
    sg_row_static(row, severity);
    sg_row_add(row, sg_float((double)sg_random_zipf(&random, 1000) / 1000.0));
    sg_row_add(row, sg_float((double)score / 10.0));
    bool exploit = sg_random_permille(&random, 120);
    sg_row_boolean(row, planted ? !serious : exploit);
    sg_row_boolean(row, sg_random_permille(&random, 800));
    sg_row_boolean(row, planted && !serious);
}

static void describe_account(const sg_estate *estate, sg_place place, sg_row *row)
{
    char unit[SG_NAME_MOST];
    sg_place parent = { estate->accounts, SG_KIND_UNIT, estate->items[place.account].unit };
    if (place.index > 0) /* somebody else's */
        return;
    sg_row_static(row, "ACTIVE");
    sg_row_boolean(row, place.account == SG_MANAGEMENT_ACCOUNT);
    sg_row_static(row, "o-example001");
    sg_short_id_of(estate, parent, unit);
    sg_row_text(row, unit);
}

void sg_describe_organization(const sg_estate *estate, sg_place place, sg_row *row)
{
    if (place.kind == SG_KIND_ACCOUNT) {
        describe_account(estate, place, row);
    } else if (place.kind == SG_KIND_VULNERABILITY) {
        describe_vulnerability(estate, place, row);
    } else if (place.kind == SG_KIND_FINDING) {
        sg_row_static(row, severity_of(estate, place));
        sg_row_static(row, place.index % 5 == 0 ? "CLOSED" : "ACTIVE");
    } else if (place.kind == SG_KIND_SERVICE) {
        sg_row_boolean(row, false);
        sg_row_boolean(row, false);
    }
}
