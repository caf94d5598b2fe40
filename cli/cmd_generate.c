/* cmd_generate.c - secgraph generate: a synthetic organisation of any size, for tests and benchmarks. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "generate/csv.h"
#include "generate/expected.h"
#include "generate/inventory.h"
#include "generate/snapshot.h"

typedef struct {
    int64_t accounts, seed, planted;
    const char *out, *format;
    bool spans, materialise;
} settings;

/* clang-format off */
static const sg_option options[] = {
    { "accounts", 'n', SG_OPTION_NUMBER, offsetof(settings, accounts), "N",      "accounts of the organisation; some 7,000 nodes and 70,000 relationships each" },
    { "seed",     's', SG_OPTION_NUMBER, offsetof(settings, seed),     "SEED",   "the same seed gives the same bytes (1)" },
    { "planted",  0,   SG_OPTION_NUMBER, offsetof(settings, planted),  "K",      "toxic combinations of each sort, in all (one an account)" },
    { "format",   'f', SG_OPTION_TEXT,   offsetof(settings, format),   "FORMAT", "csv, snapshot or aws (csv)" },
    { "spans",    0,   SG_OPTION_FLAG,   offsetof(settings, spans),    NULL,     "what administrators may do as spans (snapshot)" },
    { "materialise-hubs", 0, SG_OPTION_FLAG, offsetof(settings, materialise), NULL, "the same as a relationship for each pair, which other programs can read (so unless `--spans`)" },
    { "out",      'o', SG_OPTION_NEEDED, offsetof(settings, out),      "PATH",   "the folder (csv, aws) or file (snapshot) to write" },
};
/* clang-format on */
static const char footer[] =
    "csv writes nodes and relationships with the headers of Neo4j's import; snapshot what\n"
    "`--graph` opens; aws the saved answers of describe and list calls, an inventory to load.  "
    "Beside them expected.json lists the issues: checked\n"
    "with the shipped combinations, the estate has these and no others; of aws the policies "
    "are listed\n"
    "that the answers tell everything about.\n";

enum { PATH_MOST = 4096 };

typedef enum { TO_CSV, TO_SNAPSHOT, TO_INVENTORY } output_format;

static bool read_format(const char *name, output_format *out)
{
    static const char *const names[] = { "csv", "snapshot", "aws" };
    for (size_t i = 0; i < SG_COUNT(names); i++)
        if (strcmp(names[i], name) == 0) {
            *out = (output_format)i;
            return true;
        }
    return false;
}

/* expected.json in the folder of CSV files, else beside x the file x.expected.json.  Without evidence the
 * estate is walked for it. */
static sg_status write_expected(const sg_estate *estate, const settings *wanted, bool beside,
                                const sg_evidence *evidence, sg_error *err)
{
    char path[PATH_MOST];
    sg_expected expected;
    int length =
        snprintf(path, sizeof path, "%s%sexpected.json", wanted->out, beside ? "." : "/");
    if (length < 0 || (size_t)length >= sizeof path)
        return sg_fail(err, SG_EINVAL, "the path of `--out` is too long");
    SG_TRY(evidence ? sg_expected_of(evidence, &expected, err)
                    : sg_expected_new(estate, &expected, err));
    sg_status status = sg_expected_write(estate, &expected, path, err);
    sg_expected_free(&expected);
    return status;
}

/* An inventory has other rows than the graph, so what it must lead to is worked out by itself. */
static sg_status write_inventory(const sg_estate *estate, const settings *wanted, sg_error *err)
{
    SG_TRY(sg_generate_inventory(estate, wanted->out, err));
    return write_expected(estate, wanted, true, NULL, err);
}

/* What must be found is worked out from the rows as they are written. */
static sg_status write_graph(const sg_estate *estate, bool snapshot, const settings *wanted,
                             sg_error *err)
{
    sg_evidence evidence;
    SG_TRY(sg_evidence_begin(estate, &evidence, err));
    sg_status status =
        snapshot ? sg_generate_snapshot(estate, wanted->out, wanted->spans, &evidence.sink, err)
                 : sg_generate_csv(estate, wanted->out, &evidence.sink, err);
    if (status == SG_OK)
        status = write_expected(estate, wanted, snapshot, &evidence, err);
    sg_evidence_free(&evidence);
    return status;
}

static sg_status generate(const settings *wanted, output_format format, sg_error *err)
{
    sg_estate *estate = NULL;
    sg_estate_options asked = {
        .accounts =
            wanted->accounts > SG_ACCOUNTS_MOST ? UINT32_MAX : (uint32_t)wanted->accounts,
        .seed = (uint64_t)wanted->seed,
        .inventory = format == TO_INVENTORY,
        .planted = wanted->planted > SG_PLANTED_MOST ? UINT32_MAX : (uint32_t)wanted->planted
    };
    SG_TRY(sg_estate_new(&asked, &estate, err));
    sg_status status = format == TO_INVENTORY
                           ? write_inventory(estate, wanted, err)
                           : write_graph(estate, format == TO_SNAPSHOT, wanted, err);
    if (status == SG_OK)
        sg_note("generated %u accounts, %u nodes", estate->accounts, estate->nodes);
    sg_estate_free(estate);
    return status;
}

int sg_command_generate(const sg_command *self, int argc, const char **argv)
{
    settings wanted = { .seed = 1, .format = "csv" };
    sg_error err = { .status = SG_OK };
    output_format format;
    int code =
        sg_command_begin(self, options, SG_COUNT(options), footer, argc, argv, &wanted, NULL);
    if (code >= 0)
        return code;
    if (wanted.accounts == 0)
        return sg_usage(self, "`--accounts` is missing");
    if (!read_format(wanted.format, &format))
        return sg_usage(self, "`--format` is csv, snapshot or aws");
    if (wanted.spans && wanted.materialise)
        return sg_usage(self, "`--spans` and `--materialise-hubs` exclude each other");
    if (wanted.spans && format != TO_SNAPSHOT)
        return sg_usage(self, "`--spans` is for snapshots: CSV files are for other programs as "
                              "well, and an inventory has policies");
    if (generate(&wanted, format, &err) != SG_OK)
        return sg_tell(&err, NULL);
    return SG_EXIT_OK;
}
