/* collector.h - one row tells how the answer of one call becomes nodes and relationships.
 *
 *     {
 *         .service = "ec2", .operation = "DescribeSubnets",
 *         .items = "Subnets[]",
 *         .label = "Subnet", .native = "AWS::EC2::Subnet",
 *         .key = "{SubnetId}",
 *         .arn = "arn:{@partition}:ec2:{@region}:{@account}:subnet/{SubnetId}",
 *         .properties = PROPERTIES({ "cidrBlock", "CidrBlock", SG_TEXT }),
 *         .edges = EDGES({ .type = "IN_NETWORK", .label = "VirtualNetwork", .key = "{VpcId}" }),
 *     },
 *
 * Paths are those of ingest/path.h, relative to the item; templates those of ingest/template.h.
 * A call may have several rows.  Rows stand in the order in which calls are applied: what others
 * refer to by a further name (an alias) comes before them.
 */
#ifndef SG_INGEST_COLLECTOR_H
#define SG_INGEST_COLLECTOR_H

#include "engine/build.h"
#include "ingest/origin.h"
#include "ingest/path.h"

typedef enum sg_field {
    SG_TEXT,  /* text; numbers and booleans as text */
    SG_BOOL,  /* true or false, as such or as text in any case ("YES", "ENABLED") */
    SG_INT,   /* an integer, as such or as text */
    SG_REAL,  /* a number */
    SG_TIME,  /* ISO 8601, or seconds since 1970, to ISO 8601 in UTC */
    SG_TAGS,  /* [{Key, Value}], [{key, value}], [{TagKey, TagValue}] or an object, to a map */
    SG_JSON,  /* a document as an object or as text, to canonical JSON text */
    SG_TEXTS, /* every value at the path, to a list of texts */
    SG_MAPS, /* every value at the path, to a list of maps of `fields`; rows with one name add up */
    SG_CONSTANT, /* `text`, when the path is empty or has a value */
    SG_ALWAYS,   /* true, when the path is empty or has a value */
    SG_NEVER,    /* false, likewise */
    SG_EQUALS,   /* whether the text at the path is `text`; no value, no property */
    SG_EXISTS,   /* whether there is a value at the path */
    SG_ANY,      /* whether one of the values at the path is true */
} sg_field;

typedef sg_str sg_reword(
    sg_str text); /* one text for another; static or part of the argument */

typedef struct sg_property {
    const char *name;
    const char *path;
    sg_field field;
    const char *text;                 /* SG_CONSTANT, SG_EQUALS */
    const struct sg_property *fields; /* SG_MAPS */
    sg_reword *reword;                /* SG_TEXT, SG_TEXTS: applied to each; NULL: as it is */
} sg_property;

typedef struct sg_edge_row {
    const char *type;
    sg_direction way;          /* SG_OUT: from the item's node */
    const char *label;         /* of the other end; NULL: by the look of its key */
    const char *each;          /* path of the things referred to; NULL: the item itself, once */
    const char *key;           /* template, relative to such a thing */
    const char *when;          /* condition, relative to such a thing */
    const char *discriminator; /* template; NULL: one relationship between two nodes */
    bool existing;             /* only to a node that is there already */
    const sg_property *properties;
} sg_edge_row;

/* One name for another, in the arena; {NULL, 0} when it cannot be made. */
typedef sg_str sg_rename(sg_str name, const sg_origin *origin, sg_arena *arena);

struct sg_mapper;
/* What no row can say; called with the item's node once its properties and edges are set. */
typedef sg_status sg_collector_post(struct sg_mapper *mapper, const sg_frame *item,
                                    sg_build_node node);

typedef enum sg_place {
    SG_REGIONAL,  /* region of the file, CONTAINS from the account */
    SG_GLOBAL,    /* region `global`, CONTAINS from the account */
    SG_ELSEWHERE, /* region told by another call, CONTAINS from the account */
    SG_WITHIN,    /* region of the file, CONTAINS from something else */
    SG_APART,     /* neither region nor CONTAINS */
} sg_place;

typedef struct sg_collector {
    const char *service, *operation;
    const char *items; /* path; NULL: the document is the item */
    const char *when;  /* "path", "path=text", "path!=text", joined by `&`; NULL: always */
    const char *label, *native;
    const char *key;        /* template */
    sg_rename *rename;      /* applied to the key; NULL: it stays */
    const char *arn;        /* template; NULL: the key, if it is one; "": there is none */
    const char *owner;      /* path of the account's number where it is not the asked account */
    const char *aliases[3]; /* templates of further names */
    const char *hosts[3]; /* paths of names in DNS and addresses, which are further names too */
    sg_place place;
    bool adds;          /* adds facts to a node that another call describes */
    const char *absent; /* codes, comma-separated, by which the provider says "there is none" */
    const char *policy; /* path of the item's resource policy, kept as an AccessPolicy */
    const sg_property *properties;
    const sg_property *absent_properties; /* what is then known; paths are not used */
    const sg_edge_row *edges;
    sg_collector_post *post;
} sg_collector;

/* clang-format off */
#define PROPERTIES(...) (const sg_property[]){ __VA_ARGS__, { .name = NULL } }
#define EDGES(...)      (const sg_edge_row[]){ __VA_ARGS__, { .type = NULL } }
/* clang-format on */

typedef struct sg_collectors {
    const sg_collector *rows;
    size_t count;
} sg_collectors;

/* All rows of all tables, in order of application. */
size_t sg_collector_count(void);
const sg_collector *sg_collector_at(size_t position);
/* One after the other; NULL behind the last.  Begin with a zeroed walk. */
typedef struct sg_collector_walk {
    size_t table, row;
} sg_collector_walk;
const sg_collector *sg_collector_next(sg_collector_walk *walk);

/* Whether the row maps the call; the operation may be written in any way ("list-users"). */
bool sg_collector_maps(const sg_collector *collector, sg_str service, sg_str operation);
/* The order of application of a call: lower first; SIZE_MAX when no row maps it.  An empty service
 * stands for any. */
size_t sg_collector_rank(sg_str service, sg_str operation);

#endif
