/* test_snapshot.c - round trips, and every kind of damage: refused with a reason, or harmless. */
#include "engine/snapshot.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/snapshot_format.h"
#include "tests/support/graphs.h"

/* A folder of its own for each test, with one file in it. */
static char folder[] = "/tmp/snapshot-test-XXXXXX";
static char path[64];

static void begin(void)
{
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/graph", folder);
}

static void end(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(snapshot, .init = begin, .fini = end);

static sg_graph *sample(void)
{
    sg_builder *builder = sg_test_builder();

    sg_test_fill(builder);
    sg_graph *graph = sg_test_freeze(builder);
    sg_builder_free(builder);
    return graph;
}

static sg_str read_file(void)
{
    sg_str text = { 0 };

    cr_assert(sg_file_read(path, 1 << 24, &text, NULL) == SG_OK);
    return text;
}

static void write_file(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");

    cr_assert(file && fwrite(bytes, 1, length, file) == length);
    cr_assert(fclose(file) == 0);
}

static void free_text(sg_str text)
{
    free((void *)(uintptr_t)text.bytes);
}

static void assert_refused(const char *reason)
{
    sg_graph *graph = NULL;
    sg_error err = { 0 };

    cr_assert(sg_snapshot_open(path, &graph, &err) == SG_ECORRUPT);
    cr_assert(graph == NULL);
    cr_assert(sg_str_find(sg_str_of(err.message), sg_str_of(reason), 0) != SIZE_MAX,
              "`%s` says nothing of `%s`", err.message, reason);
}

Test(snapshot, a_graph_comes_back)
{
    sg_graph *graph = sample(), *back = NULL;
    sg_error err = { 0 };

    cr_assert(sg_snapshot_write(graph, path, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_snapshot_recognise(path));
    cr_assert(sg_snapshot_open(path, &back, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_test_digest(back) == sg_test_digest(graph));
    sg_graph_free(graph);
    sg_graph_free(back);
}

Test(snapshot, writing_what_was_opened_gives_the_same_bytes)
{
    sg_graph *graph = sample(), *back = NULL;

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_str first = read_file();
    cr_assert(sg_snapshot_open(path, &back, NULL) == SG_OK);
    cr_assert(sg_snapshot_write(back, path, NULL) == SG_OK);
    sg_str second = read_file();
    cr_assert(sg_str_equal(first, second));
    free_text(first);
    free_text(second);
    sg_graph_free(graph);
    sg_graph_free(back);
}

Test(snapshot, an_empty_graph_comes_back)
{
    sg_builder *builder = sg_test_builder();
    sg_graph *graph = sg_test_freeze(builder), *back = NULL;

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    cr_assert(sg_snapshot_open(path, &back, NULL) == SG_OK);
    cr_assert(sg_graph_nodes(back) == 0);
    cr_assert(sg_test_digest(back) == sg_test_digest(graph));
    sg_graph_free(graph);
    sg_graph_free(back);
    sg_builder_free(builder);
}

Test(snapshot, what_is_not_there_or_not_a_snapshot_is_told)
{
    sg_graph *graph = NULL;

    cr_assert(sg_snapshot_open(path, &graph, NULL) == SG_ENOTFOUND);
    cr_assert(!sg_snapshot_recognise(path));
    write_file("", 0);
    assert_refused("is not a snapshot");
    cr_assert(!sg_snapshot_recognise(path));
    write_file("{\"Reservations\": []}", 20);
    assert_refused("is not a snapshot");
    write_file("SGRAPH\n", 7);
    assert_refused("is not a snapshot");
}

Test(snapshot, a_folder_that_does_not_exist_is_told)
{
    sg_graph *graph = sample();
    sg_error err = { 0 };

    cr_assert(sg_snapshot_write(graph, "/nonexistent/folder/graph", &err) != SG_OK);
    cr_assert(err.message[0] != '\0');
    sg_graph_free(graph);
}

/* A file of the oldest version that is read differs in what its columns may be, and these are as allowed there. */
Test(snapshot, the_version_before_is_read)
{
    sg_graph *graph = sample(), *opened = NULL;
    sg_snapshot_header header;

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_str text = read_file();
    char *bytes = malloc(text.length);
    cr_assert(bytes);
    for (uint32_t version = SG_SNAPSHOT_OLDEST - 1; version <= SG_SNAPSHOT_VERSION + 1;
         version++) {
        memcpy(bytes, text.bytes, text.length);
        memcpy(&header, bytes, sizeof header);
        header.version = version;
        header.checksum = sg_hash_bytes(&header, offsetof(sg_snapshot_header, checksum));
        memcpy(bytes, &header, sizeof header);
        write_file(bytes, text.length);
        if (version < SG_SNAPSHOT_OLDEST || version > SG_SNAPSHOT_VERSION) {
            assert_refused("format version");
            continue;
        }
        cr_assert(sg_snapshot_open(path, &opened, NULL) == SG_OK);
        cr_assert(sg_graph_nodes(opened) == sg_graph_nodes(graph));
        sg_graph_free(opened);
    }
    free(bytes);
    free((void *)(uintptr_t)text.bytes);
    sg_graph_free(graph);
}

Test(snapshot, another_version_or_machine_is_named)
{
    sg_graph *graph = sample();

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_graph_free(graph);
    sg_str text = read_file();
    char *bytes = malloc(text.length);
    cr_assert(bytes);
    memcpy(bytes, text.bytes, text.length);
    bytes[offsetof(sg_snapshot_header, version)] = 9;
    write_file(bytes, text.length);
    assert_refused("version 9");
    cr_assert(sg_snapshot_recognise(path));
    memcpy(bytes, text.bytes, text.length);
    memcpy(bytes + offsetof(sg_snapshot_header, byte_order), "\x01\x02\x03\x04", 4);
    write_file(bytes, text.length);
    assert_refused("byte order");
    free(bytes);
    free_text(text);
}

Test(snapshot, every_truncation_is_refused, .timeout = 120)
{
    sg_graph *graph = sample();

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_graph_free(graph);
    sg_str text = read_file();
    for (size_t length = text.length; length-- > 0;) {
        cr_assert(truncate(path, (off_t)length) == 0);
        assert_refused(length < 8 ? "not a snapshot" : "truncated");
    }
    char *longer = calloc(1, text.length + 64);
    cr_assert(longer);
    memcpy(longer, text.bytes, text.length);
    write_file(longer, text.length + 1);
    assert_refused("too long");
    free(longer);
    free_text(text);
}

Test(snapshot, every_flipped_bit_is_refused, .timeout = 120)
{
    sg_graph *graph = sample();

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_graph_free(graph);
    sg_str text = read_file();
    FILE *file = fopen(path, "r+b");
    cr_assert(file);
    setvbuf(file, NULL, _IONBF, 0);
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.bytes[at];
        cr_assert(fseek(file, (long)at, SEEK_SET) == 0);
        cr_assert(fputc(byte ^ (1 << (at % 8)), file) != EOF);
        assert_refused(at < 8 ? "not a snapshot" : "");
        cr_assert(fseek(file, (long)at, SEEK_SET) == 0);
        cr_assert(fputc(byte, file) != EOF);
    }
    fclose(file);
    cr_assert(sg_snapshot_open(path, &graph, NULL) == SG_OK);
    sg_graph_free(graph);
    free_text(text);
}

/* --- lazily ------------------------------------------------------------------------------------ */

/* Reads the graph from end to end, as far as reading of relationships does not assert. */
static void read_rows(const sg_graph *graph)
{
    for (uint32_t node = 0; node < sg_graph_nodes(graph); node++)
        for (uint32_t i = 0; i < 2 * sg_graph_types(graph); i++) {
            sg_runs runs =
                sg_graph_runs(graph, (sg_node){ node }, (sg_reltype){ (uint16_t)(i / 2) },
                              i % 2 ? SG_IN : SG_OUT);
            for (sg_run run; sg_runs_next(&runs, &run);)
                for (uint32_t k = 0; k < run.count; k++)
                    (void)sg_run_edge(graph, &run, k);
        }
    for (uint32_t id = 0; id < sg_graph_edges(graph); id++)
        cr_assert(sg_graph_edge_from(graph, (sg_edge){ id }).id < sg_graph_nodes(graph) &&
                  sg_graph_edge_to(graph, (sg_edge){ id }).id < sg_graph_nodes(graph));
}

/* The same of strings, of the table that finds nodes, and of properties. */
static void read_values(const sg_graph *graph)
{
    sg_arena *arena = NULL;
    sg_node found;

    cr_assert(sg_arena_new(0, &arena) == SG_OK);
    for (uint32_t i = 0; i < sg_graph_strings(graph); i++)
        (void)sg_graph_find_node(graph, sg_graph_string(graph, i), &found);
    for (uint32_t id = 0; id < sg_graph_nodes(graph); id++)
        (void)sg_graph_properties(graph, (sg_node){ id }, arena);
    for (uint32_t id = 0; id < sg_graph_edges(graph); id++)
        (void)sg_graph_edge_properties(graph, (sg_edge){ id }, arena);
    sg_arena_free(arena);
}

Test(snapshot, a_graph_opened_lazily_is_the_same)
{
    sg_graph *graph = sample(), *back = NULL;
    sg_error err = { 0 };

    cr_assert(sg_snapshot_write(graph, path, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_snapshot_open_lazily(path, &back, &err) == SG_OK, "%s", err.message);
    cr_assert(sg_snapshot_damage(back, &err) == SG_OK);
    cr_assert(sg_test_digest(back) == sg_test_digest(graph));
    cr_assert(sg_snapshot_damage(back, &err) == SG_OK);
    cr_assert(sg_snapshot_verify(back, &err) == SG_OK &&
              sg_snapshot_verify(graph, &err) == SG_OK);
    sg_graph_free(graph);
    sg_graph_free(back);
}

/* At opening, or when it is first read; and what is damaged is never written again. */
Test(snapshot, every_flipped_bit_is_found_lazily, .timeout = 300)
{
    sg_graph *graph = sample();
    size_t at_opening = 0, later = 0;
    char copy[80];

    snprintf(copy, sizeof copy, "%s.copy", path);
    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_graph_free(graph);
    sg_str text = read_file();
    FILE *file = fopen(path, "r+b");
    cr_assert(file);
    setvbuf(file, NULL, _IONBF, 0);
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.bytes[at];
        sg_error err = { 0 };
        cr_assert(fseek(file, (long)at, SEEK_SET) == 0);
        cr_assert(fputc(byte ^ (1 << (at % 8)), file) != EOF);
        if (sg_snapshot_open_lazily(path, &graph, &err) == SG_OK) {
            later++;
            cr_assert(sg_snapshot_damage(graph, &err) == SG_OK, "nobody has looked");
            read_rows(graph);
            read_values(graph);
            cr_assert(sg_snapshot_damage(graph, &err) == SG_ECORRUPT && err.message[0]);
            cr_assert(sg_snapshot_verify(graph, NULL) == SG_ECORRUPT);
            cr_assert(sg_snapshot_write(graph, copy, NULL) == SG_ECORRUPT);
            sg_graph_free(graph);
        } else {
            at_opening++;
        }
        cr_assert(fseek(file, (long)at, SEEK_SET) == 0);
        cr_assert(fputc(byte, file) != EOF);
    }
    fclose(file);
    cr_assert(later > 100 && at_opening > 100 && access(copy, F_OK) != 0);
    free_text(text);
}

/* --- files that were made to deceive ------------------------------------------------------------ */

static void repair(char *bytes)
{
    sg_snapshot_header header;
    sg_snapshot_row rows[SG_SECTIONS];

    memcpy(&header, bytes, sizeof header);
    memcpy(rows, bytes + sizeof header, sizeof rows);
    header.table_checksum = sg_hash_bytes(rows, sizeof rows);
    header.checksum = sg_hash_bytes(&header, offsetof(sg_snapshot_header, checksum));
    memcpy(bytes, &header, sizeof header);
}

Test(snapshot, a_false_section_table_is_refused, .timeout = 120)
{
    sg_graph *graph = sample();
    size_t table = sizeof(sg_snapshot_header);

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_graph_free(graph);
    sg_str text = read_file();
    char *bytes = malloc(text.length);
    cr_assert(bytes);
    for (size_t at = table; at < table + SG_SECTIONS * sizeof(sg_snapshot_row); at++) {
        for (int step = 0; step < 3; step++) {
            static const unsigned char flips[] = { 0x01, 0x40, 0xff };
            memcpy(bytes, text.bytes, text.length);
            bytes[at] = (char)((unsigned char)bytes[at] ^ flips[step]);
            repair(bytes);
            write_file(bytes, text.length);
            assert_refused("damaged");
        }
    }
    free(bytes);
    free_text(text);
}

Test(snapshot, false_counts_in_the_header_are_refused)
{
    sg_graph *graph = sample();
    sg_snapshot_header header;

    cr_assert(sg_snapshot_write(graph, path, NULL) == SG_OK);
    sg_graph_free(graph);
    sg_str text = read_file();
    char *bytes = malloc(text.length);
    cr_assert(bytes);
    memcpy(bytes, text.bytes, text.length);
    memcpy(&header, bytes, sizeof header);
    header.sections++;
    memcpy(bytes, &header, sizeof header);
    repair(bytes);
    write_file(bytes, text.length);
    assert_refused("sections");
    header.sections--;
    header.length++;
    memcpy(bytes, &header, sizeof header);
    repair(bytes);
    write_file(bytes, text.length);
    assert_refused("truncated");
    free(bytes);
    free_text(text);
}
