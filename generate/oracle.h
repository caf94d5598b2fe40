/* oracle.h - what the shipped combinations must find in a generated estate beside what was planted.
 *
 * Ordinary resources are toxic combinations now and then: a vulnerable machine whose role reads
 * something.  Which ones is worked out here from the rows that a writer would get, by flags on numbers of
 * nodes and plain loops, and without a graph or a query: a second opinion.
 *
 *     row of a node ─► flags[node]              has(machine, role) ─► flags[machine] and flags[role]
 *     CAN_ACCESS    ─► flags[role]                                    together are an issue, or not
 */
#ifndef SG_GENERATE_ORACLE_H
#define SG_GENERATE_ORACLE_H

#include "generate/facts.h"
#include "generate/sink.h"

/* Flags of nodes. */
#define SG_IS_PUBLIC (UINT64_C(1) << 0)  /* exposure */
#define SG_IS_EXPOSED (UINT64_C(1) << 1) /* EXPOSES */
#define SG_IS_WEB (UINT64_C(1) << 2)     /* ... a web port, to the world */
#define SG_IS_ADMIN (UINT64_C(1) << 3)
#define SG_REACHES_ADMIN (UINT64_C(1) << 4)
#define SG_IS_SENSITIVE (UINT64_C(1) << 5)
#define SG_IS_UNCLASSIFIED (UINT64_C(1) << 6) /* nobody has said whether it is sensitive */
#define SG_IS_SERIOUS                                                                          \
    (UINT64_C(1) << 7) /* a critical or high vulnerability, or something that has one */
#define SG_IS_EXPLOITABLE (UINT64_C(1) << 8) /* ... with an exploit */
#define SG_IMAGE_IS_SERIOUS (UINT64_C(1) << 9)
#define SG_IMAGE_IS_EXPLOITABLE (UINT64_C(1) << 10)
#define SG_IS_UNPROTECTED (UINT64_C(1) << 11) /* metadata without session tokens */
#define SG_IS_PRIVILEGED (UINT64_C(1) << 12)
#define SG_IS_CALLED_BY_ANYONE (UINT64_C(1) << 13)
#define SG_IS_RETIRED (UINT64_C(1) << 14) /* a runtime without fixes */
#define SG_ANYONE_ASSUMES (UINT64_C(1) << 15)
#define SG_ESCALATES (UINT64_C(1) << 16)
#define SG_ACTS (UINT64_C(1) << 17) /* on anything */
#define SG_READS_STORE (UINT64_C(1) << 18)
#define SG_READS_BUCKET (UINT64_C(1) << 19)
#define SG_READS_DATABASE (UINT64_C(1) << 20)
#define SG_READS_SECRET (UINT64_C(1) << 21)
#define SG_READS_SENSITIVE (UINT64_C(1) << 22)
#define SG_READS_SENSITIVE_BUCKET (UINT64_C(1) << 23)
#define SG_READS_UNCLASSIFIED (UINT64_C(1) << 24)
#define SG_COPIES_SENSITIVE (UINT64_C(1) << 25)
#define SG_DECRYPTS (UINT64_C(1) << 26)
#define SG_IS_REPLICATED (UINT64_C(1) << 27)  /* a bucket that is, or is a copy */
#define SG_IS_DEVELOPMENT (UINT64_C(1) << 28) /* or staging, or a sandbox, by its tag */
#define SG_IS_PRODUCTION (UINT64_C(1) << 29)
#define SG_IS_WRITTEN_BY_SMALL                                                                 \
    (UINT64_C(1) << 30) /* a repository, by a principal who reaches no administrator */
#define SG_IS_CLUSTER_ADMIN (UINT64_C(1) << 31)
#define SG_IS_SSH (UINT64_C(1) << 32) /* EXPOSES, port 22, to the world */
#define SG_CHAINS_TO_SENSITIVE                                                                 \
    (UINT64_C(1) << 33) /* assumes its way to a reader of a sensitive bucket */

typedef struct sg_pair {
    uint32_t from, to;
} sg_pair;

typedef struct sg_pairs {
    sg_pair *items;
    size_t count, capacity;
} sg_pairs;

/* Properties that are asked about, and where they stand in rows. */
typedef enum sg_asked {
    SG_ASKED_SEVERITY,
    SG_ASKED_EXPLOIT_AVAILABLE,
    SG_ASKED_KNOWN_EXPLOITED,
    SG_ASKED_HTTP_TOKENS,
    SG_ASKED_PRIVILEGED,
    SG_ASKED_FUNCTION_URL_AUTH,
    SG_ASKED_RUNTIME,
    SG_ASKED_ENVIRONMENT,
    SG_ASKED_IS_ADMIN,
    SG_ASKED_REACHES_ADMIN,
    SG_ASKED_EXPOSURE,
    SG_ASKED_HAS_SENSITIVE_DATA,
    SG_ASKED_READ,
    SG_ASKED_WRITE,
    SG_ASKED_DECRYPT,
    SG_ASKED_FROM_PORT,
    SG_ASKED_TO_PORT,
    SG_ASKED_SCOPE,
    SG_ASKED
} sg_asked;

typedef struct sg_evidence {
    sg_sink sink; /* to be told of all nodes, then of all relationships */
    const sg_estate *estate;
    uint8_t of_kind[SG_KINDS][SG_ASKED], of_relation[SG_RELATIONS][SG_ASKED];
    uint64_t *flags;            /* by number */
    uint8_t *sensitive_buckets; /* that it reads, by number; stays at 255 */
    sg_pairs has;               /* what runs, its identity */
    sg_pairs images;            /* what runs, its container image */
    sg_pairs assumes;           /* CAN_ASSUME and CAN_ESCALATE_TO, of two principals */
    sg_pairs chains;            /* CAN_ASSUME alone, to roles */
    sg_pairs replicas;
    sg_pairs writers; /* role, bucket that is replicated or a copy */
} sg_evidence;

/* A witness of what is generated for a while.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_evidence_begin(const sg_estate *estate, sg_evidence *out,
                                        sg_error *err);
void sg_evidence_free(sg_evidence *evidence); /* zeroed is allowed */

/* Told of each issue, more than once where it has several reasons. */
typedef sg_status sg_oracle_found(void *state, const char *policy, uint32_t about);
/* Errors: those of `found`. */
SG_MUST_USE sg_status sg_oracle_judge(const sg_evidence *evidence, sg_oracle_found *found,
                                      void *state);

#endif
