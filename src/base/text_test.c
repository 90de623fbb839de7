// text_test.c: every character there is, against the table and the laws of cleaning and folding.
#include "base/check.h"
#include "base/text.h"
#include <utf8proc.h>

static Arena *arena;

static Str utf8_of(uint32_t code, char *at)
{
    return (Str){ at, utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)at) };
}

static Str between(const char *before, uint32_t code, const char *after)
{
    char at[4];
    Out o = out_new(arena, 64);
    out_z(&o, before);
    out_str(&o, utf8_of(code, at));
    out_z(&o, after);
    return arena_str(arena, out_done(&o));
}

static const char *cleaned(TextKind kind, const char *text)
{
    Str into;
    Refused no;
    return text_clean(arena, kind, str(text), &into, &no) ? arena_z(arena, into) : NULL;
}

static const char *folded(const char *text)  { return arena_z(arena, str_fold(arena, str(text))); }
static const char *look(const char *text)    { return arena_z(arena, text_look(arena, str(text))); }
static const char *plain(const char *text)   { return arena_z(arena, text_plain(arena, str(text))); }
static bool alike(const char *a, const char *b) { return !strcmp(look(a), look(b)); }

// ---- every character ---------------------------------------------------------------------------------

static bool no_character(uint32_t code) { return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF); }

// Said anew from Unicode's properties: which may be kept, and what kind of cleaning the others need.
static bool fate_fits(uint32_t code)
{
    static const uint32_t signs[] = { 0x6DD, 0x70F, 0x8E2, 0x110BD, 0x110CD };      // of format, but drawn
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)code);
    Fate f = text_fate(code);
    bool drawn = (code >= 0x600 && code <= 0x605) || (code >= 0x890 && code <= 0x891);
    for (i64 i = 0; i < COUNT(signs); i++) drawn |= code == signs[i];
    if (no_character(code)) return f == FATE_REFUSE;
    if (code == '\t' || code == 0x2800) return f == FATE_BLANK;
    if (code == 0x85 || (code >= '\n' && code <= '\r')) return f == FATE_LINE;
    if (p->category == UTF8PROC_CATEGORY_ZL || p->category == UTF8PROC_CATEGORY_ZP) return f == FATE_LINE;
    if (p->category == UTF8PROC_CATEGORY_CC) return f == FATE_REFUSE;
    bool reserved = (code >= 0xE0000 && code <= 0xE0FFF) || (code >= 0xFFF0 && code <= 0xFFF8) || code == 0x2065;
    bool format = p->category == UTF8PROC_CATEGORY_CF && !drawn;
    bool unseen = p->ignorable || reserved || format || code == 0xFFFC || code == 0x1D159;
    return unseen ? f == FATE_DROP || f == FATE_JOIN || f == FATE_VARY : f == FATE_KEEP;
}

// What comes through the door goes through it again unchanged, and holds nothing that XML forbids.
static bool clean_fits(TextKind kind, Str s, bool refused)
{
    Str once, twice;
    Refused no = { 0 };
    if (!text_clean(arena, kind, s, &once, &no)) return refused && no.at == 2;
    bool same = text_clean(arena, kind, once, &twice, &no) && str_same(once, twice);
    bool xml = kind == TEXT_RAW || str_same(text_xml(arena, once), once);
    return !refused && same && utf8_count(once) >= 0 && xml;
}

// Folding once is folding for good, and what cleaning takes away is folded away too.
static bool fold_fits(Str s)
{
    Str once = str_fold(arena, s), looks = text_look(arena, s), simple = text_plain(arena, s), clean;
    Refused no;
    bool same = str_same(str_fold(arena, once), once) && str_same(text_look(arena, looks), looks)
             && str_same(text_plain(arena, simple), simple);
    if (text_clean(arena, TEXT_LINE, s, &clean, &no))
        same &= str_same(str_fold(arena, clean), once) && str_same(text_look(arena, clean), looks);
    return same;
}

// The quick way and the library's say the same: the ⅷ wants the library.
static bool quick_fits(Str s)
{
    Str quick = str_fold(arena, s), whole = str_fold(arena, arena_fmt(arena, "%.*sⅷ", (int)s.len, s.at));
    return str_same(whole, arena_fmt(arena, "%.*sviii", (int)quick.len, quick.at));
}

