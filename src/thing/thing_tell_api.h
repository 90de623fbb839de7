// thing_tell_api.h: whom a deed tells, and the messages as people read them.
#ifndef THING_TELL_API_H
#define THING_TELL_API_H
#include "thing/thing_list_api.h"
#include "thing/thing_tell_store.h"

extern const List messages_list;
extern const Record messages_record, message_read_record, message_unread_record;
Fault message_read_change(Act *act);
#endif
