// words.c: from what was typed to a word with its options; help for people; saying things in the asker's language.
//
// Answers go to stdout, everything else to stderr, so that `--plain` can be read by a program. Nothing personal is ever
// printed but to the operator who asked for it. There is one list of options for all words: an option means the same
// everywhere, and a word says which it takes.
#include "words/words.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Order of the help. What a word takes is named in its row in main.c.
static const Option options[] = {
    { "data", "DIR", "数据目录（默认 var/data）", "the data folder (default var/data)" },
    { "key-file", "F", "主密钥文件（默认 DIR/keys/master.key）", "the master key (default DIR/keys/master.key)" },
    { "packs", "DIR", "政策包目录（默认 ./packs，否则为安装目录）", "the policy packs (default ./packs, else the installed ones)" },
    { "lang", "zh|en", "提示语言", "language of sentences" },
    { "listen", "HOST:PORT", "监听地址，如 127.0.0.1:8080", "where to listen, e.g. 127.0.0.1:8080" },
    { "county", "CODE", "区县代码，6 位", "the county's code, 6 digits" },
    { "from", "DAY", "起始日，YYYY-MM-DD", "first day, YYYY-MM-DD" },
    { "to", "DAY", "截止日（含）", "last day, included" },
    { "until", "DAY", "到这一天结束为止", "until the end of this day" },
    { "small", NULL, "只建一个街道的几个星期，供测试用", "a few weeks of one street, for tests" },
    { "seed", "N", "内容由此数决定（默认 410104）", "what is made follows from it (default 410104)" },
    { "live", NULL, "之后时钟跟随真实时间", "afterwards the clock follows real time" },
    { "list-on", "DAY", "名单所属日期（默认今天）", "the day of the list (default today)" },
    { "source", "TEXT", "名单出处", "where the list comes from" },
    { "whole", "CODE", "名单是该编码之下的全部：名单里没有的地点撤销", "the list is all that lies below the code: what it leaves out ends" },
    { "dry-run", NULL, "只逐行说明会改什么，不作更改", "says row by row what would change, changes nothing" },
    { "prove", NULL, "再从备份试恢复一遍", "restores from the copy once, on trial" },
    { "may-end", "N", "确认撤销 N 个地点（超过一半时须写）", "that N places end is meant (needed beyond a half)" },
    { "test", NULL, "测试安装：允许导入旧信件、拨动时钟", "a test installation: old letters may be imported, the clock moved" },
    { "plain", NULL, "每行 键=值，供程序读取", "key=value lines, for programs" },
    { "name", "N", "姓名", "the person's name" },
    { "phone", "P", "电话", "the person's phone" },
    { "role", "R", "岗位：admin committee street county department manager owners steward grid auditor …",
      "the post: admin committee street county department manager owners steward grid auditor …" },
    { "org", "NAME", "组织名称（没有则新建）", "the organisation's name (made when missing)" },
    { "org-kind", "K", "组织类型：committee manager owners street county department branch volunteers",
      "its kind: committee manager owners street county department branch volunteers" },
    { "place", "CODE", "地点代码", "the place's code" },
    { "no-replay", NULL, "只查哈希树与签名，不重放", "check tree and heads only, no replay" },
    { "key", "VKEY", "日志的公开校验钥（C2SP vkey）", "the log's public verifier key (C2SP vkey)" },
    { "entry", "FILE", "记录原文", "the entry's own bytes" },
    { "leaf", "HEX", "提交时回执里的 leaf，64 位十六进制", "the leaf of the receipt one was given, 64 hex digits" },
    { "help", NULL, "显示说明", "shows help" },
};
enum { EVERYWHERE = 4 };                // the first rows hold for every word
static_assert(COUNT(options) <= COUNT(((Typed *)0)->values), "a value for each option");

// ---- saying ----------------------------------------------------------------------------------

void say(const Typed *t, const char *zh, const char *en) { puts(t->lang == EN ? en : zh); }

// Whoever builds it gives it room enough; flushed at once, so that it stands before what stderr says next.
void say_out(const Out *o)
{
    if (o->len) fwrite(o->at, 1, (size_t)o->len, stdout);
    fflush(stdout);
}

