/* inventory.h - an inventory written in the test itself: files given one by one, then a graph. */
#ifndef SG_TESTS_INVENTORY_H
#define SG_TESTS_INVENTORY_H

#include "ingest/apply.h"

typedef struct inventory {
    sg_builder *builder;
    sg_coverage *coverage;
    sg_arena *arena;
    sg_mapper mapper;
    sg_graph *graph;    /* after inventory_freeze() */
    sg_applied applied; /* of the last file */
    sg_str account;     /* of files whose path has no number: 111122223333 */
} inventory;

void inventory_open(inventory *self);
void inventory_close(inventory *self);

/* Takes a file in: its path below the source, and its text, in which ' stands for ". */
void inventory_give(inventory *self, const char *path, const char *text);
/* Links what is pending and freezes. */
void inventory_freeze(inventory *self);

bool inventory_has(const inventory *self, const char *key);
bool inventory_labelled(const inventory *self, const char *key, const char *label);
/* A property as JSON text; "null" when there is none; valid until the next close. */
const char *inventory_get(const inventory *self, const char *key, const char *property);
/* How many relationships of the type lead from one to the other. */
unsigned inventory_edges(const inventory *self, const char *from, const char *type,
                         const char *to);
/* A property of the only such relationship, as JSON text. */
const char *inventory_edge(const inventory *self, const char *from, const char *type,
                           const char *to, const char *property);
/* The row of a call, after any number of files; NULL when there is none. */
const sg_coverage_row *inventory_row(const inventory *self, const char *region,
                                     const char *call);

#endif
