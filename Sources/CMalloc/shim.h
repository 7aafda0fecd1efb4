#pragma once

// Not in Swift's Glibc module, and in no other C library.
#include <malloc.h>

// Before there is a second thread.
static inline void slipway_malloc_keep_little(void) {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 512 << 10);
    mallopt(M_TRIM_THRESHOLD, 2 << 20);
#endif
}

static inline void slipway_malloc_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
