// pack_settings.c: the settings there are, each with what its value may be and who may say it.
// A misspelt key, or a value that is none, would leave the default standing without a word; so a pack with one does not
// start. Who asks for a setting (pack_whole, pack_text) gives it a row here.
#include "pack/pack_rows.h"
#include <string.h>

typedef enum { SAYS_WORDS, SAYS_WHOLE, SAYS_HOURS, SAYS_ZONE, SAYS_SITE, SAYS_TILES, SAYS_CRS } SettingSays;

// min and max: of SAYS_WHOLE. FREE: the operator's own words. RULE: said by a county only where the pack's row is a
// sample. FIXED: by files alone, since it guards the door or means the whole installation.
#define FREE(k, z, e, s)            { k, { z, e }, SETTING_FREE, s, 0, 0 }
#define RULE(k, z, e, low, high)    { k, { z, e }, SETTING_RULE, SAYS_WHOLE, low, high }
#define FIXED(k, z, e, low, high)   { k, { z, e }, SETTING_FIXED, SAYS_WHOLE, low, high }
static const struct { const char *key; Words label; SettingSet set; SettingSays says; i64 min, max; } settings[] = {
    FREE("operator", "运营单位", "Operator", SAYS_WORDS),
    FREE("filing_no", "备案编号", "Filing number", SAYS_WORDS),
    FREE("contact_phone", "联系电话", "Phone of the operator", SAYS_WORDS),
    FREE("privacy_contact", "个人信息联系人", "Whom to ask about personal information", SAYS_WORDS),
    FREE("public_address", "对外网址", "Public address", SAYS_SITE),
    FREE("key_copied", "密钥抄在哪里", "Where a copy of the key is kept", SAYS_WORDS),
    FREE("tiles", "地图瓦片地址", "Address of map tiles", SAYS_TILES),
    FREE("tiles_crs", "瓦片坐标系", "Coordinates of the tiles", SAYS_CRS),
    FREE("tiles_attribution", "地图署名和审图号", "Attribution of the map", SAYS_WORDS),
    { "timezone", { "时区", "Time zone" }, SETTING_FIXED, SAYS_ZONE, 0, 0 },
    { "business_hours", { "工作时间", "Business hours" }, SETTING_RULE, SAYS_HOURS, 0, 0 },
    FIXED("default_county", "默认区县", "Default county", 100000, 999999),
    RULE("reopen_days", "可要求重办的天数", "Days for reopening", 0, 3650),
    RULE("offline_tolerance_hours", "离线办理的宽限小时", "Hours of tolerance for offline work", 0, 8760),
    FIXED("anonymous_per_address_hour", "匿名提交：每地址每小时", "Filings without account, by address and hour", 0, 1000000),
    FIXED("anonymous_per_place_hour", "匿名提交：每地点每小时", "Filings without account, by place and hour", 0, 1000000),
    FIXED("resident_per_hour", "居民提交：每小时", "Filings of one account an hour", 0, 1000000),
    FIXED("papers_per_hour", "附件：每账号每小时", "Files of one account an hour", 0, 1000000),
    FIXED("anonymous_papers_per_hour", "附件：每地址每小时", "Files of one address an hour", 0, 1000000),
    FIXED("resident_per_day", "居民提交：每天", "Filings of one account a day", 0, 1000000),
    FIXED("follow_per_hour", "凭链接办理：每小时", "Deeds by one link an hour", 0, 1000000),
    FIXED("puzzle_bits", "小题难度", "Bits of the puzzle", 1, 30),
    FIXED("session_staff_idle_minutes", "工作人员闲置退出（分钟）", "Idle minutes of a staff session", 1, 525600),
    FIXED("session_staff_hours", "工作人员登录时长（小时）", "Hours of a staff session", 1, 8760),
    FIXED("session_idle_minutes", "居民闲置退出（分钟）", "Idle minutes of a session", 1, 525600),
    FIXED("session_days", "居民登录时长（天）", "Days of a session", 1, 3650),
    FIXED("sign_in_fails", "登录失败次数", "Failed sign-ins of an account", 1, 1000000),
    FIXED("sign_in_address_fails", "每地址登录失败次数", "Failed sign-ins of an address", 1, 1000000),
    FIXED("sign_in_lock_minutes", "锁定分钟", "Minutes of a lock", 1, 525600),
};

