/* inventory_internal.h - what the writers of answers share. */
#ifndef SG_GENERATE_INVENTORY_INTERNAL_H
#define SG_GENERATE_INVENTORY_INTERNAL_H

#include "generate/facts.h"
#include "generate/inventory.h"
#include "generate/names.h"

/* A grant of one role of the account at hand: bits of SG_GRANT_... on a resource there. */
typedef struct sg_grant {
    uint32_t role;
    sg_place what;
    uint8_t levels;
} sg_grant;

enum {
    SG_GRANT_READ = 1,
    SG_GRANT_WRITE = 2,
    SG_GRANT_ADMIN = 4,
    SG_GRANT_INVOKE = 8,
    SG_GRANT_DECRYPT = 16,
    SG_GRANT_LEVELS = 5,
};

/* One role that may assume another, by their numbers among all nodes. */
typedef struct sg_assumption {
    uint32_t from, to;
} sg_assumption;

typedef struct sg_grants {
    sg_grant *items; /* of the account at hand, by role */
    size_t count, capacity;
    sg_assumption *by_from, *by_to; /* of the whole estate */
    size_t assumptions, room;
} sg_grants;

typedef struct sg_inventory {
    const sg_estate *estate;
    const char *folder;
    sg_error *err;
    sg_grants grants;
    uint32_t account;
    const char *region; /* at hand; the pointer that sg_region_of() gives */
    sg_buffer text;     /* of the answer at hand */
    bool first;         /* nothing stands in the list at hand yet */
} sg_inventory;

/* --- answers ------------------------------------------------------------------------------------ */
/* Starts an answer: {"<list>": [ */
void sg_answer_begin(sg_inventory *inventory, const char *list);
/* Before each item: a comma, but for the first. */
void sg_answer_next(sg_inventory *inventory);
/* Ends it and writes <region>/<call>.json, or for a parameter <region>/<call>/<parameter>. */
SG_MUST_USE sg_status sg_answer_end(sg_inventory *inventory, const char *call,
                                    const char *parameter);
/* Writes an answer that is given whole, in the buffer. */
SG_MUST_USE sg_status sg_answer_write(sg_inventory *inventory, const char *call,
                                      const char *parameter);
/* Appends to the answer. */
void sg_answer_add(sg_inventory *inventory, const char *format, ...) SG_PRINTF(2, 3);
/* A JSON text as a string within another. */
void sg_answer_quoted(sg_inventory *inventory, sg_str json);
/* "Tags": [Name, owner, environment], with the given name of the member. */
void sg_answer_tags(sg_inventory *inventory, const char *member, sg_place place);

/* --- resources ---------------------------------------------------------------------------------- */
static inline sg_place sg_at(const sg_inventory *inventory, sg_kind kind, uint32_t index)
{
    return (sg_place){ inventory->account, kind, index };
}
static inline uint32_t sg_number_of(const sg_inventory *inventory, sg_kind kind)
{
    return sg_estate_count(inventory->estate, inventory->account, kind);
}
/* Whether it stands in the region at hand. */
bool sg_is_here(const sg_inventory *inventory, sg_place place);
/* Texts for formats, by value. */
typedef struct sg_text {
    char bytes[SG_NAME_MOST];
} sg_text;
sg_text sg_short(const sg_inventory *inventory, sg_place place);
sg_text sg_arn(const sg_inventory *inventory, sg_place place);
sg_text sg_named(const sg_inventory *inventory, sg_place place);
/* The OIDC issuer of a Kubernetes cluster, without https://. */
sg_text sg_cluster_issuer(const sg_inventory *inventory, sg_place cluster);
sg_text sg_created(const sg_inventory *inventory, sg_place place);
static inline const char *sg_account_id(const sg_inventory *inventory)
{
    return inventory->estate->items[inventory->account].id;
}

/* --- the writers, by theme ----------------------------------------------------------------------- */
SG_MUST_USE sg_status sg_inventory_organization(sg_inventory *inventory); /* once */
SG_MUST_USE sg_status sg_inventory_identity(sg_inventory *inventory);     /* once an account */
SG_MUST_USE sg_status sg_inventory_buckets(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_network(sg_inventory *inventory); /* once a region */
SG_MUST_USE sg_status sg_inventory_machines(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_balancers(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_functions(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_clusters(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_storage(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_access_points(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_services(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_risks(sg_inventory *inventory);

/* Balancers that clusters made for their public pods stand among those of the region. */
void sg_inventory_pod_balancers(sg_inventory *inventory);
void sg_inventory_pod_targets(sg_inventory *inventory);
SG_MUST_USE sg_status sg_inventory_pod_answers(sg_inventory *inventory);

/* --- grants --------------------------------------------------------------------------------------- */
/* All assumptions of the estate.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_grants_collect_assumptions(sg_inventory *inventory);
/* The grants of the account at hand, in place of those of another.  Errors: SG_ENOMEM. */
SG_MUST_USE sg_status sg_grants_collect(sg_inventory *inventory);
void sg_grants_free(sg_grants *grants);
/* The items of one role. */
const sg_grant *sg_grants_of(const sg_grants *grants, uint32_t role, size_t *count);
const sg_assumption *sg_assumptions_from(const sg_grants *grants, uint32_t number,
                                         size_t *count);
const sg_assumption *sg_assumptions_to(const sg_grants *grants, uint32_t number, size_t *count);

#endif
