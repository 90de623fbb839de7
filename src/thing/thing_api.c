// thing_api.c: the actions that things of every kind share.
#include "thing/thing_list_api.h"
#include "thing/thing_pass_store.h"

const ThingApi *things_of(i64 noun)
{
    for (int c = 0; c < capability_count; c++)
        if (capabilities[c]->things && capabilities[c]->things->store->kind->noun == noun)
            return capabilities[c]->things;
    return NULL;
}

const ThingStore *thing_store_of(i64 noun)
{
    const ThingApi *of = things_of(noun);
    return of ? of->store : NULL;
}

static const Action actions[] = {
    { .deed.name = "message_list", .method = GET, .path = "/api/messages", .who = WHO_PERSON, .out = &messages_record,
      .list = &messages_list, .note = "What an organisation or oneself was told.", .note_zh = "组织或本人收到的消息。" },
    { .deed = { "thing_move", &move_record, thing_move_apply }, .who = WHO_CLOCK, .change = thing_move_change,
      .follows = PLACES_LEAD, .causes = "thing_move thing_pass",
      .note = "A place was merged: its things are found under the new one too.",
      .note_zh = "地点并入后，其中的事在继任地点可见。" },
    { .deed = { "thing_return", &returned_record, thing_return_apply }, .follows = "post_end post_lapse",
      .who = WHO_PERSON | WHO_CLOCK, .change = thing_return_change,
      .note = "A post ended: what was in its hands returns to the org's queue.",
      .note_zh = "岗位结束，手中未办结的事退回组织待办。" },
    { .deed = { "thing_pass", &passed_record, thing_pass_apply }, .follows = "org_change org_lapse",
      .causes = "thing_return", .who = WHO_PERSON | WHO_CLOCK, .change = thing_pass_change,
      .note = "An organisation serves no more: what it held goes to whoever serves that level then.",
      .note_zh = "组织不再服务，未办结的事转由现任承办。" },
};
static const NounFace nouns[] = { { "message", "/api/messages", { "消息", "Message" }, "bell" } };
const Capability thing_capability = {
    .name = "thing", .actions = actions, .action_count = (int)COUNT(actions), .nouns = nouns, .noun_count = 1,
    .sweep = thing_pass_sweep,
};
