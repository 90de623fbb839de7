// entry_in.h: inner to record/. True: `into` is read; false: not canonical, the library's reader shall judge.
// Borrowed texts are copied into the arena, so the record may outlive the entry's bytes.
#ifndef RECORD_ENTRY_IN_H
#define RECORD_ENTRY_IN_H
#include "record/record.h"

bool entry_scan(const Record *r, Arena *a, Str object, void *into);
#endif