// stdout first, or the two would come out of order on a terminal.
int fail(const Typed *t, const char *zh, const char *en)
{
    assert(zh && en);
    fflush(stdout);
    fprintf(stderr, "linli: %s\n", t->lang == EN ? en : zh);
    return FAILED;
}

// Text from outside may stand in it: it is printed by length, never as a format.
int fail_str(Str s)
{
    Arena *a = arena_open(s.len * 4 + 4096);
    Str shown = str_shown(a, s, true);
    fflush(stdout);
    fprintf(stderr, "linli: %.*s\n", STAR(shown));
    arena_close(a);
    return FAILED;
}

// Told like any failure; the exit code tells a script that trying again is no use.
int wrong_use(const Typed *t, const char *zh, const char *en)
{
    fail(t, zh, en);
    return WRONG_USE;
}

// Sentences, not texts: 2,000 bytes are enough, and longer ones are cut.
static Str said_va(const Typed *t, const char *fmt, va_list ap)
{
    char text[2000];
    vsnprintf(text, sizeof text, fmt, ap);
    return arena_str(t->arena, str(text));
}

// Made in the word's arena, so it may be kept until the word ends.
Str said(const Typed *t, const char *zh, const char *en, ...)
{
    va_list ap;
    va_start(ap, en);
    Str s = said_va(t, t->lang == EN ? en : zh, ap);
    va_end(ap);
    return s;
}

// A line on stdout, seen at once: long work says what it has done so far.
void tell(const Typed *t, const char *zh, const char *en, ...)
{
    va_list ap;
    va_start(ap, en);
    Str s = said_va(t, t->lang == EN ? en : zh, ap);
    va_end(ap);
    puts(s.at);
    fflush(stdout);
}

// To be returned: `return failed(…)` is the word's end.
int failed(const Typed *t, const char *zh, const char *en, ...)
{
    va_list ap;
    va_start(ap, en);
    Str s = said_va(t, t->lang == EN ? en : zh, ap);
    va_end(ap);
    return fail_str(s);
}

// 663131 → 663,131.
Str grouped(Arena *a, i64 n)
{
    assert(a);
    Str digits = arena_fmt(a, "%lld", LL(n < 0 ? -n : n));
    Out o = out_new(a, 64);
    if (n < 0) out_char(&o, '-');
    for (i64 i = 0; i < digits.len; i++) {
        if (i && (digits.len - i) % 3 == 0) out_char(&o, ',');
        out_char(&o, digits.at[i]);
    }
    return out_done(&o);
}

// At most five times a second, and only where somebody watches. all 0: done.
void say_progress(const Typed *t, i64 done, i64 all, bool last)
{
    static i64 shown;
    if (!isatty(STDERR_FILENO)) return;
    i64 now = time_steady();
    if (!last && now - shown < 200) return;
    shown = now;
    fprintf(stderr, "\r%s %3lld %%%s", t->lang == EN ? "done" : "已完成", LL(all ? done * 100 / all : 100),
            last ? "\n" : "");
}

// ---- help ------------------------------------------------------------------------------------

// By whole names: "list-on" is not taken by a word that takes "list".
static bool takes(const Word *w, int option)
{
    assert(option >= 0 && option < COUNT(options));
    if (option < EVERYWHERE || !strcmp(options[option].name, "help")) return true;
    char needle[40];
    snprintf(needle, sizeof needle, " %s ", options[option].name);
    return w->options && strstr(w->options, needle);
}

static void help_options(const Word *w, Lang lang)
{
    for (int i = 0; i < (int)COUNT(options); i++) {
        const Option *o = &options[i];
        if (!takes(w, i)) continue;
        char left[40];
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        printf("  %-22s %s\n", left, lang == EN ? o->en : o->zh);
    }
}

// Both languages: whoever needs help may not have chosen one yet.
static int help_word(const Word *w)
{
    printf("linli %s%s%s\n\n%s\n", w->name, w->args[0] ? " " : "", w->args, w->zh);
    if (w->more_zh) puts(w->more_zh);
    puts("");
    help_options(w, ZH);
    printf("\n%s\n", w->en);
    if (w->more_en) puts(w->more_en);
    puts("");
    help_options(w, EN);
    return DONE;
}

