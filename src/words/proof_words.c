// proof_words.c: verify, rebuild, backup, restore, receipts; describe and pack check.
//
// What an operator proves with, alone or before witnesses. verify and receipt need no server's word; verify reads
// beside a running one from a single snapshot. rebuild and restore refuse to start while somebody holds the folder.
#include "words/words.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// The deeds and feeds of all capabilities come along: a replay needs each of them.
static StoreConfig store_of(const Typed *t)
{
    AppConfig config = typed_config(t);
    return app_store_config(&config);
}

// Told on stderr when false.
static bool free_folder(const Typed *t)
{
    if (!store_held(t->data)) return true;
    fail(t, "服务正在运行，先停下再做", "a server holds this folder; stop it first");
    return false;
}

// Every word but restore and init needs the folder to be there: none of them makes one by a misspelt path.
static bool there(const Typed *t)
{
    if (folder_exists(t->data)) return true;
    no_folder(t);
    return false;
}

// Both languages in one line: the figures are read aloud.
static void verify_say(const Typed *t, const VerifyFigures *v, bool replay)
{
    assert(v->entries >= 0);
    Arena *a = t->arena;
    Out o = out_new(a, 4096);
    out_fmt(&o, "区县日志 logs: %lld\n", LL(v->counties));
    out_fmt(&o, "记录 entries: %s in %.2f s (%s/s)\n", arena_z(a, grouped(a, v->entries)), v->tree_s,
            arena_z(a, grouped(a, (i64)((double)v->entries / MAX(v->tree_s, 0.001)))));
    out_fmt(&o, "树头 signed heads: %s\n", arena_z(a, grouped(a, v->heads)));
    if (replay) {
        out_fmt(&o, "重放 replayed: %s in %.2f s (%s/s)\n", arena_z(a, grouped(a, v->replayed)), v->replay_s,
                arena_z(a, grouped(a, (i64)((double)v->replayed / MAX(v->replay_s, 0.001)))));
        out_fmt(&o, "比较 compared: %lld tables, %s rows\n", LL(v->tables), arena_z(a, grouped(a, v->rows)));
    }
    say_out(&o);
}

// Every finding names what and where; the exit code says clean or not. A damaged folder is reported, never repaired.
int word_verify(Typed *t)
{
    if (!there(t)) return FAILED;
    Findings found = { .arena = t->arena };
    VerifyFigures figures = { 0 };
    StoreConfig config = store_of(t);
    bool replay = !typed_has(t, "no-replay");
    bool clean = store_verify(&config, replay, &found, &figures);
    verify_say(t, &figures, replay);
    for (int i = 0; i < found.count; i++) fail_str(found.at[i]);
    Str mark = arena_fmt(t->arena, "%lld %lld %s", LL(time_real()), LL(figures.entries),
                         clean && !found.count ? "good" : "bad");
    if (replay) store_mark(t->data, "verify", mark);
    if (clean && !found.count) say(t, "核对无误 clean", "clean");
    else fail(t, "核对有误", "not clean");
    return clean && !found.count ? DONE : FAILED;
}

// For tables that verify found wrong: shadow and index are made anew, own rows and the journal stay.
int word_rebuild(Typed *t)
{
    Str error = { 0 };
    if (!there(t) || !free_folder(t)) return FAILED;
    StoreConfig config = store_of(t);
    if (!store_rebuild(&config, &error)) return fail_str(error);
    say(t, "已由日志重建", "rebuilt from the journal");
    return DONE;
}

// A copy proves itself by being restored, into a folder beside it that goes again.
static bool backup_proven(const Typed *t, Str copy)
{
    Str error = { 0 };
    StoreConfig config = store_of(t);
    if (!config.key_file.len) config.key_file = arena_fmt(t->arena, "%.*s/keys/master.key", STAR(t->data));
    config.data = arena_fmt(t->arena, "%.*s.trial", STAR(copy));
    config.make = true;
    folder_remove(arena_z(t->arena, config.data));
    bool good = store_restore(&config, copy, &error);
    folder_remove(arena_z(t->arena, config.data));
    if (!good) fail_str(error);
    return good;
}

// While serving as well; the digest lies beside it for whoever copies it on. The folder notes when, for the desk.
int word_backup(Typed *t)
{
    Str error = { 0 };
    struct stat st;
    if (!there(t)) return FAILED;
    StoreConfig config = store_of(t);
    i64 at = time_real();
    if (!store_backup(&config, t->args[0], &error)) return fail_str(error);
    printf("%.*s\n%.*s.sha256\n", STAR(t->args[0]), STAR(t->args[0]));
    bool proven = typed_has(t, "prove") && backup_proven(t, t->args[0]);
    i64 bytes = stat(arena_z(t->arena, t->args[0]), &st) == 0 ? (i64)st.st_size : 0;
    store_mark(t->data, "backup", arena_fmt(t->arena, "%lld %lld %s", LL(at), LL(bytes), proven ? "good" : "unproven"));
    say(t, "已备份（不含主密钥，私人文字都加密）", "backed up; the master key is not in it, private words are sealed");
    if (proven) say(t, "并试着恢复了一遍，无误", "and restored from it once, on trial: it is whole");
    return typed_has(t, "prove") && !proven ? FAILED : DONE;
}

