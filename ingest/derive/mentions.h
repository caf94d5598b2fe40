/* mentions.h - how the Principal of a statement names a caller.
 *
 * It matters how: an account is only a right to delegate, a session is free of boundaries that
 * hold for its role, and so on (evaluate.c has the table).
 */
#ifndef SG_INGEST_DERIVE_MENTIONS_H
#define SG_INGEST_DERIVE_MENTIONS_H

#include "ingest/derive/request.h"

typedef enum sg_mention {
    SG_MENTION_ANYONE,   /* "*", or not among those that NotPrincipal lists */
    SG_MENTION_ACCOUNT,  /* its account */
    SG_MENTION_USER,     /* the user itself */
    SG_MENTION_ROLE,     /* the role of the session */
    SG_MENTION_SESSION,  /* the session, by a name that its role's users may choose */
    SG_MENTION_PROVIDER, /* the identity provider that vouches for the caller, or the service */
} sg_mention;
#define SG_MENTIONS 6
/* A further bit: NotPrincipal lists some session of the role, so that it depends on which one asks. */
#define SG_MENTION_BY_SESSION (1U << SG_MENTIONS)

/* A set of mentions as bits, 0 when the statement is not about the caller. */
unsigned sg_iam_mentions(const sg_iam_statement *statement, const sg_iam_caller *caller);
/* Whether one of the policies names the caller itself, and not only many that it is one of. */
bool sg_iam_names(const sg_iam_policies *set, const sg_iam_caller *caller);

/* What a Principal text of kind AWS is. */
typedef enum sg_named_form {
    SG_FORM_ANYONE,
    SG_FORM_ACCOUNT,
    SG_FORM_USER,
    SG_FORM_ROLE,
    SG_FORM_SESSION, /* assumed-role/<role>/<session> */
    SG_FORM_OTHER,   /* the unique id of a deleted principal, a federated user, ... */
} sg_named_form;

/* *account is set for all but ANYONE and OTHER, *name to the role's name for SESSION. */
sg_named_form sg_named_form_of(sg_str text, sg_str *account, sg_str *name);

#endif
