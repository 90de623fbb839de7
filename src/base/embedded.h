// embedded.h: files that travel inside the binary (sql/*.sql, web/**), written out by tool/embed.c.
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
#include <stddef.h>

typedef struct {
    const char          *name;    // path from the root of the repository: "sql/0001.sql"
    const unsigned char *at;      // followed by one NUL that len does not count
    size_t               len;
} Embedded;

extern const Embedded embedded_files[];    // sorted by name, byte order
extern const int      embedded_count;
#endif
