// words.h: the program's own words: what was typed, what it may be, and how a word reaches the folder.
//
// A word is a row in main.c with its function here. Words never touch tables: they speak to the same actions as a
// browser does, over the socket of the server that holds the folder, or inside this process when none runs. So what an
// import may do is decided where everything else is. verify, rebuild, backup and restore alone work on the folder
// itself.
#ifndef WORDS_H
#define WORDS_H
#include "base/csv.h"
#include "gate/app.h"
#include "store/proof.h"
#include <jansson.h>

// ---- what was typed --------------------------------------------------------------------------
typedef struct Option { const char *name, *value, *zh, *en; } Option;       // value NULL: a switch
// Lives as long as the word runs; values borrow argv.
typedef struct Typed {
    Arena *arena;
    Str    args[8];
    int    arg_count;
    Str    values[32];              // by row of options[]; at NULL = not given
    Lang   lang;
    Str    data, packs, boot;
} Typed;
// Sentences in both languages; `--lang` or the environment chooses.
typedef struct Word {
    const char *name, *args;        // "import places", "FILE"
    const char *options;            // the names it takes, blank before and after each
    int         least, most;        // arguments
    int       (*run)(Typed *t);     // the program's exit code
    const char *zh, *en;            // one line each
    const char *more_zh, *more_en;  // further lines, may be NULL
} Word;
typedef struct World { const char *lang, *boot; bool packs_here; } World;   // what main read from outside
// Exit codes; for ever, since scripts of operators ask for them.
enum { DONE = 0, FAILED = 1, WRONG_USE = 2 };

int  words_run(const Word *words, int count, const World *world, int argc, char **argv);
bool typed_has(const Typed *t, const char *option);
Str  typed_text(const Typed *t, const char *option);        // "" when not given
bool typed_day(const Typed *t, const char *option, i64 *day, bool *wrong);  // false: absent; *wrong: told the user
AppConfig typed_config(const Typed *t);

// ---- saying ----------------------------------------------------------------------------------
#define STAR(s) (int)(s).len, (s).at ? (s).at : ""                          // for "%.*s"
#define LL(n)   ((long long)(n))                                            // for "%lld"
void say(const Typed *t, const char *zh, const char *en);                   // one line on stdout
void say_out(const Out *o);                                                 // as it is, on stdout
int  fail(const Typed *t, const char *zh, const char *en);                  // one line on stderr; FAILED
int  fail_str(Str s);                                                       // the same for a made sentence
int  failed(const Typed *t, const char *zh, const char *en, ...) __attribute__((format(printf, 3, 4)));
void tell(const Typed *t, const char *zh, const char *en, ...) __attribute__((format(printf, 3, 4)));
int  wrong_use(const Typed *t, const char *zh, const char *en);
// Both languages take the same arguments in the same order.
Str  said(const Typed *t, const char *zh, const char *en, ...) __attribute__((format(printf, 3, 4)));
Str  grouped(Arena *a, i64 n);                                              // 663,131
void say_progress(const Typed *t, i64 done, i64 all, bool last);            // written over and over, on a terminal

// ---- reaching the folder: through the server that holds it, or by opening it; never both -----------
// One of app and client is set while it is open. app: this process holds the folder until caller_close.
typedef struct Caller { const Typed *typed; App *app; HttpClient *client; } Caller;
bool caller_open(Caller *c, const Typed *t);                // false: told why on stderr
void caller_close(Caller *c);
// The status, or -1; the answer lies in `a`. `path` may carry a query.
int  caller_call(Caller *c, Arena *a, const char *method, Str path, Str body, Str *answer);
// One line of a batch; "" and 0 are left out.
// happened_at: a moment in the past, allowed to the operator; act_as: a person, on test installations; key: for saying
// it again, see the action's Idempotency-Key.
typedef struct BatchLine { const char *method; Str path, key; i64 happened_at, act_as; Str body; } BatchLine;
void batch_line(Out *lines, const BatchLine *l);
// Any number of lines; the answers come in their order, one a line.
int  caller_batch(Caller *c, Arena *a, Str lines, Str *answers);
// The answer as jansson value; NULL unless the status is 2xx, and then the problem was told on stderr.
json_t *caller_json(Caller *c, Arena *a, const char *method, Str path, Str body);
// A file that is sent, of a folder that this process holds.
json_t *caller_file(Caller *c, Arena *a, Str path, Str bytes);
json_t *caller_get(Caller *c, Arena *a, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
Str  problem_sentence(Arena *a, Str problem);               // from an RFC 9457 answer: title and wrong fields
Str  problem_words(Arena *a, json_t *problem);
Str  jtext(json_t *object, const char *key);                // "" when absent; borrowed
i64  jwhole(json_t *object, const char *key, i64 absent);

// ---- reading files, plain, .gz or .zst -----------------------------------------------------------
// Told apart by their first bytes; broken or cut off is -1, never a short file.
typedef struct PackedIn PackedIn;
PackedIn *packed_in_open(Arena *a, Str path);               // NULL: cannot be read
i64  packed_in_read(PackedIn *p, char *into, i64 room);     // 0 at the end, -1 when broken
i64  packed_in_done(const PackedIn *p);                     // bytes of the file read so far
i64  packed_in_size(const PackedIn *p);
void packed_in_close(PackedIn *p);
typedef struct CsvIn CsvIn;                                 // rows of such a file, see base/csv.h
CsvIn *csv_in_open(Arena *a, Str path, int least);
void   csv_in_least(CsvIn *c, int least);
bool   csv_in_row(CsvIn *c, Arena *a, CsvRow *row);         // false at the end or when the file is none
Str    csv_in_why(const CsvIn *c, const Typed *t);
void   csv_in_close(CsvIn *c);
Str    list_words(const Typed *t, const char *what, Fault fault, const char *hint);

// ---- what several words share --------------------------------------------------------------------
// list_on: the day the list speaks of; source: where it comes from, kept in the entry.
int  places_file(Caller *c, Str path, i64 list_on, Str source);
int  places_text(Caller *c, Str csv, i64 list_on, Str source);
// under: the list is the whole of what lies below that code, "" when nobody says so. dry: told row by row, not done.
typedef struct PlacesWhole { Str path, source, under; i64 list_on; bool dry; } PlacesWhole;
int  places_whole(Caller *c, const PlacesWhole *in);
bool folder_exists(Str data);
bool folder_blank(Str data);                                // absent, or an empty folder
void folder_remove(const char *path);                       // with all that is in it; links are not followed
bool folders_above(char *path);                             // makes what lacks above it
// What the pack of the default county says of divisions, by the import's own road.
int  places_of_pack(Caller *c, const Pack *pack, i64 list_on);
int  clock_print(Typed *t);                                 // whether the machine's clock is believed; exit code
bool packs_there(const Typed *t);                            // false: says how to name them
int  no_folder(const Typed *t);                              // says so; FAILED
i64  day_end(i64 day);                                      // its last moment, 23:59:59.999

int word_serve(Typed *t), word_demo(Typed *t), word_demo_staff(Typed *t), word_init(Typed *t), word_health(Typed *t);
int word_import_places(Typed *t), word_import_letters(Typed *t), word_clock(Typed *t), word_figures(Typed *t);
int word_user_add(Typed *t), word_user_list(Typed *t), word_user_end(Typed *t), word_verify(Typed *t);
int word_rebuild(Typed *t), word_backup(Typed *t), word_restore(Typed *t), word_receipt(Typed *t);
int word_describe(Typed *t), word_pack_check(Typed *t), word_clock_accept(Typed *t);
#endif
