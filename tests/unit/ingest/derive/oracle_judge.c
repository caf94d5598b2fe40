/* oracle_judge.c - Kleene's logic over enumerated objects and choices. */
#include "tests/unit/ingest/derive/oracle_judge.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/base.h"
#include "tests/unit/ingest/derive/oracle_request.h"

/* Names of objects: what any patterns of a world together can tell apart is among them. */
static const char *const folders[] = { "/",     "/ann/",   "/bob/",  "/cid/",   "/zz/",
                                       "/red-", "/red-a/", "/blue-", "/blue-a/" };
static const char *const middles[] = { "", "x/log/", "log-" };
static const char *const endings[] = { "k", "k.csv" };

/* --- statements --------------------------------------------------------------------------- */

static oracle_truth covers_resource(const oracle_request *asked, const world_rule *rule)
{
    oracle_truth any = NO;

    for (unsigned i = 0; i < rule->pattern_count; i++) {
        char pattern[256];
        oracle_key_state state =
            oracle_expand(asked, rule->patterns[i], pattern, sizeof pattern);
        oracle_truth one = oracle_of(oracle_glob(pattern, asked->resource, false));

        if (state != KNOWN && one == YES)
            one = state == ABSENT && !rule->deny && !rule->not_resource ? NO : PERHAPS;
        else if (one == YES && !rule->deny && !rule->not_resource &&
                 strcmp(pattern, "*") != 0 && !oracle_glob_parts(pattern, asked->resource))
            one = PERHAPS; /* only across the colons */
        any = oracle_either(any, one);
    }
    if (rule->pattern_count == 0)
        return YES;
    return rule->not_resource ? oracle_negate(any) : any;
}

static bool covers_action(const oracle_request *asked, const world_rule *rule)
{
    bool action = false;

    for (unsigned i = 0; i < rule->action_count; i++)
        action = action || oracle_glob(rule->actions[i], asked->action, true);
    return action != rule->not_action;
}

static oracle_truth applies(const oracle_request *asked, const world_rule *rule)
{
    oracle_truth truth;

    if (!covers_action(asked, rule))
        return NO;
    truth = covers_resource(asked, rule);
    for (unsigned i = 0; i < rule->condition_count && truth != NO; i++)
        truth =
            oracle_both(truth, oracle_condition_holds(asked, &rule->conditions[i], rule->deny));
    return truth;
}

typedef struct said {
    oracle_truth allow, deny;
} said;

static said read_rules(const oracle_request *asked, const world_rules *rules, said so_far)
{
    if (rules->present && rules->unreadable)
        so_far.deny = oracle_either(so_far.deny, PERHAPS);
    for (unsigned i = 0; rules->present && !rules->unreadable && i < rules->count; i++) {
        oracle_truth truth = applies(asked, &rules->items[i]);
        if (rules->items[i].deny)
            so_far.deny = oracle_either(so_far.deny, truth);
        else
            so_far.allow = oracle_either(so_far.allow, truth);
    }
    return so_far;
}

/* What limits others may allow all, when nobody knows what it says. */
static said read_limit(const oracle_request *asked, const world_rules *rules)
{
    said found = read_rules(asked, rules, (said){ NO, NO });

    if (rules->unreadable)
        found.allow = oracle_either(found.allow, PERHAPS);
    return found;
}

/* --- principals --------------------------------------------------------------------------- */

enum {
    NAMED_ANYONE = 1,
    NAMED_ACCOUNT = 2,
    NAMED_USER = 4,
    NAMED_ROLE = 8,
    NAMED_SESSION = 16,
    NAMED_BY_SESSION = 32 /* whether it is meant hangs on the name of its session */
};

/* Whether the text is the beginning, the account and what follows. */
static bool is_written(const char *text, const char *begin, const char *account,
                       const char *follows)
{
    size_t length = strlen(begin);
    size_t digits = strlen(account);

    return strncmp(text, begin, length) == 0 && strncmp(text + length, account, digits) == 0 &&
           strcmp(text + length + digits, follows) == 0;
}

