/* test_access_oracle.c - CAN_ACCESS of random small estates against an evaluator that knows no shortcut.
 *
 * The oracle reads the same statements as data, not as documents, and tries every object of a small
 * world one by one:
 *
 *     read  = some key of the world is allowed and not denied, on every level that must allow
 *
 * No classes, groups, witnesses or spans.  SG_ORACLE_ESTATES sets how many estates; the seed of the
 * first is SG_ORACLE_SEED.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/derive/read.h"
#include "tests/unit/ingest/derive/small_estate.h"

#define A "111111111111"
#define ESTATES 60
#define ROLES 16
#define ALIKE 8 /* roles with the same policies: enough for spans */
#define BUCKETS 12
#define STATEMENTS 4

static const char *const bucket_names[BUCKETS] = { "a",     "ab",     "abc",    "b",
                                                   "b-log", "b-prod", "c-log",  "c-prod",
                                                   "log",   "prod",   "prod-b", "x" };
/* Keys are a folder and an ending.  What one pattern or several together can tell apart is among them. */
static const char *const folders[] = { "/", "/klog/", "/log/", "/b/log/" };
static const char *const endings[] = { "k", "k.csv", "prod", "k-log" };
static const char *const patterns[] = {
    "*",     "a*",      "ab/*",     "*log/*", "b-*",     "*prod",  "*/log/*",  "*.csv",
    "*-log", "b?log/*", "a*/*.csv", "?/*",    "c-prod*", "prod/*", "*b*/log/*"
};
static const char *const actions[] = { "s3:GetObject", "s3:Get*", "s3:*",
                                       "s3:PutObject", "*",       "s3:DeleteBucket" };

typedef struct rule {
    bool deny, not_resource, not_action;
    const char *action, *pattern;
} rule;

typedef struct rules {
    rule items[STATEMENTS];
    unsigned count;
    bool present;
} rules;

typedef struct world {
    uint64_t state;
    rules identity[ROLES], boundary[ROLES], scp, bucket[BUCKETS];
} world;

static unsigned pick(world *in, unsigned count)
{
    in->state = in->state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(in->state >> 33) % count;
}

static rules make_rules(world *in, bool denies_only)
{
    rules made = { .count = 1 + pick(in, STATEMENTS), .present = true };

    for (unsigned i = 0; i < made.count; i++)
        made.items[i] = (rule){ .deny = denies_only || pick(in, 3) == 0,
                                .not_resource = pick(in, 8) == 0,
                                .not_action = pick(in, 10) == 0,
                                .action = actions[pick(in, SG_COUNT(actions))],
                                .pattern = patterns[pick(in, SG_COUNT(patterns))] };
    return made;
}

/* --- the estate --------------------------------------------------------------------------- */

static void write_rules(char *out, size_t room, const rules *made, const char *principal)
{
    size_t length = 0;

    for (unsigned i = 0; i < made->count; i++) {
        const rule *one = &made->items[i];
        length += (size_t)snprintf(
            out + length, room - length, "%s{'Effect':'%s',%s'%s':'%s','%s':'arn:aws:s3:::%s'}",
            i ? "," : "", one->deny ? "Deny" : "Allow", principal,
            one->not_action ? "NotAction" : "Action", one->action,
            one->not_resource ? "NotResource" : "Resource", one->pattern);
    }
}

static void role_arn(unsigned role, char *out, size_t room)
{
    (void)snprintf(out, room, "arn:aws:iam::" A ":role/r%02u", role);
}

static void make_estate(world *in, small_estate *at)
{
    char text[2048];
    char arn[64];

    estate_begin(at);
    estate_account(at, A, NULL);
    in->scp = make_rules(in, true);
    in->scp.items[0] = (rule){ .action = "*", .pattern = "*" };
    estate_node(at, "OrganizationalUnit Resource", "r-1");
    estate_edge(at, "r-1", "CONTAINS", A);
    estate_policy(at, "r-1", "scp", "{'Effect':'Allow','Action':'*','Resource':'*'}");
    write_rules(text, sizeof text, &in->scp, "");
    estate_policy(at, A, "scp", text);
    estate_collected(at, A, "global", "iam:GetAccountAuthorizationDetails");
    for (unsigned r = 0; r < ROLES; r++) {
        bool new = r % ALIKE == 0;
        role_arn(r, arn, sizeof arn);
        estate_role(at, arn, NULL);
        in->identity[r] = new ? make_rules(in, false) : in->identity[r - 1];
        write_rules(text, sizeof text, &in->identity[r], "");
        estate_policy(at, arn, "identity", text);
        in->boundary[r] = new ? make_rules(in, false) : in->boundary[r - 1];
        in->boundary[r].present = r < ALIKE;
        write_rules(text, sizeof text, &in->boundary[r], "");
        if (in->boundary[r].present)
            estate_policy(at, arn, "boundary", text);
    }
    for (unsigned b = 0; b < BUCKETS; b++) {
        (void)snprintf(arn, sizeof arn, "arn:aws:s3:::%s", bucket_names[b]);
        estate_bucket(at, arn, A);
        in->bucket[b] = make_rules(in, true);
        in->bucket[b].present = pick(in, 4) == 0;
        write_rules(text, sizeof text, &in->bucket[b], "'Principal':'*',");
        if (in->bucket[b].present)
            estate_policy(at, arn, "resource", text);
    }
    estate_derive(at);
}

