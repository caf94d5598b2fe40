/* statements.h - the statements of policies that tests write most, with ' for ". */
#ifndef TEST_DERIVE_STATEMENTS_H
#define TEST_DERIVE_STATEMENTS_H

#define EC2_TRUST                                                                              \
    "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}"
#define ALLOW(action, resource)                                                                \
    "{'Effect':'Allow','Action':'" action "','Resource':'" resource "'}"
#define DENY(action, resource)                                                                 \
    "{'Effect':'Deny','Action':'" action "','Resource':'" resource "'}"

#endif
