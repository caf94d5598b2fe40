/* policy.h - a policy file: what to look for, how bad it is, what to do about it.
 *
 * A file is one YAML document of `kind: GraphPolicy` (a combination) or `ConfigRule` (one resource);
 * both carry a Cypher query whose every row is a match.  `docs/policies.md` describes all keys.
 */
#ifndef SG_POLICIES_POLICY_H
#define SG_POLICIES_POLICY_H

#include "engine/base/error.h"
#include "policies/severity.h"
#include "policies/yaml.h"

typedef enum sg_policy_kind { SG_GRAPH_POLICY, SG_CONFIG_RULE } sg_policy_kind;

/* A small graph and the rows that the query must find in it: each row the `id`s (or values) of the
 * returned columns. */
typedef struct sg_policy_test {
    sg_str name;
    sg_str graph; /* patterns, see query/graph_text.h */
    const sg_yaml *graph_node;
    const sg_yaml *expect; /* sequence of mappings column -> id */
    sg_yaml_texts passes,
        unknown; /* ids of what the rule must say so of; not given: not asked */
    bool asks_passes, asks_unknown;
    struct sg_policy_test *next;
} sg_policy_test;

/* Which relationships that may be uncertain the text of the query names, and what it asks of them: a bit each, see
 * policies/certainty.h. */
typedef struct sg_policy_access {
    uint8_t kinds, levels;
    bool internet;
} sg_policy_access;

typedef struct sg_policy {
    sg_source source;        /* the file, for errors */
    const sg_yaml *document; /* as written, for the places of its keys */
    sg_policy_kind kind;
    sg_str id, version, maturity, name, description, risk, owner;
    sg_severity severity;
    bool fixed; /* severity_mode: the label never falls below `severity`; else it is the band */
    sg_str query;
    sg_policy_access access; /* that it names */
    const sg_yaml *query_node;
    sg_str primary;         /* the column that the issue is about */
    sg_yaml_texts identity; /* columns that make the fingerprint; [primary] by default */
    sg_yaml_texts path;     /* columns in the order shown */
    /* Which column a factor of the score is read from, or a word of its vocabulary; empty: none. */
    sg_str exposure_factor, data_factor, privilege_factor;
    sg_yaml_texts catalogue; /* ids of remediation entries */
    sg_str remediation;
    sg_str console, cli,
        terraform; /* the same step by step, for each way of working; or empty */
    /* What a rule speaks of (policies/rule.h); all three empty when it only finds failures. */
    sg_str applies;      /* clauses without RETURN that bind `primary` to what is in scope */
    sg_str unknown;      /* condition over them: the inventory cannot tell */
    sg_yaml_texts needs; /* calls without which an account's silence means nothing */
    sg_yaml_texts false_positives;
    const sg_yaml *frameworks; /* framework -> ids, or NULL */
    int64_t timeout_ms, max_rows;
    sg_policy_test *tests;
    struct sg_policy *next;
} sg_policy;

typedef struct sg_policies {
    sg_arena *arena;
    sg_policy *first; /* sorted by id */
    uint32_t count;
} sg_policies;

/* Loads one file or every .yaml file below a folder.  Errors: SG_EINVAL with file and span (unknown
 * key, missing key, bad severity, two policies with one id), SG_ENOTFOUND, SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_policies_load(const char *const *paths, size_t count, sg_policies *out,
                                       sg_source *failed, sg_error *err);
void sg_policies_free(sg_policies *policies);
const sg_policy *sg_policies_find(const sg_policies *policies, sg_str id);

#endif
