/* build.h - a graph under construction: find-or-create, set, freeze.
 *
 * Inventory says one thing many times and refers to things it never describes, so building is
 * merging: a node is found by its key or created, a relationship likewise by its ends, type and
 * discriminator.  Names and values are copied.  A builder is used by one thread.
 *
 * Freezing reads the builder and leaves it usable: derivations read a graph of what is there so far, add
 * edges to the builder, and it is frozen at last.  The same calls in the same order give the same graph,
 * byte by byte.
 */
#ifndef SG_BUILD_H
#define SG_BUILD_H

#include "engine/base/error.h"
#include "engine/graph.h"

typedef struct sg_builder sg_builder;
/* Handles into the builder; not ids of any graph. */
typedef struct sg_build_node {
    uint32_t index;
} sg_build_node;
typedef struct sg_build_edge {
    uint32_t index;
} sg_build_edge;
typedef struct sg_build_set {
    uint32_t index;
} sg_build_set;
typedef struct sg_build_span {
    uint32_t index;
} sg_build_span;

/* `memory_limit` bytes in all, 0 = no limit; held before each call against what it adds, so that a
 * table which grows may pass it once.  Errors here and below: SG_ENOMEM, SG_ELIMIT (over 2^32-2
 * nodes or relationships, over 65,535 labels or types, over 255 labels on one node). */
SG_MUST_USE sg_status sg_builder_new(size_t memory_limit, sg_builder **out);
void sg_builder_free(sg_builder *builder); /* NULL is allowed */
/* What becomes large goes into scratch files in the folder of the file `beside`, which is borrowed and need not
 * exist; nothing of that is in memory while nobody reads it.  Where they cannot be written, all stays in memory. */
void sg_builder_use_scratch(sg_builder *builder, const char *beside);
/* How many threads freezing may take; one, if nobody says. */
void sg_builder_use_threads(sg_builder *builder, unsigned threads);

/* The node with this key, created without labels when it is new; *created may be NULL.  Keys are
 * unique in the whole graph (ARN or provider id). */
SG_MUST_USE sg_status sg_builder_merge_node(sg_builder *builder, sg_str key, sg_build_node *out,
                                            bool *created);
/* A node without a key: never merged, cannot be looked up by key. */
SG_MUST_USE sg_status sg_builder_add_node(sg_builder *builder, sg_build_node *out);
bool sg_builder_find_node(const sg_builder *builder, sg_str key, sg_build_node *out);
/* A further name under which merge_node and find_node, and later the graph, find the node; ignored
 * when the name is taken. */
SG_MUST_USE sg_status sg_builder_alias(sg_builder *builder, sg_build_node node, sg_str key);

SG_MUST_USE sg_status sg_builder_add_label(sg_builder *builder, sg_build_node node,
                                           sg_str label);
bool sg_builder_has_label(const sg_builder *builder, sg_build_node node, sg_str label);
/* Sets a property, replacing what is there; null removes it.  Errors: also SG_EINVAL (an entity). */
SG_MUST_USE sg_status sg_builder_set(sg_builder *builder, sg_build_node node, sg_str name,
                                     sg_value value);
/* Null when there is none.  Strings, lists and maps live in the arena. */
sg_value sg_builder_get(const sg_builder *builder, sg_build_node node, sg_str name,
                        sg_arena *arena);

/* The relationship with these ends, type and discriminator (may be empty), or a new one. */
SG_MUST_USE sg_status sg_builder_merge_edge(sg_builder *builder, sg_build_node from,
                                            sg_str type, sg_build_node to, sg_str discriminator,
                                            sg_build_edge *out);
/* Always a new relationship. */
SG_MUST_USE sg_status sg_builder_add_edge(sg_builder *builder, sg_build_node from, sg_str type,
                                          sg_build_node to, sg_build_edge *out);
SG_MUST_USE sg_status sg_builder_set_edge(sg_builder *builder, sg_build_edge edge, sg_str name,
                                          sg_value value);

