// text_fold.c: folding for comparison. What is folded away is never stored so: people read what they wrote.
// Unicode's own folding (NFKC with case) by utf8proc: it is promised to stay the same for ever for every character that
// is assigned, so that keys and indexes made of it hold. Above it stand what shows nothing, blanks, dashes, dots.
#include "base/text.h"
#include <string.h>
#include <utf8proc.h>

// APART: letters and marks stay apart (NFKD).
enum { FOLD_CASE = 1, FOLD_DOTS = 2, FOLD_APART = 4, FOLD_LOOKS = 8 };

enum { KASHIDA = 0x640 };                   // draws an Arabic letter longer

static int category(uint32_t code) { return utf8proc_get_property((utf8proc_int32_t)code)->category; }

// What may be folded by arithmetic: nearly all that people write here. Behind it nothing combines.
static uint32_t quick_code(uint32_t code)
{
    if (code >= 'A' && code <= 'Z')                       return code + ('a' - 'A');
    if (code >= 0x20 && code < 0x7F)                      return code;
    if (code >= 0x4E00 && code <= 0x9FFF)                 return code;
    if (code >= 0xFF01 && code <= 0xFF5E)                 return quick_code(code - 0xFF01 + 0x21);
    if (code == 0x3000 || (code >= '\t' && code <= '\r')) return ' ';
    if (code == 0x2014)                                   return '-';
    return code == 0x3001 || code == 0x3002 || (code >= 0x3008 && code <= 0x3011) || code == 0xB7 ? code : 0;
}

static i64 put_code(char *to, i64 len, uint32_t code)
{
    if (code == ' ' && (!len || to[len - 1] == ' ')) return len;
    return len + utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)to + len);
}

// False: something in it wants the library.
static bool quick_fold(Arena *a, Str s, Str *into)
{
    char *to = NEW(a, char, s.len + 1);
    i64 len = 0;
    uint32_t code;
    for (i64 at = 0; at < s.len;) {
        at += utf8_next(s, at, &code);
        uint32_t folded = quick_code(code);
        if (!folded) return false;
        len = put_code(to, len, folded);
    }
    while (len && to[len - 1] == ' ') len--;
    *into = (Str){ to, len };
    return true;
}

// Without what shows nothing. A byte that is no text, out of a damaged table, is U+FFFD.
static Str stripped(Arena *a, Str s, unsigned how)
{
    char *to = NEW(a, char, 3 * s.len + 1);
    i64 len = 0;
    uint32_t code;
    for (i64 at = 0; at < s.len;) {
        at += utf8_next(s, at, &code);
        Fate f = text_fate(code);
        if (f == FATE_LINE || f == FATE_BLANK || f == FATE_REFUSE) to[len++] = ' ';
        if (f != FATE_KEEP || code == KASHIDA) continue;
        if (how & FOLD_LOOKS) code = look_of(code);         // before the library: to it Ϲ is an Σ
        len += utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)to + len);
    }
    return (Str){ to, len };
}

// The characters of `s` as the library folds them; s must be UTF-8.
static utf8proc_int32_t *library_codes(Arena *a, Str s, utf8proc_option_t options, i64 *count)
{
    i64 cap = s.len + 32, n;
    utf8proc_int32_t *codes = NULL;
    for (;;) {
        codes = NEW(a, utf8proc_int32_t, cap + 1);
        n = utf8proc_decompose((const utf8proc_uint8_t *)s.at, s.len, codes, cap, options);
        assert(n >= 0);
        if (n <= cap) break;
        cap = n;
    }
    if (n && options & UTF8PROC_COMPOSE) n = utf8proc_normalize_utf32(codes, n, options);
    assert(n >= 0);
    *count = n;
    return codes;
}

static utf8proc_int32_t *folded_codes(Arena *a, Str s, unsigned how, i64 *count)
{
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_IGNORE;
    options |= how & FOLD_APART ? UTF8PROC_DECOMPOSE : UTF8PROC_COMPOSE;
    if (how & FOLD_CASE) options |= UTF8PROC_CASEFOLD;
    return library_codes(a, s, options, count);
}

// The ten digits of a script stand in a row, and rows do not touch (the mathematical ones are folded before).
static uint32_t digit_of(uint32_t code)
{
    uint32_t n = 0;
    while (n < 9 && category(code - n - 1) == UTF8PROC_CATEGORY_ND) n++;
    return '0' + n;
}

static bool dot(uint32_t code)
{
    static const uint32_t dots[] = { 0xB7, 0x16EB, 0x2022, 0x2027, 0x2219, 0x22C5, 0x2E31, 0x2E33, 0x30FB, 0xA78F,
                                     0x10101 };
    for (i64 i = 0; i < COUNT(dots); i++) if (code == dots[i]) return true;
    return false;
}

static uint32_t folded_code(uint32_t code, unsigned how)
{
    if (how & FOLD_LOOKS) code = look_of(code);
    if (code < 0x80) return code;
    int c = category(code);
    if (c == UTF8PROC_CATEGORY_ZS)                    return ' ';
    if (c == UTF8PROC_CATEGORY_ND)                    return digit_of(code);
    if (c == UTF8PROC_CATEGORY_PD || code == 0x2212)  return '-';
    return how & FOLD_DOTS && dot(code) ? 0xB7 : code;
}

static Str folded(Arena *a, Str s, unsigned how)
{
    i64 count, len = 0;
    utf8proc_int32_t *codes = folded_codes(a, stripped(a, s, how), how, &count);
    char *to = NEW(a, char, 4 * count + 1);
    for (i64 i = 0; i < count; i++)
        if (codes[i] != KASHIDA) len = put_code(to, len, folded_code((uint32_t)codes[i], how));
    while (len && to[len - 1] == ' ') len--;
    return (Str){ to, len };
}

Str str_fold(Arena *a, Str s)
{
    assert(s.len >= 0);
    Str quick;
    return quick_fold(a, s, &quick) ? quick : folded(a, s, FOLD_CASE | FOLD_DOTS);
}

// One spelling for é and e with its accent; all else stays.
Str text_composed(Arena *a, Str s)
{
    i64 count, len = 0;
    utf8proc_int32_t *codes = library_codes(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE, &count);
    char *to = NEW(a, char, 4 * count + 1);
    for (i64 i = 0; i < count; i++) len += utf8proc_encode_char(codes[i], (utf8proc_uint8_t *)to + len);
    return (Str){ to, len };
}

// Nearly every code and number is plain already.
Str text_plain(Arena *a, Str s)
{
    bool plain = !s.len || (s.at[0] != ' ' && s.at[s.len - 1] != ' ');
    for (i64 i = 0; i < s.len && plain; i++)
        plain = s.at[i] >= 0x20 && s.at[i] < 0x7F && !(s.at[i] == ' ' && s.at[i + 1] == ' ');
    return plain ? s : folded(a, s, 0);
}

// Looks before case (a capital Ν looks like N, a small ν like v), and once more for what case made.
Str text_look(Arena *a, Str s)
{
    Str once = folded(a, s, FOLD_APART | FOLD_DOTS | FOLD_LOOKS);
    return folded(a, once, FOLD_APART | FOLD_DOTS | FOLD_LOOKS | FOLD_CASE);
}
