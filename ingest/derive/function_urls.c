/* function_urls.c - a function's addresses name whose they are: the function's own ARN, or one behind it. */
#include "ingest/derive/function_urls.h"

#include "ingest/derive/read.h"

bool sg_function_has_alias_url(const sg_graph *graph, sg_node function, sg_arena *arena)
{
    sg_value urls = sg_read(graph, function, SG_STR("functionUrls"), arena);
    sg_str arn = sg_read_arn(graph, function, arena);

    for (uint32_t i = 0; urls.type == SG_TYPE_LIST && i < urls.length; i++) {
        sg_value of = urls.list[i].type == SG_TYPE_MAP
                          ? sg_map_get(urls.list[i], SG_STR("function"))
                          : sg_null();
        if (of.type == SG_TYPE_STRING && !sg_str_equal(sg_value_str(of), arn))
            return true;
    }
    return false;
}
