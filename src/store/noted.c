// noted.c: for tests: each sentence that is run, with the kinds of its arguments, as a line of a file.
// Another engine wants an argument's type before it is given; test/sentences.mjs prepares what was noted on a real one.
// Values are never noted. Without a file, which is how the program is served, nothing of this happens.
#include "store/store_room.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int notes = -1;    // set before there is a second thread

bool sentences_note(const char *path)
{
    notes = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return notes >= 0;
}

// NULL says nothing of a type, so what was known before stays known. The line is written in one piece: other processes
// write to the same file.
void sentence_note(Db *db, Sentence *s, const Arg *args)
{
    if (notes < 0) return;
    bool news = s->noted == NULL;
    if (news) s->noted = memset(NEW(db->arena, char, s->count + 1), 'n', (size_t)s->count);
    for (int i = 0; i < s->count; i++) {
        if (args[i].kind == 'n' || args[i].kind == s->noted[i]) continue;
        s->noted[i] = args[i].kind;
        news = true;
    }
    if (!news) return;
    Arena *a = arena_open(128 << 10);
    Str line = arena_fmt(a, "%s\t%s\n", s->noted, s->text);
    if (write(notes, line.at, (size_t)line.len) != line.len) log_line("error", "notes", "a sentence was not noted");
    arena_close(a);
}
