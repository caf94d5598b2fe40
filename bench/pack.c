/* pack.c - patterns of policies with words in braces, and the lists that the words are drawn from.
 *
 * The k-th word of a pattern takes its value by the k-th digit of the number of the variant, in a
 * number system whose bases are the lengths of the lists: no two variants are alike.
 */
#include "bench/pack.h"

#include <stdio.h>
#include <string.h>

#include "generate/folder.h"

enum { VARIANTS = 20, CHOICES = 9 };

static const struct {
    const char *word;
    const char *choices[CHOICES]; /* ended by NULL */
} words[] = {
    { "environment", { "production", "staging", "development", "sandbox" } },
    { "severity", { "CRITICAL", "HIGH" } },
    { "score", { "9.5", "9.0", "8.5", "8.0", "7.5", "7.0" } },
    { "port", { "22", "3389", "8443", "9090", "6443" } },
    { "store", { "Bucket", "Secret", "Database", "Queue", "Topic", "Volume" } },
    { "level", { "read", "write", "admin" } },
    { "owner",
      { "team-orders", "team-payments", "team-data", "team-platform", "team-identity",
        "team-mobile", "team-risk", "team-growth" } },
    { "size", { "1024", "512", "256", "128" } },
    { "hops", { "1", "2", "3" } },
    { "workload", { "VirtualMachine", "ServerlessFunction", "Pod", "Compute" } },
    { "year", { "2025", "2026" } },
};

/* Each begins with the node that the issue is about, `x`. */
static const char *const patterns[] = {
    "MATCH (x:Bucket) WHERE x.encrypted = false AND x.tags.environment = '{environment}' AND "
    "x.tags.owner = "
    "'{owner}' RETURN x",
    "MATCH (x:Volume) WHERE x.encrypted = false AND x.size >= {size} AND x.state = 'available' "
    "AND "
    "x.tags.environment = '{environment}' AND x.createdAt < '{year}' RETURN x",
    "MATCH (x:SecurityGroup)-[rule:ALLOWS_FROM]->(range:IpRange) WHERE range.name IN "
    "['0.0.0.0/0', '::/0'] AND "
    "rule.fromPort <= {port} AND rule.toPort >= {port} AND x.tags.environment = "
    "'{environment}' RETURN x, range",
    "MATCH (x:{workload})-[:HAS_VULNERABILITY]->(v:Vulnerability) WHERE x.exposure = 'PUBLIC' "
    "AND v.severity = "
    "'{severity}' AND v.score >= {score} AND v.exploitAvailable = true RETURN x, v",
    "MATCH "
    "(:Internet)-[:EXPOSES]->(l:LoadBalancer)-[:FORWARDS_TO]->(:TargetGroup)-[:FORWARDS_TO]->"
    "(x:VirtualMachine)-[:HAS_VULNERABILITY]->(v:Vulnerability) WHERE v.severity = "
    "'{severity}' AND v.score >= "
    "{score} AND x.tags.environment = '{environment}' RETURN x, l, v",
    "MATCH (x:{workload})-[:HAS]->(role:AccessRole)-[access:CAN_ACCESS]->(data:{store}) WHERE "
    "x.exposure = 'PUBLIC' "
    "AND access.{level} = true AND data.encrypted = false RETURN x, role, data",
    "MATCH (x:{workload})-[:HAS]->(role:AccessRole)-[access:CAN_ACCESS]->(data:Bucket) WHERE "
    "x.exposure = 'PUBLIC' "
    "AND data.hasSensitiveData = true AND access.{level} = true AND data.tags.owner = "
    "'{owner}' RETURN x, role, data",
    "MATCH (x:{workload})-[:HAS]->(role:AccessRole) WHERE role.isAdmin = true AND "
    "x.tags.environment = "
    "'{environment}' AND x.createdAt < '{year}' AND x.exposure <> 'PUBLIC' RETURN x, role",
    "MATCH (x:Bucket) WHERE x.hasSensitiveData = true AND x.tags.owner = '{owner}' AND NOT "
    "EXISTS { MATCH "
    "(x)-[:LOGS_TO]->(:Bucket) } AND x.createdAt < '{year}' RETURN x",
    "MATCH (x:{workload})-[:HAS]->(:AccessRole)-[:CAN_ASSUME*1..{hops}]->(admin:AccessRole) "
    "WHERE admin.isAdmin = "
    "true AND x.tags.environment = '{environment}' RETURN DISTINCT x, admin",
    "MATCH (x:Snapshot)-[:SHARED_WITH]->(other:Account) WHERE x.encrypted = false AND x.size "
    ">= {size} AND "
    "x.tags.owner = '{owner}' RETURN x, other",
    "MATCH "
    "(:Internet)-[:EXPOSES]->(x:Pod)-[:HAS]->(:KubernetesServiceAccount)-[:HAS]->(role:"
    "AccessRole)"
    "-[access:CAN_ACCESS]->(data:{store}) WHERE access.{level} = true AND "
    "data.tags.environment = '{environment}' "
    "RETURN x, role, data",
    "MATCH (x:UserAccount)-[:HAS_KEY]->(key:AccessKey) WHERE key.status = 'Active' AND "
    "x.lastUsedAt < '{year}' AND "
    "x.tags.environment = '{environment}' AND x.tags.owner = '{owner}' RETURN x, key",
    "MATCH "
    "(:Internet)-[:EXPOSES]->(first:VirtualMachine)-[:CAN_REACH]->(x:VirtualMachine)-[:HAS]->("
    "role:AccessRole) "
    "WHERE role.reachesAdmin = true AND x.tags.environment = '{environment}' AND "
    "first.tags.owner = '{owner}' "
    "RETURN x, first, role",
    "MATCH "
    "(x:{workload})-[:HAS]->(:AccessRole)-[:CAN_ASSUME*0..{hops}]->(last:AccessRole)-[access:"
    "CAN_ACCESS]->"
    "(data:Bucket) WHERE x.exposure = 'PUBLIC' AND access.read = true AND "
    "data.hasSensitiveData = true AND "
    "data.tags.environment = '{environment}' RETURN DISTINCT x, data",
};

