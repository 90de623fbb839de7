// base.c: arenas, slices and text being built. The only file of the program that calls malloc.
// One arena per request is what makes the rest of the program short: nobody frees, nobody checks for NULL, and a leak
// cannot outlive its answer. A connection, a pack, the store have arenas of their own for their whole life. Freeing
// piece by piece needs a clean-up path in every refusal; here a refusal is one return. Under ASan the unused rest of
// each block is poisoned, so a slice kept too long is found in the tests.
#include "base/base.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WATCHED
#endif
#ifdef WATCHED
#include <sanitizer/asan_interface.h>
#define HIDE(at, len) ASAN_POISON_MEMORY_REGION((at), (size_t)(len))
#define SHOW(at, len) ASAN_UNPOISON_MEMORY_REGION((at), (size_t)(len))
#else
#define HIDE(at, len) ((void)0)
#define SHOW(at, len) ((void)0)
#endif

// ---- arenas ----------------------------------------------------------------------------------

struct Block { Block *older; i64 size; };       // 16 bytes, so what follows stays 16-aligned

enum { BLOCK_LEAST = 64 << 10, BLOCK_MOST = 1 << 20 };
static const i64 arena_most = (i64)1 << 40;

static i64 by_16(i64 n) { return (n + 15) & ~(i64)15; }

// A machine without memory ends the program: whoever is in the middle of a change loses it unanswered, the journal is
// whole, and the supervisor starts it anew.
static void block_add(Arena *a, i64 size)
{
    assert(size > 0 && size % 16 == 0);
    Block *b = malloc(sizeof *b + (size_t)size);
    if (!b) {
        log_line("error", "memory", "the machine gives no %lld bytes", (long long)size);
        abort();
    }
    *b = (Block){ a->blocks, size };
    a->blocks = b;
    a->at = (char *)(b + 1);
    a->end = a->at + size;
    HIDE(a->at, size);
}

static void block_free(Block *b)
{
    SHOW(b, (i64)sizeof *b + b->size);
    free(b);
}

// Costs one block of at most 64 KiB, however large max is: max is a bound, not a reservation.
Arena *arena_open(i64 max)
{
    assert(max > 0 && max < arena_most);
    Arena *a = calloc(1, sizeof *a);
    if (!a) abort();
    a->max = max;
    block_add(a, MIN(by_16(max), BLOCK_LEAST));
    return a;
}

// Everything taken since arena_open is void from here on. The first block stays, since the next request will want it
// at once.
void arena_reset(Arena *a)
{
    assert(a && a->blocks);
    while (a->blocks->older) {
        Block *b = a->blocks;
        a->blocks = b->older;
        block_free(b);
    }
    a->at = (char *)(a->blocks + 1);
    a->end = a->at + a->blocks->size;
    a->used = 0;
    a->full = false;
    HIDE(a->at, a->blocks->size);
}

void arena_close(Arena *a)
{
    if (!a) return;
    arena_reset(a);
    block_free(a->blocks);
    free(a);
}

// As arena_take, but the bytes hold anything: for callers who fill them at once.
// A new block is at least as large as all that was used so far (up to 1 MiB), so the number of blocks, and the
// cost of the reset, grows with the logarithm at first and never faster than the bytes.
static char *take_raw(Arena *a, i64 len)
{
    assert(len >= 0 && len <= 4 * a->max);
    i64 whole = by_16(len);
    a->used += whole;
    if (a->used > a->max) a->full = true;
    assert(a->used <= 4 * a->max + 16);
    if (a->end - a->at < whole) block_add(a, MAX(whole, MAX(BLOCK_LEAST, MIN(a->used, BLOCK_MOST))));
    assert(a->at <= a->end && a->end - a->at >= whole);
    char *p = a->at;
    a->at += whole;
    SHOW(p, len);
    return p;
}

void *arena_take(Arena *a, i64 size, i64 count)
{
    assert(size > 0 && count >= 0 && count <= 4 * a->max / size);
    return memset(take_raw(a, size * count), 0, (size_t)(size * count));
}

char *arena_z(Arena *a, Str s)
{
    assert(s.len >= 0);
    char *p = take_raw(a, s.len + 1);
    if (s.len) memcpy(p, s.at, (size_t)s.len);
    p[s.len] = 0;
    return p;
}

Str arena_str(Arena *a, Str s) { return (Str){ arena_z(a, s), s.len }; }

// Short texts are formatted once, longer ones twice.
Str arena_fmt(Arena *a, const char *fmt, ...)
{
    char small[256];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    assert(n >= 0);
    char *p = take_raw(a, n + 1);
    if (n < (int)sizeof small) memcpy(p, small, (size_t)n + 1);
    else vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return (Str){ p, n };
}

// ---- slices ----------------------------------------------------------------------------------