static unsigned name_of(const world_principal *who, const char *text)
{
    const char *account = who ? world_accounts[who->account] : "";
    char session[64];

    if (strcmp(text, "*") == 0)
        return NAMED_ANYONE;
    if (!who)
        return 0;
    if (strcmp(text, account) == 0 || is_written(text, "arn:aws:iam::", account, ":root"))
        return NAMED_ACCOUNT;
    if (strcmp(text, who->arn) == 0)
        return who->role ? NAMED_ROLE : NAMED_USER;
    if (!who->role || !strstr(text, ":assumed-role/"))
        return 0;
    (void)snprintf(session, sizeof session, ":assumed-role/%s/s", who->name);
    return is_written(text, "arn:aws:sts::", account, session) ? NAMED_SESSION : 0;
}

/* NotPrincipal spares whom it lists; in a deny only together with the account, and of a role the listed
 * session only. */
static unsigned names(const oracle_request *asked, const world_rule *rule)
{
    bool role = asked->who && asked->who->role;
    unsigned both = NAMED_ROLE | NAMED_SESSION;
    unsigned found = 0;

    for (unsigned i = 0; i < rule->principal_count; i++)
        found |= name_of(asked->who, rule->principals[i]);
    if (!rule->not_principal)
        return found;
    if (found & NAMED_ANYONE)
        return 0;
    if (role && rule->deny)
        return NAMED_ANYONE |
               ((found & both) == both && (found & NAMED_ACCOUNT) ? NAMED_BY_SESSION : 0);
    if (role)
        return NAMED_ANYONE | (found & both ? NAMED_BY_SESSION : 0);
    if (!(found & NAMED_USER) || (rule->deny && !(found & NAMED_ACCOUNT)))
        return NAMED_ANYONE;
    return 0;
}

/* --- the decision ------------------------------------------------------------------------- */

static said read_guardrails(const oracle_request *asked)
{
    const world_principal *who = asked->who;
    said all = { YES, NO };

    if (!who || who->service_linked || (who->account == 1 && asked->in->managed))
        return all;
    for (unsigned l = 0; l < WORLD_LEVELS - who->account; l++) {
        said level = read_limit(asked, &asked->in->scp[who->account][l]);
        all.allow = oracle_both(all.allow, level.allow);
        all.deny = oracle_either(all.deny, level.deny);
    }
    return all;
}

typedef struct resource_side {
    oracle_truth anyone, account, user, role, session, deny;
} resource_side;

static void note(oracle_truth *place, unsigned named, unsigned bit, oracle_truth truth)
{
    if (named & bit)
        *place = oracle_either(*place, truth);
}

static resource_side read_resource(const oracle_request *asked)
{
    const world_rules *rules = asked->policy;
    resource_side side = { .deny = rules->present && rules->unreadable ? PERHAPS : NO };

    for (unsigned i = 0; rules->present && !rules->unreadable && i < rules->count; i++) {
        const world_rule *rule = &rules->items[i];
        unsigned named = names(asked, rule);
        oracle_truth truth = named ? applies(asked, rule) : NO;

        if (named & NAMED_BY_SESSION)
            truth = oracle_both(truth, PERHAPS);
        if (rule->deny) {
            side.deny = oracle_either(side.deny, truth);
            continue;
        }
        note(&side.anyone, named, NAMED_ANYONE, truth);
        note(&side.account, named, NAMED_ACCOUNT, truth);
        note(&side.user, named, NAMED_USER, truth);
        note(&side.role, named, NAMED_ROLE, truth);
        note(&side.session, named, NAMED_SESSION, truth);
    }
    return side;
}

static oracle_truth granted(const oracle_request *asked, said own, oracle_truth boundary,
                            const resource_side *side)
{
    oracle_truth identity = oracle_both(own.allow, boundary);
    oracle_truth delegated = side->account;
    bool unread = asked->policy->present && asked->policy->unreadable;
    oracle_truth anyone = side->anyone;

    /* What nobody can read may let in anybody; of a resource itself the internet's edge tells that. */
    if (unread && (asked->via || !asked->who))
        anyone = oracle_either(anyone, PERHAPS);
    if (!asked->who)
        return anyone;
    if (asked->who->account != asked->account)
        return oracle_both(
            identity,
            oracle_either(oracle_either(anyone, side->account),
                          oracle_either(side->user, oracle_either(side->role, side->session))));
    if (unread)
        delegated = oracle_either(delegated, PERHAPS);
    if (asked->required)
        identity = oracle_both(identity, delegated);
    return oracle_either(oracle_either(identity, oracle_either(side->user, side->session)),
                         oracle_either(oracle_both(side->role, boundary),
                                       oracle_both(anyone, boundary == YES ? YES : PERHAPS)));
}

