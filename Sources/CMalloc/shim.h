#pragma once

// Not in Swift's Glibc module, and in no other C library.
#include <malloc.h>

static inline void slipway_malloc_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
