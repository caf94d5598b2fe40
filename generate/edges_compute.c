/* edges_compute.c - what runs: the roles it has, the images it came from, what it can reach. */
#include "generate/edges.h"

enum { OF_IMAGE = 5, OF_REACH, OF_TRIGGER, REACHED_MOST = 40 };

static sg_status join_role(sg_edges *edges, sg_place self, uint32_t role, const char *via)
{
    if (role == SG_NOTHING)
        return SG_OK;
    sg_row *row =
        sg_edge_begin(edges, SG_RELATION_HAS, self, sg_here(edges, SG_KIND_ROLE, role));
    sg_row_static(row, via);
    return sg_edge_put(edges);
}

static sg_status reach(sg_edges *edges, sg_place self, sg_place other, uint32_t port)
{
    sg_row *row = sg_edge_begin(edges, SG_RELATION_CAN_REACH, self, other);
    sg_row_static(row, "tcp");
    sg_row_integer(row, port);
    sg_row_integer(row, port);
    return sg_edge_put(edges);
}

/* The machine reaches some dozens that stand after it in the account, and a database or two. */
static sg_status join_reached(sg_edges *edges, uint32_t index)
{
    sg_place self = sg_here(edges, SG_KIND_MACHINE, index);
    sg_random random = sg_estate_draw(edges->estate, OF_REACH, self);
    uint32_t machines = sg_here_count(edges, SG_KIND_MACHINE);
    uint32_t databases = sg_estate_ordinary(edges->estate, edges->account, SG_KIND_DATABASE);
    uint32_t count = sg_random_below(&random, REACHED_MOST + 1);
    uint32_t step = 1 + sg_random_below(&random, 3);
    count = count < (machines - 1) / step ? count : (machines - 1) / step;
    for (uint32_t i = 1; i <= count; i++)
        SG_TRY(reach(edges, self,
                     sg_here(edges, SG_KIND_MACHINE, (index + i * step) % machines), 8080));
    if (sg_random_permille(&random, 400))
        return reach(edges, self,
                     sg_here(edges, SG_KIND_DATABASE, sg_random_zipf(&random, databases)),
                     5432);
    return SG_OK;
}

static sg_status join_machines(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_MACHINE); i++) {
        sg_place self = sg_here(edges, SG_KIND_MACHINE, i);
        sg_machine_facts machine = sg_facts_machine(edges->estate, edges->account, i);
        sg_place image = sg_here(edges, SG_KIND_MACHINE_IMAGE, machine.image);
        if (machine.golden && edges->estate->accounts > SG_SHARED_ACCOUNT)
            image = (sg_place){ SG_SHARED_ACCOUNT, SG_KIND_MACHINE_IMAGE, 0 };
        SG_TRY(join_role(edges, self, machine.role, "instanceProfile"));
        SG_TRY(sg_edge_join(edges, SG_RELATION_USES_IMAGE, self, image));
        if (machine.balancer != SG_NOTHING) {
            sg_row *row =
                sg_edge_begin(edges, SG_RELATION_FORWARDS_TO,
                              sg_here(edges, SG_KIND_TARGET_GROUP, machine.balancer), self);
            sg_row_integer(row, 8080);
            SG_TRY(sg_edge_put_rest(edges));
        }
        SG_TRY(join_reached(edges, i));
    }
    return SG_OK;
}

static sg_status join_functions(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_FUNCTION); i++) {
        sg_place self = sg_here(edges, SG_KIND_FUNCTION, i);
        sg_random random = sg_estate_draw(edges->estate, OF_TRIGGER, self);
        sg_function_facts function = sg_facts_function(edges->estate, edges->account, i);
        SG_TRY(join_role(edges, self, function.role, "executionRole"));
        if (sg_random_permille(&random, 600))
            SG_TRY(sg_edge_join(
                edges, SG_RELATION_TRIGGERS,
                sg_here(edges, SG_KIND_QUEUE,
                        sg_random_zipf(&random, sg_here_count(edges, SG_KIND_QUEUE))),
                self));
    }
    return SG_OK;
}