// In the order of main.c, which is the order of a first day with the program.
static void help_list(const Word *words, int count, Lang lang)
{
    for (int i = 0; i < count; i++) {
        char left[60];
        snprintf(left, sizeof left, "%s %s", words[i].name, words[i].args);
        printf("  %-28s %s\n", left, lang == EN ? words[i].en : words[i].zh);
    }
}

static int help_page(const Word *words, int count)
{
    assert(words && count > 0);
    puts("邻里 Linli：一个区的邻里公事，一个程序\n\n用法：linli 词 [选项]      每个词的说明：linli 词 --help\n");
    help_list(words, count, ZH);
    puts("\n先看看：  linli demo --data var/demo && linli serve --data var/demo --listen 127.0.0.1:8080\n"
         "正式用：  linli init --data DIR，linli import places，linli user add，linli serve\n"
         "退出码：  0 成功，1 失败，2 用法不对\n");
    puts("Linli: the public business of a district's neighbourhoods, in one program\n\n"
         "Usage: linli WORD [options]      about one word: linli WORD --help\n");
    help_list(words, count, EN);
    puts("\nA first look:   linli demo --data var/demo && linli serve --data var/demo --listen 127.0.0.1:8080\n"
         "In earnest:     linli init --data DIR, linli import places, linli user add, linli serve\n"
         "Exit status:    0 done, 1 failed, 2 wrong usage");
    return DONE;
}

// ---- reading what was typed --------------------------------------------------------------------

// -1: there is none of that name.
static int option_row(const char *name, size_t len)
{
    for (int i = 0; i < (int)COUNT(options); i++)
        if (strlen(options[i].name) == len && !strncmp(options[i].name, name, len)) return i;
    return -1;
}

// A name that is no option is a mistake of ours, not of the user's.
bool typed_has(const Typed *t, const char *option)
{
    int row = option_row(option, strlen(option));
    assert(row >= 0);
    return t->values[row].at != NULL;
}

Str typed_text(const Typed *t, const char *option)
{
    int row = option_row(option, strlen(option));
    assert(row >= 0);
    return t->values[row].at ? t->values[row] : STR("");
}

bool typed_day(const Typed *t, const char *option, i64 *day, bool *wrong)
{
    assert(day && wrong);
    if (!typed_has(t, option)) return false;
    if (day_parse(typed_text(t, option), day)) return true;
    *wrong = true;
    failed(t, "--%s 应为日期，如 2026-11-23", "--%s takes a day, like 2026-11-23", option);
    return false;
}

// For a process that holds the folder itself; `serve` adds its own.
AppConfig typed_config(const Typed *t)
{
    return (AppConfig){
        .data = t->data, .key_file = typed_text(t, "key-file"), .packs = t->packs, .boot = t->boot,
    };
}

// Each word of a name is an argument of its own: linli import places.
static bool same_words(const char *name, int argc, char **argv, int *used)
{
    assert(name && used);
    for (*used = 0; *name; ++*used) {
        size_t len = strcspn(name, " ");
        if (*used >= argc || strlen(argv[*used]) != len || strncmp(name, argv[*used], len) != 0) return false;
        name += len + strspn(name + len, " ");
    }
    return true;
}

// "demo staff" before "demo": the word with most parts that fits.
static const Word *word_find(const Word *words, int count, int argc, char **argv, int *used)
{
    assert(count > 0);
    const Word *best = NULL;
    for (int i = 0; i < count; i++) {
        int n;
        if (!same_words(words[i].name, argc, argv, &n) || (best && n <= *used)) continue;
        best = &words[i];
        *used = n;
    }
    return best;
}

// One argument with its value; how many it took, 0 when it is wrong (told).
// "--county 410104" and "--county=410104"; a switch takes no value.
static int read_option(Typed *t, const Word *w, int argc, char **argv)
{
    const char *name = argv[0] + 2, *equal = strchr(name, '=');
    int row = option_row(name, equal ? (size_t)(equal - name) : strlen(name));
    if (row < 0 || !takes(w, row)) {
        failed(t, "“linli %s” 没有选项 %s", "`linli %s` takes no %s", w->name, argv[0]);
        return 0;
    }
    const char *value = equal ? equal + 1 : argc > 1 ? argv[1] : NULL;
    if (!options[row].value) {
        t->values[row] = STR("yes");
        return 1;
    }
    if (!value || utf8_count(str(value)) < 0) {
        failed(t, "%s 后面要写 %s", "%s needs %s", argv[0], options[row].value);
        return 0;
    }
    t->values[row] = str(value);
    return equal ? 1 : 2;
}

