// pack_fuzz.c: whatever stands in a pack's files, pack_load ends in mistakes that can be shown, or in a pack that
// answers. The first byte says which file of an otherwise good pack the rest is.
// parts: src/pack/*.c
#include "pack/pack.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROW ",2020-01-01,,composed,C\n"
#define DATES "valid_from,valid_to,source,evidence\n"
#define EVERY(urgency) "*," urgency ",compound,3,day,natural" ROW "*," urgency ",community,4,hour,working" ROW \
    "*," urgency ",street,3,day,working" ROW "*," urgency ",county,1,month,natural" ROW

static const struct { const char *name, *text; } files[] = {
    { "pack.yaml", "id: T\nname: {zh: 试验, en: Trial}\nversion: \"1\"\n" },
    { "subjects.csv", "subject,parent,name,name_en,alias,kind,compound,lead,next_door,sensitive," DATES
      "Z,,其他,Other,,demand,0,committee,hotline,0" ROW "Z99,Z,其他,Other,,demand,0,committee,hotline,0" ROW },
    { "deadlines.csv", "subject,urgency,level,amount,unit,calendar," DATES EVERY("normal") EVERY("urgent")
      EVERY("critical") },
    { "refusals.csv", "refusal,name,name_en,words,words_en,door,door_en,phone," DATES
      "hotline,热线,Hotline,请拨打12345。,Call 12345.,热线,Hotline,12345" ROW },
    { "holidays.csv", "day,kind,name," DATES "2026-01-01,rest,元旦" ROW },
    { "keywords.csv", "subject,word,weight," DATES "Z99,别的,1" ROW },
    { "duties.csv", "duty,subject,allowed,article,reason,reason_en,next_door," DATES },
    { "divisions.csv", "code,name,level,parent," DATES },
    { "events.csv", "event,parent,name,name_en,subject," DATES },
    { "passwords.txt", "" },
};

static char folder[40];

static void require(bool good) { if (!good) abort(); }

static void put(const char *name, const void *at, size_t len)
{
    char path[100];
    snprintf(path, sizeof path, "%s/t/%s", folder, name);
    FILE *out = fopen(path, "w");
    require(out && fwrite(at, 1, len, out) == len);
    fclose(out);
}

static void ask(const Pack *p, Arena *a, Str words)
{
    i64 day = day_from(2026, 11, 23);
    const Deadline *d = pack_deadline(p, STR("Z99"), URGENCY_NORMAL, LEVEL_STREET, day);
    if (d) {
        DueAsk due = { .start = day_start(day) + HOUR, .amount = d->amount, .unit = d->unit, .calendar = d->calendar,
                       .hours = pack_hours(p, day), .days = &p->calendar };
        require(due_count(&due).at > due.start || d->amount > 100);
    }
    Str subject = pack_classify(p, words, words, a, day);
    require(pack_subject(p, subject, day) || str_is(subject, "Z99"));
    pack_password_bad(p, words);
    for (int t = 0; t < PACK_TABLES; t++) pack_list(p, (PackTable)t, day, a);
}

int LLVMFuzzerTestOneInput(const unsigned char *at, size_t len)
{
    static Arena *a;
    if (len == 0) return 0;
    if (!a) {
        char path[60];
        a = arena_open(32 << 20);
        snprintf(folder, sizeof folder, "/dev/shm/pack-fuzz-%d", (int)getpid());
        snprintf(path, sizeof path, "%s/t", folder);
        require(mkdir(folder, 0700) == 0 && mkdir(path, 0700) == 0);
        for (int i = 0; i < COUNT(files); i++) put(files[i].name, files[i].text, (size_t)str(files[i].text).len);
    }
    arena_reset(a);
    int which = at[0] % (int)COUNT(files);
    put(files[which].name, at + 1, len - 1);
    PackErrors *es = NEW(a, PackErrors, 1);
    es->arena = a;
    Pack *p = pack_load(str(folder), STR(""), es);
    require((p != NULL) == (es->count + es->dropped == 0));
    Out o = out_new(a, 4 << 20);
    pack_errors_print(es, &o, ZH);
    require(!o.full && utf8_count(out_done(&o)) >= 0);
    if (p) ask(p, a, (Str){ (const char *)at + 1, (i64)len - 1 });
    pack_close(p);
    put(files[which].name, files[which].text, (size_t)str(files[which].text).len);
    return 0;
}
