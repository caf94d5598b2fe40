/* exchange.h - folders of files for tests, and whether two graphs say the same. */
#ifndef SG_TESTS_EXCHANGE_H
#define SG_TESTS_EXCHANGE_H

#include "exchange/csv.h"

/* A new empty folder; its path is borrowed until the next call. */
const char *sg_test_folder(void);
/* Writes a file of the folder; returns its path, which the caller frees. */
char *sg_test_file(const char *folder, const char *name, sg_str text);
/* Removes the folder and the files in it. */
void sg_test_remove(const char *folder);
/* Asserts that nodes and relationships have the same ids, labels, types and properties. */
void sg_test_same(const sg_graph *left, const sg_graph *right);
/* Loads what the folder holds. */
sg_status sg_test_load(const char *folder, const sg_csv_options *options, sg_graph **out,
                       sg_csv_report *report, sg_error *err);

#endif