/* An operation that the service keeps for the account of the resource, asked by another. */
static bool is_kept_from_others(const oracle_request *asked)
{
    static const char *const kept[] = { "kms:PutKeyPolicy",        "kms:DisableKey",
                                        "kms:ScheduleKeyDeletion", "s3:PutBucketPolicy",
                                        "sqs:AddPermission",       "sqs:SetQueueAttributes",
                                        "sqs:DeleteQueue" };

    for (size_t i = 0; i < SG_COUNT(kept); i++)
        if (strcmp(asked->action, kept[i]) == 0)
            return !asked->who || asked->who->account != asked->account;
    return false;
}

static oracle_truth decide(const oracle_request *asked)
{
    const world_principal *who = asked->who;
    const world *in = asked->in;
    said own = { NO, NO };
    said bounds = { YES, NO };
    said controls = { NO, NO };
    said guardrails;
    resource_side side = read_resource(asked);
    oracle_truth grant, deny;

    if (who) {
        own = read_rules(asked, &who->identity, own);
        if (who->grouped)
            own = read_rules(asked, &in->group, own);
        if (who->boundary.present)
            bounds = read_limit(asked, &who->boundary);
    }
    grant = is_kept_from_others(asked) ? NO : granted(asked, own, bounds.allow, &side);
    if (grant == NO)
        return NO;
    guardrails = read_guardrails(asked);
    if (!(who && who->service_linked) && !(asked->account == 1 && in->managed))
        controls = read_rules(asked, &in->rcp[asked->account], controls);
    deny =
        oracle_either(oracle_either(own.deny, bounds.deny),
                      oracle_either(oracle_either(guardrails.deny, controls.deny), side.deny));
    return oracle_both(oracle_both(grant, guardrails.allow), oracle_negate(deny));
}

/* --- trying everything -------------------------------------------------------------------- */

static bool reads_choices(const world_rules *rules, const char *key)
{
    for (unsigned i = 0; rules->present && i < rules->count; i++)
        for (unsigned c = 0; c < rules->items[i].condition_count; c++)
            if (strcmp(rules->items[i].conditions[c].key, key) == 0)
                return true;
    return false;
}

/* Whether any policy of the world that may matter looks at the key. */
static bool matters(const oracle_request *asked, const char *key)
{
    const world *in = asked->in;
    bool found = reads_choices(asked->policy, key) || reads_choices(&in->group, key);

    for (unsigned a = 0; a < WORLD_ACCOUNTS; a++) {
        found = found || reads_choices(&in->rcp[a], key);
        for (unsigned l = 0; l < WORLD_LEVELS - a; l++)
            found = found || reads_choices(&in->scp[a][l], key);
    }
    return found || (asked->who && (reads_choices(&asked->who->identity, key) ||
                                    reads_choices(&asked->who->boundary, key)));
}

/* Without any allow of the action there is nothing to try, unless nobody knows what the policy says to those
 * who have none of their own. */
static bool is_hopeless(const oracle_request *asked)
{
    const world_rules *sets[] = { asked->policy, asked->who ? &asked->who->identity : NULL,
                                  asked->who && asked->who->grouped ? &asked->in->group
                                                                    : NULL };

    if (!asked->who && asked->policy->present && asked->policy->unreadable)
        return false;
    for (size_t s = 0; s < SG_COUNT(sets); s++)
        for (unsigned i = 0; sets[s] && sets[s]->present && i < sets[s]->count; i++)
            if (!sets[s]->items[i].deny && covers_action(asked, &sets[s]->items[i]))
                return false;
    return true;
}

static oracle_truth try_choices_as_is(oracle_request *asked)
{
    oracle_truth best = NO;
    const world_choice *first = &world_choices[asked->in->chosen[0]];
    const world_choice *second = &world_choices[asked->in->chosen[1]];
    unsigned rooms[] = { matters(asked, first->key) ? first->count : 1,
                         matters(asked, second->key) ? second->count : 1 };

    for (unsigned i = 0; i < rooms[0] && best != YES; i++) {
        for (unsigned j = 0; j < rooms[1] && best != YES; j++) {
            asked->choices[0] = first->values[i];
            asked->choices[1] = second->values[j];
            best = oracle_either(best, decide(asked));
        }
    }
    return best;
}

