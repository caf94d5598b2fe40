/* can_access.c - CAN_ACCESS: principals, outside accounts and the internet to resources.
 *
 *     classes     threads decide (access_search.h), one writes, class by class
 *     resources   that let in some by themselves: likewise; then the strangers that they name, and
 *                 the internet
 */
#include <stdlib.h>

#include "ingest/derive/access.h"
#include "ingest/derive/access_search.h"
#include "ingest/derive/mentions.h"
#include "ingest/derive/workers.h"

/* --- strangers ---------------------------------------------------------------------------- */

/* Somebody whom the policy names and the estate does not describe. */
static sg_status reach_named(sg_access *access, const sg_named *named,
                             const sg_estate_resource *resource)
{
    const sg_estate *estate = &access->estate;
    sg_str account = { "", 0 };
    sg_str name = { "", 0 };
    sg_named_form form = sg_named_form_of(named->text, &account, &name);
    sg_iam_caller caller = { .kind = SG_CALLER_ACCOUNT,
                             .arn = named->text,
                             .account = account };
    sg_levels levels;
    sg_build_node from;
    uint32_t index;
    bool loaded = sg_estate_find_account(estate, account, &index) &&
                  estate->accounts[index].has_principals;

    if (named->kind != SG_NAMED_AWS)
        return SG_OK;
    if (sg_estate_find_account(estate, account, &index))
        sg_estate_describe_account(&estate->accounts[index], &caller);
    switch (form) {
    case SG_FORM_ACCOUNT:
        if (loaded)
            return SG_OK;
        SG_TRY(sg_access_account(access, account, &from));
        break;
    case SG_FORM_USER:
    case SG_FORM_ROLE:
        if (sg_estate_find_principal(estate, named->text, &index) &&
            estate->principals[index].known)
            return SG_OK;
        caller.kind = form == SG_FORM_USER ? SG_CALLER_USER : SG_CALLER_ROLE;
        SG_TRY(sg_access_stranger(
            access, named->text,
            form == SG_FORM_USER ? SG_STR("UserAccount") : SG_STR("AccessRole"), &from));
        break;
    case SG_FORM_ANYONE:
    case SG_FORM_SESSION:
    case SG_FORM_OTHER:
        return SG_OK;
    }
    SG_TRY(sg_levels_of(estate, &caller, NULL, resource, access->scratch, &levels));
    return sg_access_write_one(access, from, resource, levels);
}

static sg_status reach_strangers(sg_access *access, const sg_estate_resource *resource)
{
    const sg_iam_policies *set = &resource->target.policies;

    for (uint32_t i = 0; i < set->count; i++) {
        for (uint32_t s = 0; s < set->items[i]->count; s++) {
            const sg_iam_statement *statement = &set->items[i]->statements[s];
            for (uint32_t p = 0; !statement->deny && !statement->not_principal &&
                                 p < statement->principal_count;
                 p++)
                SG_TRY(reach_named(access, &statement->principals[p], resource));
        }
    }
    return SG_OK;
}

/* Whether a policy or ACL of the resource is not known: what it may grant, it may grant to anybody.  Keys
 * that AWS keeps are for their account alone, whatever their policies say. */
static bool is_unread(const sg_estate_resource *resource)
{
    return resource->symbol == SG_RESOURCE_BUCKET
               ? resource->hidden_grants
               : resource->target.policies.incomplete && !resource->aws_managed;
}

/* Whether nothing is known that could limit what an unread policy grants: an inventory without any policies
 * has very many such resources. */
static bool is_unlimited(const sg_estate_resource *resource)
{
    const sg_iam_target *target = &resource->target;

    return target->policies.count == 0 && target->controls.count == 0 &&
           target->restricted == SG_FALSE && resource->point_count == 0 && !resource->key &&
           !resource->key_unknown;
}

static sg_status reach_from_internet(sg_access *access, const sg_estate_resource *resource,
                                     sg_levels *out)
{
    sg_iam_caller anyone = { .kind = SG_CALLER_ANYONE };
    sg_estate_resource asked = *resource;
    sg_build_node internet;

    asked.target.policies.incomplete = is_unread(resource);
    if (is_unread(resource) && is_unlimited(resource))
        *out = (sg_levels){ .may = sg_levels_for_others(resource->symbol) };
    else
        SG_TRY(sg_levels_of(&access->estate, &anyone, NULL, &asked, access->scratch, out));
    if ((out->may & SG_LEVELS_SHOWN) == 0)
        return SG_OK;
    SG_TRY(sg_access_internet(access, &internet));
    return sg_access_write_one(access, internet, resource, *out);
}

/* --- buckets ------------------------------------------------------------------------------ */

