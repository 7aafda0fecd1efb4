import CMalloc

/// Gives memory that was freed back to the system.
///
/// A whole list takes a multiple of what stays of it, and glibc keeps what was freed for later, which here is never.
func returnFreedMemory() {
    slipway_malloc_trim()
}
