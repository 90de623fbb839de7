// tidy.h: what the rules of tidy.c share: a file that was read, its room, and how a finding is told.
#ifndef TIDY_H
#define TIDY_H
#include <stdbool.h>

typedef enum { INCLUDE, FUNCTION, FILE_LINES, HEADER_LINES, LINE, CALL, LOCK, BLANK, SQL, LAYOUT, RULES } Rule;

// The rooms of the house, lowest first.
typedef enum { BASE, RECORD, STORE, HTTP, SEND, PACK, GATE, PICTURE, CAPABILITY, WORDS, MAIN, OUTSIDE } Room;

typedef struct {
    char *path;
    char *raw;     // as it lies on disk
    char *text;    // comments blanked; same length, so an offset means the same place in all three
    char *code;    // comments and the insides of strings blanked
    int   lines;
    Room  room;
    bool  test;    // X_test.c
    bool  script;  // no C: a page, a story, tables; only its lines are looked at
} File;

__attribute__((format(printf, 5, 6)))
void find(const File *f, Rule rule, int line, int weight, const char *fmt, ...);
bool starts(const char *s, const char *with);
bool ends(const char *s, const char *with);
bool engine_file(const File *f);                     // where the store speaks to SQLite, or no rule of src/
bool word_at(const char *text, const char *at);      // nothing of a word stands right before `at`

void check_sql(const File *f);                       // tidy_sql.c
void check_layout(const File *f);                    // tidy_layout.c
#endif
