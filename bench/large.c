/* large.c - one large file of distinct machines, as `describe-instances` without pages would answer.
 *
 *     parsed by another   one thread, an element of the list at a time, by jansson
 *     parsed              one thread, cut into pages and these parsed, by ours
 *     read                cut, parsed and mapped, until nothing is left of the file
 *     whole               and derived and frozen
 *
 * Nothing repeats but what repeats in an estate: subnets, images, groups, profiles, tags.
 */
#include "bench/large.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/json.h"
#include "ingest/load.h"
#include "ingest/pages.h"
#include "ingest/parse.h"

enum { RUNS = 3, SECONDS = 30 };

#define ACCOUNT "100000031683"

typedef struct {
    char folder[512], path[640];
    uint64_t bytes;
    sg_mapping mapping;
    unsigned threads;
    uint32_t machines;             /* that were written */
    uint64_t begun, least_reading; /* nanoseconds until the file was read, of the best run */
} large;

/* --- the file -------------------------------------------------------------------------------- */

/* Seventeen digits that no other number of the series has. */
static void write_id(char out[18], uint64_t number, uint64_t series)
{
    uint64_t bits =
        number * UINT64_C(0x9e3779b97f4a7c15) + series * UINT64_C(0xd1b54a32d192ed03);
    snprintf(out, 18, "%" PRIx64 "%016" PRIx64, series & 15, bits);
}

static void write_machine(FILE *file, uint32_t number)
{
    static const char *const applications[] = { "shipping", "pricing", "loans",
                                                "chat",     "search",  "orders" };
    enum { RESERVATION = 1, IMAGE, MACHINE, SUBNET, NETWORK, VOLUME, GROUP, INTERFACE, SERIES };
    static const uint32_t repeats[SERIES] = {
        [IMAGE] = 50, [SUBNET] = 300, [NETWORK] = 20, [GROUP] = 400
    };
    char id[SERIES][18], address[16];
    const char *application = applications[number % SG_COUNT(applications)];

    for (unsigned i = RESERVATION; i < SERIES; i++)
        write_id(id[i], repeats[i] ? number % repeats[i] : number, i);
    snprintf(address, sizeof address, "10.%u.%u.%u", number >> 16 & 255, number >> 8 & 255,
             number & 255);
    fprintf(file,
            "%s{\"Groups\": [], \"OwnerId\": \"" ACCOUNT "\", \"ReservationId\": \"r-%s\", "
            "\"Instances\": [{\"AmiLaunchIndex\": 0, \"ImageId\": \"ami-%s\", "
            "\"InstanceId\": \"i-%s\", \"InstanceType\": \"m5.large\", "
            "\"LaunchTime\": \"2025-07-17T%02u:%02u:00Z\", \"Monitoring\": {\"State\": "
            "\"disabled\"}, \"Placement\": {\"AvailabilityZone\": \"eu-west-1a\", "
            "\"GroupName\": \"\", \"Tenancy\": \"default\"}, \"PrivateIpAddress\": \"%s\", "
            "\"State\": {\"Code\": 16, \"Name\": \"running\"}, \"SubnetId\": \"subnet-%s\", "
            "\"VpcId\": \"vpc-%s\", \"Architecture\": \"x86_64\", ",
            number > 0 ? ", " : "", id[RESERVATION], id[IMAGE], id[MACHINE], number % 24,
            number / 24 % 60, address, id[SUBNET], id[NETWORK]);
    fprintf(file,
            "\"BlockDeviceMappings\": [{\"DeviceName\": \"/dev/xvda\", \"Ebs\": "
            "{\"AttachTime\": \"2025-07-17T16:00:00Z\", \"DeleteOnTermination\": true, "
            "\"Status\": \"attached\", \"VolumeId\": \"vol-%s\"}}], \"EbsOptimized\": false, "
            "\"EnaSupport\": true, \"Hypervisor\": \"xen\", \"IamInstanceProfile\": {\"Arn\": "
            "\"arn:aws:iam::" ACCOUNT ":instance-profile/%s-app-%u\"}, \"NetworkInterfaces\": "
            "[{\"Groups\": [{\"GroupId\": \"sg-%s\"}], \"NetworkInterfaceId\": \"eni-%s\", "
            "\"OwnerId\": \"" ACCOUNT "\", \"PrivateIpAddress\": \"%s\", \"Status\": "
            "\"in-use\", \"SubnetId\": \"subnet-%s\", \"VpcId\": \"vpc-%s\"}], ",
            id[VOLUME], application, number % 500, id[GROUP], id[INTERFACE], address,
            id[SUBNET], id[NETWORK]);
    fprintf(file,
            "\"RootDeviceName\": \"/dev/xvda\", \"RootDeviceType\": \"ebs\", "
            "\"SecurityGroups\": [{\"GroupId\": \"sg-%s\"}], \"SourceDestCheck\": true, "
            "\"MetadataOptions\": {\"State\": \"applied\", \"HttpTokens\": \"optional\", "
            "\"HttpEndpoint\": \"enabled\"}, \"Tags\": [{\"Key\": \"Name\", \"Value\": "
            "\"%s-%u\"}, {\"Key\": \"owner\", \"Value\": \"team-finance\"}, {\"Key\": "
            "\"environment\", \"Value\": \"staging\"}]}]}",
            id[GROUP], application, number);
}