static bool mended_fits(Str s)
{
    bool mended = false;
    Str once = text_mend(arena, TEXT_LINES, s, &mended), twice;
    Refused no;
    return text_clean(arena, TEXT_LINES, once, &twice, &no) && str_same(once, twice);
}

static void every_character(void)
{
    i64 wrong[6] = { 0 };
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code < 0xE000) continue;
        bool refused = text_fate(code) == FATE_REFUSE, odd = text_fate(code) == FATE_KEEP && text_odd(code);
        wrong[0] += !fate_fits(code);
        bool many = (code >= 0x3400 && code < 0xD800) || (code >= 0x17000 && code < 0x19000) || code >= 0x20000;
        if (text_fate(code) == FATE_KEEP && (odd || many) && code % 61) continue;   // ideographs, empty planes
        Str s = between("路", code, "b");
        wrong[1] += !clean_fits(TEXT_LINE, s, refused) + !clean_fits(TEXT_LINES, s, refused)
                  + !clean_fits(TEXT_NAME, s, refused || odd) + !clean_fits(TEXT_PLAIN, s, refused)
                  + !clean_fits(TEXT_SECRET, s, refused) + !clean_fits(TEXT_RAW, s, refused);
        if (wrong[2] < 20 && !fold_fits(s)) wrong[2]++, printf("fold U+%04X\n", code);
        if (code && !quick_fits(s)) wrong[3]++, printf("quick U+%04X\n", code);
        wrong[4] += !mended_fits(s);
        wrong[5] += refused && utf8_is_word(code);
        arena_reset(arena);
    }
    for (int i = 0; i < COUNT(wrong); i++) CHECK_EQ(wrong[i], 0);
}

// ---- the door ------------------------------------------------------------------------------------------

static void door(void)
{
    CHECK_STR(cleaned(TEXT_LINES, "第一行\u2028第二行\v三\f四\xC2\x85五\r\n六\r七\u2029八"), "第一行\n第二行\n三\n四\n五\n六\n七\n八");
    CHECK_STR(cleaned(TEXT_LINE, "\uFEFF路\u200B灯\r\n坏\t了\u3000"), "路灯 坏 了");
    CHECK_STR(cleaned(TEXT_LINES, "　　路灯\t坏"), "　　路灯\t坏");
    CHECK_STR(cleaned(TEXT_LINE, "\u202E路\u2066灯\u2069\u202C\u00AD\u2060\u3164\U000E0041\uFFFC"), "路灯");
    CHECK_STR(cleaned(TEXT_LINE, "a\u2800b"), "a b");
    CHECK_STR(cleaned(TEXT_LINE, "👨\u200D👩\u200D👧 ❤\uFE0F 👍🏽\u200D♂\uFE0F 1\uFE0F\u20E3"),
              "👨\u200D👩\u200D👧 ❤\uFE0F 👍🏽\u200D♂\uFE0F 1\uFE0F\u20E3");
    CHECK_STR(cleaned(TEXT_LINE, "路\u200D灯\uFE0F a\u200Cb"), "路灯 ab");
    CHECK_STR(cleaned(TEXT_LINE, "ئۇي\u200Cغۇر ᠠ\u180Eᠠ\u180B क्\u200Dष 葛\U000E0100"),
              "ئۇي\u200Cغۇر ᠠ\u180Eᠠ\u180B क्\u200Dष 葛\U000E0100");
    CHECK_STR(cleaned(TEXT_NAME, " 买买提\u2005·\u3000吐尔逊\u200B "), "买买提 · 吐尔逊");
    CHECK_STR(cleaned(TEXT_PLAIN, "\u202D４１０１０４\u202C"), "410104");
    CHECK_STR(cleaned(TEXT_PLAIN, "２０２６－１１—３０"), "2026-11-30");
    CHECK_STR(cleaned(TEXT_PLAIN, "Ｅ V\u3000 N"), "E V N");
    CHECK_STR(cleaned(TEXT_SECRET, " e\u0301\u200B "), " é ");
    CHECK_STR(cleaned(TEXT_NAME, "王\U0002EBF0"), "王\U0002EBF0");              // newer than the library
    CHECK_STR(cleaned(TEXT_NAME, "王\uE000"), NULL);
    CHECK_STR(cleaned(TEXT_LINE, "王\uE000"), "王\uE000");
    Str into;
    Refused no;
    CHECK(!text_clean(arena, TEXT_LINES, STR("积水\uFFFF很深"), &into, &no) && no.at == 3 && no.code == 0xFFFF);
    CHECK(!text_clean(arena, TEXT_LINE, (Str){ "a\0b", 3 }, &into, &no) && no.at == 2 && no.code == 0);
    CHECK(str_is(refused_text(arena, &no), "2:0000"));
    bool mended = false;
    CHECK_STR(arena_z(arena, text_mend(arena, TEXT_LINES, STR("a\u200Bb\r\nc"), &mended)), "ab\nc");
    CHECK(!mended);
    CHECK_STR(arena_z(arena, text_mend(arena, TEXT_LINE, STR("a\x01" "b\uFFFE"), &mended)), "a b");
    CHECK(mended);
}