/* --- the oracle --------------------------------------------------------------------------- */

static bool matches(const char *pattern, const char *text)
{
    if (*pattern == '*')
        return matches(pattern + 1, text) || (*text && matches(pattern, text + 1));
    if (!*text)
        return !*pattern;
    return (*pattern == '?' || *pattern == *text) && matches(pattern + 1, text + 1);
}

static bool says(const rules *set, bool deny, const char *action, const char *resource)
{
    for (unsigned i = 0; i < set->count; i++) {
        const rule *one = &set->items[i];
        if (one->deny == deny && matches(one->action, action) != one->not_action &&
            matches(one->pattern, resource) != one->not_resource)
            return true;
    }
    return false;
}

static bool allowed(const world *in, unsigned role, unsigned bucket, const char *action,
                    const char *resource)
{
    const rules *boundary = in->boundary[role].present ? &in->boundary[role] : NULL;
    const rules *own = in->bucket[bucket].present ? &in->bucket[bucket] : NULL;

    return says(&in->identity[role], false, action, resource) &&
           !says(&in->identity[role], true, action, resource) &&
           says(&in->scp, false, action, resource) && !says(&in->scp, true, action, resource) &&
           (!boundary || (says(boundary, false, action, resource) &&
                          !says(boundary, true, action, resource))) &&
           (!own || !says(own, true, action, resource));
}

static bool some_object(const world *in, unsigned role, unsigned bucket, const char *action)
{
    char resource[64];

    for (size_t f = 0; f < SG_COUNT(folders); f++) {
        for (size_t e = 0; e < SG_COUNT(endings); e++) {
            (void)snprintf(resource, sizeof resource, "%s%s%s", bucket_names[bucket],
                           folders[f], endings[e]);
            if (allowed(in, role, bucket, action, resource))
                return true;
        }
    }
    return false;
}

static void expect_text(const world *in, unsigned role, unsigned bucket, char *out, size_t room)
{
    const char *name = bucket_names[bucket];
    bool read = some_object(in, role, bucket, "s3:GetObject") ||
                some_object(in, role, bucket, "s3:GetObjectVersion");
    bool write = some_object(in, role, bucket, "s3:PutObject") ||
                 some_object(in, role, bucket, "s3:DeleteObject") ||
                 some_object(in, role, bucket, "s3:DeleteObjectVersion");
    bool admin = allowed(in, role, bucket, "s3:PutBucketPolicy", name) ||
                 allowed(in, role, bucket, "s3:PutBucketAcl", name) ||
                 allowed(in, role, bucket, "s3:PutBucketPublicAccessBlock", name) ||
                 allowed(in, role, bucket, "s3:DeleteBucket", name);
    const char *separators[] = { read ? " " : "", read || write ? " " : "" };

    out[0] = '\0';
    if (read || write || admin)
        (void)snprintf(out, room, "%s%s%s%s%s: must", read ? "read" : "",
                       write ? separators[0] : "", write ? "write" : "",
                       admin ? separators[1] : "", admin ? "admin" : "");
}

static unsigned setting(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);

    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

Test(access_oracle, derivation_agrees_with_trying_everything, .timeout = 3600)
{
    unsigned estates = setting("SG_ORACLE_ESTATES", ESTATES);
    unsigned first = setting("SG_ORACLE_SEED", 1);

    for (unsigned seed = first; seed < first + estates; seed++) {
        world in = { .state = seed };
        small_estate at;

        make_estate(&in, &at);
        for (unsigned r = 0; r < ROLES; r++) {
            for (unsigned b = 0; b < BUCKETS; b++) {
                char wanted[64];
                char role[64];
                char arn[64];
                role_arn(r, role, sizeof role);
                expect_text(&in, r, b, wanted, sizeof wanted);
                (void)snprintf(arn, sizeof arn, "arn:aws:s3:::%s", bucket_names[b]);
                cr_expect_str_eq(estate_access(&at, role, arn), wanted,
                                 "seed %u: %s to %s: `%s`, the oracle says `%s`", seed, role,
                                 arn, estate_access(&at, role, arn), wanted);
            }
        }
        estate_end(&at);
    }
}
