/*
 * rowcol.h - all public headers except rowcol/json.h, which needs jansson.
 */
#ifndef ROWCOL_H
#define ROWCOL_H

#include <rowcol/access.h>
#include <rowcol/arrow.h>
#include <rowcol/base.h>
#include <rowcol/checkpoint.h>
#include <rowcol/clickhouse.h>
#include <rowcol/cstruct.h>
#include <rowcol/dtype.h>
#include <rowcol/filter.h>
#include <rowcol/group.h>
#include <rowcol/infer.h>
#include <rowcol/io.h>
#include <rowcol/mapping.h>
#include <rowcol/memory.h>
#include <rowcol/npy.h>
#include <rowcol/order.h>
#include <rowcol/policies.h>
#include <rowcol/record.h>
#include <rowcol/shape.h>
#include <rowcol/shard.h>
#include <rowcol/stats.h>
#include <rowcol/store.h>
#include <rowcol/stream.h>
#include <rowcol/take.h>
#include <rowcol/value.h>
#include <rowcol/view.h>

#endif