/* <work>/large/<account>/eu-west-1/ec2-describe-instances.json */
static bool write_file(large *self, const sg_bench_large_file *wanted)
{
    static const char *const folders[] = { "", "/" ACCOUNT, "/" ACCOUNT "/eu-west-1" };

    snprintf(self->folder, sizeof self->folder, "%s/large", wanted->work);
    (void)mkdir(wanted->work, 0777); /* what cannot be made is found out below */
    for (size_t i = 0; i < SG_COUNT(folders); i++) {
        snprintf(self->path, sizeof self->path, "%s%s", self->folder, folders[i]);
        (void)mkdir(self->path, 0777);
    }
    snprintf(self->path, sizeof self->path, "%s%s/ec2-describe-instances.json", self->folder,
             folders[SG_COUNT(folders) - 1]);
    FILE *file = fopen(self->path, "w");
    if (!file)
        return false;
    fputs("{\"Reservations\": [", file);
    while ((uint64_t)ftello(file) < wanted->bytes && !ferror(file))
        write_machine(file, self->machines++);
    fputs("]}", file);
    self->bytes = (uint64_t)ftello(file);
    bool good = !ferror(file);
    return fclose(file) == 0 && good;
}

static void remove_file(large *self)
{
    char *slash;

    (void)unlink(self->path);
    for (int i = 0; i < 3 && (slash = strrchr(self->path, '/')); i++) {
        *slash = '\0';
        (void)rmdir(self->path);
    }
}

/* --- parsing alone --------------------------------------------------------------------------- */

static bool parse_with_another(void *state, uint64_t *bytes)
{
    large *self = state;
    const char *text = (const char *)self->mapping.bytes, *end = text + self->mapping.length;
    uint32_t elements = 0;

    for (text = strchr(text, '[') + 1; text < end && *text != ']'; elements++) {
        json_error_t fault;
        json_t *tree = json_loadb(text, (size_t)(end - text),
                                  JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &fault);
        if (!tree)
            return false;
        json_decref(tree);
        for (text += fault.position; *text == ',' || *text == ' ';)
            text++;
    }
    *bytes = self->bytes;
    return elements == self->machines;
}

static bool parse_pages(const sg_pages *pages, sg_arena *arena)
{
    sg_buffer page = { .length = 0 };
    bool good = true;

    for (size_t i = 0; good && i < pages->pages.count; i++) {
        sg_value tree;
        size_t shift;
        sg_arena_reset(arena);
        sg_pages_write(pages, i, &page, &shift);
        good = sg_json_view(sg_buffer_str(&page), SG_JSON_DEPTH, arena, &tree, NULL) == SG_OK;
    }
    sg_buffer_free(&page);
    return good;
}