_Static_assert(SG_COUNT(patterns) * VARIANTS == SG_BENCH_PACK_POLICIES, "as the header says");

/* The value of a word, taking its digit off the variant. */
static const char *choose(const char *word, size_t length, unsigned *variant)
{
    for (size_t i = 0; i < SG_COUNT(words); i++) {
        if (strlen(words[i].word) != length || strncmp(words[i].word, word, length) != 0)
            continue;
        unsigned count = 0;
        while (count < CHOICES && words[i].choices[count])
            count++;
        const char *choice = words[i].choices[*variant % count];
        *variant /= count;
        return choice;
    }
    return "";
}

/* A word that comes again has the value that it had. */
static const char *value_of(const char *pattern, const char *word, size_t length,
                            unsigned variant)
{
    for (const char *open = strchr(pattern, '{'); open; open = strchr(open + 1, '{')) {
        const char *close = open + 1;
        while (*close >= 'a' && *close <= 'z')
            close++;
        if (*close != '}' || close == open + 1)
            continue;
        bool same =
            (size_t)(close - open - 1) == length && strncmp(open + 1, word, length) == 0;
        const char *value = choose(open + 1, (size_t)(close - open - 1), &variant);
        if (same)
            return value;
    }
    return "";
}

static void write_query(const char *pattern, unsigned variant, sg_buffer *out)
{
    for (const char *at = pattern; *at; at++) {
        const char *close = at + 1;
        while (*at == '{' && *close >= 'a' && *close <= 'z')
            close++;
        if (*at != '{' || *close != '}' || close == at + 1) {
            sg_buffer_char(out, *at);
            continue;
        }
        sg_buffer_text(out, value_of(pattern, at + 1, (size_t)(close - at - 1), variant));
        at = close;
    }
}

static void write_policy(unsigned pattern, unsigned variant, sg_buffer *out)
{
    unsigned number = pattern * VARIANTS + variant;
    sg_buffer_format(
        out,
        "apiVersion: secgraph/v1\nkind: GraphPolicy\nid: BENCH-%03u\nversion: 1.0.0\n"
        "name: Pattern %u, variant %u\nseverity: MEDIUM\n"
        "description: One of the benchmark's policies.\nrisk: None.\nquery: |\n  ",
        number, pattern, variant);
    write_query(patterns[pattern], variant, out);
    sg_buffer_text(out, "\nprimary: x\nremediation:\n  text: Nothing to do.\n"
                        "limits: {timeout_ms: 60000, max_rows: 10000000}\n");
}

sg_status sg_bench_pack_write(const char *folder, sg_error *err)
{
    sg_buffer text = { 0 };
    sg_status status = sg_folder_make(NULL, folder, err);
    for (unsigned i = 0; status == SG_OK && i < SG_BENCH_PACK_POLICIES; i++) {
        char name[32];
        snprintf(name, sizeof name, "bench-%03u.yaml", i);
        sg_buffer_clear(&text);
        write_policy(i / VARIANTS, i % VARIANTS, &text);
        status = sg_folder_write(folder, name, &text, err);
    }
    sg_buffer_free(&text);
    return status;
}
