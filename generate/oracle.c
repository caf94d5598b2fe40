/* oracle.c - from evidence to issues, combination by combination. */
#include "generate/oracle.h"

#include <stdlib.h>

#include "engine/base/array.h"

#define ANY(flags, wanted) (((flags) & (wanted)) != 0)
#define POWERFUL (SG_IS_ADMIN | SG_REACHES_ADMIN)

typedef struct {
    const sg_evidence *evidence;
    sg_oracle_found *found;
    void *state;
} judge;

static sg_status tell(const judge *self, bool wrong, const char *policy, uint32_t about)
{
    return wrong ? self->found(self->state, policy, about) : SG_OK;
}

/* --- one node ----------------------------------------------------------------------------------- */

static sg_status judge_alone(const judge *self)
{
    const uint64_t *flags = self->evidence->flags;
    uint32_t first, count;
    sg_estate_range(self->evidence->estate, SG_KIND_MACHINE, &first, &count);
    for (uint32_t i = first; i < first + count; i++)
        SG_TRY(tell(self, flags[i] & SG_IS_PUBLIC && flags[i] & SG_IS_SERIOUS, "TC-006", i));
    sg_estate_range(self->evidence->estate, SG_KIND_FUNCTION, &first, &count);
    for (uint32_t i = first; i < first + count; i++)
        SG_TRY(tell(self,
                    ANY(flags[i], SG_IS_PUBLIC | SG_IS_CALLED_BY_ANYONE) &&
                        flags[i] & SG_IS_EXPLOITABLE,
                    "TC-028", i));
    sg_estate_range(self->evidence->estate, SG_KIND_POD, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        bool public = flags[i] & SG_IS_PUBLIC;
        SG_TRY(tell(self, public && flags[i] & SG_IMAGE_IS_EXPLOITABLE, "TC-022", i));
        SG_TRY(tell(self, public && flags[i] & SG_IS_PRIVILEGED, "TC-038", i));
    }
    sg_estate_range(self->evidence->estate, SG_KIND_ROLE, &first, &count);
    for (uint32_t i = first; i < first + count; i++)
        SG_TRY(tell(self, flags[i] & SG_ANYONE_ASSUMES && ANY(flags[i], POWERFUL | SG_ACTS),
                    "TC-044", i));
    return SG_OK;
}

/* --- a workload and the role that it has ----------------------------------------------------------- */

static sg_status judge_public_machine(const judge *self, sg_pair pair)
{
    uint64_t vm = self->evidence->flags[pair.from], role = self->evidence->flags[pair.to];
    const struct {
        bool wrong;
        const char *policy;
    } verdicts[] = {
        { role & SG_READS_SENSITIVE_BUCKET, "TC-001" },
        { vm & SG_IS_SSH && role & SG_CHAINS_TO_SENSITIVE, "TC-024" },
        { vm & SG_IS_SERIOUS && ANY(role, POWERFUL), "TC-007" },
        { vm & SG_IS_SERIOUS && role & SG_READS_BUCKET, "TC-008" },
        { vm & SG_IS_SERIOUS && role & SG_READS_SENSITIVE_BUCKET, "TC-009" },
        { vm & SG_IS_SERIOUS && role & SG_READS_DATABASE, "TC-010" },
        { vm & SG_IS_SERIOUS && role & SG_DECRYPTS, "TC-011" },
        { vm & SG_IS_SERIOUS && role & SG_READS_SECRET, "TC-012" },
        { vm & SG_IS_UNPROTECTED && ANY(role, POWERFUL | SG_READS_SENSITIVE), "TC-025" },
        { vm & SG_IS_UNPROTECTED && vm & SG_IS_WEB, "TC-026" },
    };
    for (size_t i = 0; i < SG_COUNT(verdicts); i++)
        SG_TRY(tell(self, verdicts[i].wrong, verdicts[i].policy, pair.from));
    return SG_OK;
}

static sg_status judge_private_machine(const judge *self, sg_pair pair)
{
    uint64_t vm = self->evidence->flags[pair.from], role = self->evidence->flags[pair.to];
    if (!(vm & SG_IS_SERIOUS))
        return SG_OK;
    SG_TRY(tell(self, ANY(role, POWERFUL), "TC-013", pair.from));
    SG_TRY(tell(self, role & SG_READS_SENSITIVE, "TC-014", pair.from));
    SG_TRY(tell(self, role & SG_READS_UNCLASSIFIED, "TC-015", pair.from));
    return tell(self, role & SG_DECRYPTS, "TC-016", pair.from);
}

static sg_status judge_function(const judge *self, sg_pair pair)
{
    uint64_t function = self->evidence->flags[pair.from];
    uint64_t role = self->evidence->flags[pair.to];
    SG_TRY(tell(self, function & SG_IS_CALLED_BY_ANYONE && ANY(role, POWERFUL), "TC-027",
                pair.from));
    return tell(self,
                ANY(function, SG_IS_PUBLIC | SG_IS_CALLED_BY_ANYONE) &&
                    function & SG_IS_RETIRED && role & SG_READS_STORE,
                "TC-085", pair.from);
}

