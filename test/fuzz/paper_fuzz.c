// paper_fuzz.c: whatever a file holds, it is one of the known kinds or none, and nothing is read beside it.
// parts: src/thing/paper.c
#include "thing/paper.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    i64   head_len = MIN((i64)len, PAPER_HEAD), tail_len = MIN((i64)len, PAPER_TAIL);
    char *head = malloc((size_t)head_len + 1), *tail = malloc((size_t)tail_len + 1);     // their ends are watched
    if (head_len) memcpy(head, at, (size_t)head_len);
    if (tail_len) memcpy(tail, at + len - (size_t)tail_len, (size_t)tail_len);
    char *exact = realloc(head, (size_t)head_len ? (size_t)head_len : 1);
    int   type = paper_type((Str){ exact, head_len }, (Str){ tail, tail_len }, (i64)len);
    if (type < 0 || type > TYPE_PDF || (type == TYPE_PDF && memcmp(exact, "%PDF-", 5) != 0)) abort();
    paper_says(type, (Str){ exact, head_len });
    if (paper_county((Str){ exact, head_len }) < 0) abort();
    free(exact);
    free(tail);
    return 0;
}
