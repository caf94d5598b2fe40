/* inventory.c - folders, files and the order in which answers are written. */
#include "generate/inventory_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "generate/folder.h"

enum { PATH_MOST = 2048 };

/* --- answers ------------------------------------------------------------------------------------ */

void sg_answer_add(sg_inventory *inventory, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    sg_buffer_format_list(&inventory->text, format, arguments);
    va_end(arguments);
}

void sg_answer_begin(sg_inventory *inventory, const char *list)
{
    sg_buffer_clear(&inventory->text);
    sg_answer_add(inventory, "{\"%s\": [", list);
    inventory->first = true;
}

void sg_answer_next(sg_inventory *inventory)
{
    if (!inventory->first)
        sg_buffer_text(&inventory->text, ", ");
    inventory->first = false;
}

void sg_answer_quoted(sg_inventory *inventory, sg_str json)
{
    sg_buffer_json_string(&inventory->text, json);
}

void sg_answer_tags(sg_inventory *inventory, const char *member, sg_place place)
{
    const sg_generated_account *account = &inventory->estate->items[place.account];
    sg_text name = sg_named(inventory, place);
    sg_answer_add(inventory,
                  "\"%s\": [{\"Key\": \"Name\", \"Value\": \"%s\"}, {\"Key\": \"owner\", "
                  "\"Value\": \"%s\"}, "
                  "{\"Key\": \"environment\", \"Value\": \"%s\"}]",
                  member, name.bytes, sg_owner_of(inventory->estate, place),
                  sg_estate_environment_name(account->environment));
}

/* As file names have it: what is neither letter, digit nor one of _.- is %XX. */
static void quote(const char *text, char *out, size_t room)
{
    size_t length = 0;
    for (; *text && length + 4 < room; text++) {
        unsigned char byte = (unsigned char)*text;
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || strchr("_.-", byte);
        if (plain)
            out[length++] = (char)byte;
        else
            length += (size_t)snprintf(out + length, room - length, "%%%02X", byte);
    }
    out[length] = 0;
}

/* Inventories are many small files, which nobody minds losing: no fsync for each. */
static sg_status write_file(sg_inventory *inventory, const char *path)
{
    FILE *file = fopen(path, "w");
    bool good = file && fwrite(inventory->text.bytes, 1, inventory->text.length, file) ==
                            inventory->text.length;
    if (file)
        good = fclose(file) == 0 && good;
    if (!good)
        return sg_fail(inventory->err, SG_EIO, "cannot write `%s`: %s", path, strerror(errno));
    return SG_OK;
}

sg_status sg_answer_write(sg_inventory *inventory, const char *call, const char *parameter)
{
    char path[PATH_MOST], quoted[3 * SG_NAME_MOST];
    if (inventory->text.status != SG_OK)
        return sg_fail_memory(inventory->err);
    if (!parameter) {
        snprintf(path, sizeof path, "%s/%s/%s/%s.json", inventory->folder,
                 sg_account_id(inventory), inventory->region, call);
        return write_file(inventory, path);
    }
    quote(parameter, quoted, sizeof quoted);
    snprintf(path, sizeof path, "%s/%s/%s/%s", inventory->folder, sg_account_id(inventory),
             inventory->region, call);
    SG_TRY(sg_folder_make(NULL, path, inventory->err));
    size_t length = strlen(path);
    snprintf(path + length, sizeof path - length, "/%s", quoted);
    return write_file(inventory, path);
}

sg_status sg_answer_end(sg_inventory *inventory, const char *call, const char *parameter)
{
    sg_buffer_text(&inventory->text, "]}\n");
    return sg_answer_write(inventory, call, parameter);
}

/* --- resources ---------------------------------------------------------------------------------- */

bool sg_is_here(const sg_inventory *inventory, sg_place place)
{
    return strcmp(sg_region_of(inventory->estate, place), inventory->region) == 0;
}

sg_text sg_short(const sg_inventory *inventory, sg_place place)
{
    sg_text text = { "" };
    sg_short_id_of(inventory->estate, place, text.bytes);
    return text;
}

sg_text sg_arn(const sg_inventory *inventory, sg_place place)
{
    sg_text text = { "" };
    sg_id_of(inventory->estate, place, text.bytes);
    return text;
}

sg_text sg_named(const sg_inventory *inventory, sg_place place)
{
    sg_text text = { "" };
    sg_name_of(inventory->estate, place, text.bytes);
    return text;
}

sg_text sg_created(const sg_inventory *inventory, sg_place place)
{
    sg_text text = { "" };
    sg_created_at(inventory->estate, place, text.bytes);
    return text;
}

/* --- all of it ---------------------------------------------------------------------------------- */

static sg_status make_region(const sg_inventory *inventory, const char *region)
{
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s/%s/%s", inventory->folder, sg_account_id(inventory),
             region);
    return sg_folder_make(NULL, path, inventory->err);
}

static sg_status write_regions(sg_inventory *inventory)
{
    char path[PATH_MOST];
    uint32_t regions = inventory->estate->items[inventory->account].regions;
    sg_answer_begin(inventory, "Regions");
    for (uint32_t i = 0; i < regions; i++) {
        const char *region = sg_region_at(inventory->estate, inventory->account, i);
        sg_answer_next(inventory);
        sg_answer_add(
            inventory,
            "{\"Endpoint\": \"ec2.%s.amazonaws.com\", \"RegionName\": \"%s\", \"OptInStatus\": "
            "\"opt-in-not-required\"}",
            region, region);
    }
    sg_buffer_text(&inventory->text, "]}\n");
    snprintf(path, sizeof path, "%s/%s/describe-regions.json", inventory->folder,
             sg_account_id(inventory));
    return write_file(inventory, path);
}

static sg_status write_region(sg_inventory *inventory)
{
    static sg_status (*const themes[])(sg_inventory *) = {
        sg_inventory_network,   sg_inventory_machines, sg_inventory_balancers,
        sg_inventory_functions, sg_inventory_clusters, sg_inventory_storage,
        sg_inventory_services,  sg_inventory_risks,    sg_inventory_access_points,
    };
    SG_TRY(make_region(inventory, inventory->region));
    for (size_t i = 0; i < SG_COUNT(themes); i++)
        SG_TRY(themes[i](inventory));
    return SG_OK;
}

static sg_status write_account(sg_inventory *inventory)
{
    const sg_estate *estate = inventory->estate;
    SG_TRY(make_region(inventory, sg_region_at(estate, inventory->account, 0)));
    SG_TRY(write_regions(inventory));
    SG_TRY(sg_grants_collect(inventory));
    inventory->region = sg_region_at(estate, inventory->account, 0); /* of global services */
    if (inventory->account == SG_MANAGEMENT_ACCOUNT)
        SG_TRY(sg_inventory_organization(inventory));
    SG_TRY(sg_inventory_identity(inventory));
    SG_TRY(sg_inventory_buckets(inventory));
    for (uint32_t i = 0; i < estate->items[inventory->account].regions; i++) {
        inventory->region = sg_region_at(estate, inventory->account, i);
        SG_TRY(write_region(inventory));
    }
    return SG_OK;
}

sg_status sg_generate_inventory(const sg_estate *estate, const char *folder, sg_error *err)
{
    sg_inventory inventory = { .estate = estate, .folder = folder, .err = err };
    sg_status status = sg_grants_collect_assumptions(&inventory);
    for (uint32_t i = 0; status == SG_OK && i < estate->accounts; i++) {
        inventory.account = i;
        status = write_account(&inventory);
    }
    sg_grants_free(&inventory.grants);
    sg_buffer_free(&inventory.text);
    return status;
}