// Into an empty folder. Who was forgotten since stays forgotten, by the list kept beside the backups.
int word_restore(Typed *t)
{
    Str error = { 0 };
    if (!free_folder(t)) return FAILED;
    StoreConfig config = store_of(t);
    config.make = true;
    if (!store_restore(&config, t->args[0], &error)) return fail_str(error);
    say(t, "已恢复", "restored");
    return DONE;
}

// ---- receipts --------------------------------------------------------------------------------

// Receipts and entries are small: beyond 1 MiB it is something else.
static bool slurp(const Typed *t, Str path, Str *into)
{
    assert(into);
    enum { RECEIPT_MAX = 1 << 20 };
    FILE *in = fopen(arena_z(t->arena, path), "rb");
    char *at = NEW(t->arena, char, RECEIPT_MAX + 1);
    size_t n = in ? fread(at, 1, RECEIPT_MAX + 1, in) : 0;
    bool whole = in && !ferror(in) && n <= RECEIPT_MAX;
    if (in) fclose(in);
    *into = (Str){ at, (i64)n };
    if (!whole) failed(t, "无法读取 %.*s", "cannot read %.*s", STAR(path));
    return whole;
}

// The leaf to look for: said in hex, or made from the entry's bytes. NULL: only signature and path are checked.
// Both may be said; then they must agree, else one of them is not what the holder believes.
static bool receipt_leaf(const Typed *t, Hash *leaf, const Hash **into)
{
    assert(leaf && into);
    Str entry;
    *into = typed_has(t, "leaf") || typed_has(t, "entry") ? leaf : NULL;
    if (typed_has(t, "leaf") && !hex_parse(typed_text(t, "leaf"), leaf->at, sizeof leaf->at)) {
        wrong_use(t, "--leaf 应为 64 位十六进制数", "--leaf takes 64 hex digits");
        return false;
    }
    if (!typed_has(t, "entry")) return true;
    if (!slurp(t, typed_text(t, "entry"), &entry)) return false;
    Hash made = hash_leaf(entry);
    if (typed_has(t, "leaf") && !hash_same(&made, leaf)) {
        fail(t, "记录原文与 --leaf 不符", "the entry is not the one of --leaf");
        return false;
    }
    *leaf = made;
    return true;
}

// With the log's key alone, offline: this is the check a resident can repeat at home.
int word_receipt(Typed *t)
{
    Str receipt, why = { 0 };
    Hash leaf;
    const Hash *looked;
    if (!typed_has(t, "key"))
        return wrong_use(t, "要写 --key VKEY，见 /api/proof/{区县}/key", "--key VKEY is needed, see /api/proof/{county}/key");
    if (!slurp(t, t->args[0], &receipt) || !receipt_leaf(t, &leaf, &looked)) return FAILED;
    Str key = str_trim(typed_text(t, "key"));
    if (!receipt_check(t->arena, receipt, key, looked, &why)) return fail_str(why);
    say(t, looked ? "回执有效：这条记录在已签名的日志中" : "签名和路径有效（没有给出记录，用 --leaf 或 --entry 核对）",
        looked ? "good: the entry stands in the signed log"
               : "the signature and the path hold (no entry was given: --leaf or --entry)");
    return DONE;
}

// ---- the program about itself, and packs ---------------------------------------------------------

// What the web's types, the API's document and a form's labels are made from at build.
int word_describe(Typed *t)
{
    static const char *const known[] = { "openapi", "columns", "sql", "types", "rights", "postgresql" };
    for (int i = 0; i < (int)COUNT(known); i++) {
        if (!str_is(t->args[0], known[i])) continue;
        Out o = out_new(t->arena, 16 << 20);
        app_describe(known[i], &o);
        say_out(&o);
        return DONE;
    }
    return wrong_use(t, "可以写：openapi columns sql types rights postgresql",
                     "one of: openapi columns sql types rights postgresql");
}

// All mistakes with file, line and column, as far as the list holds them; `serve` refuses to start on any.
int word_pack_check(Typed *t)
{
    PackErrors *errors = NEW(t->arena, PackErrors, 1);
    errors->arena = t->arena;
    bool good = pack_check(t->args[0], errors);
    Out o = out_new(t->arena, 1 << 20);
    pack_errors_print(errors, &o, t->lang);
    Str shown = str_shown(t->arena, out_done(&o), true);
    printf("%.*s", STAR(shown));
    fflush(stdout);
    if (good) say(t, "没有错误", "no mistakes");
    return good ? DONE : FAILED;
}
