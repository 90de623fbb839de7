// loan_store.h: loans in the store.
#ifndef LOAN_STORE_H
#define LOAN_STORE_H
#include "loan.h"
#include "thing/thing_store.h"

extern const ThingStore loan_store;
void loan_apply(Apply *ap, const Entry *e, void *record);       // of the asking and of every deed
#endif
