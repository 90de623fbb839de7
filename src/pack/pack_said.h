// pack_said.h: what a county's record says instead of its pack's rows, and the rows as an administrator reads them.
#ifndef PACK_SAID_H
#define PACK_SAID_H
#include "pack/pack.h"

// FREE: an operator's own words; RULE: where the pack's row is only a sample; FIXED: by files alone.
typedef enum { SETTING_FREE = 1, SETTING_RULE, SETTING_FIXED } SettingSet;
typedef struct SettingRow { const char *key; Words label; SettingSet set; } SettingRow;
bool pack_setting_nth(int n, SettingRow *into);              // false behind the last
// A setting by its key, a deadline by "deadline.SUBJECT.URGENCY.LEVEL" with a value as "15 day working".
typedef struct Held { Str key, label, label_en, value, source, pack; i64 evidence, set; } Held;
bool pack_held(const Pack *p, Str key, i64 day, Arena *a, Held *h);          // of the pack alone; false: no such key
i64  pack_held_all(const Pack *p, i64 day, Arena *a, Held **into);
// row NULL: from then on the pack's row holds again. Of one key the last that has begun counts, the later one said.
// Every row of a table, whenever it held; the key's parts with a blank between. sample: no document stands behind it.
typedef struct PackRead { Str key, pack, source; i64 from, to, evidence, sample; const void *row; } PackRead;
typedef void (*PackTake)(void *context, PackTable table, const PackRead *row);
void pack_each(const Pack *p, PackTable table, Arena *a, PackTake take, void *context);
bool pack_says(const Pack *p, Str key, i64 day);             // the county's record says it, not the pack
struct PackSaid { PackTable table; Str key; i64 from; const void *row; };
typedef struct SettingFlaw { const char *field, *en, *zh; } SettingFlaw;       // field NULL: none
SettingFlaw pack_said_read(Arena *a, const Setting *s, bool back, PackSaid *into);
Pack *pack_saying(const Pack *p, const PackSaid *said, i64 count, Arena *a);   // p with these; it lives as long as `a`
#endif