/* Of all sorts of workload. */
static sg_status judge_workload(const judge *self, sg_kind kind, sg_pair pair)
{
    uint64_t it = self->evidence->flags[pair.from], role = self->evidence->flags[pair.to];
    bool public = it & SG_IS_PUBLIC, serious = ANY(it, SG_IS_SERIOUS | SG_IMAGE_IS_SERIOUS);
    bool many = self->evidence->sensitive_buckets[pair.to] >= 5;
    const struct {
        bool wrong;
        const char *policy;
    } verdicts[] = {
        { public && it & SG_IS_EXPOSED && kind != SG_KIND_POD && ANY(role, POWERFUL),
          "TC-002" },
        { public && it & SG_IS_EXPOSED && kind == SG_KIND_POD &&
              ANY(role, POWERFUL | SG_IS_CLUSTER_ADMIN),
          "TC-005" },
        { public && kind == SG_KIND_TASK && serious && ANY(role, POWERFUL), "TC-033" },
        { public && serious && role & SG_ESCALATES && role & SG_REACHES_ADMIN &&
              !(role & SG_IS_ADMIN),
          "TC-058" },
        { public && role & SG_COPIES_SENSITIVE, "TC-069" },
        { serious && many && role & SG_DECRYPTS, "TC-076" },
    };
    for (size_t i = 0; i < SG_COUNT(verdicts); i++)
        SG_TRY(tell(self, verdicts[i].wrong, verdicts[i].policy, pair.from));
    return SG_OK;
}

static sg_status judge_workloads(const judge *self)
{
    const sg_pairs *has = &self->evidence->has;
    for (size_t i = 0; i < has->count; i++) {
        sg_pair pair = has->items[i];
        sg_kind kind = sg_estate_place(self->evidence->estate, pair.from).kind;
        bool public = self->evidence->flags[pair.from] & SG_IS_PUBLIC;
        SG_TRY(judge_workload(self, kind, pair));
        if (kind == SG_KIND_MACHINE && public)
            SG_TRY(judge_public_machine(self, pair));
        if (kind == SG_KIND_MACHINE && !public)
            SG_TRY(judge_private_machine(self, pair));
        if (kind == SG_KIND_FUNCTION)
            SG_TRY(judge_function(self, pair));
    }
    return SG_OK;
}

/* --- images ------------------------------------------------------------------------------------- */

/* A repository that principals with few rights may write, and an administrator takes its image from. */
static sg_status judge_images(const judge *self)
{
    const sg_estate *estate = self->evidence->estate;
    const uint64_t *flags = self->evidence->flags;
    uint8_t *admins = calloc((size_t)estate->nodes + 1, 1);
    sg_status status = admins ? SG_OK : SG_ENOMEM;
    for (size_t i = 0; status == SG_OK && i < self->evidence->has.count; i++)
        if (flags[self->evidence->has.items[i].to] & SG_IS_ADMIN)
            admins[self->evidence->has.items[i].from] = 1;
    for (size_t i = 0; status == SG_OK && i < self->evidence->images.count; i++) {
        sg_pair pair = self->evidence->images.items[i];
        sg_place image = sg_estate_place(estate, pair.to);
        uint32_t repository = sg_estate_number(
            estate, (sg_place){ image.account, SG_KIND_REPOSITORY,
                                sg_facts_repository(estate, image.account, image.index) });
        status = tell(self, admins[pair.from] && flags[repository] & SG_IS_WRITTEN_BY_SMALL,
                      "TC-061", repository);
    }
    free(admins);
    return status;
}

/* --- roles that lead to roles ------------------------------------------------------------------------ */

static sg_status judge_management(const judge *self)
{
    const sg_pairs *assumes = &self->evidence->assumes;
    for (size_t i = 0; i < assumes->count; i++) {
        sg_place from = sg_estate_place(self->evidence->estate, assumes->items[i].from);
        sg_place to = sg_estate_place(self->evidence->estate, assumes->items[i].to);
        SG_TRY(tell(self,
                    to.account == SG_MANAGEMENT_ACCOUNT && to.kind == SG_KIND_ROLE &&
                        ANY(self->evidence->flags[assumes->items[i].to], POWERFUL) &&
                        from.kind >= SG_FIRST_OF_ACCOUNT && from.account != to.account,
                    "TC-089", assumes->items[i].to));
    }
    return SG_OK;
}

/* Images that have a serious vulnerability, or one with an exploit, give this on to what runs them. */
static void mark_images(const sg_evidence *evidence)
{
    for (size_t i = 0; i < evidence->images.count; i++) {
        uint64_t image = evidence->flags[evidence->images.items[i].to];
        evidence->flags[evidence->images.items[i].from] |=
            (image & SG_IS_SERIOUS ? SG_IMAGE_IS_SERIOUS : 0) |
            (image & SG_IS_EXPLOITABLE ? SG_IMAGE_IS_EXPLOITABLE : 0);
    }
}

