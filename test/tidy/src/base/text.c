#include "base/base.h"
#include "record/record.h"  // bad: include
#include <sqlite3.h>  // bad: include

void text_join(char *into, const char *from)
{
    strcpy(into, from);  // bad: call
    char *more = malloc(12);    // base may
    (void)strtok (more, "strcpy(x)");  // bad: call
    /* sprintf(into, "in a comment") */  // bad: layout
    into->free(more);
    where.system(more);
    my_system(more);
    int	tab = atoi(from);  // bad: blank call
    int blanks = 0;  // bad: blank 
    const char *wide = "邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻邻";
    const char *wider = "里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里里";  // bad: line
}