Str  str(const char *z)              { return z ? (Str){ z, (i64)strlen(z) } : (Str){ 0 }; }
bool str_same(Str a, Str b)          { return a.len == b.len && (a.len == 0 || !memcmp(a.at, b.at, (size_t)a.len)); }
bool str_is(Str a, const char *z)    { return str_same(a, str(z)); }
bool str_starts(Str s, Str prefix)   { return s.len >= prefix.len && str_same((Str){ s.at, prefix.len }, prefix); }

// memchr for the first byte, then a comparison: the texts searched are a few thousand bytes at most, so nothing
// cleverer pays.
bool str_has(Str s, Str part)
{
    if (part.len == 0) return false;
    while (s.len >= part.len) {
        const char *hit = memchr(s.at, part.at[0], (size_t)(s.len - part.len + 1));
        if (!hit) return false;
        s = (Str){ hit, s.len - (hit - s.at) };
        if (str_starts(s, part)) return true;
        s = (Str){ s.at + 1, s.len - 1 };
    }
    return false;
}

Str str_cut(Str *rest, char mark)
{
    assert(rest && rest->len >= 0);
    const char *hit = rest->len ? memchr(rest->at, mark, (size_t)rest->len) : NULL;
    Str part = { rest->at, hit ? hit - rest->at : rest->len };
    i64 gone = part.len + (hit != NULL);
    *rest = (Str){ gone ? rest->at + gone : rest->at, rest->len - gone };
    return part;
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Str str_trim(Str s)
{
    while (s.len && blank(s.at[0]))         s = (Str){ s.at + 1, s.len - 1 };
    while (s.len && blank(s.at[s.len - 1])) s.len--;
    return s;
}

int str_order(Str a, Str b)
{
    i64 n = MIN(a.len, b.len);
    int order = n ? memcmp(a.at, b.at, (size_t)n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

// Strict, since ids, sizes and moments of strangers come through here: no blanks, no plus sign, no overflow. The value
// is left alone when the answer is false.
bool str_i64(Str s, i64 *into)
{
    assert(s.len >= 0 && into);
    bool minus = s.len > 0 && s.at[0] == '-';
    i64 value = 0;
    if (s.len == minus) return false;
    for (i64 i = minus; i < s.len; i++) {
        int digit = s.at[i] - '0';
        if (digit < 0 || digit > 9) return false;
        if (__builtin_mul_overflow(value, (i64)10, &value)) return false;
        if (__builtin_sub_overflow(value, (i64)digit, &value)) return false;   // downwards: INT64_MIN fits too
    }
    if (!minus && value == INT64_MIN) return false;
    *into = minus ? value : -value;
    return true;
}

bool str_number(Str s, i64 *into)
{
    bool minus = s.len > 0 && s.at[0] == '-';
    bool led = s.len > minus && s.at[minus] == '0' && s.len > 1;
    return !led && str_i64(s, into);
}

static i64 digits_end(Str s, i64 at)
{
    while (at < s.len && s.at[at] >= '0' && s.at[at] <= '9') at++;
    return at;
}

// Our own grammar first: strtod alone would take hexadecimal, "inf", blanks. The program never calls setlocale.
bool str_double(Str s, double *into)
{
    char z[64];
    i64 start = s.len > 0 && s.at[0] == '-', at = digits_end(s, start);
    if (at == start || s.len >= (i64)sizeof z) return false;
    if (at < s.len && s.at[at] == '.') {
        i64 point = at;
        at = digits_end(s, point + 1);
        if (at == point + 1) return false;
    }
    if (at < s.len && (s.at[at] == 'e' || s.at[at] == 'E')) {
        at++;
        if (at < s.len && (s.at[at] == '+' || s.at[at] == '-')) at++;
        i64 power = at;
        at = digits_end(s, power);
        if (at == power) return false;
    }
    if (at != s.len) return false;
    memcpy(z, s.at, (size_t)s.len);
    z[s.len] = 0;
    double value = strtod(z, NULL);
    if (value - value != 0) return false;                       // beyond the largest double
    *into = value;
    return true;
}

// ---- text being built ------------------------------------------------------------------------

Out out_new(Arena *a, i64 max)
{
    assert(a && max >= 0);
    return (Out){ .arena = a, .max = max };
}

// Never beyond max: then nothing more is taken at all.
static bool out_grow(Out *o, i64 n)
{
    assert(n >= 0 && o->len >= 0 && o->len <= o->max);
    if (o->full || n > o->max - o->len) { o->full = true; return false; }
    i64 cap = MIN(o->max, MAX(o->len + n, MAX(256, 2 * o->cap)));
    assert(o->arena && "a buffer of the caller's is born with all it may hold");
    char *wider = take_raw(o->arena, cap + 1);
    if (o->len) memcpy(wider, o->at, (size_t)o->len);
    o->at = wider;
    o->cap = cap;
    return true;
}

// Room for n more bytes (and one spare, which vsnprintf wants for its NUL).
static inline bool out_room(Out *o, i64 n)
{
    return (o->at && !o->full && n <= o->cap - o->len) || out_grow(o, n);
}

void out_str(Out *o, Str s)
{
    if (s.len == 0 || !out_room(o, s.len)) return;
    memcpy(o->at + o->len, s.at, (size_t)s.len);
    o->len += s.len;
}

void out_z(Out *o, const char *z) { out_str(o, str(z)); }

void out_char(Out *o, char c)
{
    if (out_room(o, 1)) o->at[o->len++] = c;
}

void out_i64(Out *o, i64 v)
{
    char digits[20];
    int at = sizeof digits;
    uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do digits[--at] = (char)('0' + left % 10); while (left /= 10);
    if (v < 0) digits[--at] = '-';
    out_str(o, (Str){ digits + at, (i64)sizeof digits - at });
}

void out_double(Out *o, double v)
{
    char z[32];
    assert(v - v == 0);                                         // finite: neither NAN nor infinite
    if (v == 0) v = 0;                                          // no "-0"
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(z, sizeof z, "%.*g", digits, v);
        if (strtod(z, NULL) == v) break;
    }
    out_z(o, z);
}

// For our own words and numbers. A text of a person goes through out_json or out_csv, never through a
// format: that is what keeps answers and sheets free of injections.
void out_fmt(Out *o, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    i64 room = o->at && !o->full ? o->cap - o->len + 1 : 0;
    int n = vsnprintf(room ? o->at + o->len : NULL, (size_t)room, fmt, ap);
    assert(n >= 0);
    if (out_room(o, n)) {
        if (n >= room) vsnprintf(o->at + o->len, (size_t)n + 1, fmt, again);
        o->len += n;
    }
    va_end(again);
    va_end(ap);
}

// Copies s, replacing each byte for which `swap` gives a text. Plain stretches go out in one piece.
static void out_swapped(Out *o, Str s, const char *(*swap)(char))
{
    i64 from = 0;
    for (i64 i = 0; i < s.len; i++) {
        const char *other = swap(s.at[i]);
        if (!other) continue;
        out_str(o, (Str){ s.at + from, i - from });
        out_z(o, other);
        from = i + 1;
    }
    if (s.len > from) out_str(o, (Str){ s.at + from, s.len - from });
}

static const char *swap_json(char c)
{
    static const char low[0x20][8] = {
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\b",     "\\t",     "\\n",     "\\u000b", "\\f",     "\\r",     "\\u000e", "\\u000f",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f",
    };
    if ((byte)c < 0x20) return low[(byte)c];
    return c == '"' ? "\\\"" : c == '\\' ? "\\\\" : NULL;
}

static const char *swap_csv(char c) { return c == '"' ? "\"\"" : NULL; }

// Of eight bytes, whether one is below 0x20, a quote or a backslash: a byte that is nought, or less than what is taken
// away from it, borrows from its top bit (0x80), which plain ASCII lacks and which bytes of Chinese have themselves.
static bool eight_plain(const char *at)
{
    const uint64_t each = 0x0101010101010101u, top = each * 0x80;
    uint64_t w;
    memcpy(&w, at, sizeof w);
    uint64_t quote = w ^ (each * '"'), slash = w ^ (each * '\\');
    return !((((w - each * 0x20) | (quote - each) | (slash - each)) & ~w) & top);
}

// Most text needs no escape: it goes out in one piece.
static bool json_plain(Str s)
{
    i64 i = 0;
    while (i + 8 <= s.len && eight_plain(s.at + i)) i += 8;
    for (; i < s.len; i++)
        if ((byte)s.at[i] < 0x20 || s.at[i] == '"' || s.at[i] == '\\') return false;
    return true;
}

// The bytes must be UTF-8 already; only what JSON forbids is escaped, so Chinese text stays as it is and the journal
// stays readable.
void out_json(Out *o, Str s)
{
    out_char(o, '"');
    if (json_plain(s)) out_str(o, s);
    else out_swapped(o, s, swap_json);
    out_char(o, '"');
}

// A spreadsheet runs a cell that begins like a formula, full-width signs included; a quote mark keeps it text.
static bool csv_runs(Str s)
{
    static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };
    for (i64 i = 0; i < COUNT(signs); i++) if (str_starts(s, str(signs[i]))) return true;
    return false;
}

// Less its leading quote marks: what has some of its own gets one more, so that a mark can be told when it comes back.
static bool csv_marks(Str s)
{
    while (str_starts(s, STR("'"))) s = (Str){ s.at + 1, s.len - 1 };
    return csv_runs(s);
}

// A cell that begins like a formula would be run by the spreadsheet of whoever opens the list: a resident could so
// reach an office's machine. The quote mark shows there, which is the price.
void out_csv(Out *o, Str s)
{
    out_z(o, csv_marks(s) ? "\"'" : "\"");
    out_swapped(o, s, swap_csv);
    out_char(o, '"');
}

Str csv_unmarked(Str cell)
{
    bool marked = str_starts(cell, STR("'")) && csv_marks(cell);
    return marked ? (Str){ cell.at + 1, cell.len - 1 } : cell;
}

// Borrowed from the Out: good until more is added (it may then lie elsewhere) or its arena is reset.
Str out_done(const Out *o) { return (Str){ o->at, o->len }; }