static oracle_truth try_choices(oracle_request *asked)
{
    bool credentials =
        strncmp(asked->action, "s3:", 3) != 0 && strncmp(asked->action, "sqs:", 4) != 0;
    oracle_truth best = try_choices_as_is(asked);

    for (int guise = IN_NO_ORGANISATION; !asked->who && guise < GUISES; guise++) {
        asked->guise = (oracle_guise)guise;
        if (guise != WITHOUT_CREDENTIALS || !credentials)
            best = oracle_either(best, try_choices_as_is(asked));
    }
    asked->guise = MEMBER_ELSEWHERE;
    return best;
}

static oracle_truth try_objects(oracle_request *asked, const char *bucket)
{
    oracle_truth best = NO;
    char name[128];

    asked->resource = name;
    for (size_t f = 0; f < SG_COUNT(folders) && best != YES; f++) {
        for (size_t m = 0; m < SG_COUNT(middles) && best != YES; m++) {
            for (size_t e = 0; e < SG_COUNT(endings) && best != YES; e++) {
                (void)snprintf(name, sizeof name, "%s%s%s%s", bucket, folders[f], middles[m],
                               endings[e]);
                best = oracle_either(best, try_choices(asked));
            }
        }
    }
    return best;
}

/* No pattern of a world tells parts of tables apart: one of the name is as good as all. */
static oracle_truth try_parts(oracle_request *asked, const char *arn, const char *on)
{
    char name[160];

    if (strcmp(on, "/") == 0)
        return try_objects(asked, arn);
    (void)snprintf(name, sizeof name, "%s%s", arn, on);
    asked->resource = name;
    return try_choices(asked);
}

static oracle_request request_for(const world *in, int who, const world_resource *resource,
                                  const char *action)
{
    return (oracle_request){ .in = in,
                             .who = who == ORACLE_ANYONE ? NULL : &in->principals[who],
                             .action = action,
                             .resource = resource->arn,
                             .policy = &resource->policy,
                             .required = resource->kind == KEY,
                             .account = resource->account,
                             .environment = resource->environment };
}

/* The key that encrypts the resource, asked by way of the service. */
static oracle_truth try_key(const world *in, int who, const world_resource *resource,
                            const char *action, const char *service)
{
    const world_resource *key = &in->resources[resource->key];
    oracle_request asked = request_for(in, who, key, action);
    char via[64];

    (void)snprintf(via, sizeof via, "%s.%s.amazonaws.com", service, key->region);
    asked.via = via;
    return try_choices(&asked);
}

#define ITSELF ""
#define OBJECTS "/"

