// thing_spell_api.c: from when to when a thing was in a state, by its steps: entries that anybody may have proved.
#include "thing/thing_api.h"

const Record spell_gap_record = RECORD_OF(SpellGap, "spell_gap", "中断", "While it was hidden",
    MOMENT_FIELD(SpellGap, from_at, "从", "From"), MOMENT_FIELD(SpellGap, to_at, "到", "To"));

// However many steps there are; of gaps the first two hundred.
Spell thing_spell(Ask *ask, const ThingStore *s, const void *row, i64 state)
{
    enum { SOME = 50, GAPS = 200 };
    const ThingKind *kind = s->kind;
    char *steps = arena_take(ask->arena, s->step->size, SOME);
    SpellGap *gaps = NEW(ask->arena, SpellGap, GAPS);
    Arena *scratch = ask_scratch(ask);
    Spell spell = { .to_at = 0 };
    int count = SOME, n = 0;
    for (i64 after = 0; count == SOME;) {
        arena_reset(scratch);
        count = thing_steps(ask->db, scratch, s, row, after, steps, SOME);
        for (int i = 0; i < count; i++) {
            const ThingStep *step = (const ThingStep *)(const void *)(steps + i * s->step->size);
            bool was = step->from_state == state, is = step->state == state;
            after = step->n;
            if (is && !was) spell.from_n = step->n, spell.to_n = spell.to_at = n = 0;
            if (was && !is) spell.to_n = step->n, spell.to_at = step->at;
            if (is && step->verb == kind->hide && n < GAPS) gaps[n++] = (SpellGap){ step->at, 0 };
            if (is && step->verb == kind->show && n && !gaps[n - 1].to_at) gaps[n - 1].to_at = step->at;
        }
    }
    spell.gaps = MANY_OF(gaps, n);
    return spell;
}
