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

static sg_str copy_text(sg_sources *sources, const sg_value *value)
{
    return sg_arena_copy(sources->arena, sg_tree_text(value));
}

/* [{number: "111122223333", name: "prod"}], whatever the members are called. */
static sg_status add_accounts(sg_sources *sources, const sg_value *list, const char *number,
                              const char *name, bool listed)
{
    for (uint32_t i = 0; i < sg_tree_size(list); i++) {
        const sg_value *item = &list->list[i];
        const sg_value *state = sg_tree_member(item, "State");
        sg_source_account account = { .listed = listed };

        if (!state)
            state = sg_tree_member(item, "Status");
        if (sg_tree_is(state, SG_TYPE_STRING) &&
            !sg_str_equal(sg_value_str(*state), SG_STR("ACTIVE")))
            account.listed = false;
        account.number = copy_text(sources, sg_tree_member(item, number));
        account.name = copy_text(sources, sg_tree_member(item, name));
        if (!account.number.bytes || !account.name.bytes)
            return SG_ENOMEM;
        if (sg_is_account(account.number))
            SG_TRY(sg_array_push(&sources->accounts, account));
    }
    return SG_OK;
}

static sg_status add_regions(sg_sources *sources, sg_str account, const sg_value *list)
{
    for (uint32_t i = 0; i < sg_tree_size(list); i++) {
        const sg_value *item = &list->list[i];
        sg_str choice = sg_tree_text(sg_tree_member(item, "OptInStatus"));
        sg_source_region region = { .account = account };

        if (sg_str_equal(choice, SG_STR("not-opted-in")))
            continue;
        region.region = copy_text(sources, sg_tree_member(item, "RegionName"));
        if (!region.region.bytes)
            return SG_ENOMEM;
        if (region.region.length)
            SG_TRY(sg_array_push(&sources->regions, region));
    }
    return SG_OK;
}

/* --- who is asked ---------------------------------------------------------------------------- */

typedef sg_status witness(sg_sources *sources, const sg_source_file *file,
                          const sg_value *body);

static sg_status hear_identity(sg_sources *sources, const sg_source_file *file,
                               const sg_value *body)
{
    sg_source_group *group = &sources->groups.items[file->group];
    sg_str account = copy_text(sources, sg_tree_member(body, "Account"));

    if (!account.bytes)
        return SG_ENOMEM;
    if (sg_is_account(account) && !group->account.length)
        group->account = account;
    return SG_OK;
}

static sg_status hear_organisation(sg_sources *sources, const sg_source_file *file,
                                   const sg_value *body)
{
    (void)file;
    return add_accounts(sources, sg_tree_member(body, "Accounts"), "Id", "Name", true);
}

static sg_status hear_configuration(sg_sources *sources, const sg_source_file *file,
                                    const sg_value *body)
{
    (void)file;
    return add_accounts(sources, sg_tree_member(body, "accounts"), "id", "name", false);
}

static sg_status hear_regions(sg_sources *sources, const sg_source_file *file,
                              const sg_value *body)
{
    return add_regions(sources, sg_sources_account(sources, file),
                       sg_tree_member(body, "Regions"));
}

/* Reads a file and lets the witness speak; what cannot be read is passed over. */
static sg_status ask(sg_sources *sources, const sg_source_file *file, witness *hear)
{
    sg_document document;
    sg_arena *arena;

    SG_TRY(sg_arena_new(0, &arena));
    sg_status status = sg_document_read(file->path, file->name, arena, &document, NULL);
    if (status == SG_OK && document.kind == SG_ANSWER_BODY)
        status = hear(sources, file, document.body);
    sg_arena_free(arena);
    return status == SG_ENOMEM ? status : SG_OK;
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
static void listen(poll *self, const sg_value *value)
{
    sg_arn arn;

    for (uint32_t i = 0; i < sg_tree_size(value); i++)
        listen(self, &value->list[i]);
    for (uint32_t i = 0; i < sg_tree_members(value); i++) {
        const sg_entry *member = &value->map[i];

        if (sg_str_equal(member->key, SG_STR("OwnerId")))
            vote(self, sg_tree_text(&member->value));
        listen(self, &member->value);
    }
    if (sg_arn_split(sg_tree_text(value), &arn))
        vote(self, arn.account);
}

/* Asks the files of a group. */
static sg_status hear_group(const sg_sources *sources, uint32_t index, sg_arena *arena,
                            poll *votes)
{
    size_t asked = 0;

    for (size_t i = sources->groups.items[index].first;
         i < sources->groups.items[index].last && asked < MAX_WITNESSES; i++) {
        const sg_source_file *file = &sources->files.items[i];
        sg_document document;

        if (file->group != index || !file->layout.operation.length)
            continue;
        asked++;
        sg_arena_reset(arena);
        sg_status status = sg_parse_sample(file, arena, &document);
        if (status == SG_ENOMEM)
            return status;
        if (status == SG_OK)
            listen(votes, document.body);
    }
    return SG_OK;
}

static sg_status poll_group(sg_sources *sources, uint32_t index)
{
    poll votes = { .count = 0 };
    size_t best = 0;
    sg_arena *arena;

    SG_TRY(sg_arena_new(0, &arena));
    sg_status status = hear_group(sources, index, arena, &votes);
    sg_arena_free(arena);
    if (status != SG_OK || !votes.count)
        return status;
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