static bool parse_with_ours(void *state, uint64_t *bytes)
{
    large *self = state;
    sg_str text = { (const char *)self->mapping.bytes, self->mapping.length };
    sg_arena *arena;
    sg_pages pages;

    if (sg_arena_new(0, &arena) != SG_OK)
        return false;
    bool good = sg_pages_open(&pages, text, SG_PARSE_PAGE, NULL) && parse_pages(&pages, arena);
    sg_pages_close(&pages);
    sg_arena_free(arena);
    *bytes = self->bytes;
    return good;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void note_progress(void *state, size_t done, size_t total)
{
    large *self = state;
    uint64_t reading = sg_clock_monotonic() - self->begun;
    if (done == total && (self->least_reading == 0 || reading < self->least_reading))
        self->least_reading = reading;
}

static bool load(void *state, uint64_t *bytes)
{
    large *self = state;
    const char *folder = self->folder;
    sg_ingest_options options = { .threads = self->threads,
                                  .beside = self->folder,
                                  .progress = note_progress,
                                  .progress_state = self };
    sg_graph *graph = NULL;
    self->begun = sg_clock_monotonic();
    bool good = sg_ingest_load(&folder, 1, &options, &graph, NULL, NULL) == SG_OK &&
                sg_graph_nodes(graph) > 3 * self->machines; /* with interfaces and volumes */
    sg_graph_free(graph);
    *bytes = self->bytes;
    return good;
}

static void run_row(sg_bench *bench, large *self, const char *name, sg_bench_work *work)
{
    sg_bench_row row = { .name = name,
                         .unit = "bytes",
                         .work = work,
                         .state = self,
                         .runs = RUNS,
                         .seconds = SECONDS };
    sg_bench_run(bench, &row);
}

/* Loads with so many threads; how fast the file was read, also beside another parser. */
static void run_load(sg_bench *bench, large *self, unsigned threads, const char *const names[3])
{
    const sg_bench_past *parsed = sg_bench_last(bench, "large, jansson parses");

    self->threads = threads;
    self->least_reading = 0;
    run_row(bench, self, names[0], load);
    if (self->least_reading == 0)
        return;
    sg_bench_figure(bench, names[1], (double)self->bytes * 1e3 / (double)self->least_reading,
                    "MB/s");
    if (parsed)
        sg_bench_figure(bench, names[2], parsed->median * 1e6 / (double)self->least_reading,
                        "x");
}

/* The whole beside one parser on one thread. */
static void compare_whole(sg_bench *bench)
{
    const sg_bench_past *parsed = sg_bench_last(bench, "large, jansson parses");
    const sg_bench_past *whole = sg_bench_last(bench, "large");
    if (parsed && whole && whole->median > 0)
        sg_bench_figure(bench, "large, whole / jansson", parsed->median / whole->median, "x");
}

void sg_bench_large(sg_bench *bench, const sg_bench_large_file *wanted)
{
    static const char *const alone[] = { "large, 1 thread", "large, read, 1 thread",
                                         "large, read / jansson, 1 thread" };
    static const char *const together[] = { "large", "large, read", "large, read / jansson" };
    large self = { .threads = 1 };

    if (!sg_bench_wanted(bench, "large"))
        return;
    sg_bench_heading("one large file");
    if (!write_file(&self, wanted) || sg_file_map(self.path, &self.mapping, NULL) != SG_OK) {
        sg_bench_failure(bench, "large", "the file cannot be written");
    } else {
        run_row(bench, &self, "large, jansson parses", parse_with_another);
        run_row(bench, &self, "large, parsed", parse_with_ours);
        run_load(bench, &self, 1, alone);
        run_load(bench, &self, wanted->threads, together);
        compare_whole(bench);
        sg_bench_above_graph(bench, "large, above graph", wanted->program, self.folder,
                             wanted->threads);
    }
    sg_file_unmap(&self.mapping);
    remove_file(&self);
}
