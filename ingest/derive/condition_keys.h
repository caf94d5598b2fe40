/* condition_keys.h - the value of a condition key in a situation, as far as it can be known. */
#ifndef SG_INGEST_DERIVE_CONDITION_KEYS_H
#define SG_INGEST_DERIVE_CONDITION_KEYS_H

#include "ingest/derive/request.h"

typedef enum sg_key_state {
    SG_KEY_ABSENT,
    SG_KEY_KNOWN,
    SG_KEY_PARTLY,  /* known but for its fresh characters */
    SG_KEY_ANOTHER, /* unknown, but there, and not the text (empty: whichever) */
    SG_KEY_UNKNOWN,
    SG_KEY_ADDRESS, /* unknown, but some address */
} sg_key_state;

typedef struct sg_key_value {
    sg_key_state state;
    sg_str text; /* when known; the one that it is not */
} sg_key_value;

/* Where the value of a key comes from, for the calls below. */
uint8_t sg_key_source(sg_str key);
/* Whether callers of the action pick the value themselves. */
bool sg_key_is_chosen(uint8_t source, sg_str action);
/* Whether it is there in every request, and true or false. */
bool sg_key_is_boolean(uint8_t source);
/* Whether the value tells callers with the same policies apart. */
bool sg_key_is_personal(uint8_t source);
/* Whether somebody from the internet can come with the value from an account or organisation of
 * their own: a user's name, what leaves account and organisation open, a network's id that is not
 * a fixed one, any private address, any service that calls for them.  `pattern`: the wildcards of
 * `wanted` count as such.
 * Source: docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html,
 * "The meaning of public": fixed values only. */
bool sg_key_is_of_own_making(uint8_t source, sg_str wanted, bool pattern);
/* Whether it depends on how a request comes (through an endpoint, by a service) if the key is
 * there, or true: callers pick that. */
bool sg_key_comes_with_a_route(uint8_t source);
/* Whether the value is a tag of the resource. */
bool sg_key_is_tag_of_resource(uint8_t source);
/* Whether the request itself says what the value is. */
bool sg_key_is_told(const sg_situation *situation, sg_str key);
sg_key_value sg_key_lookup(const sg_situation *situation, sg_str key, uint8_t source);

/* How a text with policy variables came out. */
typedef enum sg_expansion {
    SG_EXPANDED,
    SG_EXPANSION_ABSENT,  /* a variable has no value: what holds the text does not match */
    SG_EXPANSION_UNKNOWN, /* a variable has a value that is not known */
} sg_expansion;

/* Replaces ${key}, ${key, 'default'}, ${*}, ${?} and ${$}.  As a pattern, the values' own
 * wildcards become literal ones. */
sg_expansion sg_expand_variables(const sg_situation *situation, sg_str text, bool pattern,
                                 sg_str *out);

/* The text with `*` for each variable: what it may at most match.  bytes NULL when there is no memory. */
sg_str sg_loosen_variables(sg_str text, sg_arena *arena);

#endif
