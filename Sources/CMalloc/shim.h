#pragma once

// Not in Swift's Glibc module, and in no other C library.
#include <malloc.h>

// Before there is a second thread.
static inline void slipway_malloc_use_one_arena(void) {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1);
#endif
}

static inline void slipway_malloc_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