/* Whether what encrypts the bucket, or whom the key lets in, is not known. */
static bool has_hidden_key(const sg_estate_resource *bucket)
{
    const sg_estate_resource *key = bucket->key;

    return bucket->key_unknown || (key && !key->aws_managed && key->target.policies.incomplete);
}

/* What was not collected may grant more, or block what is granted. */
static sg_str exposure_of(const sg_estate_resource *bucket, sg_levels internet)
{
    if (internet.must)
        return SG_STR("PUBLIC");
    if (bucket->hidden_grants || bucket->hidden_fronts ||
        (internet.may && (bucket->hidden_blocks || has_hidden_key(bucket) ||
                          bucket->target.controls.incomplete)))
        return SG_STR("UNKNOWN");
    return internet.may ? SG_STR("LIMITED") : SG_STR("PRIVATE");
}

static sg_status write_exposure(sg_access *access, const sg_estate_resource *resource,
                                sg_levels internet)
{
    if (resource->symbol != SG_RESOURCE_BUCKET)
        return SG_OK;
    return sg_builder_set(access->builder, sg_builder_handle(access->builder, resource->node),
                          SG_STR("exposure"), sg_string(exposure_of(resource, internet)));
}

/* --- the whole ---------------------------------------------------------------------------- */

/* Classes, or resources that grant, as tasks. */
typedef struct reaching {
    sg_access *access;
    sg_workers workers;
    sg_access_writer writer;
    sg_access_answers *slots; /* of tasks that are under way */
    const uint32_t *granting; /* resources; NULL: the tasks are classes */
    sg_speakers speakers;     /* about them */
    sg_status status;
} reaching;

static void search(void *shared, size_t task, unsigned worker)
{
    reaching *self = shared;
    const sg_estate *estate = &self->access->estate;
    sg_access_answers *answers = &self->slots[task % self->workers.ahead];
    sg_access_search part = { estate, &self->speakers, self->workers.scratch[worker], answers };

    sg_access_clear(answers);
    answers->status =
        self->granting
            ? sg_access_search_resource(&part, &estate->resources[self->granting[task]])
            : sg_access_search_class(&part, &estate->classes[task]);
}

static sg_status take_resource(sg_access *access, const sg_estate_resource *resource)
{
    sg_levels internet = { 0, 0 };

    SG_TRY(reach_strangers(access, resource));
    if (resource->open || is_unread(resource))
        SG_TRY(reach_from_internet(access, resource, &internet));
    return write_exposure(access, resource, internet);
}

static bool take(void *shared, size_t task)
{
    reaching *self = shared;
    sg_access *access = self->access;
    const sg_access_answers *answers = &self->slots[task % self->workers.ahead];

    access->counts.access += answers->asked;
    sg_estate_rest(&access->estate, task);
    self->status = answers->status;
    if (self->status == SG_OK)
        self->status = sg_access_write(
            &self->writer, self->granting ? NULL : &access->estate.classes[task], answers);
    if (self->status == SG_OK && self->granting)
        self->status = take_resource(access, &access->estate.resources[self->granting[task]]);
    return self->status == SG_OK;
}

static sg_status reach(sg_access *access, const uint32_t *granting, size_t tasks)
{
    reaching self = { .access = access, .writer = { .access = access }, .granting = granting };
    sg_status status = sg_workers_open(access->threads, tasks, &self.workers);

    if (status == SG_OK && granting)
        status =
            sg_speakers_find(&access->estate, granting, tasks, access->scratch, &self.speakers);
    if (status == SG_OK) {
        self.slots = calloc(self.workers.ahead, sizeof *self.slots);
        status = self.slots ? sg_pipeline(self.workers.count, tasks, self.workers.ahead, search,
                                          take, &self)
                            : SG_ENOMEM;
    }
    for (size_t i = 0; self.slots && i < self.workers.ahead; i++)
        sg_access_free(&self.slots[i]);
    free(self.slots);
    sg_access_writer_close(&self.writer);
    sg_speakers_free(&self.speakers);
    sg_workers_close(&self.workers);
    return status == SG_OK ? self.status : status;
}

sg_status sg_derive_can_access(sg_access *access)
{
    const sg_estate *estate = &access->estate;
    sg_arena_mark mark = sg_arena_save(access->scratch);
    uint32_t *granting =
        sg_arena_make_array(access->scratch, uint32_t, (size_t)estate->resource_count + 1);
    size_t count = 0;

    if (!granting)
        return SG_ENOMEM;
    SG_TRY(reach(access, NULL, estate->class_count));
    for (uint32_t i = 0; i < estate->resource_count; i++) {
        if (estate->resources[i].granting)
            granting[count++] = i;
        else
            SG_TRY(take_resource(access, &estate->resources[i]));
        sg_estate_rest(estate, i);
    }
    SG_TRY(reach(access, granting, count));
    sg_arena_rewind(access->scratch, mark);
    return SG_OK;
}