static sg_status join_image(sg_edges *edges, sg_place self)
{
    sg_random random = sg_estate_draw(edges->estate, OF_IMAGE, self);
    uint32_t images = sg_estate_ordinary(edges->estate, edges->account, SG_KIND_IMAGE);
    sg_planting planting;
    if (sg_estate_planted(edges->estate, self, &planting) &&
        sg_plant_takes(planting.plant, SG_KIND_IMAGE) > 0)
        return SG_OK; /* its own: planted.h */
    return sg_edge_join(edges, SG_RELATION_USES_IMAGE, self,
                        sg_here(edges, SG_KIND_IMAGE, sg_random_zipf(&random, images)));
}

static sg_status join_tasks(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_TASK); i++) {
        sg_place self = sg_here(edges, SG_KIND_TASK, i);
        sg_random random = sg_estate_draw(edges->estate, OF_TRIGGER, self);
        uint32_t file_systems = sg_here_count(edges, SG_KIND_FILE_SYSTEM);
        SG_TRY(join_image(edges, self));
        if (file_systems > 0 && sg_random_permille(&random, 100))
            SG_TRY(sg_edge_join(
                edges, SG_RELATION_MOUNTS, self,
                sg_here(edges, SG_KIND_FILE_SYSTEM, sg_random_below(&random, file_systems))));
        uint32_t role =
            sg_facts_role_among(edges->estate, edges->account, SG_ROLE_PLAIN, &random);
        bool planted = i >= sg_estate_ordinary(edges->estate, edges->account, SG_KIND_TASK);
        SG_TRY(join_role(edges, self, planted ? SG_NOTHING : role, "taskRole"));
        sg_edge_begin(edges, SG_RELATION_FORWARDS_TO,
                      sg_here(edges, SG_KIND_SERVICE_TASKS,
                              i % sg_here_count(edges, SG_KIND_SERVICE_TASKS)),
                      self);
        SG_TRY(sg_edge_put_rest(edges));
    }
    return SG_OK;
}

static sg_status join_pods(sg_edges *edges)
{
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_POD); i++) {
        sg_place self = sg_here(edges, SG_KIND_POD, i);
        sg_pod_facts pod = sg_facts_pod(edges->estate, edges->account, i);
        uint32_t role =
            sg_facts_service_account_role(edges->estate, edges->account, pod.service_account);
        SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS,
                            sg_here(edges, SG_KIND_CLUSTER, pod.cluster), self));
        sg_row *row =
            sg_edge_begin(edges, SG_RELATION_HAS, self,
                          sg_here(edges, SG_KIND_SERVICE_ACCOUNT, pod.service_account));
        sg_row_static(row, "serviceAccount");
        SG_TRY(sg_edge_put(edges));
        SG_TRY(join_role(edges, self, role, "irsa"));
        SG_TRY(join_image(edges, self));
    }
    return SG_OK;
}

static sg_status join_clusters(sg_edges *edges)
{
    uint32_t clusters = sg_here_count(edges, SG_KIND_CLUSTER);
    for (uint32_t i = 0; i < clusters; i++)
        SG_TRY(sg_edge_join(edges, SG_RELATION_IN_NETWORK, sg_here(edges, SG_KIND_CLUSTER, i),
                            sg_here(edges, SG_KIND_NETWORK,
                                    sg_facts_network(edges->estate, edges->account, i))));
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_SERVICE_ACCOUNT); i++) {
        sg_place self = sg_here(edges, SG_KIND_SERVICE_ACCOUNT, i);
        SG_TRY(sg_edge_join(
            edges, SG_RELATION_CONTAINS,
            sg_here(edges, SG_KIND_CLUSTER, sg_facts_cluster(edges->estate, edges->account, i)),
            self));
        SG_TRY(join_role(edges, self,
                         sg_facts_service_account_role(edges->estate, edges->account, i),
                         "irsa"));
    }
    return join_pods(edges);
}

sg_status sg_edges_compute(sg_edges *edges)
{
    SG_TRY(join_machines(edges));
    SG_TRY(join_functions(edges));
    SG_TRY(join_tasks(edges));
    for (uint32_t i = 0; i < sg_here_count(edges, SG_KIND_IMAGE); i++)
        SG_TRY(sg_edge_join(edges, SG_RELATION_CONTAINS,
                            sg_here(edges, SG_KIND_REPOSITORY,
                                    sg_facts_repository(edges->estate, edges->account, i)),
                            sg_here(edges, SG_KIND_IMAGE, i)));
    return join_clusters(edges);
}
