/* nodes_data.c - buckets, databases, disks, queues, secrets, keys and what was found in them. */
#include "generate/names.h"
#include "generate/nodes.h"

enum { OF_CHOICE = 2 };

static void describe_bucket(const sg_estate *estate, sg_place place, sg_row *row)
{
    sg_data_facts data = sg_facts_bucket(estate, place.account, place.index);
    sg_row_boolean(row, data.encrypted);
    sg_row_boolean(row, data.sensitive);
    sg_row_static(row, data.public ? "PUBLIC" : "PRIVATE");
    for (int i = 0; i < 4; i++) /* the four blocks of public access */
        sg_row_boolean(row, !data.public);
    sg_row_static(row, "BucketOwnerEnforced");
    sg_row_boolean(row, true);
}

static void describe_database(const sg_estate *estate, sg_place place, sg_row *row)
{
    static const char *const engines[] = { "postgres", "mysql", "aurora-postgresql",
                                           "mariadb" };
    static const int64_t ports[] = { 5432, 3306, 5432, 3306 };
    sg_random random = sg_estate_draw(estate, OF_CHOICE, place);
    uint32_t engine = sg_random_zipf(&random, SG_COUNT(engines));
    sg_row_static(row, engines[engine]);
    sg_row_integer(row, ports[engine]);
    sg_row_boolean(row, false);
    sg_row_boolean(row, sg_facts_encrypted(estate, place));
    sg_row_static(row, "available");
    sg_row_static(row, "PRIVATE");
}

static void describe_volume(const sg_estate *estate, sg_place place, sg_row *row)
{
    bool snapshot = place.kind == SG_KIND_SNAPSHOT;
    uint32_t index =
        snapshot ? sg_facts_snapshot_volume(estate, place.account, place.index) : place.index;
    sg_volume_facts volume = sg_facts_volume(estate, place.account, index);
    sg_row_boolean(row, volume.encrypted);
    sg_row_integer(row, volume.size);
    if (snapshot) {
        sg_row_static(row, "completed");
        return;
    }
    sg_row_static(row, volume.machine == SG_NOTHING ? "available" : "in-use");
    sg_row_boolean(row, volume.secret != SG_NOTHING);
}

static void describe_secret(const sg_estate *estate, sg_place place, sg_row *row)
{
    sg_random random = sg_estate_draw(estate, OF_CHOICE, place);
    char text[SG_NAME_MOST];
    sg_row_boolean(row, true);
    sg_row_boolean(row, sg_random_permille(&random, 600));
    sg_created_at(estate, place, text);
    sg_row_text(row, text);
    sg_row_add(row, sg_null());
}

static void describe_found_secret(sg_row *row)
{
    for (int i = 0; i < 3; i++) /* nobody keeps it: it lies about */
        sg_row_add(row, sg_null());
    sg_row_static(row, "HIGH");
}

void sg_describe_data(const sg_estate *estate, sg_place place, sg_row *row)
{
    switch ((int)place.kind) {
    case SG_KIND_BUCKET:
        describe_bucket(estate, place, row);
        break;
    case SG_KIND_DATABASE:
        describe_database(estate, place, row);
        break;
    case SG_KIND_VOLUME:
    case SG_KIND_SNAPSHOT:
        describe_volume(estate, place, row);
        break;
    case SG_KIND_FILE_SYSTEM:
    case SG_KIND_QUEUE:
    case SG_KIND_TOPIC:
        sg_row_boolean(row, sg_facts_encrypted(estate, place));
        break;
    case SG_KIND_SECRET:
        describe_secret(estate, place, row);
        break;
    case SG_KIND_VOLUME_SECRET:
        describe_found_secret(row);
        break;
    case SG_KIND_KEY:
        sg_row_static(row, place.index % 3 ? "CUSTOMER" : "AWS");
        sg_row_static(row, "Enabled");
        sg_row_boolean(row, place.index % 5 != 1);
        break;
    case SG_KIND_DATA_FINDING:
        sg_row_static(row, "FINANCIAL");
        sg_row_static(row, "High");
        break;
    default:
        break;
    }
}
