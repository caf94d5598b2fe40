/* layout.c - the path of a file taken apart; see layout.h for the layouts.
 *
 * Parts are read from the file upwards: the call stands in the file's name or in one of the two
 * folders above it (then what is below are parameters); account and region stand above the call.
 */
#include "ingest/layout.h"

#include "ingest/call.h"
#include "ingest/collector.h"
#include "ingest/policy_text.h"
#include "ingest/recognise.h"

enum { MAX_PARTS = 40 };

typedef struct parts {
    sg_str part[MAX_PARTS];
    size_t count;
} parts;

static parts split(sg_str path)
{
    parts all = { .count = 0 };

    while (path.length && all.count < MAX_PARTS) {
        sg_str part = sg_str_cut(path, '/', &path);
        if (part.length)
            all.part[all.count++] = part;
    }
    return all;
}

static sg_str without_json(sg_str name)
{
    if (sg_str_ends(name, SG_STR(".json")))
        return sg_str_slice(name, 0, name.length - 5);
    return name;
}

static bool is_number(sg_str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
    return true;
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

/* "api.ecr.DescribeRepositories_1": the operation follows the last point. */
static bool read_recording(sg_str stem, sg_layout *out)
{
    size_t point = SIZE_MAX, line = SIZE_MAX;

    for (size_t i = 0; i < stem.length; i++) {
        if (stem.bytes[i] == '.')
            point = i;
        if (stem.bytes[i] == '_')
            line = i;
    }
    if (point == SIZE_MAX || line == SIZE_MAX || line < point + 2 ||
        !is_upper(stem.bytes[point + 1]) ||
        !is_number(sg_str_slice(stem, line + 1, stem.length)))
        return false;
    out->service = sg_service_canonical(sg_str_slice(stem, 0, point));
    out->operation = sg_str_slice(stem, point + 1, line);
    return true;
}

/* "111122223333-ec2-us-east-1-describe_vpcs-Vpcs": everything in one name. */
static bool read_everything(sg_str stem, sg_arena *arena, sg_layout *out)
{
    sg_str rest, account = sg_str_cut(stem, '-', &rest);
    size_t dash = 0;

    if (!sg_is_account(account))
        return false;
    for (size_t i = 0; i <= rest.length; i++) { /* the last part names the key of the list */
        if (i < rest.length && rest.bytes[i] == '-')
            dash = i;
    }
    if (dash && dash + 1 < rest.length && is_upper(rest.bytes[dash + 1]))
        rest = sg_str_slice(rest, 0, dash);
    for (size_t begin = 1; begin < rest.length; begin++) {
        if (rest.bytes[begin - 1] != '-')
            continue;
        for (size_t end = begin + 1; end < rest.length; end++) {
            if (rest.bytes[end] != '-' || !sg_is_region(sg_str_slice(rest, begin, end)))
                continue;
            out->account = account;
            out->region = sg_str_slice(rest, begin, end);
            out->service = sg_service_canonical(sg_str_slice(rest, 0, begin - 1));
            out->operation = sg_arena_copy(arena, sg_str_slice(rest, end + 1, rest.length));
            return out->operation.length > 0;
        }
    }
    return false;
}

/* "ec2-describe-instances" with an optional "__parameter". */
static bool read_call(sg_str stem, sg_layout *out, sg_str *parameter)
{
    size_t mark = sg_str_find(stem, SG_STR("__"), 0);
    sg_str call = sg_str_slice(stem, 0, mark == SIZE_MAX ? stem.length : mark);
    size_t verb = sg_call_verb(call);

    if (verb == SIZE_MAX)
        return false;
    out->service = verb ? sg_service_canonical(sg_str_slice(call, 0, verb - 1)) : SG_STR("");
    out->operation = sg_str_slice(call, verb, call.length);
    *parameter = mark == SIZE_MAX ? SG_STR("") : sg_str_slice(stem, mark + 2, stem.length);
    if (is_number(*parameter))
        *parameter = SG_STR(""); /* examples and pages are numbered */
    return true;
}

/* The only service of the tables that has the operation, or empty. */
static sg_str service_of(sg_str operation)
{
    sg_collector_walk walk = { 0 };
    sg_str found = SG_STR("");

    for (const sg_collector *row; (row = sg_collector_next(&walk));) {
        sg_str service = sg_str_of(row->service);

        if (!sg_operation_same(operation, sg_str_of(row->operation)) ||
            sg_str_equal(found, service))
            continue;
        if (found.length)
            return SG_STR("");
        found = service;
    }
    return found;
}

/* Reads the call from folders or the file's name; returns how many parts stand above it. */
static size_t read_place(const parts *all, sg_arena *arena, sg_layout *out)
{
    size_t last = all->count - 1;
    sg_str stem = without_json(all->part[last]), parameter = SG_STR("");

    for (size_t up = 1; up <= 2 && up <= last; up++) {
        sg_layout read = *out;
        if (!read_call(all->part[last - up], &read, &parameter) || parameter.length ||
            !sg_service_exists(read.service))
            continue;
        *out = read;
        out->parameter[0] = up == 1 ? stem : all->part[last - 1];
        out->parameter[1] = up == 1 ? SG_STR("") : stem;
        return last - up;
    }
    if (sg_str_equal(stem, SG_STR("volume-findings"))) {
        out->service = SG_STR("secgraph");
        out->operation = stem;
        return last;
    }
    if (read_everything(stem, arena, out) || read_recording(stem, out))
        return last;
    if (!read_call(stem, out, &parameter))
        return last;
    out->parameter[0] = parameter;
    if (out->service.length || !last)
        return last;
    sg_str folder = sg_service_canonical(all->part[last - 1]);
    if (sg_service_exists(folder)) {
        out->service = folder;
        return last - 1;
    }
    if (!sg_is_region(folder) && !sg_is_account(folder))
        out->folder = folder; /* a service that we do not know, or a name: the document tells */
    else
        out->service = service_of(out->operation);
    return last;
}

/* The last account and region among the parts. */
static size_t read_whereabouts(const parts *all, size_t above, sg_layout *out)
{
    size_t group = above;

    for (size_t i = above; i-- > 0;) {
        if (!out->account.length && sg_is_account(all->part[i]))
            out->account = all->part[i];
        if (!out->region.length && sg_is_region(all->part[i])) {
            out->region = all->part[i];
            group = i;
        }
    }
    return group;
}

/* The part behind a folder that says Kubernetes, else the folder of the file. */
static sg_str cluster_of(const parts *all, const sg_layout *layout)
{
    for (size_t i = 0; i + 2 < all->count; i++)
        if (sg_str_equal(sg_service_canonical(all->part[i]), SG_STR("kubernetes")) ||
            sg_str_equal(all->part[i], SG_STR("eks")))
            return all->part[i + 1];
    if (layout->parameter[0].length && sg_str_equal(layout->service, SG_STR("kubernetes")))
        return layout->parameter[0];
    if (all->count > 1) {
        sg_str folder = all->part[all->count - 2];
        if (!sg_is_region(folder) && !sg_is_account(folder) &&
            !sg_str_equal(sg_service_canonical(folder), SG_STR("kubernetes")))
            return folder;
    }
    return SG_STR("default");
}

static size_t kubernetes_above(const parts *all, size_t above)
{
    for (size_t i = 0; i < above; i++)
        if (sg_str_equal(sg_service_canonical(all->part[i]), SG_STR("kubernetes")))
            return i;
    return above;
}

sg_status sg_layout_of(sg_str source, sg_str path, sg_arena *arena, sg_layout *out)
{
    parts all = split(path), outer = split(source);
    sg_layout layout = { .group = SG_STR("") };

    if (!all.count) {
        *out = layout;
        return SG_OK;
    }
    size_t above = kubernetes_above(&all, read_place(&all, arena, &layout));
    size_t group = read_whereabouts(&all, above, &layout);
    read_whereabouts(&outer, outer.count, &layout);
    layout.cluster = cluster_of(&all, &layout);
    if (group) {
        const char *end = all.part[group - 1].bytes + all.part[group - 1].length;
        layout.group = (sg_str){ path.bytes, (size_t)(end - path.bytes) };
        layout.name = all.part[group - 1];
    } else if (outer.count) {
        layout.name = outer.part[outer.count - 1];
    }
    for (size_t i = 0; i < SG_COUNT(layout.parameter); i++) {
        layout.parameter[i] = sg_percent_decode(layout.parameter[i], true, arena);
        if (!layout.parameter[i].bytes)
            return SG_ENOMEM;
    }
    *out = layout;
    return SG_OK;
}
