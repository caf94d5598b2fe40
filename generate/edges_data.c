/* edges_data.c - disks, snapshots, keys, logs and replicas. */
#include "generate/edges.h"

enum { OF_KEY = 5, OF_LOG, OF_SHARE };

static sg_status join_key(sg_edges *edges, sg_place self)
{
    sg_random random = sg_estate_draw(edges->estate, OF_KEY, self);
    return sg_edge_join(edges, SG_RELATION_ENCRYPTED_BY, self,
                        sg_here(edges, SG_KIND_KEY,
                                sg_random_zipf(&random, sg_here_count(edges, SG_KIND_KEY))));
}

static sg_status join_volumes(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_VOLUME); i++) {
        sg_place self = sg_here(edges, SG_KIND_VOLUME, i);
        sg_volume_facts volume = sg_facts_volume(edges->estate, edges->account, i);
        if (volume.machine != SG_NOTHING) {
            sg_row *row = sg_edge_begin(edges, SG_RELATION_ATTACHED_TO, self,
                                        sg_here(edges, SG_KIND_MACHINE, volume.machine));
            sg_row_static(row, "/dev/xvda");
            SG_TRY(sg_edge_put(edges));
        }
        if (volume.encrypted)
            SG_TRY(join_key(edges, self));
        if (volume.secret != SG_NOTHING)
            SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS_SECRET, self,
                                sg_here(edges, SG_KIND_VOLUME_SECRET, volume.secret)));
    }
    return SG_OK;
}

static sg_status join_snapshots(sg_edges *edges)
{
    uint32_t snapshots = sg_estate_ordinary(edges->estate, edges->account, SG_KIND_SNAPSHOT);
    for (uint32_t i = 0; i < snapshots; i++) {
        sg_place self = sg_here(edges, SG_KIND_SNAPSHOT, i);
        sg_random random = sg_estate_draw(edges->estate, OF_SHARE, self);
        uint32_t index = sg_facts_snapshot_volume(edges->estate, edges->account, i);
        SG_TRY(sg_edge_join(edges, SG_RELATION_SNAPSHOT_OF, self,
                            sg_here(edges, SG_KIND_VOLUME, index)));
        if (sg_facts_volume(edges->estate, edges->account, index).encrypted)
            SG_TRY(join_key(edges, self));
        if (sg_random_permille(&random, 10))
            SG_TRY(sg_edge_join(edges, SG_RELATION_SHARED_WITH, self,
                                (sg_place){ sg_random_below(&random, edges->estate->accounts),
                                            SG_KIND_ACCOUNT, 0 }));
    }
    return SG_OK;
}

static sg_status join_buckets(sg_edges *edges)
{
    uint32_t buckets = sg_estate_ordinary(edges->estate, edges->account, SG_KIND_BUCKET);
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_BUCKET); i++) {
        sg_place self = sg_here(edges, SG_KIND_BUCKET, i);
        sg_random random = sg_estate_draw(edges->estate, OF_LOG, self);
        if (sg_facts_bucket(edges->estate, edges->account, i).encrypted)
            SG_TRY(join_key(edges, self));
        if (sg_random_permille(&random, 500))
            SG_TRY(sg_edge_join(
                edges, SG_RELATION_LOGS_TO, self,
                sg_here(edges, SG_KIND_BUCKET, sg_random_zipf(&random, (buckets + 9) / 10))));
        if (sg_random_permille(&random, 60) && i < buckets)
            SG_TRY(sg_edge_join(edges, SG_RELATION_REPLICATES_TO, self,
                                sg_here(edges, SG_KIND_BUCKET, (i + 1) % buckets)));
    }
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_DATA_FINDING); i++)
        SG_TRY(sg_edge_join(edges, SG_RELATION_STORES,
                            sg_here(edges, SG_KIND_BUCKET,
                                    sg_facts_finding_bucket(edges->estate, edges->account, i)),
                            sg_here(edges, SG_KIND_DATA_FINDING, i)));
    return SG_OK;
}

static sg_status join_databases(sg_edges *edges)
{
    uint32_t networks = sg_here_count(edges, SG_KIND_NETWORK);
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_DATABASE); i++) {
        sg_place self = sg_here(edges, SG_KIND_DATABASE, i);
        uint32_t network = i % networks;
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, self,
                            sg_here(edges, SG_KIND_NETWORK, network)));
        SG_TRY(sg_edge_join(
            edges, SG_RELATION_PROTECTED_BY, self,
            sg_here(edges, SG_KIND_SECURITY_GROUP, network + SG_GROUP_DATA * networks)));
        if (sg_facts_encrypted(edges->estate, self))
            SG_TRY(join_key(edges, self));
    }
    return SG_OK;
}

sg_status sg_edges_data(sg_edges *edges)
{
    static const sg_kind encrypted[] = { SG_KIND_QUEUE, SG_KIND_TOPIC, SG_KIND_FILE_SYSTEM };
    SG_TRY(join_volumes(edges));
    SG_TRY(join_snapshots(edges));
    SG_TRY(join_buckets(edges));
    SG_TRY(join_databases(edges));
    for (uint32_t kind = 0; kind < SG_COUNT(encrypted); kind++)
        for (uint32_t i = 0; i < sg_here_count(edges, encrypted[kind]); i++) {
            sg_place self = sg_here(edges, encrypted[kind], i);
            if (sg_facts_encrypted(edges->estate, self))
                SG_TRY(join_key(edges, self));
        }
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_SECRET); i++)
        SG_TRY(join_key(edges, sg_here(edges, SG_KIND_SECRET, i)));
    return SG_OK;
}
