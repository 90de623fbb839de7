// clock.c: is the system's word for the time to be believed? The rule, and the one clock of an open store.
#include "store/clock.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { REBASE_MS = HOUR, APART_MS = 20, READ_MOST = 5 };

// ---- the rule --------------------------------------------------------------------------------------

static ClockVerdict off(i64 system, i64 least, i64 most)
{
    return system < least - CLOCK_SLACK ? CLOCK_BEHIND : system > most + CLOCK_SLACK ? CLOCK_AHEAD : CLOCK_AGREES;
}

// Running, or since the machine's last start, the steady clock tells what it should be. Else only the bounds are known:
// not before what was believed or recorded, not longer after it than a server rests. A journal ahead of the word was
// written by a clock that ran ahead, or the word is behind: either way somebody has to look.
ClockVerdict clock_judge(const ClockFacts *f, i64 *expected)
{
    assert(f && expected && f->steady >= f->agreed_steady);
    i64 gone = f->steady - f->agreed_steady, agreed = f->agreed ? f->agreed + gone : 0;
    i64 last = MAX(agreed, f->recorded);
    *expected = agreed ? agreed : last ? last : MAX(f->system, CLOCK_BORN);
    if (f->running) return off(f->system, agreed, agreed);
    if (f->system < MAX(last, CLOCK_BORN) - CLOCK_SLACK) return CLOCK_BEHIND;
    if (!last) return CLOCK_AGREES;
    i64 most = MAX(f->agreed, f->recorded) + CLOCK_REST;
    return off(f->system, 0, f->agreed && f->same_boot ? MIN(MAX(agreed, f->recorded), most) : most);
}

// ---- reading ---------------------------------------------------------------------------------------

// A process may be stopped between two readings, so the steady clock is read on both sides of the word.
ClockReading clock_read(const Clock *c)
{
    ClockReading r = { 0 };
    for (int i = 0; i < READ_MOST; i++) {
        i64 before = c->steady();
        r = (ClockReading){ c->system() + atomic_load(&c->shift), c->steady() };
        if (r.steady - before <= APART_MS) break;
    }
    return r;
}

// Of this run of the machine. Where /proc shows processes only (as under our unit) the program is told it.
static void boot_read(char *into, size_t room)
{
    int     fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, into, room - 1);
    if (fd >= 0) close(fd);
    into[MAX(len, 0)] = 0;
}

// Letters and digits only: written with dashes or without, it is the same.
static void boot_tidy(char *boot)
{
    char *to = boot;
    for (const char *from = boot; *from; from++)
        if ((*from >= '0' && *from <= '9') || (*from >= 'a' && *from <= 'z')) *to++ = *from;
    *to = 0;
}

void clock_open(Clock *c, i64 (*now)(void), i64 (*steady)(void), Str boot)
{
    *c = (Clock){ .system = now ? now : time_real, .steady = steady ? steady : time_boot, .trusted = now && !steady };
    pthread_mutex_init(&c->lock, NULL);
    if (boot.len) memcpy(c->boot, boot.at, (size_t)MIN(boot.len, (i64)sizeof c->boot - 1));
    else boot_read(c->boot, sizeof c->boot);
    boot_tidy(c->boot);
    c->facts.agreed_steady = c->steady();
}

void clock_close(Clock *c)
{
    if (c->system) pthread_mutex_destroy(&c->lock);
    c->system = NULL;
}

// What was noted by another run of the machine gives a bound only: its steady clock says nothing about ours.
void clock_begin(Clock *c, Str noted, i64 recorded)
{
    i64        steady = 0, here = c->steady();
    ClockFacts f = { .recorded = recorded, .agreed_steady = here };
    Str        boot = noted, agreed = str_cut(&boot, ' '), then = str_cut(&boot, ' ');
    bool       known = str_i64(agreed, &f.agreed) && str_i64(then, &steady) && f.agreed > 0;
    if (!known) f.agreed = 0;
    f.same_boot = known && c->boot[0] && str_is(boot, c->boot) && steady <= here;
    if (f.same_boot) f.agreed_steady = steady;
    c->facts = f;
    clock_now(c, NULL);
}

// ---- now -------------------------------------------------------------------------------------------

// Once, when it changes.
static void verdict_say(Clock *c, ClockVerdict verdict, i64 expected)
{
    if (verdict == c->verdict) return;
    c->verdict = verdict;
    i64 off_ms = c->facts.system - expected, off_s = ((off_ms < 0 ? -off_ms : off_ms) + 500) / 1000;
    if (verdict == CLOCK_AGREES) log_line("info", "clock", "the system's clock is right again; changes are taken");
    else
        log_line("error", "clock", "the system's clock is %lld s %s what it should be; changes are refused until it is "
                 "right, or accepted by `linli clock accept`", (long long)off_s,
                 verdict == CLOCK_AHEAD ? "ahead of" : "behind");
}

// Under the lock. Small steps do not add up to a large one unseen: the base is an hour old, not the last reading.
static void believe(Clock *c, i64 system, i64 steady)
{
    ClockFacts *f = &c->facts;
    if (f->running && steady - f->agreed_steady < REBASE_MS) return;
    *f = (ClockFacts){ .system = system, .steady = steady, .agreed = system, .agreed_steady = steady, .running = true };
}

i64 clock_now(Clock *c, bool *agrees)
{
    ClockReading r = clock_read(c);
    if (agrees) *agrees = true;
    if (c->trusted) return r.system;
    i64 expected = 0;
    pthread_mutex_lock(&c->lock);
    c->facts.system = r.system;
    c->facts.steady = MAX(r.steady, c->facts.agreed_steady);        // another thread may have read later and been first
    ClockVerdict verdict = clock_judge(&c->facts, &expected);
    verdict_say(c, verdict, expected);
    if (verdict == CLOCK_AGREES) believe(c, r.system, c->facts.steady);
    pthread_mutex_unlock(&c->lock);
    if (agrees) *agrees = verdict == CLOCK_AGREES;
    return verdict == CLOCK_AGREES ? r.system : expected;
}

// The operator said so of this very reading; what the word does afterwards is judged by it.
void clock_accept(Clock *c, const ClockReading *r)
{
    pthread_mutex_lock(&c->lock);
    c->facts = (ClockFacts){ .agreed = r->system, .agreed_steady = r->steady, .running = true };
    c->noted = r->steady;
    c->verdict = CLOCK_AGREES;
    pthread_mutex_unlock(&c->lock);
    log_line("warn", "clock", "the system's clock was accepted as it is");
    clock_now(c, NULL);
}

// ---- the row ---------------------------------------------------------------------------------------

bool clock_note_due(Clock *c, i64 after_ms)
{
    if (c->trusted) return false;
    pthread_mutex_lock(&c->lock);
    bool due = c->verdict == CLOCK_AGREES && c->facts.running && (!c->noted || c->steady() - c->noted >= after_ms);
    pthread_mutex_unlock(&c->lock);
    return due;
}

Str clock_note(Clock *c, Arena *a, const ClockReading *accepted)
{
    pthread_mutex_lock(&c->lock);
    ClockReading r = accepted ? *accepted : (ClockReading){ c->facts.system, c->facts.steady };
    if (!accepted) c->noted = r.steady;
    pthread_mutex_unlock(&c->lock);
    return arena_fmt(a, "%lld %lld %s", (long long)r.system, (long long)r.steady, c->boot);
}
