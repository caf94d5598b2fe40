/* speakers.h - who of other accounts may speak of the resources that let them in, found for all of those at once.
 *
 *     heads    arn:aws:s3:::a   arn:aws:s3:::b   arn:aws:s3:::b-logs   arn:aws:sqs:eu-west-1:1:q
 *     "*"      [-----------------------------------------------------------------------------]
 *     ...:b*                    [----------------------------------]      begin as the pattern does
 *     ...:b/x                   [------------]                            begins the pattern
 *
 * A bucket that lets in the whole world is asked about for every class of every account, but in another
 * account nobody can do what no policy of their own allows.  Looking through what each class says for each
 * such resource grows with both; here each pattern is looked up once, among the sorted beginnings of the
 * resources.
 */
#ifndef SG_INGEST_DERIVE_SPEAKERS_H
#define SG_INGEST_DERIVE_SPEAKERS_H

#include "engine/base/bitmap.h"
#include "ingest/derive/estate.h"

/* What ARNs begin with that a question is about, up to the first wildcard. */
typedef struct sg_speaker_head {
    sg_str text;
    uint32_t resource; /* of the estate */
    uint32_t within;   /* the next one before it that begins this one, + 1; 0: none */
} sg_speaker_head;

/* A class that may be allowed something about what begins as heads [first, last) do. */
typedef struct sg_speaker {
    uint32_t class; /* place in estate.classes_of */
    uint32_t first, last;
    uint32_t about; /* as in sg_estate_said */
} sg_speaker;

typedef SG_ARRAY(sg_speaker) sg_speaker_list;

typedef struct sg_speakers {
    SG_ARRAY(sg_speaker_head) heads; /* sorted by text */
    sg_speaker_list items;           /* by class */
} sg_speakers;

/* Looks up what the classes' own policies allow among these resources; texts are borrowed from the estate.
 * Errors: SG_ENOMEM; to be freed in any case. */
SG_MUST_USE sg_status sg_speakers_find(const sg_estate *estate, const uint32_t *resources,
                                       size_t count, sg_arena *scratch, sg_speakers *out);
/* Sets the bits, by place in estate.classes_of, of those that may be allowed something of `about` on the
 * resource; it is one that was given before. */
void sg_speakers_mark(const sg_speakers *speakers, uint32_t resource, uint32_t about,
                      sg_bitmap marked);
void sg_speakers_free(sg_speakers *speakers);

#endif
