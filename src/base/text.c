// text.c: UTF-8, folding for comparison, bytes as text.
// Text is checked once, when it comes in (utf8_count, utf8_trick); everything behind the door may walk it with
// utf8_next. Nothing here knows a locale: folding is arithmetic on code points, so that the same text folds alike on
// every machine and in every replay.
#include "base/base.h"
#include <sodium.h>
#include <string.h>

// ---- UTF-8 -----------------------------------------------------------------------------------

// Bytes of the code point at `at`, or 0: too short, too long a form, half of a surrogate pair, beyond U+10FFFF.
static i64 utf8_step(Str s, i64 at, uint32_t *code)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    byte first = (byte)s.at[at];
    int more = first < 0x80 ? 0 : first < 0xC2 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : -1;
    if (more < 0 || s.len - at <= more) return 0;
    uint32_t c = more ? first & (0x3Fu >> more) : first;
    for (int i = 1; i <= more; i++) {
        byte next = (byte)s.at[at + i];
        if ((next & 0xC0) != 0x80) return 0;
        c = c << 6 | (next & 0x3Fu);
    }
    if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return 0;
    *code = c;
    return more + 1;
}

// Eight bytes at a time: bodies, entries and keys are mostly ASCII around a few Chinese words, and each is counted
// more than once.
static i64 ascii_run(Str s, i64 at)
{
    assert(at >= 0 && at <= s.len);
    i64 from = at;
    for (uint64_t eight; at + 8 <= s.len; at += 8) {
        memcpy(&eight, s.at + at, 8);
        if (eight & 0x8080808080808080u) break;
    }
    while (at < s.len && (byte)s.at[at] < 0x80) at++;
    return at - from;
}

// Both the check and the count, since whoever wants one wants the other: limits are said in characters.
i64 utf8_count(Str s)
{
    i64 count = 0;
    for (i64 at = 0; at < s.len;) {
        i64 plain = ascii_run(s, at);
        count += plain;
        at += plain;
        if (at == s.len) break;
        uint32_t code;
        i64 step = utf8_step(s, at, &code);
        if (step == 0) return -1;
        at += step;
        count++;
    }
    return count;
}

i64 utf8_next(Str s, i64 at, uint32_t *code)
{
    assert(at >= 0 && at < s.len);
    i64 step = utf8_step(s, at, code);
    if (step) return step;
    *code = 0xFFFD;
    return 1;
}

// For headers of other programs, which must not vanish because of a byte. A mended text is at most three times as
// long; bodies are refused instead.
Str utf8_mend(Arena *a, Str s)
{
    if (utf8_count(s) >= 0 && !(s.len && memchr(s.at, 0, (size_t)s.len))) return arena_str(a, s);
    char *to = NEW(a, char, 3 * s.len + 1);
    i64 len = 0;
    for (i64 at = 0; at < s.len;) {
        uint32_t code;
        i64 step = s.at[at] ? utf8_step(s, at, &code) : 0;
        memcpy(to + len, step ? s.at + at : "\xEF\xBF\xBD", step ? (size_t)step : 3);
        len += step ? step : 3;
        at += step ? step : 1;
    }
    return (Str){ to, len };
}

typedef struct Span { uint32_t from, to; } Span;

// The first span that ends at or behind the code is the only one that can hold it.
static bool in_spans(const Span *spans, i64 count, uint32_t code)
{
    i64 low = 0, high = count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (code > spans[middle].to) low = middle + 1;
        else high = middle;
    }
    return low < count && code >= spans[low].from;
}

// What makes a text look like something else on the page or in a log: a name that turns the line round, a second line
// in a title. Refused, never repaired, so that people see what they typed.
bool utf8_trick(Str s, bool lines)
{
    static const Span tricks[] = {
        { 0x00, 0x1F }, { 0x7F, 0x9F },                                     // controls
        { 0x061C, 0x061C }, { 0x200E, 0x200F },                             // direction marks
        { 0x2028, 0x2029 },                                                 // other line ends
        { 0x202A, 0x202E }, { 0x2066, 0x2069 },                             // direction overrides and isolates
        { 0xFEFF, 0xFEFF },                                                 // byte order mark
    };
    uint32_t code;
    for (i64 at = 0; at < s.len; at += utf8_next(s, at, &code)) {
        byte c = (byte)s.at[at];
        if ((c >= 0x20 && c < 0x7F) || (lines && (c == '\n' || c == '\t'))) continue;
        utf8_next(s, at, &code);
        if (in_spans(tricks, COUNT(tricks), code)) return true;
    }
    return false;
}

// Zero-width characters and fillers have their use within a text (emoji, Mongolian, Tibetan); alone they show nothing.
bool utf8_seen(Str s)
{
    static const Span unseen[] = {
        { 0x00, 0x20 }, { 0x7F, 0xA0 }, { 0xAD, 0xAD }, { 0x34F, 0x34F }, { 0x61C, 0x61C }, { 0x115F, 0x1160 },
        { 0x1680, 0x1680 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F }, { 0x2000, 0x200F }, { 0x2028, 0x202F },
        { 0x205F, 0x206F }, { 0x2800, 0x2800 }, { 0x3000, 0x3000 }, { 0x3164, 0x3164 }, { 0xFE00, 0xFE0F },
        { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xE0000, 0xE0FFF },
    };
    uint32_t code;
    for (i64 at = 0; at < s.len;) {
        at += utf8_next(s, at, &code);
        if (!in_spans(unseen, COUNT(unseen), code)) return true;
    }
    return false;
}

