/* inventory_risks.c - what Inspector found on machines and functions: the serious vulnerabilities among the
 * very relationships that csv.h writes, and none of the others, which are three in four; and the threats that
 * GuardDuty sees where they were planted. */
#include <stdlib.h>

#include "engine/base/text.h"
#include "generate/edges.h"
#include "generate/inventory_internal.h"
#include "generate/nodes.h"

typedef struct {
    sg_sink sink;
    sg_inventory *inventory;
    sg_properties properties; /* of vulnerabilities */
    sg_node_row node;         /* the vulnerability at hand */
    uint32_t count;
} risk_sink;

static sg_status refuse_node(sg_sink *sink, const sg_node_row *node, sg_error *err)
{
    (void)sink;
    (void)node;
    (void)err;
    return SG_OK;
}

static sg_value value_of(const risk_sink *self, const char *name)
{
    for (uint32_t i = 0; i < self->properties.count; i++)
        if (sg_str_equal(self->properties.items[i].name, sg_str_of(name)))
            return self->node.row.values[i];
    return sg_null();
}

static void write_finding(risk_sink *self, sg_place where)
{
    sg_inventory *inventory = self->inventory;
    bool machine = where.kind == SG_KIND_MACHINE;
    sg_text id = machine ? sg_short(inventory, where) : sg_arn(inventory, where);
    sg_answer_next(inventory);
    sg_answer_add(
        inventory,
        "{\"findingArn\": \"arn:aws:inspector2:%s:%s:finding/%u\", \"awsAccountId\": \"%s\", "
        "\"type\": \"PACKAGE_VULNERABILITY\", \"severity\": \"%.*s\", \"status\": \"ACTIVE\", "
        "\"inspectorScore\": %.1f, \"exploitAvailable\": \"%s\", \"fixAvailable\": \"%s\", "
        "\"packageVulnerabilityDetails\": {\"vulnerabilityId\": \"%s\"}, "
        "\"resources\": [{\"id\": \"%s\", \"type\": \"%s\"}]}",
        inventory->region, sg_account_id(inventory), self->count++, sg_account_id(inventory),
        SG_FMT(sg_value_str(value_of(self, "severity"))), value_of(self, "score").real,
        value_of(self, "exploitAvailable").boolean ? "YES" : "NO",
        value_of(self, "fixAvailable").boolean ? "YES" : "NO",
        sg_named(inventory, self->node.place).bytes, id.bytes,
        machine ? "AWS_EC2_INSTANCE" : "AWS_LAMBDA_FUNCTION");
}

static sg_status keep_risk(sg_sink *sink, const sg_edge_row *edge, sg_error *err)
{
    risk_sink *self = (risk_sink *)sink;
    (void)err;
    if (edge->relation != SG_RELATION_HAS_VULNERABILITY ||
        (edge->from.kind != SG_KIND_MACHINE && edge->from.kind != SG_KIND_FUNCTION) ||
        !sg_is_here(self->inventory, edge->from))
        return SG_OK;
    sg_describe_node(self->inventory->estate, edge->to, &self->node);
    sg_str severity = sg_value_str(value_of(self, "severity"));
    if (sg_str_equal(severity, SG_STR("CRITICAL")) || sg_str_equal(severity, SG_STR("HIGH")))
        write_finding(self, edge->from);
    return SG_OK;
}

static void write_threat(sg_inventory *self, sg_place finding, sg_place machine)
{
    sg_text id = sg_short(self, machine), created = sg_created(self, machine);
    uint32_t number = sg_estate_number(self->estate, finding);
    sg_answer_next(self);
    sg_answer_add(
        self,
        "{\"AccountId\": \"%s\", \"Arn\": "
        "\"arn:aws:guardduty:%s:%s:detector/d/finding/%u\", \"CreatedAt\": \"%s\", \"Id\": "
        "\"%u\", \"Region\": \"%s\", \"Resource\": {\"ResourceType\": \"Instance\", "
        "\"InstanceDetails\": {\"InstanceId\": \"%s\"}}, \"Service\": {\"Archived\": false}, "
        "\"Severity\": 8.0, \"Title\": \"Outbound connection to a mining pool\", \"Type\": "
        "\"CryptoCurrency:EC2/BitcoinTool.B!DNS\", \"UpdatedAt\": \"%s\"}",
        sg_account_id(self), self->region, sg_account_id(self), number, created.bytes, number,
        self->region, id.bytes, created.bytes);
}

/* What is planted on machines; ordinary findings are not of this kind. */
static sg_status write_threats(sg_inventory *self)
{
    bool any = false;
    sg_answer_begin(self, "Findings");
    for (uint32_t i = 0; i < sg_number_of(self, SG_KIND_FINDING); i++) {
        sg_place finding = sg_at(self, SG_KIND_FINDING, i);
        sg_planting planting;
        if (!sg_estate_planted(self->estate, finding, &planting))
            continue;
        sg_place machine =
            sg_estate_plant(self->estate, self->account, &planting, SG_KIND_MACHINE);
        if (!sg_is_here(self, machine))
            continue;
        write_threat(self, finding, machine);
        any = true;
    }
    return any ? sg_answer_end(self, "guardduty-get-findings", NULL) : SG_OK;
}

sg_status sg_inventory_risks(sg_inventory *inventory)
{
    risk_sink *sink = calloc(1, sizeof *sink);
    sg_edges *edges = calloc(1, sizeof *edges);
    sg_status status = SG_ENOMEM;
    sg_answer_begin(inventory, "findings");
    if (sink && edges) {
        sink->sink = (sg_sink){ .node = refuse_node, .edge = keep_risk };
        sink->inventory = inventory;
        sg_kind_properties(SG_KIND_VULNERABILITY, &sink->properties);
        *edges = (sg_edges){ .estate = inventory->estate,
                             .sink = &sink->sink,
                             .err = inventory->err,
                             .account = inventory->account };
        status = sg_edges_risk(edges);
        if (status == SG_OK)
            status = sg_edges_planted(edges);
    } else {
        sg_fail_memory(inventory->err);
    }
    free(edges);
    free(sink);
    SG_TRY(status);
    SG_TRY(sg_answer_end(inventory, "inspector2-list-findings", NULL));
    return write_threats(inventory);
}