// ---- comparing -------------------------------------------------------------------------------------------

static void folding(void)
{
    CHECK_STR(folded("  ＡＢＣ　 xY\t１２３！ "), "abc xy 123!");
    CHECK_STR(folded("\u00A0É～"), "é~");
    CHECK_STR(folded("Ａ\xFF路\xE8\xB7"), "a\uFFFD路\uFFFD\uFFFD");             // out of a damaged table
    CHECK_STR(folded("路\u200B灯\u00AD坏\uFEFF了"), "路灯坏了");
    CHECK_STR(folded("e\u0301 ⼩ ㎡ ①"), "é 小 m2 1");
    CHECK_STR(folded("ئـۇي\u200Cغۇر"), folded("ئۇيغۇر"));
    CHECK_STR(folded("买买提•吐尔逊・‧"), "买买提·吐尔逊··");
    CHECK_STR(folded("👨\u200D👩❤\uFE0F"), "👨👩❤");
    CHECK_STR(plain("٠١٢ ०१२ 𝟎𝟏"), "012 012 01");
    static const uint32_t words[] = { 'a', 'Z', '0', 0xE9, 0x4E00, 0x9FFF, 0x3007, 0x20000, 0xFF21, 0x3042, 0xAC00,
                                      0x1F600, 0xD7, 0x2603, 0x627 };
    static const uint32_t marks[] = { ' ', '-', '_', '@', '+', 0x3000, 0x3001, 0xFF0C, 0x2014, 0x200B, 0xFFFD, 0xB7 };
    for (int i = 0; i < COUNT(words); i++) CHECK(utf8_is_word(words[i]));
    for (int i = 0; i < COUNT(marks); i++) CHECK(!utf8_is_word(marks[i]));
}

static void looks(void)
{
    static const char *const same[] = { "ABC王", "ＡＢＣ王", "АВС王", "ΑΒϹ王", "abc王", "𝐀𝐁𝐂王", "ⒶⒷⒸ王", "🅰🅱🅲王", "ᎪᏴᏟ王",
        "A\u200BBC王\u2005", "ABC⺩", "ABC⽟", "ᴀʙᴄ王" };
    for (int i = 0; i < COUNT(same); i++)
        if (i != 11) CHECK(alike(same[i], same[0]));
    CHECK(alike("ABC⽟", "ABC玉") && !alike("ABC玉", same[0]));
    static const char *const dots[] = { "买买提·吐尔逊", "买买提•吐尔逊", "买买提・吐尔逊", "买买提‧吐尔逊", "买买提．吐尔逊",
        "买买提.吐尔逊", "买买提∙吐尔逊", "买买提⋅吐尔逊", "买买提。吐尔逊", "买买提·\u200F吐尔逊" };
    for (int i = 0; i < COUNT(dots); i++) CHECK(alike(dots[i], dots[0]));
    static const char *const names[] = { "王管理", "王管理\u200B", "王\u2060管理", "王管\u00AD理", "王管理\u2005", "王管理\u3164",
        "王\u034F管理", "王管理\uFE0F", "\u200E王管理", "王\u115F管理" };
    for (int i = 0; i < COUNT(names); i++) CHECK(alike(names[i], names[0]));
    CHECK(alike("王一", "王ー") && alike("王一", "王—") && alike("Иван Петров", "иван ПЕТРОВ") && alike("Ёлка", "ëлка"));
    CHECK(alike("O’Neil", "o'neil") && alike("e\u0301lan", "Élan") && alike("Straße", "STRASSE"));
    CHECK(!alike("王士", "王土") && !alike("网格员1", "网格员l") && !alike("王 管理", "王管理") && !alike("élan", "elan"));
    CHECK(!alike("王日", "王曰") && !alike("a0", "ao"));
}

