// Shows the thread sanitizer what Synchronization.Mutex does when two threads want it at once.
//
// The fast path is inlined into the program, where the sanitizer sees it. A thread that has to wait does so inside
// libswiftSynchronization, which is not instrumented: the lock that it comes back with looks like none, and all that it
// guards like a race. Preloaded, these functions stand before the library's own and tell.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Of the sanitizer's runtime, which is part of the program. The build's own tools, which run first, have none.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slowly(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void unlock_slowly(SELF) __asm__(UNLOCK);

static SWIFT void (*original_lock)(uint32_t, SELF);
static SWIFT void (*original_unlock)(SELF);

__attribute__((constructor)) static void find_originals(void) {
    original_lock = dlsym(RTLD_NEXT, LOCK);
    original_unlock = dlsym(RTLD_NEXT, UNLOCK);
}

SWIFT void lock_slowly(uint32_t thread, SELF) {
    original_lock(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlock_slowly(SELF) {
    if (__tsan_release) __tsan_release(self);
    original_unlock(self);
}
