/* zones.c - time zones by name: each is read from its file once a statement.
 *
 * Names are paths below the folder of zones; only what can be the name of a zone is looked for.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "query/errors.h"
#include "query/functions/zone.h"

enum {
    PATH_BYTES = 4096,
    CACHE_BYTES = 16 << 20, /* all zones that there are take a tenth of it */
};

static const char system_folder[] = "/usr/share/zoneinfo";

typedef struct known_zone {
    sg_zone zone;
    struct known_zone *next;
} known_zone;

struct sg_zones {
    pthread_mutex_t lock;
    sg_arena *arena;
    known_zone *first;
};

sg_status sg_zones_new(sg_zones **out, sg_error *err)
{
    sg_zones *zones = calloc(1, sizeof *zones);

    if (!zones || pthread_mutex_init(&zones->lock, NULL) != 0) {
        free(zones);
        return sg_fail_memory(err);
    }
    *out = zones;
    return SG_OK;
}

void sg_zones_free(sg_zones *zones)
{
    if (!zones)
        return;
    sg_arena_free(zones->arena);
    pthread_mutex_destroy(&zones->lock);
    free(zones);
}

static sg_status fail(sg_error *err, const char *what, sg_str name)
{
    return sg_query_fail(err, SG_ERROR_ARGUMENT_INVALID_ARGUMENT_VALUE, SG_RUNTIME, SG_NO_SPAN,
                         "%s `%.*s`", what, SG_FMT(name));
}

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '+';
}

/* Words with slashes between them: no "..", nothing from the root. */
static bool is_name(sg_str name)
{
    bool slash = true;

    if (name.length > SG_ZONE_NAME)
        return false;
    for (size_t i = 0; i < name.length; i++) {
        if (name.bytes[i] == '/' ? slash : !is_name_byte(name.bytes[i]))
            return false;
        slash = name.bytes[i] == '/';
    }
    return !slash;
}

static const char *folder_of_zones(void)
{
    const char *folder = getenv("TZDIR");

    return folder && folder[0] ? folder : system_folder;
}

static sg_status fail_missing(const char *folder, sg_str name, sg_error *err)
{
    if (sg_file_exists(folder))
        return fail(err, "there is no time zone", name);
    fail(err, "no time zones are installed, so there is none", name);
    sg_error_hint(err, "install the package tzdata, or use an offset such as '+02:00'");
    return SG_ERUNTIME;
}

static sg_status read_zone(sg_zones *zones, sg_str name, known_zone *out, sg_error *err)
{
    const char *folder = folder_of_zones();
    sg_str path = sg_arena_format(zones->arena, "%s/%.*s", folder, SG_FMT(name));
    sg_str bytes = { NULL, 0 };
    sg_error told = { .status = SG_OK };

    out->zone.name = sg_arena_copy(zones->arena, name);
    if (!path.bytes || !out->zone.name.bytes)
        return sg_fail_memory(err);
    if (sg_file_read(path.bytes, SG_ZONE_FILE_BYTES, &bytes, &told) != SG_OK)
        return fail_missing(folder, name, err);
    name = out->zone.name;
    sg_status status = sg_zone_read(bytes, zones->arena, &out->zone);
    free((void *)(uintptr_t)bytes.bytes);
    out->zone.name = name;
    if (status == SG_ENOMEM)
        return sg_fail_memory(err);
    return status == SG_OK ? SG_OK : fail(err, "this is not the file of a time zone:", path);
}

static sg_status find(sg_zones *zones, sg_str name, const sg_zone **out, sg_error *err)
{
    for (const known_zone *one = zones->first; one; one = one->next)
        if (sg_str_equal(one->zone.name, name)) {
            *out = &one->zone;
            return SG_OK;
        }
    if (!is_name(name))
        return fail(err, "there is no time zone", name);
    if (!zones->arena && sg_arena_new(CACHE_BYTES, &zones->arena) != SG_OK)
        return sg_fail_memory(err);
    known_zone *made = sg_arena_make(zones->arena, known_zone);
    if (!made)
        return sg_fail_memory(err);
    SG_TRY(read_zone(zones, name, made, err));
    made->next = zones->first;
    zones->first = made;
    *out = &made->zone;
    return SG_OK;
}

sg_status sg_zones_find(sg_zones *zones, sg_str name, const sg_zone **out, sg_error *err)
{
    pthread_mutex_lock(&zones->lock);
    sg_status status = find(zones, name, out, err);
    pthread_mutex_unlock(&zones->lock);
    return status;
}
