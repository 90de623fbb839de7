// log.c: one JSON line on stderr per event, in one write, so that lines of several threads do not mix.
// No lock, no buffer, no file: the supervisor keeps stderr. A line is written with one write(2) below PIPE_BUF, which
// the kernel does not interleave. The bounds make it usable when memory is gone.
#include "base/text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOTE_MOST = 512, LINE_MOST = 4096 };     // a line holds a note even if every byte of it is escaped

// For words that print their results to the same terminal; to be set before there are threads.
static bool only_errors;

void log_quiet(bool quiet) { only_errors = quiet; }

// Cuts at the first malformed byte: a note may have been cut inside a character.
static Str valid_part(const char *z)
{
    Str s = str(z);
    while (s.len && utf8_count(s) < 0) s.len--;
    return s;
}

static void member(Out *o, const char *key, Str value)
{
    out_fmt(o, ",\"%s\":", key);
    out_log(o, value);
}

// Callers pass numbers, ids and words of ours: a log is kept for months, copied about and read by people who may not
// see a resident's name.
void log_line(const char *level, const char *event, const char *fmt, ...)
{
    assert(level && event && fmt);
    if (only_errors && strcmp(level, "error")) return;
    char note[NOTE_MOST], line[LINE_MOST];
    Out o = { .at = line, .cap = LINE_MOST - 1, .max = LINE_MOST - 1 };      // never grows: cap is max already
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(note, sizeof note, fmt, ap);
    va_end(ap);
    out_z(&o, "{\"at\":\"");
    out_moment(&o, time_real());
    out_char(&o, '"');
    member(&o, "level", str(level));
    member(&o, "event", str(event));
    member(&o, "note", valid_part(note));
    out_z(&o, "}\n");
    assert(!o.full);
    ssize_t written = write(STDERR_FILENO, o.at, (size_t)o.len);
    (void)written;                              // nobody is left to tell
}
