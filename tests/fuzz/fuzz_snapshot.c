/* fuzz_snapshot.c - snapshots whose checksums hold and whose contents lie.
 *
 * The input is a list of edits of a small sound snapshot, six bytes each: section, what to do, place,
 * value.  Checksums are made anew after them, for with the old ones every file would be refused at the
 * door.  An input of an odd first byte is the whole file instead.  Such a file is refused with a story,
 * or every node, relationship, column and string of it can be read: at once and lazily, with the same
 * outcome.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "engine/base/hash.h"
#include "engine/snapshot.h"
#include "engine/snapshot_format.h"
#include "query/graph_text.h"
#include "tests/fuzz/harness.h"

static const char *const fixture =
    "(a:User:Admin {name: 'ann', age: 7, tags: ['x', 'y']}),"
    "(b:User {name: 'bob', active: true}), (c:Bucket {id: 'c', size: 1.5, active: false}),"
    "(d:Bucket {id: 'd', size: 70000}), (e), (a)-[:HAS {since: 1, level: 'must'}]->(c),"
    "(a)-[:HAS {level: 'may'}]->(d), (b)-[:HAS]->(c), (b)-[:KNOWS]->(a), (a)-[:KNOWS]->(a),"
    "(e)-[:KNOWS]->(b), (e)-[:KNOWS]->(b)";

enum { EDIT = 6, EDITS = 16 };

static const sg_graph *sound(void)
{
    static sg_graph *graph;

    if (!graph)
        require(sg_graph_text(sg_str_of(fixture), &graph, NULL) == SG_OK);
    return graph;
}

static void edit(sg_section *section, const uint8_t *how)
{
    unsigned char *bytes = section->owned;
    size_t place = (size_t)how[2] | (size_t)how[3] << 8;
    uint32_t value = (uint32_t)how[4] | (uint32_t)how[5] << 8;

    if (section->length == 0)
        return;
    place %= section->length;
    switch (how[1] % 5) {
    case 0:
        bytes[place] = how[4];
        break;
    case 1: /* a number, and one with its highest bits set */
    case 2:
        place -= place % sizeof(value);
        value |= how[1] % 5 == 2 ? UINT32_C(0xffff0000) : 0;
        if (section->length - place >= sizeof(value))
            memcpy(bytes + place, &value, sizeof(value));
        break;
    case 3: /* the bytes from elsewhere */
        memmove(bytes + place, bytes + value % section->length,
                section->length -
                    (place > value % section->length ? place : value % section->length));
        break;
    default:
        section->length = place;
        break;
    }
}

static void put(FILE *file, const void *bytes, size_t length)
{
    require(length == 0 || fwrite(bytes, 1, length, file) == length);
}

static void write_sections(const sg_section *sections)
{
    static const char padding[SG_SNAPSHOT_ALIGNMENT];
    size_t first[SG_SECTIONS + 1];
    uint64_t *hashes;
    sg_snapshot_front front;

    require(sg_snapshot_hash(sections, 1, &hashes) == SG_OK);
    size_t length = sg_snapshot_blocks(sections, first) * sizeof(*hashes);
    uint64_t written = SG_SNAPSHOT_FRONT + length;
    sg_snapshot_make_front(sections, hashes, &front);
    FILE *file = fopen(file_path(), "wb");
    require(file != NULL);
    put(file, &front, sizeof(front));
    put(file, hashes, length);
    for (size_t i = 0; i < SG_SECTIONS; i++) {
        put(file, padding, (size_t)(front.rows[i].offset - written));
        put(file, sections[i].bytes, sections[i].length);
        written = front.rows[i].offset + front.rows[i].length;
    }
    require(fclose(file) == 0);
    free(hashes);
}

