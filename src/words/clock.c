// clock.c: `linli clock` says whether the machine's clock is believed; `linli clock accept` takes it as right.
#include "words/words.h"
#include <stdio.h>

// The server's answer: what the system says, what it should be, and what to do when they differ.
static void clock_tell(const Typed *t, json_t *state)
{
    Str system = jtext(state, "system"), expected = jtext(state, "expected");
    bool agrees = json_is_true(json_object_get(state, "agrees"));
    tell(t, "系统时间 %.*s", "the system says %.*s", STAR(system));
    if (agrees) {
        say(t, "时钟可信", "the clock agrees");
        return;
    }
    tell(t, "应为     %.*s", "it should be    %.*s", STAR(expected));
    say(t, "时钟不可信：暂不接受任何变更。先核对系统时间（date、timedatectl）：不对就改正，会自行恢复；\n"
           "确实正确就执行 linli clock accept",
        "the clock is in doubt: no changes are taken. Look at the system's time (date, timedatectl). If it is wrong,\n"
        "set it right and all goes on by itself; if it is right, say `linli clock accept`");
}

// Without a doubt DONE, for scripts; a clock in doubt is FAILED.
int clock_print(Typed *t)
{
    Caller c;
    if (!caller_open(&c, t)) return FAILED;
    json_t *state = caller_get(&c, t->arena, "/api/local/clock");
    bool agrees = state && json_is_true(json_object_get(state, "agrees"));
    if (state) clock_tell(t, state);
    json_decref(state);
    caller_close(&c);
    return agrees ? DONE : FAILED;
}

int word_clock_accept(Typed *t)
{
    Caller c;
    if (!caller_open(&c, t)) return FAILED;
    json_t *answer = caller_json(&c, t->arena, "POST", STR("/api/local/clock/accept"), STR("{}"));
    bool accepted = answer && json_is_true(json_object_get(answer, "accepted"));
    Str at = jtext(answer, "at");
    if (accepted) tell(t, "已认定当前时间正确：%.*s", "taken as right: %.*s", STAR(at));
    else if (answer) say(t, "时钟本来就可信，无须认定", "the clock agrees already; there is nothing to accept");
    i64 county = jwhole(answer, "ahead", 0);
    if (county) tell(t, "%lld 个日志里有时刻超前的记录，已作标记", "%lld logs hold entries that ran ahead; they are marked", LL(county));
    json_decref(answer);
    caller_close(&c);
    return answer ? DONE : FAILED;
}
