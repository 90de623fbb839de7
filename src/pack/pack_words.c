// pack_words.c: which subject a text is about, by the pack's keywords. All words are found in one pass (Aho-Corasick).
// A filing without a subject is given one by its words: so it must be quick and always say the same. One pass over the
// text finds all words; the cost is its length, not the number of keywords. Nothing is learned, and nobody's text
// leaves the machine.
#include "pack/pack_rows.h"
#include <stdlib.h>

// At most PACK_WORD_BYTES nodes, so 16 bits name one. Bytes that occur in no word share class 0, which leads back to
// the root (node 0).
typedef uint16_t Node;
_Static_assert(PACK_WORD_BYTES < UINT16_MAX, "a node has a name");
struct PackWords {
    const PackIndex *keywords;
    int   *word_of;                 // by keyword row
    int    words;                   // distinct ones
    int   *row_of, *row_next;       // by word its last keyword row + 1, by row the one before it of the same word + 1
    int    classes, nodes;
    int    class_of[256];
    Node  *next;                    // [node * classes + class]
    Node  *fail;                    // the longest proper suffix that is a node
    Node  *hit;                     // the node itself when a word ends there, else its longest suffix where one does
    int   *word_at;                 // by node: the word ending there + 1
};

static Str word_text(const PackIndex *t, i64 row) { return ((const Keyword *)t->at[row].record)->word; }

static int text_order(const void *a, const void *b) { return str_order(*(const Str *)a, *(const Str *)b); }

// How many bytes two words begin with alike.
static i64 shared(Str a, Str b)
{
    i64 n = 0;
    while (n < MIN(a.len, b.len) && a.at[n] == b.at[n]) n++;
    return n;
}

// How many nodes the words need: in order, each adds what it does not share with the one before.
static i64 count_nodes(Arena *a, const PackIndex *t)
{
    Str *sorted = NEW(a, Str, t->count + 1), before = { 0 };
    for (i64 i = 0; i < t->count; i++) sorted[i] = word_text(t, i);
    if (t->count) qsort(sorted, (size_t)t->count, sizeof *sorted, text_order);
    i64 nodes = 1;
    for (i64 i = 0; i < t->count; before = sorted[i++]) nodes += sorted[i].len - shared(before, sorted[i]);
    return nodes;
}

// Walks or makes the word's path from the root; the same word of two subjects has one number.
static int word_put(PackWords *w, Str word)
{
    int node = 0;
    for (i64 i = 0; i < word.len; i++) {
        Node *next = &w->next[node * w->classes + w->class_of[(byte)word.at[i]]];
        if (*next == 0) *next = (Node)w->nodes++;
        assert(w->nodes <= PACK_WORD_BYTES + 1);
        node = *next;
    }
    if (w->word_at[node] == 0) w->word_at[node] = ++w->words;
    return w->word_at[node] - 1;
}

// Breadth first: a node's suffixes are ready before the node is.
static void link_suffixes(PackWords *w, Node *queue)
{
    int head = 0, tail = 0;
    for (int c = 0; c < w->classes; c++)
        if (w->next[c]) queue[tail++] = w->next[c];
    while (head < tail) {
        Node node = queue[head++];
        assert(node > 0 && node < w->nodes);
        w->hit[node] = w->word_at[node] ? node : w->hit[w->fail[node]];
        for (int c = 0; c < w->classes; c++) {
            Node *child = &w->next[node * w->classes + c], beside = w->next[w->fail[node] * w->classes + c];
            if (*child) {
                w->fail[*child] = beside;
                queue[tail++] = *child;
            } else *child = beside;
        }
    }
}

// Bytes that no keyword holds share one class, which makes the table that much smaller.
static void name_classes(PackWords *w)
{
    for (i64 i = 0; i < w->keywords->count; i++) {
        Str word = word_text(w->keywords, i);
        for (i64 k = 0; k < word.len; k++) {
            int *class = &w->class_of[(byte)word.at[k]];
            if (*class == 0) *class = w->classes++;
        }
    }
}

