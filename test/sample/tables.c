// tables.c: the program's tables and the sample's; in the tree they would be two rows of src/store/tables.c.
#define MORE_TABLES SHADOW_TABLE("loan"), SHADOW_TABLE("loan_step"),
#include "../../src/store/tables.c"
