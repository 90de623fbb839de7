// text.c: UTF-8 and bytes as text.
// Text is checked once, when it comes in (utf8_count, text_clean); everything behind the door may walk it with
// utf8_next. What the characters mean is said in text_table.c.
#include "base/base.h"
#include <sodium.h>
#include <string.h>

// ---- UTF-8 -----------------------------------------------------------------------------------

// Bytes of the code point at `at`, or 0: too short, too long a form, half of a surrogate pair, beyond U+10FFFF.
static i64 utf8_long(Str s, i64 at, uint32_t *code)
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

static bool goes_on(char c) { return ((byte)c & 0xC0) == 0x80; }

// What nearly all text is made of first: ASCII, and the three bytes of Chinese (0xE1 to 0xEC begin no form that is too
// long, and no surrogate).
static inline i64 utf8_step(Str s, i64 at, uint32_t *code)
{
    const char *c = s.at + at;
    byte first = (byte)c[0];
    if (first < 0x80) {
        *code = first;
        return 1;
    }
    if (first < 0xE1 || first > 0xEC || s.len - at < 3 || !goes_on(c[1]) || !goes_on(c[2]))
        return utf8_long(s, at, code);
    *code = (first & 0xFu) << 12 | ((byte)c[1] & 0x3Fu) << 6 | ((byte)c[2] & 0x3Fu);
    return 3;
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

// For secrets too: takes the same time whatever they are.
Str base64url_text(Arena *a, const byte *at, i64 len)
{
    enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    size_t cap = sodium_base64_encoded_len((size_t)len, VARIANT);
    char *z = NEW(a, char, (i64)cap);
    sodium_bin2base64(z, cap, at, (size_t)len, VARIANT);
    return str(z);
}

// For what is no secret (boxes, hashes, signatures), a fifth of the other's cost: each sealed word passes here twice.
Str base64_text(Arena *a, const byte *at, i64 len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    assert(len >= 0 && (at || len == 0));
    i64   size = (len + 2) / 3 * 4;
    char *z = NEW(a, char, size + 1), *to = z;
    for (i64 i = 0; i < len; i += 3) {
        uint32_t bits = (uint32_t)at[i] << 16;
        if (i + 1 < len) bits |= (uint32_t)at[i + 1] << 8;
        if (i + 2 < len) bits |= at[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) *to++ = digits[bits >> shift & 63];
    }
    for (i64 over = len % 3; over && over < 3; over++) z[size - 3 + over] = '=';
    return (Str){ z, size };
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// The padded standard alphabet only, no blanks, no bits left over: one text for one value, as signatures and receipts
// need it.
i64 base64_parse(Str s, byte *into, i64 cap)
{
    i64      pad = s.len < 4 || s.at[s.len - 1] != '=' ? 0 : s.at[s.len - 2] != '=' ? 1 : 2;
    i64      size = s.len / 4 * 3 - pad;
    uint32_t bits = 0;
    if (s.len % 4 || size > cap) return -1;
    for (i64 i = 0, n = 0; i < s.len - pad; i++) {
        int digit = base64_digit(s.at[i]);
        if (digit < 0) return -1;
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4) into[n++] = (byte)(bits >> (6 - i % 4 * 2));
    }
    return bits & ((1u << 2 * pad) - 1) ? -1 : size;
}
