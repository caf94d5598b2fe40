/* census.c - the few answers that tell whose the others are, read ahead of them.
 *
 * A file that is malformed counts for nothing here; the load meets it again and reports it.
 */
#include "ingest/census.h"

#include "ingest/call.h"
#include "ingest/document.h"
#include "ingest/parse.h"
#include "ingest/recognise.h"

/* How many files of a folder are asked for the number they mention most. */
enum { MAX_WITNESSES = 48, MAX_CANDIDATES = 64 };

static bool is_call(const sg_source_file *file, const char *service, const char *operation)
{
    return (!file->layout.service.length ||
            sg_str_equal(file->layout.service, sg_str_of(service))) &&
           sg_operation_same(file->layout.operation, sg_str_of(operation));
}

static bool is_configuration(const sg_source_file *file)
{
    return sg_str_equal(file->name, SG_STR("config.json")) ||
           sg_str_ends(file->name, SG_STR("/config.json")) ||
           sg_str_ends(file->name, SG_STR(":config.json"));
}

static sg_str copy_text(sg_sources *sources, const json_t *value)
{
    sg_str text = { json_string_value(value), json_string_length(value) };

    return json_is_string(value) ? sg_arena_copy(sources->arena, text) : SG_STR("");
}

/* [{number: "111122223333", name: "prod"}], whatever the members are called. */
static sg_status add_accounts(sg_sources *sources, const json_t *list, const char *number,
                              const char *name, bool listed)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const json_t *state = json_object_get(item, "State");
        sg_source_account account = { .listed = listed };

        if (!state)
            state = json_object_get(item, "Status");
        if (json_is_string(state) &&
            !sg_str_equal(sg_str_of(json_string_value(state)), SG_STR("ACTIVE")))
            account.listed = false;
        account.number = copy_text(sources, json_object_get(item, number));
        account.name = copy_text(sources, json_object_get(item, name));
        if (!account.number.bytes || !account.name.bytes)
            return SG_ENOMEM;
        if (sg_is_account(account.number))
            SG_TRY(sg_array_push(&sources->accounts, account));
    }
    return SG_OK;
}

static sg_status add_regions(sg_sources *sources, sg_str account, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const json_t *choice = json_object_get(item, "OptInStatus");
        sg_source_region region = { .account = account };

        if (json_is_string(choice) &&
            sg_str_equal(sg_str_of(json_string_value(choice)), SG_STR("not-opted-in")))
            continue;
        region.region = copy_text(sources, json_object_get(item, "RegionName"));
        if (!region.region.bytes)
            return SG_ENOMEM;
        if (region.region.length)
            SG_TRY(sg_array_push(&sources->regions, region));
    }
    return SG_OK;
}

/* --- who is asked ---------------------------------------------------------------------------- */

typedef sg_status witness(sg_sources *sources, const sg_source_file *file, const json_t *body);

static sg_status hear_identity(sg_sources *sources, const sg_source_file *file,
                               const json_t *body)
{
    sg_source_group *group = &sources->groups.items[file->group];
    sg_str account = copy_text(sources, json_object_get(body, "Account"));

    if (!account.bytes)
        return SG_ENOMEM;
    if (sg_is_account(account) && !group->account.length)
        group->account = account;
    return SG_OK;
}

static sg_status hear_organisation(sg_sources *sources, const sg_source_file *file,
                                   const json_t *body)
{
    (void)file;
    return add_accounts(sources, json_object_get(body, "Accounts"), "Id", "Name", true);
}

static sg_status hear_configuration(sg_sources *sources, const sg_source_file *file,
                                    const json_t *body)
{
    (void)file;
    return add_accounts(sources, json_object_get(body, "accounts"), "id", "name", false);
}

static sg_status hear_regions(sg_sources *sources, const sg_source_file *file,
                              const json_t *body)
{
    return add_regions(sources, sg_sources_account(sources, file),
                       json_object_get(body, "Regions"));
}

/* Reads a file and lets the witness speak; what cannot be read is passed over. */
static sg_status ask(sg_sources *sources, const sg_source_file *file, witness *hear)
{
    sg_document document;
    sg_status status = sg_document_read(file->path, file->name, &document, NULL);

    if (status == SG_ENOMEM)
        return status;
    if (status != SG_OK)
        return SG_OK;
    status = document.kind == SG_ANSWER_BODY ? hear(sources, file, document.body) : SG_OK;
    sg_document_free(&document);
    return status;
}