static const char *phone(const char *text)
{
    Str into;
    return phone_read(arena, str(text), &into) ? arena_z(arena, into) : NULL;
}

static void phones(void)
{
    static const char *const mobile[] = { "13800138000", "\u202D138 0013 8000\u202C",
        "+86 138-0013-8000", "0086 13800138000",
        "8613800138000", "１３８００１３８０００", "138\u20050013\u20148000", "138.0013.8000", "(+86)138—0013—8000",
        "013800138000",
        "+86 013800138000", "1️⃣3️⃣800138000", "13800\u3164138000", "＋８６\u00A013800138000",
        "138－0013−8000", "١٣٨٠٠١٣٨٠٠٠" };
    for (int i = 0; i < COUNT(mobile); i++) CHECK_STR(phone(mobile[i]), "13800138000");
    static const char *const line[] = { "0371-66001234", "+86 371 66001234", "(0371)66001234", "0086371 66001234",
        "86-371-66001234", "+86 0371 66001234", "+86 (0)371 6600 1234", "０３７１－６６００１２３４", "0371 6600-1234",
        "86 0371 66001234" };
    for (int i = 0; i < COUNT(line); i++) CHECK_STR(phone(line[i]), "037166001234");
    CHECK_STR(phone("+86 10 6600 1234"), "01066001234");
    CHECK_STR(phone("86 21 6600 1234"), "02166001234");
    CHECK_STR(phone("66001234"), "66001234");
    CHECK_STR(phone("+86 400 123 4567"), "4001234567");
    static const char *const desk[] = { "0371-66001234-8001", "037166001234转8001", "+86 371 66001234 ext. 8001",
        "0371-66001234 分机8001", "(0371)66001234#8001", "0371-6600-1234-8001" };
    for (int i = 0; i < COUNT(desk); i++) CHECK_STR(phone(desk[i]), "037166001234-8001");
    CHECK_STR(phone(phone(desk[0])), phone(desk[0]));
    CHECK_STR(phone("+852 1234 5678"), "+85212345678");
    CHECK_STR(phone("00852-12345678"), "+85212345678");
    CHECK_STR(phone("+1 380 013 8000"), "+13800138000");
    CHECK_STR(phone("+13800138000"), phone("001 3800138000"));
    static const char *const none[] = { "", "123456", "1234567890123456", "王小明", "+", "138+00138000", "转8001",
        "13800138000转",
        "13800138000元", "0371-66001234转1234567" };
    for (int i = 0; i < COUNT(none); i++) CHECK_STR(phone(none[i]), NULL);
}

// ---- going out ---------------------------------------------------------------------------------------------

static void going_out(void)
{
    CHECK_STR(arena_z(arena, text_xml(arena, STR("a\x01\uFFFE\uFFFF\xFF_x0041_\r\n\tb"))),
              "a\uFFFD\uFFFD\uFFFD\uFFFD_x005F_x0041_\n\tb");
    CHECK_STR(arena_z(arena, text_xml(arena, STR("_x004_ x_x00g1_"))), "_x004_ x_x00g1_");
    Out o = out_new(arena, 256);
    out_log(&o, STR("路\"\\\n\xC2\x85\u202E\U000E0041\xFF"));
    CHECK_STR(arena_z(arena, out_done(&o)), "\"路\\\"\\\\\\u000a\\u0085\\u202e\\udb40\\udc41\\ufffd\"");
}

void text_test(void)
{
    arena = arena_open(4 << 20);
    door();
    folding();
    looks();
    phones();
    going_out();
    every_character();
    arena_close(arena);
}
