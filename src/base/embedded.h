// embedded.h: files that travel inside the binary (sql/*.sql, the faces as web/…), written out by tool/embed.c.
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
#include <stddef.h>

typedef struct {
    const char          *name;    // "sql/0001.sql", "web/desk/index.html"
    const unsigned char *at;      // followed by one NUL that len does not count
    size_t               len;
    size_t               whole;   // carried as gzip of so many bytes; 0: carried as it is
} Embedded;

extern const Embedded embedded_files[];    // sorted by name, byte order
extern const int      embedded_count;
#endif
