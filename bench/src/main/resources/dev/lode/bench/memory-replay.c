/* Replays a trace of allocations on malloc, or on mimalloc where MIMALLOC is defined.
 *
 * usage: memory-replay TRACE SLOTS SAMPLES
 * Writes the allocator's name, then one line a sample: bytes in use by the trace, bytes of own memory that the
 * process has beyond what it had before the first event (Anonymous of /proc/self/smaps_rollup).
 * The trace is that of MemoryTrace.java: two 32-bit numbers an event, slot (its owner in the upper byte) and size; a size of 0 frees the slot. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef MIMALLOC
#include <mimalloc.h>
#define take mi_malloc
#define give mi_free
#else
#include <gnu/libc-version.h>
#define take malloc
#define give free
#endif

#define SLOT_MASK 0x00ffffffu
#define PAUSE_MICROS 20000

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* Neither stdio nor malloc: the measure must not change what it measures. */
static long own_bytes(void) {
    static char text[4096];
    int file = open("/proc/self/smaps_rollup", O_RDONLY);
    if (file < 0) die("smaps_rollup");
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) die("smaps_rollup");
    text[length] = 0;
    char *line = strstr(text, "Anonymous:");
    if (!line) die("Anonymous");
    return strtol(line + 10, NULL, 10) * 1024;
}

static void *pages(size_t bytes) {
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (at == MAP_FAILED) die("mmap");
    return at;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    size_t slots = strtoul(argv[2], NULL, 10);
    long samples = strtol(argv[3], NULL, 10);
    int file = open(argv[1], O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status)) die(argv[1]);
    size_t events = status.st_size / 8;
    uint32_t (*trace)[2] = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (trace == MAP_FAILED) die("mmap");
    void **place = pages(slots * sizeof *place);
    uint32_t *size = pages(slots * sizeof *size);
    long (*sample)[2] = pages((samples + 1) * sizeof *sample);
    long used = 0;
    long count = 0;
    own_bytes();
    long before = own_bytes();
    for (size_t event = 0; event < events; event++) {
        uint32_t slot = trace[event][0] & SLOT_MASK;
        uint32_t bytes = trace[event][1];
        if (bytes) {
            place[slot] = take(bytes);
            if (!place[slot]) die("allocating");
            memset(place[slot], 1, bytes);
            size[slot] = bytes;
            used += bytes;
        } else {
            give(place[slot]);
            used -= size[slot];
        }
        if ((event + 1) * samples / events != (size_t)count) {
            usleep(PAUSE_MICROS); /* who gives memory back after a while may do so */
            sample[count][0] = used;
            sample[count++][1] = own_bytes() - before;
        }
    }
#ifdef MIMALLOC
    printf("mimalloc %d.%d.%d\n", mi_version() / 100, mi_version() / 10 % 10, mi_version() % 10);
#else
    printf("glibc malloc %s\n", gnu_get_libc_version());
#endif
    for (long i = 0; i < count; i++) printf("%ld %ld\n", sample[i][0], sample[i][1]);
    return 0;
}
