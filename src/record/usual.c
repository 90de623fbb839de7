// usual.c: the rows of usual.h.
#include "record/usual.h"

const Record named_record = RECORD_OF(Named, "named", "编号和名称", "A person or an organisation, by name.",
    ID_FIELD(Named, "编号", "Number"), TEXT_FIELD(Named, name, "名称", "Name"));