// Options and arguments in any order. What is not UTF-8 is refused here, so every Str behind it is text.
static bool read_typed(Typed *t, const Word *w, int argc, char **argv)
{
    for (int i = 0; i < argc;) {
        if (!strncmp(argv[i], "--", 2) && argv[i][2]) {
            int n = read_option(t, w, argc - i, argv + i);
            if (!n) return false;
            i += n;
        } else if (t->arg_count < (int)COUNT(t->args) && utf8_count(str(argv[i])) >= 0) {
            t->args[t->arg_count++] = str(argv[i++]);
        } else return false;
    }
    return true;
}

// Defaults: var/data, and ./packs where there is one (a checkout), else the installed ones.
static bool typed_settle(Typed *t, const World *world)
{
    Str lang = typed_text(t, "lang");
    if (lang.len && !str_is(lang, "zh") && !str_is(lang, "en")) {
        fail(t, "--lang 只能是 zh 或 en", "--lang takes zh or en");
        return false;
    }
    if (lang.len) t->lang = str_is(lang, "en") ? EN : ZH;
    if (typed_has(t, "data") && !typed_text(t, "data").len) {
        fail(t, "--data 要一个目录", "--data takes a folder");
        return false;
    }
    t->data = typed_has(t, "data") ? typed_text(t, "data") : STR("var/data");
    t->boot = str(world->boot);
    t->packs = typed_has(t, "packs") ? typed_text(t, "packs") : STR(LINLI_SHARE "/packs");
    if (!typed_has(t, "packs") && world->packs_here) t->packs = STR("packs");
    return true;
}

static bool asks_help(const char *arg) { return !strcmp(arg, "--help") || !strcmp(arg, "-h") || !strcmp(arg, "help"); }

// `linli user --help`: the pages of all words that begin so. False: none does.
static bool help_beginning(const Word *words, int count, const char *first)
{
    int shown = 0;
    size_t len = strlen(first);
    for (int i = 0; i < count; i++) {
        if (strncmp(words[i].name, first, len) || words[i].name[len] != ' ') continue;
        if (shown++) puts("");
        help_word(&words[i]);
    }
    return shown > 0;
}

// The arguments behind it are not looked at: they belong to a word we do not know.
static int unknown_word(const Typed *t, const char *first)
{
    failed(t, "没有“%s”这个词；linli --help 列出全部", "there is no word `%s`; `linli --help` lists them", first);
    return WRONG_USE;
}

// All words but serve are quiet: their findings are their own words, the log is for what went wrong.
static int run_word(Typed *t, const Word *w, const World *world, int argc, char **argv)
{
    assert(w->run && w->least <= w->most);
    if (!read_typed(t, w, argc, argv) || !typed_settle(t, world)) {
        failed(t, "见 linli %s --help", "see linli %s --help", w->name);
        return WRONG_USE;
    }
    if (typed_has(t, "help")) return help_word(w);
    if (t->arg_count < w->least || t->arg_count > w->most) {
        failed(t, "用法：linli %s %s", "usage: linli %s %s", w->name, w->args);
        return WRONG_USE;
    }
    log_quiet(w->run != word_serve);
    return w->run(t);
}

// One arena for the word's life. Without a word: the help, and the exit code of wrong usage, for scripts.
int words_run(const Word *words, int count, const World *world, int argc, char **argv)
{
    assert(words && count > 0 && world && world->lang);
    Typed t = { .arena = arena_open(64 << 20), .lang = str_starts(str(world->lang), STR("zh")) ? ZH : EN };
    int used = 0, code;
    const Word *w = argc > 1 ? word_find(words, count, argc - 1, argv + 1, &used) : NULL;
    if (argc < 2) help_page(words, count), code = WRONG_USE;
    else if (asks_help(argv[1])) code = help_page(words, count);
    else if (!w && argc > 2 && asks_help(argv[2]) && help_beginning(words, count, argv[1])) code = DONE;
    else if (!w) code = unknown_word(&t, argv[1]);
    else code = run_word(&t, w, world, argc - 1 - used, argv + 1 + used);
    arena_close(t.arena);
    return code;
}
