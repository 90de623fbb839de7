// shown.c: foreign bytes for a terminal or a log, and what libraries print by themselves.
// A damaged store, a file name or a pack may hold anything: what is no text, moves the cursor or turns the reading
// direction is shown as \xNN, so that it can be seen and does nothing.
#include "base/base.h"
#include <stdio.h>
#include <string.h>

enum { FOREIGN_MOST = 400 };

// Controls, what turns the reading direction, and what breaks a line without being a newline.
static bool acts(uint32_t c, bool lines)
{
    if (lines && (c == '\n' || c == '\t')) return false;
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static void out_shown(Out *o, Str s, bool lines)
{
    for (i64 at = 0, len; at < s.len; at += len) {
        uint32_t code = 0;
        len = MAX(utf8_next(s, at, &code), 1);
        bool text = utf8_count((Str){ s.at + at, len }) == 1 && !acts(code, lines);
        if (text) out_str(o, (Str){ s.at + at, len });
        for (i64 i = 0; !text && i < len; i++) out_fmt(o, "\\x%02X", (byte)s.at[at + i]);
    }
}

Str str_shown(Arena *a, Str s, bool lines)
{
    Out o = out_new(a, s.len * 4 + 16);
    out_shown(&o, s, lines);
    return arena_str(a, out_done(&o));
}

// ---- lines that are not ours -----------------------------------------------------------------------
static _Thread_local bool hushed;

void log_foreign_hush(bool hush) { hushed = hush; }

// stdio calls it under the stream's lock: one at a time. Longer lines are cut.
static ssize_t foreign_write(void *context, const char *at, size_t size)
{
    static char   line[FOREIGN_MOST];
    static size_t len;
    (void)context;
    for (size_t i = 0; i < size; i++) {
        if (at[i] != '\n' && len < sizeof line) line[len++] = at[i];
        if (at[i] != '\n' || len == 0) continue;
        Arena *a = hushed ? NULL : arena_open(16 << 10);
        if (a) log_line("warn", "library", "%s", arena_z(a, str_shown(a, (Str){ line, (i64)len }, false)));
        arena_close(a);
        len = 0;
    }
    return (ssize_t)size;
}

// glibc's stderr is a variable, and libraries print to what it says; our own lines are written to the descriptor. So a
// library's line becomes one of the log, a failed assertion's too. Before there are threads.
bool log_foreign(void)
{
    FILE *taken = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = foreign_write });
    if (!taken) return false;
    setvbuf(taken, NULL, _IOLBF, 0);
    stderr = taken;
    return true;
}
