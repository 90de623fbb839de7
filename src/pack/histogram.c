// histogram.c: fixed logarithmic buckets, so that counters add up and quantiles come with a stated error. Pure.
// The bounds are for ever: counters in old rows were made by them. Changing one would need an entry that recounts.
#include "pack/pack.h"

// Bucket 0 is [0, 8). Each octave [8·2^k, 16·2^k), k = 0..14, has four buckets of width 2·2^k. The last is open.
enum { FIRST = 8, OCTAVES = 15, LAST = HISTOGRAM_BUCKETS - 1 };
_Static_assert(LAST == 1 + 4 * OCTAVES, "buckets");

// Fifteen comparisons at most, whatever the minutes; negative ones (a clock set back) go into the first bucket.
int bucket_of(i64 minutes)
{
    if (minutes < FIRST) return 0;
    int octave = 0;
    while (octave < OCTAVES && minutes >= (i64)FIRST << (octave + 1)) octave++;
    assert(octave >= 0 && octave <= OCTAVES);
    return octave == OCTAVES ? LAST : 1 + 4 * octave + (int)(minutes >> (octave + 1)) - 4;
}

i64 bucket_low(int bucket)
{
    assert(bucket >= 0 && bucket < HISTOGRAM_BUCKETS);
    if (bucket == 0) return 0;
    int octave = (bucket - 1) / 4, quarter = (bucket - 1) % 4;
    return (i64)(4 + quarter) << (octave + 1);
}

i64 bucket_high(int bucket)
{
    assert(bucket >= 0 && bucket < HISTOGRAM_BUCKETS);
    return bucket == LAST ? INT64_MAX : bucket_low(bucket + 1);
}

// What a quantile in this bucket is told as.
static i64 bucket_middle(int bucket)
{
    return bucket == LAST ? bucket_low(bucket) : (bucket_low(bucket) + bucket_high(bucket)) / 2;
}

// Nearest rank: the smallest value with at least percent of all values at or below it.
i64 histogram_quantile(const i64 counts[HISTOGRAM_BUCKETS], int percent)
{
    assert(percent >= 0 && percent <= 100);
    i64 all = 0, seen = 0;
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) all += counts[i];
    if (all == 0) return -1;
    i64 rank = MAX((all * percent + 99) / 100, 1);
    int bucket = 0;
    while ((seen += counts[bucket]) < rank && bucket < LAST) bucket++;
    return bucket_middle(bucket);
}
