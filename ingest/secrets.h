/* secrets.h - credentials in clear text where they do not belong: environment variables, user data,
 * definitions of tasks and builds.
 *
 * What is found becomes a Secret beside the thing (its key "<thing>/secret/<name>", never its value) or,
 * where the text names an access key, that AccessKey; either with CONTAINS_SECRET from the thing.
 */
#ifndef SG_INGEST_SECRETS_H
#define SG_INGEST_SECRETS_H

#include "ingest/mapper.h"

typedef enum sg_secret_kind {
    SG_SECRET_NONE,
    SG_SECRET_ACCESS_KEY,  /* the id of an AWS access key */
    SG_SECRET_PRIVATE_KEY, /* a PEM block */
    SG_SECRET_TOKEN,       /* a token that its issuer marks as one */
    SG_SECRET_PASSWORD,    /* a value under a name such as DB_PASSWORD, or in an address */
} sg_secret_kind;

/* What a text holds by itself; *found is the id of an access key, else empty. */
sg_secret_kind sg_secret_in_text(sg_str text, sg_str *found);
/* The same for a named value: a name such as API_TOKEN makes a secret of any literal; references to
 * secret stores are none. */
sg_secret_kind sg_secret_in_variable(sg_str name, sg_str value, sg_str *found);

/* Search, and add what is found to the graph.  `name` tells findings of one thing apart.
 * Errors: SG_ENOMEM, SG_ELIMIT. */
SG_MUST_USE sg_status sg_secrets_of_variable(sg_mapper *mapper, sg_build_node node, sg_str name,
                                             sg_str value);
SG_MUST_USE sg_status sg_secrets_of_text(sg_mapper *mapper, sg_build_node node, sg_str name,
                                         sg_str text);
/* Every {name, value} of the list at the path. */
SG_MUST_USE sg_status sg_secrets_of_pairs(sg_mapper *mapper, const sg_frame *item,
                                          const char *path, sg_build_node node);
/* Every member of the object at the path. */
SG_MUST_USE sg_status sg_secrets_of_members(sg_mapper *mapper, const sg_frame *item,
                                            const char *path, sg_build_node node);
/* User data: base64 of a script.  What is not (compressed, or binary) was not searched.  Sets
 * `secretsSearched` when it was. */
SG_MUST_USE sg_status sg_secrets_of_user_data(sg_mapper *mapper, const sg_frame *item,
                                              const char *path, sg_build_node node);
/* Says that all of the thing was searched. */
SG_MUST_USE sg_status sg_secrets_searched(sg_mapper *mapper, sg_build_node node);

#endif