static const struct {
    world_kind kind;
    char level; /* r, w, a, d */
    const char *action;
    const char *on;     /* what it is done to: ITSELF, OBJECTS, or a part of that name */
    const char *on_key; /* NULL: none */
} level_actions[] = {
    { BUCKET, 'r', "s3:GetObject", OBJECTS, "kms:Decrypt" },
    { BUCKET, 'r', "s3:GetObjectVersion", OBJECTS, "kms:Decrypt" },
    { BUCKET, 'w', "s3:PutObject", OBJECTS, NULL }, /* the writer picks the encryption */
    { BUCKET, 'w', "s3:DeleteObject", OBJECTS, NULL },
    { BUCKET, 'w', "s3:DeleteObjectVersion", OBJECTS, NULL },
    { BUCKET, 'a', "s3:PutBucketPolicy", ITSELF, NULL },
    { BUCKET, 'a', "s3:PutBucketAcl", ITSELF, NULL },
    { BUCKET, 'a', "s3:PutBucketPublicAccessBlock", ITSELF, NULL },
    { BUCKET, 'a', "s3:DeleteBucket", ITSELF, NULL },
    { QUEUE, 'r', "sqs:ReceiveMessage", ITSELF, "kms:Decrypt" },
    { QUEUE, 'w', "sqs:SendMessage", ITSELF, "kms:GenerateDataKey" },
    { QUEUE, 'w', "sqs:DeleteMessage", ITSELF, NULL },
    { QUEUE, 'w', "sqs:PurgeQueue", ITSELF, NULL },
    { QUEUE, 'a', "sqs:AddPermission", ITSELF, NULL },
    { QUEUE, 'a', "sqs:SetQueueAttributes", ITSELF, NULL },
    { QUEUE, 'a', "sqs:DeleteQueue", ITSELF, NULL },
    { SECRET, 'r', "secretsmanager:GetSecretValue", ITSELF, "kms:Decrypt" },
    { SECRET, 'w', "secretsmanager:PutSecretValue", ITSELF, "kms:GenerateDataKey" },
    { SECRET, 'w', "secretsmanager:UpdateSecret", ITSELF, NULL },
    { SECRET, 'a', "secretsmanager:PutResourcePolicy", ITSELF, NULL },
    { SECRET, 'a', "secretsmanager:DeleteSecret", ITSELF, NULL },
    { TABLE, 'r', "dynamodb:GetItem", ITSELF, NULL },
    { TABLE, 'r', "dynamodb:BatchGetItem", ITSELF, NULL },
    { TABLE, 'r', "dynamodb:Query", ITSELF, NULL },
    { TABLE, 'r', "dynamodb:Query", "/index/i", NULL },
    { TABLE, 'r', "dynamodb:Scan", ITSELF, NULL },
    { TABLE, 'r', "dynamodb:Scan", "/index/i", NULL },
    { TABLE, 'r', "dynamodb:GetRecords", "/stream/s", NULL },
    { TABLE, 'w', "dynamodb:PutItem", ITSELF, NULL },
    { TABLE, 'w', "dynamodb:UpdateItem", ITSELF, NULL },
    { TABLE, 'w', "dynamodb:DeleteItem", ITSELF, NULL },
    { TABLE, 'w', "dynamodb:BatchWriteItem", ITSELF, NULL },
    { TABLE, 'a', "dynamodb:PutResourcePolicy", ITSELF, NULL },
    { TABLE, 'a', "dynamodb:DeleteTable", ITSELF, NULL },
    { KEY, 'd', "kms:Decrypt", ITSELF, NULL },
    { KEY, 'd', "kms:ReEncryptFrom", ITSELF, NULL },
    { KEY, 'w', "kms:Encrypt", ITSELF, NULL },
    { KEY, 'w', "kms:GenerateDataKey", ITSELF, NULL },
    { KEY, 'a', "kms:PutKeyPolicy", ITSELF, NULL },
    { KEY, 'a', "kms:CreateGrant", ITSELF, NULL },
    { KEY, 'a', "kms:DisableKey", ITSELF, NULL },
    { KEY, 'a', "kms:ScheduleKeyDeletion", ITSELF, NULL },
};

void oracle_access(const world *in, int who, unsigned resource, char *out, size_t room)
{
    static const char *const services[] = { "s3", "sqs", "secretsmanager", "dynamodb", "kms" };
    static const char *const names_of[] = { "read", "write", "admin", "decrypt" };
    static const char marks[] = "rwad";
    static const char *const certainties[] = { "must", "may" };
    const world_resource *about = &in->resources[resource];
    oracle_truth levels[] = { NO, NO, NO, NO };
    size_t length = 0;

    for (size_t i = 0; i < SG_COUNT(level_actions); i++) {
        oracle_request asked = request_for(in, who, about, level_actions[i].action);
        oracle_truth *level = &levels[strchr(marks, level_actions[i].level) - marks];
        oracle_truth truth;

        if (level_actions[i].kind != about->kind || *level == YES)
            continue;
        if (is_hopeless(&asked))
            continue;
        truth = try_parts(&asked, about->arn, level_actions[i].on);
        if (truth != NO && level_actions[i].on_key && about->key >= 0)
            truth = oracle_both(
                truth, try_key(in, who, about, level_actions[i].on_key, services[about->kind]));
        *level = oracle_either(*level, truth);
    }
    out[0] = '\0';
    for (int certainty = 0; certainty < 2; certainty++) {
        const char *separator = length > 0 ? "; " : "";
        size_t before = length;
        for (int i = 0; i < 4; i++) {
            if (levels[i] != (certainty == 0 ? YES : PERHAPS))
                continue;
            length +=
                (size_t)snprintf(out + length, room - length, "%s%s", separator, names_of[i]);
            separator = " ";
        }
        if (length > before)
            length +=
                (size_t)snprintf(out + length, room - length, ": %s", certainties[certainty]);
    }
}

oracle_truth oracle_assume(const world *in, int who, unsigned role)
{
    const world_principal *target = &in->principals[role];
    oracle_request asked = { .in = in,
                             .who = &in->principals[who],
                             .action = "sts:AssumeRole",
                             .resource = target->arn,
                             .policy = &target->trust,
                             .required = true,
                             .account = target->account };

    return target->service_linked ? NO : try_choices(&asked);
}