/* Marks who assumes his way, in at most nine steps, to a role that reads a sensitive bucket. */
static sg_status mark_chains(const sg_evidence *evidence)
{
    enum { STEPS = 9 };
    const sg_pairs *chains = &evidence->chains;
    uint8_t *steps = calloc((size_t)evidence->estate->nodes + 1, 1); /* to a reader; 0: none */
    if (!steps)
        return SG_ENOMEM;
    for (unsigned step = 1; step <= STEPS; step++)
        for (size_t i = 0; i < chains->count; i++) {
            uint32_t from = chains->items[i].from, to = chains->items[i].to;
            bool leads = step == 1 ? ANY(evidence->flags[to], SG_READS_SENSITIVE_BUCKET)
                                   : steps[to] == step - 1;
            if (leads && steps[from] == 0)
                steps[from] = (uint8_t)step;
        }
    for (size_t i = 0; i < chains->count; i++)
        if (steps[chains->items[i].from] > 0)
            evidence->flags[chains->items[i].from] |= SG_CHAINS_TO_SENSITIVE;
    free(steps);
    return SG_OK;
}

/* Administrators of production that roles of development take in one to four steps: from each of them
 * backwards, a step a round over all assumptions. */
static sg_status judge_chains(const judge *self)
{
    enum { STEPS = 4 };
    const sg_pairs *chains = &self->evidence->chains;
    const uint64_t *flags = self->evidence->flags;
    uint8_t *reached = calloc((size_t)self->evidence->estate->nodes + 1, 1);
    sg_status status = reached ? SG_OK : SG_ENOMEM;
    uint32_t first = 0, count = 0;
    /* reached: by how many steps a role of development leads here, and 1; 0: none does. */
    sg_estate_range(self->evidence->estate, SG_KIND_ROLE, &first, &count);
    for (uint32_t i = first; status == SG_OK && i < first + count; i++)
        reached[i] = flags[i] & SG_IS_DEVELOPMENT ? 1 : 0;
    for (unsigned step = 1; status == SG_OK && step <= STEPS; step++)
        for (size_t i = 0; i < chains->count; i++)
            if (reached[chains->items[i].from] == step && !reached[chains->items[i].to])
                reached[chains->items[i].to] = (uint8_t)(step + 1);
    for (uint32_t i = first; status == SG_OK && i < first + count; i++)
        status =
            tell(self, reached[i] > 1 && flags[i] & SG_IS_ADMIN && flags[i] & SG_IS_PRODUCTION,
                 "TC-063", i);
    free(reached);
    return status;
}

/* --- replicas ----------------------------------------------------------------------------------- */

static int by_target(const void *left, const void *right)
{
    const sg_pair *a = left, *b = right;
    if (a->to != b->to)
        return a->to > b->to ? 1 : -1;
    return (a->from > b->from) - (a->from < b->from);
}

static const sg_pair *first_of(const sg_pairs *pairs, uint32_t to)
{
    size_t low = 0, high = pairs->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs->items[middle].to < to)
            low = middle + 1;
        else
            high = middle;
    }
    return pairs->items + low;
}

static bool holds(const sg_pairs *sorted, sg_pair wanted)
{
    return bsearch(&wanted, sorted->items, sorted->count, sizeof wanted, by_target) != NULL;
}

/* Public workloads of a role that writes a bucket and its copy. */
static sg_status judge_writer(const judge *self, const sg_pairs *has, uint32_t role)
{
    const sg_pair *end = has->items + has->count;
    for (const sg_pair *at = first_of(has, role); at < end && at->to == role; at++)
        SG_TRY(tell(self, self->evidence->flags[at->from] & SG_IS_PUBLIC, "TC-075", at->from));
    return SG_OK;
}

static sg_status judge_replicas(const judge *self, const sg_pairs *writers, const sg_pairs *has)
{
    const sg_pairs *replicas = &self->evidence->replicas;
    const sg_pair *end = writers->items + writers->count;
    for (size_t i = 0; i < replicas->count; i++) {
        sg_pair pair = replicas->items[i];
        SG_TRY(tell(self,
                    !(self->evidence->flags[pair.from] & SG_IS_PUBLIC) &&
                        self->evidence->flags[pair.to] & SG_IS_PUBLIC,
                    "TC-020", pair.from));
        for (const sg_pair *at = first_of(writers, pair.from); at < end && at->to == pair.from;
             at++)
            if (holds(writers, (sg_pair){ at->from, pair.to }))
                SG_TRY(judge_writer(self, has, at->from));
    }
    return SG_OK;
}

sg_status sg_oracle_judge(const sg_evidence *evidence, sg_oracle_found *found, void *state)
{
    judge self = { evidence, found, state };
    const sg_pairs *has = &evidence->has, *writers = &evidence->writers;
    if (has->count > 0)
        qsort(has->items, has->count, sizeof *has->items, by_target);
    if (writers->count > 0)
        qsort(writers->items, writers->count, sizeof *writers->items, by_target);
    mark_images(evidence);
    SG_TRY(mark_chains(evidence));
    SG_TRY(judge_alone(&self));
    SG_TRY(judge_workloads(&self));
    SG_TRY(judge_images(&self));
    SG_TRY(judge_management(&self));
    SG_TRY(judge_chains(&self));
    return judge_replicas(&self, writers, has);
}
