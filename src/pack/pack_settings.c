// pack_settings.c: the settings there are, each with what its value may be.
// A misspelt key, or a value that is none, would leave the default standing without a word; so a pack with one does not
// start. Who asks for a setting (pack_whole, pack_text) gives it a row here.
#include "pack/pack_rows.h"

typedef enum { SAYS_WORDS, SAYS_WHOLE, SAYS_HOURS, SAYS_ZONE } SettingKind;

// min and max: of SAYS_WHOLE.
static const struct { const char *key; SettingKind kind; i64 min, max; } settings[] = {
    { "operator", SAYS_WORDS, 0, 0 },
    { "filing_no", SAYS_WORDS, 0, 0 },
    { "public_address", SAYS_WORDS, 0, 0 },
    { "timezone", SAYS_ZONE, 0, 0 },
    { "business_hours", SAYS_HOURS, 0, 0 },
    { "default_county", SAYS_WHOLE, 100000, 999999 },
    { "reopen_days", SAYS_WHOLE, 0, 3650 },
    { "offline_tolerance_hours", SAYS_WHOLE, 0, 8760 },
    { "anonymous_per_address_hour", SAYS_WHOLE, 0, 1000000 },
    { "anonymous_per_place_hour", SAYS_WHOLE, 0, 1000000 },
    { "resident_per_hour", SAYS_WHOLE, 0, 1000000 },
    { "papers_per_hour", SAYS_WHOLE, 0, 1000000 },
    { "anonymous_papers_per_hour", SAYS_WHOLE, 0, 1000000 },
    { "resident_per_day", SAYS_WHOLE, 0, 1000000 },
    { "follow_per_hour", SAYS_WHOLE, 0, 1000000 },
    { "puzzle_bits", SAYS_WHOLE, 1, 30 },
    { "session_staff_idle_minutes", SAYS_WHOLE, 1, 525600 },
    { "session_staff_hours", SAYS_WHOLE, 1, 8760 },
    { "session_idle_minutes", SAYS_WHOLE, 1, 525600 },
    { "session_days", SAYS_WHOLE, 1, 3650 },
    { "sign_in_fails", SAYS_WHOLE, 1, 1000000 },
    { "sign_in_address_fails", SAYS_WHOLE, 1, 1000000 },
    { "sign_in_lock_minutes", SAYS_WHOLE, 1, 525600 },
};

static SettingFlaw whole_flaw(Str value, i64 min, i64 max, Arena *a)
{
    i64 n;
    if (str_i64(value, &n) && min <= n && n <= max) return (SettingFlaw){ 0 };
    return (SettingFlaw){ "value",
        arena_fmt(a, "must be a whole number from %lld to %lld", (long long)min, (long long)max).at,
        arena_fmt(a, "应为 %lld 到 %lld 的整数", (long long)min, (long long)max).at };
}

// Moments are counted in Beijing time throughout: another zone would be said here and followed nowhere.
SettingFlaw pack_setting_flaw(const Setting *s, Arena *a)
{
    assert(s && a);
    Hours hours;
    int i = 0;
    while (i < COUNT(settings) && !str_is(s->key, settings[i].key)) i++;
    if (i == COUNT(settings)) return (SettingFlaw){ "key", "there is no such setting", "没有这个设置" };
    switch (settings[i].kind) {
    case SAYS_WORDS: break;
    case SAYS_WHOLE: return whole_flaw(s->value, settings[i].min, settings[i].max, a);
    case SAYS_HOURS:
        if (hours_parse(s->value, &hours)) break;
        return (SettingFlaw){ "value", "must be as 08:30-12:00,14:00-17:30", "应如 08:30-12:00,14:00-17:30" };
    case SAYS_ZONE:
        if (str_is(s->value, "+08:00")) break;
        return (SettingFlaw){ "value", "must be +08:00: there is no other time zone yet", "应为 +08:00：目前没有其他时区" };
    }
    return (SettingFlaw){ 0 };
}
