// slow.c: threads for work that takes long (argon2, sheets, batches), so that neither loops nor the writer wait for it.
// A queue that is full refuses at once: argon2 takes tens of megabytes each, and a crowd at the sign-in door must not
// take the machine's memory. Three pools, so that one kind of slowness never waits behind another.
#include "gate/gate_room.h"
#include <pthread.h>
#include <stdlib.h>

typedef struct Work { void (*work)(void *context); void *context; } Work;
struct Slow {
    pthread_t       threads[SLOW_THREADS];
    int             thread_count, most;
    pthread_mutex_t lock;
    pthread_cond_t  more;
    Work            queue[SLOW_QUEUE];
    int             head, count;                // those that wait
    bool            stopping;
};

// Waits for work. False: stopping and nothing is left; work that was taken in is still done.
static bool slow_next(Slow *s, Work *w)
{
    pthread_mutex_lock(&s->lock);
    while (!s->count && !s->stopping) pthread_cond_wait(&s->more, &s->lock);
    bool some = s->count > 0;
    if (some) {
        *w = s->queue[s->head];
        s->head = (s->head + 1) % SLOW_QUEUE;
        assert(s->head >= 0 && s->head < SLOW_QUEUE);
        s->count--;
    }
    pthread_mutex_unlock(&s->lock);
    return some;
}

// One thread of a pool; it ends when there is nothing left and the pool closes.
static void *slow_main(void *arg)
{
    Work w;
    while (slow_next(arg, &w)) w.work(w.context);
    return NULL;
}

// In the App's arena. Without a thread there is no server, so it aborts.
Slow *slow_open(Arena *a, int threads, int most)
{
    assert(threads > 0 && threads <= SLOW_THREADS && most > 0 && most <= SLOW_QUEUE);
    Slow *s = NEW(a, Slow, 1);
    s->thread_count = threads;
    s->most = most;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->more, NULL);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&s->threads[i], NULL, slow_main, s)) abort();
    return s;
}

// Any thread; never waits. The work owns `context` from here on, if true.
bool slow_give(Slow *s, void (*work)(void *context), void *context)
{
    assert(work != NULL);
    pthread_mutex_lock(&s->lock);
    assert(s->count >= 0 && s->count <= s->most);
    bool room = !s->stopping && s->count < s->most;
    if (room) {
        s->queue[(s->head + s->count) % SLOW_QUEUE] = (Work){ work, context };
        s->count++;
        pthread_cond_signal(&s->more);
    }
    pthread_mutex_unlock(&s->lock);
    return room;
}

// Returns when the last work is done. Whoever gives work meanwhile is refused.
void slow_close(Slow *s)
{
    if (!s) return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->more);
    pthread_mutex_unlock(&s->lock);
    for (int i = 0; i < s->thread_count; i++) pthread_join(s->threads[i], NULL);
    assert(s->count == 0);
    pthread_cond_destroy(&s->more);
    pthread_mutex_destroy(&s->lock);
}
