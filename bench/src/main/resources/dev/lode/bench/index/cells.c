/* The index as a C program would have it: what Lode's extent keeps, built in memory from the same sorted cells, searched
 * with the processor's own vector compare and, in batches, with prefetches.
 *
 * A table of 65,536 lines, one a partition, leads to a tree each. Narrow trees: inner nodes of 16 keys of 32 bits (one line,
 * fan-out 17), leaves of 16 keys and 16 values of 16 bytes. Wide trees, where 32 bits do not tell the keys of a partition
 * apart: 8 keys of 64 bits (fan-out 9), leaves of 8 keys and 8 values. All memory is anonymous with huge pages.
 *
 * Arguments: the folder with `cells`, `queries`, `answers`. Requests: a line `WHAT COUNT` on standard input. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define PARTITIONS 65536
#define BATCH 32
#define LEVELS_MAX 8

struct cell { uint64_t key, low, high; };

struct tree { /* one line */
  char *level[LEVELS_MAX - 2]; /* inner nodes, the root first */
  char *leaves;
  uint32_t leaf_count;
  uint8_t levels, wide, site_bits, spot_bits;
} __attribute__((aligned(64)));

static struct tree *trees;
static const struct cell *cells;
static const uint64_t *queries, *answers;
static long cell_count, query_count, next_query;
static char *heap, *heap_end;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "cells.c: %s\n", what);
  exit(1);
}

static const void *map(const char *folder, const char *name, long record, long *count) {
  char path[4096];
  struct stat size;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &size) != 0) fail(path);
  *count = size.st_size / record;
  const void *at = mmap(0, size.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
  if (at == MAP_FAILED) fail(path);
  return at;
}

static void *take(size_t bytes) {
  char *at = heap;
  heap += (bytes + 63) & ~63UL;
  if (heap > heap_end) fail("memory");
  return at;
}

static inline uint32_t narrow(const struct tree *t, uint64_t key) {
  uint64_t ordinal = key >> 28 & 0xFFFFF, site = key >> 20 & 0xFF, spot = key & 0xFFFFF;
  return (uint32_t)(ordinal << (t->site_bits + t->spot_bits) | site << t->spot_bits | spot);
}

/* How many of a node's keys are at most this one. */
static inline int rank16(const char *node, uint32_t key) {
#ifdef __AVX512F__
  return __builtin_popcount(_mm512_cmple_epu32_mask(_mm512_load_si512(node), _mm512_set1_epi32((int)key)));
#else
  int rank = 0;
  for (int i = 0; i < 16; i++) rank += ((const uint32_t *)node)[i] <= key;
  return rank;
#endif
}

static inline int rank8(const char *node, uint64_t key) {
#ifdef __AVX512F__
  return __builtin_popcount(_mm512_cmple_epu64_mask(_mm512_load_si512(node), _mm512_set1_epi64((long long)key)));
#else
  int rank = 0;
  for (int i = 0; i < 8; i++) rank += ((const uint64_t *)node)[i] <= key;
  return rank;
#endif
}

static int bits(uint32_t largest) { return largest == 0 ? 0 : 32 - __builtin_clz(largest); }

