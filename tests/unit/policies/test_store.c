/* test_store.c - issues from one check to the next: opened, stale, resolved, reopened. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policies/store.h"

/* One policy, one issue of account A whose path goes through account B. */
typedef struct {
    char folder[32], path[64];
    sg_policy policy;
    sg_resource hops[2];
    sg_issue issue;
    const sg_issue *issues[1];
    sg_policy_outcome outcome;
    sg_check check;
    sg_store_call calls[3]; /* of A, of B, and a spare */
    sg_store_counts counts;
} world;

static void begin(world *self)
{
    *self = (world){ .folder = "/tmp/secgraph-store-XXXXXX" };
    cr_assert(mkdtemp(self->folder));
    snprintf(self->path, sizeof self->path, "%s/state.db", self->folder);
    self->policy = (sg_policy){ .id = SG_STR("P-1"), .name = SG_STR("it's \"one\"") };
    self->hops[0] = (sg_resource){ .id = SG_STR("i-1"), .account = SG_STR("A") };
    self->hops[1] = (sg_resource){ .id = SG_STR("role"), .account = SG_STR("B") };
    self->issue = (sg_issue){ .policy = &self->policy,
                              .resource = self->hops[0],
                              .severity = SG_HIGH,
                              .score = { .points = 77 },
                              .paths = { { .hops = self->hops, .count = 2 } },
                              .paths_kept = 1 };
    memset(self->issue.fingerprint, 'f', SG_FINGERPRINT_HEX);
    self->issues[0] = &self->issue;
    self->outcome = (sg_policy_outcome){ .policy = &self->policy };
    self->check = (sg_check){
        .issues = self->issues, .issue_count = 1, .outcomes = &self->outcome, .outcome_count = 1
    };
    self->calls[0] = (sg_store_call){ SG_STR("A"), SG_STR("r"), SG_STR("c"), true };
    self->calls[1] = (sg_store_call){ SG_STR("B"), SG_STR("r"), SG_STR("c"), true };
    self->calls[2] = (sg_store_call){ SG_STR("C"), SG_STR("r"), SG_STR("c"), true };
}

static void end(world *self)
{
    unlink(self->path);
    rmdir(self->folder);
}

static void update(world *self, bool found, size_t calls, int64_t now)
{
    sg_error err = { .status = SG_OK };
    sg_store *store = NULL;
    self->check.issue_count = found;
    cr_assert_eq(sg_store_open(self->path, &store, &err), SG_OK, "%s", err.message);
    cr_assert_eq(
        sg_store_update(store, &self->check, self->calls, calls, now, &self->counts, &err),
        SG_OK, "%s", err.message);
    sg_store_close(store);
}

typedef struct {
    sg_store_issue issue;
    unsigned count;
} sg_seen;

static sg_status take(void *user, const sg_store_issue *issue)
{
    sg_seen *self = user;
    self->issue = *issue;
    self->count++;
    cr_assert(sg_str_equal(issue->title, SG_STR("it's \"one\"")));
    cr_assert(sg_str_equal(issue->resource, SG_STR("i-1")));
    return SG_OK;
}

static sg_store_issue only(world *self)
{
    sg_seen seen = { .count = 0 };
    sg_store *store = NULL;
    cr_assert_eq(sg_store_open(self->path, &store, NULL), SG_OK);
    cr_assert_eq(sg_store_each(store, take, &seen, NULL), SG_OK);
    sg_store_close(store);
    cr_assert_eq(seen.count, 1);
    return seen.issue;
}

Test(store, keeps_first_and_last_sighting)
{
    world self;
    begin(&self);
    update(&self, true, 2, 100);
    cr_assert_eq(self.counts.opened, 1);
    update(&self, true, 2, 200);
    cr_assert_eq(self.counts.opened, 0);
    sg_store_issue issue = only(&self);
    cr_assert(issue.first_seen == 100 && issue.last_seen == 200);
    cr_assert(!issue.resolved && !issue.stale && issue.reopened == 0);
    cr_assert(issue.severity == SG_HIGH && issue.score == 77);
    end(&self);
}

Test(store, resolves_when_all_was_read_again)
{
    world self;
    begin(&self);
    update(&self, true, 2, 100);
    update(&self, false, 2, 100); /* within one second, too */
    cr_assert_eq(self.counts.resolved, 1);
    sg_store_issue issue = only(&self);
    cr_assert(issue.resolved && issue.resolved_at == 100);
    update(&self, false, 2, 150);
    cr_assert_eq(self.counts.resolved, 0, "it is resolved already");
    update(&self, true, 2, 200);
    cr_assert(self.counts.reopened == 1 && self.counts.opened == 0);
    issue = only(&self);
    cr_assert(!issue.resolved && issue.reopened == 1);
    cr_assert(issue.first_seen == 100 && issue.last_seen == 200);
    end(&self);
}

Test(store, a_call_that_failed_is_no_fix)
{
    world self;
    begin(&self);
    update(&self, true, 2, 100);
    self.calls[0].complete = false;
    update(&self, false, 2, 200);
    cr_assert(self.counts.resolved == 0 && self.counts.stale == 1);
    cr_assert(only(&self).stale);
    self.calls[0].complete = true;
    self.calls[2] = (sg_store_call){ SG_STR(""), SG_STR(""), SG_STR("-"), false };
    update(&self, false, 3, 300);
    cr_assert(only(&self).stale, "a broken file of no known account may have been about it");
    update(&self, false, 2, 400);
    cr_assert(only(&self).resolved);
    end(&self);
}

Test(store, a_call_that_was_not_made_is_no_fix)
{
    world self;
    begin(&self);
    update(&self, true, 2, 100);
    update(&self, false, 1, 200); /* B on the path is not collected */
    cr_assert(only(&self).stale);
    update(&self, false, 0, 300);
    cr_assert(only(&self).stale);
    update(&self, true, 2, 400);
    cr_assert(!only(&self).stale);
    cr_assert_eq(self.counts.reopened, 0, "stale issues were open all the time");
    end(&self);
}

Test(store, accounts_that_nobody_collects_do_not_matter)
{
    world self;
    begin(&self);
    update(&self, true, 1, 100); /* B is somebody else's account */
    update(&self, false, 1, 200);
    cr_assert(only(&self).resolved);
    end(&self);
}

Test(store, other_accounts_do_not_matter)
{
    world self;
    begin(&self);
    update(&self, true, 3, 100);
    self.calls[2].complete = false;
    update(&self, false, 3, 200);
    cr_assert(only(&self).resolved);
    end(&self);
}

Test(store, a_policy_that_was_not_evaluated_resolves_nothing)
{
    world self;
    begin(&self);
    update(&self, true, 2, 100);
    self.outcome.error.status = SG_ELIMIT;
    update(&self, false, 2, 200);
    cr_assert(only(&self).stale);
    self.check.outcome_count = 0;
    update(&self, false, 2, 300);
    cr_assert(only(&self).stale);
    end(&self);
}

Test(store, refuses_other_files)
{
    world self;
    sg_error err = { .status = SG_OK };
    sg_store *store = NULL;
    begin(&self);
    FILE *file = fopen(self.path, "w");
    cr_assert(file);
    for (int i = 0; i < 200; i++)
        fputs("this is no database at all\n", file);
    fclose(file);
    cr_assert_eq(sg_store_open(self.path, &store, &err), SG_ECORRUPT);
    cr_assert_str_eq(err.source, self.path);
    sg_error_clear(&err);
    cr_assert_eq(sg_store_open("/nowhere/at/all/state.db", &store, &err), SG_EIO);
    cr_assert_null(store);
    end(&self);
}
