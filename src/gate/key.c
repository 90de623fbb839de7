// key.c: whether an Idempotency-Key is a secret of whoever made it. All without an account share one space of keys, so
// there a key that others could guess proves nothing: what it opened once is not shown again under it.
#include "gate/gate_room.h"

enum { SECRET_LEAST = 16, DIGITS_LEAST = 28, DISTINCT_LEAST = 6, TURNS_LEAST = 3 };

// 0 digit, 1 small, 2 capital, 3 anything else.
static int kind_of(char c)
{
    if (c >= '0' && c <= '9') return 0;
    return c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : 3;
}

static bool digit(Str s, i64 at, char least, char most) { return at < s.len && s.at[at] >= least && s.at[at] <= most; }

// 2026-11-30 or 20261130, wherever it stands: whoever names things by the day can be followed.
static bool holds_day(Str s)
{
    for (i64 i = 0; i + 8 <= s.len; i++) {
        bool century = (s.at[i] == '2' && s.at[i + 1] == '0') || (s.at[i] == '1' && s.at[i + 1] == '9');
        i64 month = i + 4 + (s.at[i + 4] == '-'), day = month + 2 + (month + 2 < s.len && s.at[month + 2] == '-');
        if (century && digit(s, i + 2, '0', '9') && digit(s, i + 3, '0', '9') && digit(s, month, '0', '1')
            && digit(s, month + 1, '0', '9') && digit(s, day, '0', '3') && digit(s, day + 1, '0', '9')) return true;
    }
    return false;
}

// Five that are alike or count up or down: 00000, 12345, edcba.
static bool holds_run(Str s)
{
    int run = 1, step = 2;
    for (i64 i = 1; i < s.len; i++) {
        int now = s.at[i] - s.at[i - 1];
        bool small = now >= -1 && now <= 1;
        run = small && now == step ? run + 1 : small ? 2 : 1;
        step = now;
        if (run == 5) return true;
    }
    return false;
}

// Of the pairs that stand side by side three in five are new: what repeats itself has fewer.
static bool repeats(Str s)
{
    i64 fresh = 0;
    for (i64 i = 0; i + 1 < s.len; i++) {
        bool before = false;
        for (i64 k = 0; k < i && !before; k++) before = s.at[k] == s.at[i] && s.at[k + 1] == s.at[i + 1];
        fresh += !before;
    }
    return fresh * 5 < (s.len - 1) * 3;
}

// Nobody can see chance in a single text, but words, counters, days and repetitions can be seen; a random one of 16
// characters passes but for bad luck, and then its answer is only shown without the follow-up code.
bool key_secret(Str key)
{
    i64 digits = 0, letters = 0, turns = 0;
    int distinct = 0, last = -1;
    bool met[256] = { 0 };
    for (i64 i = 0; i < key.len; i++) {
        int kind = kind_of(key.at[i]);
        distinct += !met[(byte)key.at[i]];
        met[(byte)key.at[i]] = true;
        digits += kind == 0;
        letters += kind == 1 || kind == 2;
        if (kind == 3) continue;
        turns += last >= 0 && kind != last;
        last = kind;
    }
    if (key.len < SECRET_LEAST || distinct < DISTINCT_LEAST) return false;
    if (holds_day(key) || holds_run(key) || repeats(key)) return false;
    return letters ? turns >= TURNS_LEAST : digits >= DIGITS_LEAST;
}