static void build(struct tree *t, const struct cell *first, long count) {
  uint32_t ordinals = 0, sites = 0, spots = 0;
  for (long i = 0; i < count; i++) {
    ordinals |= first[i].key >> 28 & 0xFFFFF;
    sites |= first[i].key >> 20 & 0xFF;
    spots |= first[i].key & 0xFFFFF;
  }
  t->site_bits = bits(sites);
  t->spot_bits = bits(spots);
  t->wide = bits(ordinals) + t->site_bits + t->spot_bits > 32;
  int keys = t->wide ? 8 : 16, fan = keys + 1;
  long nodes[LEVELS_MAX], below = (count + keys - 1) / keys;
  t->leaf_count = below;
  t->leaves = take(below * (64 + keys * 16));
  for (long i = 0; i < below * keys; i++) {
    char *leaf = t->leaves + i / keys * (64 + keys * 16);
    const struct cell *c = &first[i < count ? i : count - 1];
    if (t->wide) ((uint64_t *)leaf)[i % keys] = i < count ? c->key : UINT64_MAX;
    else ((uint32_t *)leaf)[i % keys] = i < count ? narrow(t, c->key) : UINT32_MAX;
    memcpy(leaf + 64 + i % keys * 16, &c->low, 16);
  }
  t->levels = 0;
  for (long n = below; n > 1; n = (n + fan - 1) / fan) nodes[t->levels++] = (n + fan - 1) / fan;
  if (t->levels > LEVELS_MAX - 2) fail("too many levels");
  long stride = keys; /* cells below one child of the level at hand */
  for (int up = 0; up < t->levels; up++) { /* from the lowest inner level to the root */
    char *level = t->level[t->levels - 1 - up] = take(nodes[up] * 64);
    for (long i = 0; i < nodes[up] * keys; i++) {
      long child = i / keys * fan + i % keys + 1, at = child * stride;
      if (t->wide) ((uint64_t *)level)[i] = at < count ? first[at].key : UINT64_MAX;
      else ((uint32_t *)level)[i] = at < count ? narrow(t, first[at].key) : UINT32_MAX;
    }
    stride *= fan;
  }
}

static void build_all(void) {
  size_t bytes = cell_count * 40 + (64L << 20);
  heap = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (heap == MAP_FAILED) fail("memory");
  heap_end = heap + bytes;
  madvise(heap, bytes, MADV_HUGEPAGE);
  heap = (char *)(((uintptr_t)heap + 63) & ~63UL);
  trees = take(PARTITIONS * sizeof(struct tree));
  for (long from = 0, to; from < cell_count; from = to) {
    uint64_t partition = cells[from].key >> 48;
    for (to = from; to < cell_count && cells[to].key >> 48 == partition;) to++;
    build(&trees[partition], cells + from, to - from);
  }
}

static inline const char *step(const struct tree *t, int level, uint64_t key, uint32_t x, uint32_t *node) {
  const char *at = t->level[level] + (long)*node * 64;
  *node = t->wide ? *node * 9 + rank8(at, key) : *node * 17 + rank16(at, x);
  return at;
}

static inline const char *leaf(const struct tree *t, uint32_t node) {
  if (node >= t->leaf_count) node = t->leaf_count - 1;
  return t->leaves + (long)node * (t->wide ? 192 : 320);
}

/* The checksum of a cell's value, from its leaf. */
static inline uint64_t check(const struct tree *t, const char *at, uint64_t key, uint32_t x) {
  int rank = (t->wide ? rank8(at, key) : rank16(at, x)) - 1;
  if (rank < 0 || (t->wide ? ((const uint64_t *)at)[rank] != key : ((const uint32_t *)at)[rank] != x)) return 0;
  return ((const uint64_t *)(at + 64))[2 * rank + 1] >> 32;
}

static inline uint64_t get(uint64_t key) {
  const struct tree *t = &trees[key >> 48];
  uint32_t x = narrow(t, key), node = 0;
  for (int l = 0; l < t->levels; l++) step(t, l, key, x, &node);
  return check(t, leaf(t, node), key, x);
}

