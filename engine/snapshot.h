/* snapshot.h - a graph as one file, and back.
 *
 *     header    magic "SGRAPH\r\n", version, byte order mark, section count, length of the file,
 *               checksums of the table and of the header
 *     table     per section: kind, size of an item, offset, length, checksum (XXH3 of the hashes of
 *               its blocks)
 *     hashes    per block of a MiB of each section its XXH3, so that threads can share a section and a
 *               part of it can be looked at alone
 *     sections  aligned to 64 bytes, exactly the arrays that the graph reads
 *
 * Opening maps the file and checks every section: a damaged, truncated, foreign or newer file is
 * refused with a message that names what is wrong and where.  The same graph gives the same bytes.
 */
#ifndef SG_SNAPSHOT_H
#define SG_SNAPSHOT_H

#include "engine/base/error.h"
#include "engine/graph.h"

/* Writes atomically.  Errors: SG_EIO, SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_write(const sg_graph *graph, const char *path, sg_error *err);
/* The same by so many threads (0: one a processor, as above). */
SG_MUST_USE sg_status sg_snapshot_write_by(const sg_graph *graph, const char *path,
                                           unsigned threads, sg_error *err);
/* Errors: SG_ENOTFOUND, SG_EIO, SG_ECORRUPT, SG_ENOMEM. */
SG_MUST_USE sg_status sg_snapshot_open(const char *path, sg_graph **out, sg_error *err);
/* The same for who asks few questions: strings, columns and relationships are looked at when they are
 * first read.  Until then they may be damaged, and if they are they seem to be empty: after reading, and
 * before giving away what was read, ask sg_snapshot_damage(), which costs two loads. */
SG_MUST_USE sg_status sg_snapshot_open_lazily(const char *path, sg_graph **out, sg_error *err);
/* SG_OK, or what reading found to be damaged.  Any graph may be asked. */
SG_MUST_USE sg_status sg_snapshot_damage(const sg_graph *graph, sg_error *err);
/* Looks at what was not looked at yet.  Errors: those of opening. */
SG_MUST_USE sg_status sg_snapshot_verify(const sg_graph *graph, sg_error *err);
/* Whether both are of snapshots whose sections have the same checksums: they are the same graph. */
bool sg_snapshot_equals(const sg_graph *left, const sg_graph *right);
/* Whether the file begins as a snapshot does (of whatever version). */
bool sg_snapshot_recognise(const char *path);

#endif
