// thing_api.c: what is told about things of every kind.
#include "thing/thing_api.h"

static const Action actions[] = {
    { .deed.name = "message_list", .method = GET, .path = "/api/messages", .who = WHO_PERSON, .out = &messages_record,
      .list = &messages_list, .note = "What an organisation or oneself was told.", .note_zh = "组织或本人收到的消息。" },
};
static const NounFace nouns[] = { { "message", "/api/messages", { "消息", "Message" }, "bell" } };
const Capability thing_capability = {
    .name = "thing", .actions = actions, .action_count = (int)COUNT(actions), .nouns = nouns, .noun_count = 1,
};