/* --- the number mentioned most --------------------------------------------------------------- */

typedef struct poll {
    char number[MAX_CANDIDATES][12];
    uint32_t votes[MAX_CANDIDATES];
    size_t count;
} poll;

static void vote(poll *self, sg_str account)
{
    if (!sg_is_account(account))
        return;
    for (size_t i = 0; i < self->count; i++) {
        if (sg_str_equal((sg_str){ self->number[i], 12 }, account)) {
            self->votes[i]++;
            return;
        }
    }
    if (self->count == MAX_CANDIDATES)
        return;
    for (size_t i = 0; i < 12; i++)
        self->number[self->count][i] = account.bytes[i];
    self->votes[self->count++] = 1;
}

/* Documents nest SG_DOCUMENT_DEPTH levels at most, so this recursion ends. */
static void listen(poll *self, const json_t *value)
{
    sg_arn arn;

    if (json_is_array(value))
        for (size_t i = 0; i < json_array_size(value); i++)
            listen(self, json_array_get(value, i));
    if (json_is_object(value)) {
        json_t *member, *object = (json_t *)(uintptr_t)value; /* only read */
        const char *key;

        json_object_foreach(object, key, member)
        {
            if (sg_str_equal(sg_str_of(key), SG_STR("OwnerId")))
                vote(self, sg_str_of(json_string_value(member)));
            listen(self, member);
        }
    }
    if (json_is_string(value) &&
        sg_arn_split((sg_str){ json_string_value(value), json_string_length(value) }, &arn))
        vote(self, arn.account);
}

static sg_status poll_group(sg_sources *sources, uint32_t index)
{
    poll votes = { .count = 0 };
    size_t asked = 0, best = 0;

    for (size_t i = sources->groups.items[index].first;
         i < sources->groups.items[index].last && asked < MAX_WITNESSES; i++) {
        const sg_source_file *file = &sources->files.items[i];
        sg_document document;

        if (file->group != index || !file->layout.operation.length)
            continue;
        asked++;
        sg_status status = sg_parse_sample(file, &document);
        if (status == SG_ENOMEM)
            return status;
        if (status != SG_OK)
            continue;
        listen(&votes, document.body);
        sg_document_free(&document);
    }
    if (!votes.count)
        return SG_OK;
    for (size_t i = 1; i < votes.count; i++)
        if (votes.votes[i] > votes.votes[best])
            best = i;
    sg_str account = sg_arena_copy(sources->arena, (sg_str){ votes.number[best], 12 });
    sources->groups.items[index].account = account;
    return account.bytes ? SG_OK : SG_ENOMEM;
}

static sg_status settle_group(sg_sources *sources, uint32_t index)
{
    sg_source_group *group = &sources->groups.items[index];

    for (size_t i = 0; i < sources->accounts.count && !group->account.length; i++)
        if (group->name.length && sg_str_equal(sources->accounts.items[i].name, group->name))
            group->account = sources->accounts.items[i].number;
    return group->account.length ? SG_OK : poll_group(sources, index);
}

sg_status sg_census_take(sg_sources *sources, sg_error *err)
{
    sg_status status = SG_OK;

    for (size_t i = 0; i < sources->files.count && status == SG_OK; i++) {
        const sg_source_file *file = &sources->files.items[i];

        if (is_call(file, "sts", "GetCallerIdentity"))
            status = ask(sources, file, hear_identity);
        else if (is_call(file, "organizations", "ListAccounts"))
            status = ask(sources, file, hear_organisation);
        else if (is_configuration(file))
            status = ask(sources, file, hear_configuration);
    }
    for (uint32_t i = 0; i < sources->groups.count && status == SG_OK; i++)
        if (sources->groups.items[i].wanted)
            status = settle_group(sources, i);
    for (size_t i = 0; i < sources->files.count && status == SG_OK; i++)
        if (is_call(&sources->files.items[i], "ec2", "DescribeRegions"))
            status = ask(sources, &sources->files.items[i], hear_regions);
    return status == SG_OK ? SG_OK : sg_fail_memory(err);
}