typedef struct sg_build_property {
    sg_str name;
    sg_value value;
} sg_build_property;
/* Sets these properties of a relationship, whose names differ, as sg_builder_set_edge() does one by one.
 * Relationships that got the same record, and nothing before, store it together: of those that are
 * derived there are millions with few records. */
SG_MUST_USE sg_status sg_builder_set_edge_record(sg_builder *builder, sg_build_edge edge,
                                                 const sg_build_property *properties,
                                                 uint32_t count);

/* New relationships from a node to each of others, beside those that are merged or added; of derived ones
 * there are millions, and these take a number each.  At most SG_BUILD_RECORD_MOST properties, whose names
 * differ, which all of them have and keep.  Errors: also SG_EINVAL (too many of them, an entity). */
enum { SG_BUILD_RECORD_MOST = 16 };
SG_MUST_USE sg_status sg_builder_add_run(sg_builder *builder, sg_build_node from, sg_str type,
                                         const sg_build_node *to, uint32_t count,
                                         const sg_build_property *properties,
                                         uint32_t property_count);

/* --- spans: relationships from each of some nodes to each of others ------------------------------- */
/* A set of nodes for spans, which may share it; nodes may repeat.  Its size in the graph is that of
 * the ranges that it makes there: all nodes of a label, or of a label in an account, are one. */
SG_MUST_USE sg_status sg_builder_add_set(sg_builder *builder, const sg_build_node *nodes,
                                         uint32_t count, sg_build_set *out);
/* Relationships from every source to every target, where they are the same node too.  They are new
 * ones beside those that are merged or added, and beside other spans: who wants one relationship
 * between two nodes keeps spans apart, or takes out pairs by sg_builder_except. */
SG_MUST_USE sg_status sg_builder_add_span(sg_builder *builder, sg_build_set sources,
                                          sg_str type, sg_build_set targets,
                                          sg_build_span *out);
/* Sets a property of all relationships of the span, as sg_builder_set does. */
SG_MUST_USE sg_status sg_builder_set_span(sg_builder *builder, sg_build_span span, sg_str name,
                                          sg_value value);
/* Takes the relationship between the two out of the span; 8 bytes each in the graph, both ways. */
SG_MUST_USE sg_status sg_builder_except(sg_builder *builder, sg_build_span span,
                                        sg_build_node source, sg_build_node target);

/* A named document that travels with the graph; replaces one of the same name. */
SG_MUST_USE sg_status sg_builder_attach(sg_builder *builder, sg_str name, sg_str bytes);

uint32_t sg_builder_nodes(const sg_builder *builder);
uint32_t sg_builder_edges(const sg_builder *builder);

/* Makes a graph of what is in the builder; the graph shares nothing with it. */
SG_MUST_USE sg_status sg_builder_freeze(sg_builder *builder, sg_graph **out, sg_error *err);
/* The same, of a builder that is done with: its tables go as they are read, so that it and the graph are hardly
 * in memory together.  It can only be freed afterwards, also when this fails. */
SG_MUST_USE sg_status sg_builder_finish(sg_builder *builder, sg_graph **out, sg_error *err);
/* A graph of what is in the builder so far, to be read while more is added.  It has the builder's strings and
 * none of its own; the properties so far are the graph's, and sg_builder_get() finds those that are set
 * meanwhile.  To be given to sg_builder_resume(), or to be freed before the builder is, where that is all that
 * is still done with it.  When this fails, the builder can only be freed. */
SG_MUST_USE sg_status sg_builder_preview(sg_builder *builder, sg_graph **out, sg_error *err);
/* Texts of a preview that lie in a scratch file do not count as memory until they are read again; of any other
 * graph this does nothing.  By any thread: for who has read many of them, and reads others next. */
void sg_preview_forget_texts(const sg_graph *preview);
/* Takes the properties back from the preview, but those that were set since, and frees it.  Errors: SG_ENOMEM,
 * SG_ELIMIT; the builder can only be freed then. */
SG_MUST_USE sg_status sg_builder_resume(sg_builder *builder, sg_graph *preview);
/* After a freeze or preview: from the graph's node to the builder's handle. */
sg_build_node sg_builder_handle(const sg_builder *builder, sg_node node);

#endif
