/* rows.h - the words in which mapping tables are written; included by tables only.
 *
 *     .properties = PROPERTIES(TEXT("state", "State.Name"), TAGS("Tags")),
 *     .edges = EDGES(TO("IN_SUBNET", "Subnet", "{SubnetId}"),
 *                    TO_EACH("PROTECTED_BY", "SecurityGroup", "SecurityGroups[]", "{GroupId}")),
 */
#ifndef SG_INGEST_ROWS_H
#define SG_INGEST_ROWS_H

#include "ingest/collector.h"

/* clang-format off */
#define FIELD(n, p, f)       { .name = (n), .path = (p), .field = (f) }
#define TEXT(n, p)           FIELD(n, p, SG_TEXT)
#define BOOL(n, p)           FIELD(n, p, SG_BOOL)
#define INT(n, p)            FIELD(n, p, SG_INT)
#define REAL(n, p)           FIELD(n, p, SG_REAL)
#define TIME(n, p)           FIELD(n, p, SG_TIME)
#define TAGS(p)              FIELD("tags", p, SG_TAGS)
#define JSON(n, p)           FIELD(n, p, SG_JSON)
#define TEXTS(n, p)          FIELD(n, p, SG_TEXTS)
#define ALWAYS(n, p)         FIELD(n, p, SG_ALWAYS)
#define NEVER(n, p)          FIELD(n, p, SG_NEVER)
#define EXISTS(n, p)         FIELD(n, p, SG_EXISTS)
#define ANY(n, p)            FIELD(n, p, SG_ANY)
#define CONSTANT(n, p, t)    { .name = (n), .path = (p), .field = SG_CONSTANT, .text = (t) }
#define EQUALS(n, p, t)      { .name = (n), .path = (p), .field = SG_EQUALS, .text = (t) }
#define MAPS(n, p, ...)      { .name = (n), .path = (p), .field = SG_MAPS, .fields = PROPERTIES(__VA_ARGS__) }
#define REWORDED(n, p, word) { .name = (n), .path = (p), .field = SG_TEXT, .reword = (word) }

#define TO(t, l, k)          { .type = (t), .way = SG_OUT, .label = (l), .key = (k) }
#define FROM(t, l, k)        { .type = (t), .way = SG_IN, .label = (l), .key = (k) }
#define TO_EACH(t, l, e, k)  { .type = (t), .way = SG_OUT, .label = (l), .each = (e), .key = (k) }
#define FROM_EACH(t, l, e, k) { .type = (t), .way = SG_IN, .label = (l), .each = (e), .key = (k) }
/* HAS_POLICY of some kind, by which two relationships to one policy are told apart. */
#define POLICY(k, kind_of)   { .type = "HAS_POLICY", .way = SG_OUT, .label = "AccessPolicy", .key = (k), \
                               .discriminator = (kind_of), .properties = PROPERTIES(CONSTANT("kind", NULL, kind_of)) }
#define POLICY_EACH(e, k, kind_of) \
                             { .type = "HAS_POLICY", .way = SG_OUT, .label = "AccessPolicy", .each = (e), .key = (k), \
                               .discriminator = (kind_of), .properties = PROPERTIES(CONSTANT("kind", NULL, kind_of)) }
#define POLICY_OF(l, k, kind_of) \
                             { .type = "HAS_POLICY", .way = SG_IN, .label = (l), .key = (k), \
                               .discriminator = (kind_of), .properties = PROPERTIES(CONSTANT("kind", NULL, kind_of)) }
#define RUNS_AS(k, how)      { .type = "HAS", .way = SG_OUT, .label = "AccessRole", .key = (k), \
                               .discriminator = (how), .properties = PROPERTIES(CONSTANT("via", NULL, how)) }
/* clang-format on */

#endif
