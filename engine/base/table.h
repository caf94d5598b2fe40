/* table.h - a string-keyed hash table: open addressing, linear probing, power-of-two slots.
 *
 * Keys are borrowed: they must outlive the table or the key must live in the same arena.
 * Values are one machine word.  Iteration goes over `entries` in order of insertion.
 */
#ifndef SG_BASE_TABLE_H
#define SG_BASE_TABLE_H

#include "engine/base/base.h"

typedef struct sg_table_entry {
    sg_str key;
    uint64_t hash;
    uint64_t value;
} sg_table_entry;

/* A zeroed table is empty and valid. */
typedef struct sg_table {
    sg_table_entry *entries; /* dense, in order of insertion */
    uint32_t *slots;         /* 0 = free, else index of the entry + 1 */
    size_t count, capacity, slot_count;
} sg_table;

void sg_table_free(sg_table *table);
/* Sets *value and returns true when the key is there; `value` may be NULL. */
bool sg_table_find(const sg_table *table, sg_str key, uint64_t *value);
/* Adds the key with `value` unless it is there; *slot (may be NULL) is where its value is,
 * valid until the next put; *added (may be NULL) tells whether the key is new.  Errors:
 * SG_ENOMEM. */
SG_MUST_USE sg_status sg_table_put(sg_table *table, sg_str key, uint64_t value, uint64_t **slot,
                                   bool *added);

#endif
