/* nodes_compute.c - machines, functions, tasks, pods and their images. */
#include "generate/names.h"
#include "generate/nodes.h"

enum { OF_CHOICE = 2 };

static void choose(const sg_estate *estate, sg_place place, uint32_t which,
                   const char *const *choices, uint32_t count, sg_row *row)
{
    sg_random random = sg_estate_draw(estate, OF_CHOICE + which, place);
    sg_row_static(row, choices[sg_random_zipf(&random, count)]);
}

static void describe_machine(const sg_estate *estate, sg_place place, sg_row *row)
{
    static const char *const types[] = {
        "t3.medium", "m5.large",   "c5.xlarge", "t3.small",
        "r5.large",  "m5.2xlarge", "c6g.large", "g4dn.xlarge"
    };
    sg_machine_facts machine = sg_facts_machine(estate, place.account, place.index);
    bool addressed = machine.way == SG_WAY_DIRECT || machine.way == SG_WAY_OFFICE ||
                     machine.way == SG_WAY_CLOSED;
    char text[SG_NAME_MOST];
    sg_row_static(row, machine.running ? "running" : "stopped");
    if (addressed) {
        sg_public_address_of(estate, place, text);
        sg_row_text(row, text);
    } else {
        sg_row_add(row, sg_null());
    }
    sg_private_address_of(estate, place.account, place.index, text);
    sg_row_text(row, text);
    choose(estate, place, 0, types, SG_COUNT(types), row);
    sg_row_static(row, machine.session_tokens ? "required" : "optional");
    sg_row_static(row, sg_facts_exposure(machine.way));
}

static void describe_function(const sg_estate *estate, sg_place place, sg_row *row)
{
    sg_function_facts function = sg_facts_function(estate, place.account, place.index);
    sg_row_static(row, function.runtime);
    sg_row_add(row, function.public ? sg_string(SG_STR("NONE")) : sg_null());
    sg_row_static(row, function.public ? "PUBLIC" : "PRIVATE");
}

void sg_describe_compute(const sg_estate *estate, sg_place place, sg_row *row)
{
    static const char *const versions[] = { "1.31", "1.30", "1.32", "1.28" };
    switch ((int)place.kind) {
    case SG_KIND_MACHINE:
        describe_machine(estate, place, row);
        break;
    case SG_KIND_FUNCTION:
        describe_function(estate, place, row);
        break;
    case SG_KIND_TASK:
        sg_row_static(row, place.index % 4 ? "FARGATE" : "EC2");
        sg_row_static(row, "RUNNING");
        sg_row_static(row, "PRIVATE");
        break;
    case SG_KIND_CLUSTER:
        choose(estate, place, 0, versions, SG_COUNT(versions), row);
        sg_row_boolean(row, false);
        sg_row_static(row, "PRIVATE");
        break;
    case SG_KIND_POD:
        sg_row_static(row, "default");
        sg_row_boolean(row, place.index % 40 == 39);
        sg_row_static(row, "Running");
        sg_row_static(row, sg_facts_pod(estate, place.account, place.index).public ? "PUBLIC"
                                                                                   : "PRIVATE");
        break;
    case SG_KIND_SERVICE_ACCOUNT: {
        uint32_t role = sg_facts_service_account_role(estate, place.account, place.index);
        sg_role_facts facts = { .admin = false };
        if (role != SG_NOTHING)
            facts = sg_facts_role(estate, place.account, role);
        sg_row_static(row, "default");
        sg_row_boolean(row, facts.admin);
        sg_row_boolean(row, facts.reaches_admin);
        break;
    }
    case SG_KIND_REPOSITORY: {
        char text[SG_NAME_MOST];
        sg_image_address_of(estate, place, text);
        sg_row_text(row, text);
        break;
    }
    case SG_KIND_MACHINE_IMAGE:
        sg_row_boolean(row, false);
        sg_row_static(row, "available");
        break;
    default: /* services and images have nothing of their own */
        break;
    }
}
