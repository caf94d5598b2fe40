/* exchange.c - CSV files read by several threads: segments that share strings, labels and tables, and
 * plain relationships, which are read in one pass. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "exchange/csv.h"
#include "tests/threads/threads.h"

enum { NODES = 60000, PLAIN_EDGES = 300000 };

static void write_plain_files(FILE *nodes, FILE *edges)
{
    fputs(":ID,id,name\n", nodes);
    fputs(":START_ID,:END_ID,w:double,s\n", edges);
    for (unsigned i = 0; i < NODES; i++)
        fprintf(nodes, "%u,node-%u,name%u\n", i, i, i % 300);
    for (unsigned i = 0; i < PLAIN_EDGES; i++) /* of more bytes than one thread takes at once */
        fprintf(edges, "%u,%u,0.5,s%u\n", i % NODES, (unsigned)(i * 7919UL % NODES), i % 90);
}

static void write_files(FILE *nodes, FILE *edges)
{
    fputs("id:ID,name,tags.a,day:date,n:long,f:boolean,:LABEL\n", nodes);
    fputs(":START_ID,:END_ID,:TYPE,w:double,s\n", edges);
    for (unsigned i = 0; i < NODES; i++) {
        fprintf(nodes, "node-%u,\"name \"\"%u\"\"\",t%u,2024-01-%02u,%u,%s,L%u;All\n", i,
                i % 500, i % 7, 1 + i % 28, i, i % 2 ? "true" : "false", i % 11);
        fprintf(edges, "node-%u,node-%u,T%u,0.5,s%u\n", i, i * 7919U % NODES, i % 5, i % 90);
    }
}

static sg_graph *load(const char *const paths[2], unsigned threads)
{
    const sg_csv_group groups[] = { { SG_STR("N"), &paths[0], 1 },
                                    { SG_STR("T"), &paths[1], 1 } };
    sg_csv_options options = { .threads = threads };
    sg_graph *graph = NULL;

    return sg_csv_load(groups, 2, &options, &graph, NULL, NULL) == SG_OK ? graph : NULL;
}

static bool read_files(void (*write)(FILE *nodes, FILE *edges), uint32_t edges)
{
    char names[2][32] = { "/tmp/sg-threads-n-XXXXXX", "/tmp/sg-threads-e-XXXXXX" };
    const char *const paths[2] = { names[0], names[1] };
    FILE *files[2];

    for (int i = 0; i < 2; i++) {
        int fd = mkstemp(names[i]);
        files[i] = fd >= 0 ? fdopen(fd, "w") : NULL;
        if (!files[i])
            return false;
    }
    write(files[0], files[1]);
    for (int i = 0; i < 2; i++)
        if (fclose(files[i]) != 0)
            return false;
    sg_graph *one = load(paths, 1), *four = load(paths, 4);
    bool same = one && four && sg_graph_nodes(four) == NODES && sg_graph_edges(one) == edges &&
                sg_graph_edges(four) == edges &&
                sg_graph_strings(one) == sg_graph_strings(four);
    for (uint32_t id = 0; same && id < edges; id++)
        same = sg_graph_edge_to(one, (sg_edge){ id }).id ==
               sg_graph_edge_to(four, (sg_edge){ id }).id;
    sg_graph_free(one);
    sg_graph_free(four);
    unlink(names[0]);
    unlink(names[1]);
    return same;
}

bool sg_threads_read_csv(void)
{
    return read_files(write_files, NODES) && read_files(write_plain_files, PLAIN_EDGES);
}
