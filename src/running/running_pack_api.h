// running_pack_api.h: the rows of the pack in force, as an administrator reads them.
#ifndef RUNNING_PACK_API_H
#define RUNNING_PACK_API_H
#include "gate/app.h"

extern const Record pack_rows_record, pack_rows_query_record;
Fault pack_rows_read(Ask *ask);
#endif