static void write_edited(const uint8_t *bytes, size_t size)
{
    sg_section sections[SG_SECTIONS];

    for (int kind = 0; kind < SG_SECTIONS; kind++) {
        const sg_section *section = &sound()->sections[kind];
        sections[kind] =
            (sg_section){ .owned = malloc(section->length + 1), .length = section->length };
        require(sections[kind].owned != NULL);
        if (section->length > 0)
            memcpy(sections[kind].owned, section->bytes, section->length);
        sections[kind].bytes = sections[kind].owned;
    }
    for (size_t at = 0; at + EDIT <= size && at < (size_t)EDIT * EDITS; at += EDIT)
        edit(&sections[bytes[at] % SG_SECTIONS], bytes + at);
    for (int kind = 0; kind < SG_SECTIONS; kind++)
        sections[kind].length -= sections[kind].length % sg_section_item((sg_section_kind)kind);
    write_sections(sections);
    for (int kind = 0; kind < SG_SECTIONS; kind++)
        free(sections[kind].owned);
}

static uint64_t mix(uint64_t digest, uint64_t number)
{
    return sg_hash_combine(digest, number);
}

static uint64_t read_node(const sg_graph *graph, sg_node node, sg_arena *arena, uint64_t digest)
{
    uint32_t labels;

    (void)sg_label_set_labels(graph, sg_graph_label_set(graph, node), &labels);
    digest = mix(mix(digest, labels), sg_value_hash(sg_graph_properties(graph, node, arena)));
    for (uint32_t i = 0; i < sg_graph_types(graph) * 2; i++) {
        sg_reltype type = { (uint16_t)(i / 2) };
        sg_runs runs = sg_graph_runs(graph, node, type, i % 2 ? SG_IN : SG_OUT);
        for (sg_run run; sg_runs_next(&runs, &run);)
            for (uint32_t k = 0; k < run.count; k++) {
                require(sg_run_other(&run, k) < sg_graph_nodes(graph));
                digest = mix(digest, sg_run_edge(graph, &run, k).id);
            }
    }
    return digest;
}

static uint64_t read_all(const sg_graph *graph)
{
    uint64_t digest = 0;
    sg_arena *arena;
    sg_node found;
    sg_str text;

    require(sg_arena_new(0, &arena) == SG_OK);
    for (uint32_t i = 0; i < sg_graph_nodes(graph); i++) {
        digest = read_node(graph, (sg_node){ i }, arena, digest);
        sg_arena_reset(arena);
    }
    for (uint32_t i = 0; i < sg_graph_edges(graph); i++) {
        sg_edge edge = { i };
        digest = mix(digest, sg_graph_edge_from(graph, edge).id);
        digest = mix(digest, sg_graph_edge_to(graph, edge).id);
        digest = mix(digest, sg_value_hash(sg_graph_edge_properties(graph, edge, arena)));
        sg_arena_reset(arena);
    }
    for (uint32_t i = 0; i < sg_graph_strings(graph); i++) {
        text = sg_graph_string(graph, i);
        digest = mix(digest, sg_hash_str(text));
        if (sg_graph_find_node(graph, text, &found))
            digest = mix(digest, found.id);
        if (sg_graph_attachment(graph, text, &text))
            digest = mix(digest, sg_hash_str(text));
    }
    sg_arena_free(arena);
    return digest;
}

/* What may happen: refused with a story, sound, or, when opened lazily, found to be damaged later. */
static void open_both(void)
{
    sg_error err = { .status = SG_OK };
    sg_graph *whole = NULL, *lazy = NULL;
    uint64_t digest = 0;

    if (sg_snapshot_open(file_path(), &whole, &err) == SG_OK)
        digest = read_all(whole);
    else
        require(err.status == SG_ECORRUPT && err.message[0] && !whole);
    sg_error_clear(&err);
    if (sg_snapshot_open_lazily(file_path(), &lazy, &err) != SG_OK) {
        require(err.status == SG_ECORRUPT && err.message[0] && !whole);
        return;
    }
    uint64_t again = read_all(lazy);
    require(sg_snapshot_verify(lazy, &err) == (whole ? SG_OK : SG_ECORRUPT));
    require(!whole || (again == digest && sg_snapshot_damage(lazy, NULL) == SG_OK));
    sg_graph_free(lazy);
    sg_graph_free(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    if (bytes[0] % 2) {
        write_file(file_path(), bytes + 1, size - 1);
    } else {
        write_edited(bytes + 1, size - 1);
    }
    (void)sg_snapshot_recognise(file_path());
    open_both();
    return 0;
}
