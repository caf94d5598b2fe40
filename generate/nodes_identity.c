/* nodes_identity.c - users, roles, policies and providers. */
#include <stdio.h>

#include "generate/names.h"
#include "generate/nodes.h"

static void unique_id(const sg_estate *estate, sg_place place, const char *prefix, sg_row *row)
{
    char text[SG_NAME_MOST];
    snprintf(text, sizeof text, "%s%016u", prefix, sg_estate_number(estate, place));
    sg_row_text(row, text);
}

static void principal(sg_row *row, bool admin, bool reaches_admin)
{
    sg_row_boolean(row, admin);
    sg_row_boolean(row, reaches_admin);
}

static void last_used(const sg_estate *estate, sg_place place, sg_row *row)
{
    char text[SG_NAME_MOST];
    sg_random random = sg_estate_draw(estate, 2, place);
    if (sg_random_permille(&random, 300)) {
        sg_row_add(row, sg_null());
        return;
    }
    sg_created_at(estate, place, text);
    sg_row_text(row, text);
}

void sg_describe_identity(const sg_estate *estate, sg_place place, sg_row *row)
{
    switch ((int)place.kind) {
    case SG_KIND_USER:
        principal(row, false, false);
        last_used(estate, place, row);
        unique_id(estate, place, "AIDA", row);
        break;
    case SG_KIND_ACCESS_KEY:
        sg_row_static(row, place.index % 4 == 3 ? "Inactive" : "Active");
        break;
    case SG_KIND_GROUP:
        unique_id(estate, place, "AGPA", row);
        break;
    case SG_KIND_ROLE: {
        sg_role_facts role = sg_facts_role(estate, place.account, place.index);
        principal(row, role.admin, role.reaches_admin);
        last_used(estate, place, row);
        unique_id(estate, place, "AROA", row);
        sg_row_static(row, "/");
        break;
    }
    case SG_KIND_POLICY:
        sg_row_static(row, "identity");
        sg_row_boolean(row,
                       place.index >= sg_estate_count(estate, place.account, SG_KIND_POLICY) -
                                          sg_estate_count(estate, place.account, SG_KIND_ROLE));
        sg_row_boolean(row, false);
        break;
    case SG_KIND_PROVIDER: /* who signs in by it may become an admin by way of a deploy role */
        principal(row, false, place.index == 0);
        break;
    default:
        break;
    }
}
