/* fuzz_policy.c - any bytes as one of the YAML files that policies are made of.
 *
 * The first byte chooses which: a policy, projects, a catalogue of changes, a framework.  Each is read, or
 * refused with a story whose place lies in the file; what was read as a policy keeps its promises: an id,
 * a query, a primary column.
 */
#define _POSIX_C_SOURCE 200809L
#include "policies/catalogue.h"
#include "policies/framework.h"
#include "policies/policy.h"
#include "policies/project.h"
#include "tests/fuzz/harness.h"

static void require_story(sg_status status, const sg_error *err, size_t size)
{
    require(status == err->status);
    require(status == SG_OK || err->message[0]);
    require(!err->has_span || (err->span.begin <= err->span.end && err->span.end <= size));
}

static void try_policy(size_t size)
{
    const char *path = file_path();
    sg_policies policies = { .arena = NULL };
    sg_source failed = { .name = { 0 } };
    sg_error err = { .status = SG_OK };
    sg_status status = sg_policies_load(&path, 1, &policies, &failed, &err);

    require_story(status, &err, size);
    for (const sg_policy *policy = status == SG_OK ? policies.first : NULL; policy;
         policy = policy->next) {
        require(policy->id.length > 0 && policy->query.length > 0 &&
                policy->primary.length > 0);
        require(sg_policies_find(&policies, policy->id) == policy);
    }
    sg_policies_free(&policies);
}

static void try_projects(size_t size)
{
    sg_projects projects = { .arena = NULL };
    sg_source failed = { .name = { 0 } };
    sg_error err = { .status = SG_OK };
    sg_status status = sg_projects_load(file_path(), &projects, &failed, &err);

    require_story(status, &err, size);
    sg_projects_free(&projects);
}

static void try_catalogue(size_t size)
{
    sg_catalogue catalogue = { .arena = NULL };
    sg_source failed = { .name = { 0 } };
    sg_error err = { .status = SG_OK };
    sg_status status = sg_catalogue_load(file_path(), &catalogue, &failed, &err);

    require_story(status, &err, size);
    sg_catalogue_free(&catalogue);
}

static void try_framework(size_t size)
{
    static const sg_policies none;
    sg_framework framework = { .arena = NULL };
    sg_source failed = { .name = { 0 } };
    sg_error err = { .status = SG_OK };
    sg_status status = sg_framework_load(file_path(), &none, &framework, &failed, &err);

    require_story(status, &err, size);
    sg_framework_free(&framework);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static void (*const formats[])(size_t) = { try_policy, try_projects, try_catalogue,
                                               try_framework };

    if (size == 0)
        return 0;
    write_file(file_path(), bytes + 1, size - 1);
    formats[bytes[0] % SG_COUNT(formats)](size - 1);
    return 0;
}