// Once for each pack. check_words has bounded the words; two bytes a node and class.
PackWords *pack_words_make(Arena *a, const PackIndex *keywords)
{
    PackWords *w = NEW(a, PackWords, 1);
    *w = (PackWords){ .keywords = keywords, .classes = 1, .nodes = 1, .word_of = NEW(a, int, keywords->count + 1),
                      .row_of = NEW(a, int, keywords->count + 1), .row_next = NEW(a, int, keywords->count + 1) };
    i64 room = count_nodes(a, keywords);
    assert(room <= PACK_WORD_BYTES + 1);
    name_classes(w);
    w->next = NEW(a, Node, room * w->classes);
    w->fail = NEW(a, Node, room);
    w->hit = NEW(a, Node, room);
    w->word_at = NEW(a, int, room);
    for (int i = 0; i < (int)keywords->count; i++) {
        int word = w->word_of[i] = word_put(w, word_text(keywords, i));
        w->row_next[i] = w->row_of[word];
        w->row_of[word] = i + 1;
    }
    assert(w->nodes == room);
    link_suffixes(w, NEW(a, Node, room));
    return w;
}

// What one text holds: marks by word, and each keyword row that some mark is about.
typedef struct Seen { byte *mark; int *rows; int count; } Seen;

static void word_seen(const PackWords *w, int word, byte mark, Seen *seen)
{
    for (int row = seen->mark[word] ? 0 : w->row_of[word]; row; row = w->row_next[row - 1])
        seen->rows[seen->count++] = row - 1;
    seen->mark[word] |= mark;
}

// Raw bytes: UTF-8 keeps a word from being found across two characters.
static void scan(const PackWords *w, Str text, byte mark, Seen *seen)
{
    assert(w->nodes > 0 && w->classes > 0 && w->classes <= 257);
    int node = 0;
    for (i64 i = 0; i < text.len; i++) {
        node = w->next[node * w->classes + w->class_of[(byte)text.at[i]]];
        for (int n = w->hit[node]; n; n = w->hit[w->fail[n]]) word_seen(w, w->word_at[n] - 1, mark, seen);
    }
}

// ---- scores ----------------------------------------------------------------------------------

enum { IN_TITLE = 1, IN_TEXT = 2 };

// Of the key's rows starting at row i the first that holds; *i moves behind the key.
static i64 row_of_day(const PackIndex *t, i64 *i, i64 day)
{
    i64 found = -1, first = *i;
    for (; *i < t->count && str_same(t->at[*i].key, t->at[first].key); ++*i)
        if (found < 0 && t->at[*i].from <= day && day <= t->at[*i].to) found = *i;
    return found;
}

static int by_row(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

// Never empty. On the writer's thread for a filing: it costs by what is found, not by how many words there are.
Str pack_classify(const Pack *p, Str title, Str text, Arena *a, i64 day)
{
    assert(p && p->words);
    const PackWords *w = p->words;
    Seen seen = { NEW(a, byte, w->words + 1), NEW(a, int, w->keywords->count + 1), 0 };
    scan(w, title, IN_TITLE, &seen);
    scan(w, text, IN_TEXT, &seen);
    if (seen.count) qsort(seen.rows, (size_t)seen.count, sizeof *seen.rows, by_row);       // by subject, then word
    Str best = STR("Z99"), now = { 0 };
    i64 best_score = 0, score = 0, behind = 0;
    for (int n = 0; n < seen.count; n++) {
        i64 i = seen.rows[n];
        if (i < behind) continue;                         // another row of a key that was looked at
        byte where = seen.mark[w->word_of[i]];
        i64 row = row_of_day(w->keywords, &i, day);
        behind = i;
        if (row < 0) continue;
        const Keyword *k = w->keywords->at[row].record;
        if (!str_same(now, k->subject)) { now = k->subject; score = 0; }
        score += k->weight * ((where & IN_TITLE ? 3 : 0) + (where & IN_TEXT ? 1 : 0));
        if (score > best_score && pack_subject(p, now, day)) { best = now; best_score = score; }
    }
    return best;
}
