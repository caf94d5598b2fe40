/* names.h - accounts, principals and things that most tests of access are about. */
#ifndef TEST_DERIVE_NAMES_H
#define TEST_DERIVE_NAMES_H

#define A "111111111111"
#define B "222222222222"
#define ROLE "arn:aws:iam::" A ":role/r"
#define ROLE_B "arn:aws:iam::" B ":role/r"
#define USER "arn:aws:iam::" A ":user/ann"
#define BUCKET "arn:aws:s3:::b"
#define KEY "arn:aws:kms:eu-west-1:" A ":key/k"

#endif