bool pack_setting_nth(int n, SettingRow *into)
{
    if (n < 0 || n >= COUNT(settings)) return false;
    *into = (SettingRow){ settings[n].key, settings[n].label, settings[n].set };
    return true;
}

static SettingFlaw whole_flaw(Str value, i64 min, i64 max, Arena *a)
{
    i64 n;
    if (str_i64(value, &n) && min <= n && n <= max) return (SettingFlaw){ 0 };
    return (SettingFlaw){ "value",
        arena_fmt(a, "must be a whole number from %lld to %lld", (long long)min, (long long)max).at,
        arena_fmt(a, "应为 %lld 到 %lld 的整数", (long long)min, (long long)max).at };
}

// Visible ASCII and no quotes: it goes into links and headers as it is.
static bool site_good(Str s, bool secure)
{
    i64 from = str_starts(s, STR("https://")) ? 8 : !secure && str_starts(s, STR("http://")) ? 7 : 0;
    bool good = from > 0 && s.len > from;
    for (i64 i = 0; i < s.len; i++) good = good && s.at[i] > ' ' && s.at[i] < 127 && !strchr("\"'<>;,\\", s.at[i]);
    return good;
}

// No path behind the host: what is put behind it begins with one.
static SettingFlaw site_flaw(Str value)
{
    bool slash = false;
    for (i64 i = 8; i < value.len; i++) slash = slash || value.at[i] == '/';
    if (!value.len || (site_good(value, false) && !slash)) return (SettingFlaw){ 0 };
    return (SettingFlaw){ "value", "must be as https://linli.example.cn", "应如 https://linli.example.cn" };
}

static SettingFlaw tiles_flaw(Str value)
{
    bool holds = str_has(value, STR("{x}")) && str_has(value, STR("{y}")) && str_has(value, STR("{z}"));
    if (!value.len || (site_good(value, true) && holds)) return (SettingFlaw){ 0 };
    return (SettingFlaw){ "value", "must be as https://tiles.example.cn/{z}/{x}/{y}.png",
                          "应如 https://tiles.example.cn/{z}/{x}/{y}.png" };
}

// Moments are counted in Beijing time throughout: another zone would be said here and followed nowhere.
SettingFlaw pack_setting_flaw(const Setting *s, Arena *a)
{
    assert(s && a);
    Hours hours;
    int i = 0;
    while (i < COUNT(settings) && !str_is(s->key, settings[i].key)) i++;
    if (i == COUNT(settings)) return (SettingFlaw){ "key", "there is no such setting", "没有这个设置" };
    switch (settings[i].says) {
    case SAYS_WORDS: break;
    case SAYS_WHOLE: return whole_flaw(s->value, settings[i].min, settings[i].max, a);
    case SAYS_HOURS:
        if (hours_parse(s->value, &hours)) break;
        return (SettingFlaw){ "value", "must be as 08:30-12:00,14:00-17:30", "应如 08:30-12:00,14:00-17:30" };
    case SAYS_ZONE:
        if (str_is(s->value, "+08:00")) break;
        return (SettingFlaw){ "value", "must be +08:00: there is no other time zone yet", "应为 +08:00：目前没有其他时区" };
    case SAYS_SITE: return site_flaw(s->value);
    case SAYS_TILES: return tiles_flaw(s->value);
    case SAYS_CRS:
        if (!s->value.len || str_is(s->value, "EPSG:4326") || str_is(s->value, "GCJ02")) break;
        return (SettingFlaw){ "value", "must be EPSG:4326 or GCJ02", "应为 EPSG:4326 或 GCJ02" };
    }
    return (SettingFlaw){ 0 };
}
