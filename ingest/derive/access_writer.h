/* access_writer.h - CAN_ACCESS as relationships: one by one, or by sets of principals and resources. */
#ifndef SG_INGEST_DERIVE_ACCESS_WRITER_H
#define SG_INGEST_DERIVE_ACCESS_WRITER_H

#include "ingest/derive/access.h"

/* Levels that stand on the relationship; the rest serve to find out what is public. */
#define SG_LEVELS_SHOWN ((1U << SG_LEVEL_LIST) - 1)

/* Resources about which the answer is the same. */
typedef struct sg_access_list {
    sg_levels levels;
    SG_ARRAY(uint32_t) resources; /* of the estate, ascending */
} sg_access_list;

/* What one principal can do. */
typedef struct sg_access_pair {
    uint32_t principal, resource; /* of the estate */
    sg_levels levels;
} sg_access_pair;

/* What was found out about a class of principals, or a resource, until it is written. */
typedef struct sg_access_answers {
    SG_ARRAY(sg_access_list)
    lists;                          /* of the whole class, by levels; some are empty */
    SG_ARRAY(sg_access_pair) pairs; /* of single principals */
    uint64_t asked;                 /* how much was decided for it */
    sg_status status;
} sg_access_answers;

typedef struct sg_access_writer {
    sg_access *access;
    SG_ARRAY(sg_build_node) nodes;
    sg_table sets; /* ranges of resources or principals, as bytes, to sets of the builder */
} sg_access_writer;

/* What is certain and what is not are two relationships, so that neither speaks for the other. */
SG_MUST_USE sg_status sg_access_write_one(sg_access *access, sg_build_node from,
                                          const sg_estate_resource *resource, sg_levels levels);

/* Adds an answer about a resource; each resource once a class, in ascending order. */
SG_MUST_USE sg_status sg_access_add(sg_access_answers *answers, uint32_t resource,
                                    sg_levels levels);
/* Forgets what was answered, but not the memory for it. */
void sg_access_clear(sg_access_answers *answers);
void sg_access_free(sg_access_answers *answers);
/* Writes the answers; those in lists as of all members of the class, which may be NULL when there are none.
 * Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_access_write(sg_access_writer *writer, const sg_estate_class *class,
                                      const sg_access_answers *answers);
void sg_access_writer_close(sg_access_writer *writer);

#endif
