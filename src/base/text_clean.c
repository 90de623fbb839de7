// text_clean.c: the door: one pass over a text, character by character, by the table.
// A joiner or a variant is kept where it changes what is seen: between emoji, beside a letter of a script that joins
// (Uyghur, Mongolian, the Indic ones), behind the ideograph or emoji that it varies. Elsewhere it shows nothing.
#include "base/text.h"
#include <string.h>
#include <utf8proc.h>

typedef struct Cleaner {
    TextKind kind;
    Str      s;
    bool     mend, mended;
    uint32_t before;                // the last character kept, 0 at the beginning
    char    *to;
    i64      len;
} Cleaner;

static bool emoji(uint32_t code)
{
    return utf8proc_get_property((utf8proc_int32_t)code)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool within(uint32_t code, uint32_t from, uint32_t to) { return code >= from && code <= to; }

static bool ideograph(uint32_t code)
{
    return within(code, 0x3400, 0x9FFF) || within(code, 0xF900, 0xFAFF) || within(code, 0x20000, 0x3FFFD);
}

static bool mongolian(uint32_t code) { return within(code, 0x1820, 0x18AA) || within(code, 0x11660, 0x1167F); }

// Scripts whose letters take another shape beside a joiner.
static bool joins(uint32_t code)
{
    static const struct { uint32_t from, to; } scripts[] = {
        { 0x0620, 0x08FF }, { 0x0900, 0x0DFF }, { 0x1000, 0x109F }, { 0x1780, 0x17D3 }, { 0x1820, 0x18AA },
        { 0x1A20, 0x1C4F }, { 0xA840, 0xA8FF }, { 0xA980, 0xA9DF }, { 0xAA60, 0xAA7F }, { 0xABC0, 0xABFF },
        { 0xFB50, 0xFDCF }, { 0xFE70, 0xFEFC }, { 0x10A00, 0x10A5F }, { 0x10AC0, 0x10AFF }, { 0x10D00, 0x10D3F },
        { 0x10F30, 0x10FBF }, { 0x11000, 0x11FFF }, { 0x1E900, 0x1E95F },
    };
    for (i64 i = 0; i < COUNT(scripts); i++) if (within(code, scripts[i].from, scripts[i].to)) return true;
    return false;
}

static uint32_t code_at(Str s, i64 at)
{
    uint32_t code = 0;
    if (at < s.len) utf8_next(s, at, &code);
    return code;
}

static bool joiner_kept(uint32_t before, uint32_t next)
{
    bool skin = before >= 0x1F3FB && before <= 0x1F3FF;
    if (emoji(next)) return emoji(before) || before == 0xFE0F || skin;
    return joins(before) || joins(next);
}

static bool variant_kept(uint32_t code, uint32_t before, uint32_t next)
{
    if (code < 0x2000)  return mongolian(before);
    if (code >= 0xE0100) return ideograph(before);
    bool key = (before >= '0' && before <= '9') || before == '#' || before == '*';      // 1️⃣
    if (code >= 0xFE0E) return emoji(before) || (key && next == 0x20E3);
    int c = utf8proc_get_property((utf8proc_int32_t)before)->category;
    return ideograph(before) || c == UTF8PROC_CATEGORY_SM || (before >= 0x1000 && joins(before));
}

static void put(Cleaner *c, i64 at, i64 step)
{
    memcpy(c->to + c->len, c->s.at + at, (size_t)step);
    c->len += step;
}

// \r\n is one line end.
static void put_line(Cleaner *c, uint32_t code, i64 next)
{
    if (code == '\r' && next < c->s.len && c->s.at[next] == '\n') return;
    c->to[c->len++] = c->kind == TEXT_LINES ? '\n' : ' ';
}

static Fate fate_here(const Cleaner *c, uint32_t code)
{
    Fate f = text_fate(code);
    if (f != FATE_REFUSE && c->kind == TEXT_RAW)                    return FATE_KEEP;
    if (f == FATE_BLANK && code == '\t' && c->kind == TEXT_LINES)   return FATE_KEEP;
    if (f == FATE_KEEP && c->kind == TEXT_NAME && text_odd(code))   return FATE_REFUSE;
    return f;
}

// One character; false: it is refused.
static bool take(Cleaner *c, i64 at, i64 step, uint32_t code)
{
    bool keep = true;
    switch (fate_here(c, code)) {
    case FATE_KEEP:   break;
    case FATE_LINE:   put_line(c, code, at + step); keep = false; break;
    case FATE_BLANK:  c->to[c->len++] = ' '; keep = false; break;
    case FATE_DROP:   return true;
    case FATE_JOIN:   keep = joiner_kept(c->before, code_at(c->s, at + step)); break;
    case FATE_VARY:   keep = variant_kept(code, c->before, code_at(c->s, at + step)); break;
    case FATE_REFUSE:
        if (!c->mend) return false;
        c->to[c->len++] = ' ';
        c->mended = true;
        return true;
    }
    if (keep) put(c, at, step);
    if (keep || text_fate(code) == FATE_LINE) c->before = code;
    return true;
}

// The whole text; false at the first character that is refused.
static bool walk(Cleaner *c, Refused *no)
{
    i64 count = 0;
    uint32_t code;
    for (i64 at = 0, step; at < c->s.len; at += step) {
        step = utf8_next(c->s, at, &code);
        count++;
        if (take(c, at, step, code)) continue;
        *no = (Refused){ count, code };
        return false;
    }
    return true;
}

static bool blank(uint32_t code)
{
    return code <= ' ' || utf8proc_get_property((utf8proc_int32_t)code)->category == UTF8PROC_CATEGORY_ZS;
}

static Str text_trim(Str s)
{
    uint32_t code;
    for (i64 n; s.len && (n = utf8_next(s, 0, &code)) && blank(code);) s = (Str){ s.at + n, s.len - n };
    while (s.len) {
        i64 at = s.len - 1;
        while (at > 0 && at > s.len - 4 && ((byte)s.at[at] & 0xC0) == 0x80) at--;
        utf8_next(s, at, &code);
        if (!blank(code)) break;
        s.len = at;
    }
    return s;
}

// Every kind of blank as one: so a name is shown and said in one way.
static Str squeezed(Str s, char *to)
{
    i64 len = 0;
    uint32_t code;
    for (i64 at = 0, n; at < s.len; at += n) {
        n = utf8_next(s, at, &code);
        if (!blank(code)) memmove(to + len, s.at + at, (size_t)n), len += n;
        else if (len && to[len - 1] != ' ') to[len++] = ' ';
    }
    return text_trim((Str){ to, len });
}

static Str finished(Arena *a, Cleaner *c)
{
    Str s = { c->to, c->len };
    switch (c->kind) {
    case TEXT_LINE:   return text_trim(s);
    case TEXT_LINES:  return str_trim(s);               // a first line may be indented: 　　…
    case TEXT_NAME:   return squeezed(s, c->to);
    case TEXT_PLAIN:  return text_plain(a, s);
    case TEXT_SECRET: return text_composed(a, s);
    case TEXT_RAW:    break;
    }
    return s;
}

bool text_clean(Arena *a, TextKind kind, Str s, Str *into, Refused *no)
{
    assert(a && into && no && s.len >= 0);
    Cleaner c = { .kind = kind, .s = s, .to = NEW(a, char, s.len + 1) };
    if (!walk(&c, no)) return false;
    *into = finished(a, &c);
    return true;
}

// A byte that is no text counts as a character that is refused.
Str text_mend(Arena *a, TextKind kind, Str s, bool *mended)
{
    assert(a && mended && kind != TEXT_RAW);
    Refused none;
    if (utf8_count(s) < 0) *mended = true;
    Str whole = utf8_count(s) < 0 ? utf8_mend(a, s) : s;
    Cleaner c = { .kind = kind, .s = whole, .mend = true, .to = NEW(a, char, whole.len + 1) };
    walk(&c, &none);
    *mended |= c.mended;
    return finished(a, &c);
}

Str refused_text(Arena *a, const Refused *no) { return arena_fmt(a, "%lld:%04X", (long long)no->at, no->code); }