// What the search index takes for part of a word. Changing the list changes the index: it is then made anew by
// `rebuild`, and verify tells of the difference until then.
bool utf8_is_word(uint32_t code)
{
    static const Span words[] = {
        { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' },
        { 0xAA, 0xAA }, { 0xB5, 0xB5 }, { 0xBA, 0xBA }, { 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2C1 },
        { 0x370, 0x373 }, { 0x376, 0x377 }, { 0x37B, 0x37D }, { 0x386, 0x386 }, { 0x388, 0x481 }, { 0x48A, 0x556 },
        { 0x5D0, 0x5EA }, { 0x620, 0x669 }, { 0x66E, 0x6D3 }, { 0x6D5, 0x6D5 }, { 0x6EE, 0x6FC },    // Uyghur
        { 0x900, 0x963 }, { 0xE01, 0xE3A }, { 0xE40, 0xE4E },
        { 0xF00, 0xF00 }, { 0xF20, 0xF33 }, { 0xF40, 0xFBC },                                       // Tibetan
        { 0x10A0, 0x10FF }, { 0x1100, 0x11FF }, { 0x1810, 0x18AA },                                 // Mongolian
        { 0x1E00, 0x1FFF }, { 0x3005, 0x3007 }, { 0x3021, 0x3029 }, { 0x3041, 0x3096 },
        { 0x30A1, 0x30FA }, { 0x30FC, 0x30FE }, { 0x3105, 0x312F }, { 0x3131, 0x318E },
        { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF }, { 0xA000, 0xA48C },                                 // Han, Yi
        { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFF10, 0xFF19 }, { 0xFF21, 0xFF3A }, { 0xFF41, 0xFF5A },
        { 0xFF66, 0xFF9D }, { 0x20000, 0x3FFFF },
    };
    return in_spans(words, COUNT(words), code);
}

// ---- folding ---------------------------------------------------------------------------------

// Full-width forms to half-width, capitals of ASCII to small ones, every blank to one blank. No other alphabet is
// folded: é and E stay apart, which hurts nobody here and needs no tables.
static uint32_t fold_code(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFF01 - 0x21;
    if (code >= 'A' && code <= 'Z') return code + ('a' - 'A');
    return code <= ' ' || code == 0x3000 || code == 0xA0 ? ' ' : code;
}

// Folding never lengthens a text, so one buffer of the same size is enough.
Str str_fold(Arena *a, Str s)
{
    assert(s.len >= 0);
    char *to = NEW(a, char, s.len + 1);
    i64 len = 0;
    for (i64 at = 0; at < s.len;) {
        uint32_t code;
        i64 step = utf8_next(s, at, &code);
        uint32_t folded = fold_code(code);
        if (folded == ' ') {
            if (len && to[len - 1] != ' ') to[len++] = ' ';
        } else if (folded < 0x80) {
            to[len++] = (char)folded;
        } else {
            memcpy(to + len, s.at + at, (size_t)step);
            len += step;
        }
        at += step;
    }
    while (len && to[len - 1] == ' ') len--;
    return (Str){ to, len };
}

// 138 0013 8000, (0371)-6666 and １３８… are the same phone to people. What is left may still be no number at all; the
// caller looks.
Str str_digits(Arena *a, Str s)
{
    Str folded = str_fold(a, s);
    assert(folded.len <= s.len);
    char *to = NEW(a, char, folded.len + 1);
    i64 len = 0;
    for (i64 at = 0; at < folded.len;) {
        uint32_t code;
        i64 step = utf8_next(folded, at, &code);
        bool dropped = (code < 0x80 && strchr(" -()[]", (int)code)) || (code >= 0x2010 && code <= 0x2015);
        if (!dropped) {
            memcpy(to + len, folded.at + at, (size_t)step);
            len += step;
        }
        at += step;
    }
    return (Str){ to, len };
}

// ---- bytes as text ---------------------------------------------------------------------------

Str hex_text(Arena *a, const byte *at, i64 len)
{
    assert(len >= 0 && (at || len == 0));
    char *z = NEW(a, char, 2 * len + 1);
    sodium_bin2hex(z, (size_t)(2 * len + 1), at, (size_t)len);
    return (Str){ z, 2 * len };
}

// False leaves `into` in any state. The whole text must be hexadecimal and of just that length.
bool hex_parse(Str s, byte *into, i64 len)
{
    size_t written;
    const char *end;
    if (s.len != 2 * len) return false;
    if (sodium_hex2bin(into, (size_t)len, s.at, (size_t)s.len, NULL, &written, &end)) return false;
    return end == s.at + s.len && (i64)written == len;
}

static Str base64_as(Arena *a, const byte *at, i64 len, int variant)
{
    size_t cap = sodium_base64_encoded_len((size_t)len, variant);
    char *z = NEW(a, char, (i64)cap);
    sodium_bin2base64(z, cap, at, (size_t)len, variant);
    return str(z);
}

Str base64_text(Arena *a, const byte *at, i64 len)    { return base64_as(a, at, len, sodium_base64_VARIANT_ORIGINAL); }
Str base64url_text(Arena *a, const byte *at, i64 len)
{
    return base64_as(a, at, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

// The padded standard alphabet only, no blanks: one text for one value, as signatures and receipts need it.
i64 base64_parse(Str s, byte *into, i64 cap)
{
    size_t written;
    const char *end;
    if (s.len == 0) return 0;
    if (sodium_base642bin(into, (size_t)cap, s.at, (size_t)s.len, NULL, &written, &end,
                          sodium_base64_VARIANT_ORIGINAL)) return -1;
    return end == s.at + s.len ? (i64)written : -1;
}