static uint64_t get_batch(const uint64_t *keys) {
  const struct tree *t[BATCH];
  const char *at[BATCH];
  uint32_t x[BATCH], node[BATCH] = {0};
  int levels = 0;
  uint64_t sum = 0;
  for (int i = 0; i < BATCH; i++) __builtin_prefetch(t[i] = &trees[keys[i] >> 48]);
  for (int i = 0; i < BATCH; i++) {
    x[i] = narrow(t[i], keys[i]);
    if (t[i]->levels > levels) levels = t[i]->levels;
    __builtin_prefetch(t[i]->levels ? t[i]->level[0] : t[i]->leaves);
  }
  for (int l = 0; l < levels; l++)
    for (int i = 0; i < BATCH; i++)
      if (l < t[i]->levels) {
        step(t[i], l, keys[i], x[i], &node[i]);
        __builtin_prefetch(l + 1 < t[i]->levels ? t[i]->level[l + 1] + (long)node[i] * 64 : leaf(t[i], node[i]));
      }
  for (int i = 0; i < BATCH; i++) {
    at[i] = leaf(t[i], node[i]);
    int rank = (t[i]->wide ? rank8(at[i], keys[i]) : rank16(at[i], x[i])) - 1;
    __builtin_prefetch(at[i] + 64 + (rank < 0 ? 0 : rank) * 16);
  }
  for (int i = 0; i < BATCH; i++) sum += check(t[i], at[i], keys[i], x[i]);
  return sum;
}

static uint64_t scan(void) {
  uint64_t sum = 0;
  for (int p = 0; p < PARTITIONS; p++) {
    const struct tree *t = &trees[p];
    int keys = t->wide ? 8 : 16, spot = t->spot_bits, site = t->site_bits;
    uint64_t above = (uint64_t)p << 48, spots = (1UL << spot) - 1, sites = (1UL << site) - 1;
    long left = t->leaf_count == 0 ? 0 : t->leaf_count * keys;
    for (const char *at = t->leaves; left > 0; at += 64 + keys * 16, left -= keys)
      for (int i = 0; i < keys; i++) {
        uint64_t x = t->wide ? ((const uint64_t *)at)[i] : ((const uint32_t *)at)[i];
        if (x == (t->wide ? UINT64_MAX : UINT32_MAX)) break;
        uint64_t key = t->wide ? x : above | (x >> (spot + site)) << 28 | (x >> spot & sites) << 20 | (x & spots);
        sum += key + (((const uint64_t *)(at + 64))[2 * i + 1] >> 32);
      }
  }
  return sum;
}

static void answer(const char *what, long count) {
  static uint64_t keys[1 << 22];
  uint64_t sum = 0, expected = 0;
  count = count / BATCH * BATCH;
  if (count > 1 << 22) fail("too many at once");
  if (strcmp(what, "scan") == 0) {
    double begun = now();
    sum = scan();
    double nanos = (now() - begun) / cell_count;
    for (long i = 0; i < cell_count; i++) expected += cells[i].key + (cells[i].high >> 32);
    if (sum != expected) fail("a scan saw other cells");
    printf("nanos=%f\n", nanos);
    return;
  }
  for (long i = 0; i < count; i++, next_query = (next_query + 1) % query_count) {
    keys[i] = queries[next_query];
    expected += answers[next_query];
  }
  double begun = now();
  if (strcmp(what, "independent") == 0) {
    for (long i = 0; i < count; i++) sum += get(keys[i]);
  } else if (strcmp(what, "chained") == 0) {
    volatile int bits = 32; /* or the compiler knows that what is left is 0 */
    int shift = bits;
    uint64_t last = 0;
    for (long i = 0; i < count; i++) sum += last = get(keys[i + (last >> shift)]);
  } else if (strcmp(what, "batch") == 0) {
    for (long i = 0; i < count; i += BATCH) sum += get_batch(keys + i);
  } else {
    fail(what);
  }
  double nanos = (now() - begun) / count;
  if (sum != expected) fail("a look-up found another cell's value");
  printf("nanos=%f\n", nanos);
}

int main(int argc, char **argv) {
  char what[32];
  long count;
  if (argc != 2) fail("which folder?");
  cells = map(argv[1], "cells", sizeof(struct cell), &cell_count);
  queries = map(argv[1], "queries", 8, &query_count);
  answers = map(argv[1], "answers", 8, &query_count);
  build_all();
  printf("ready=1\n");
  fflush(stdout);
  while (scanf("%31s %ld", what, &count) == 2) {
    answer(what, count);
    fflush(stdout);
  }
  return 0;
}
