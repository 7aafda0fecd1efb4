#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <stdbool.h>

// What is used of libarchive, found when it is first needed. Linked, it would cost every process 2.5 MiB of memory for
// libxml2 and ICU that come with it, and the controller never unpacks anything.
struct slipway_archive {
    __typeof__(&archive_read_new) read_new;
    __typeof__(&archive_read_free) read_free;
    __typeof__(&archive_read_support_filter_gzip) support_gzip;
    __typeof__(&archive_read_support_format_tar) support_tar;
    __typeof__(&archive_read_support_format_zip_seekable) support_zip;
    __typeof__(&archive_read_open_fd) open_fd;
    __typeof__(&archive_read_next_header) next_header;
    __typeof__(&archive_read_data_block) data_block;
    __typeof__(&archive_error_string) error_string;
    __typeof__(&archive_entry_pathname) pathname;
    __typeof__(&archive_entry_filetype) filetype;
    __typeof__(&archive_entry_perm) perm;
    __typeof__(&archive_entry_size) size;
    __typeof__(&archive_entry_size_is_set) size_is_set;
    __typeof__(&archive_entry_symlink) symlink;
    __typeof__(&archive_entry_hardlink) hardlink;
    __typeof__(&archive_entry_is_encrypted) is_encrypted;
};

// The library stays loaded. False where the system has none, or one of another interface.
static inline bool slipway_archive_load(struct slipway_archive *functions) {
    void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return false;
#define SLIPWAY_FIND(field, symbol) \
    if ((functions->field = (__typeof__(functions->field))dlsym(library, #symbol)) == NULL) return false
    SLIPWAY_FIND(read_new, archive_read_new);
    SLIPWAY_FIND(read_free, archive_read_free);
    SLIPWAY_FIND(support_gzip, archive_read_support_filter_gzip);
    SLIPWAY_FIND(support_tar, archive_read_support_format_tar);
    SLIPWAY_FIND(support_zip, archive_read_support_format_zip_seekable);
    SLIPWAY_FIND(open_fd, archive_read_open_fd);
    SLIPWAY_FIND(next_header, archive_read_next_header);
    SLIPWAY_FIND(data_block, archive_read_data_block);
    SLIPWAY_FIND(error_string, archive_error_string);
    SLIPWAY_FIND(pathname, archive_entry_pathname);
    SLIPWAY_FIND(filetype, archive_entry_filetype);
    SLIPWAY_FIND(perm, archive_entry_perm);
    SLIPWAY_FIND(size, archive_entry_size);
    SLIPWAY_FIND(size_is_set, archive_entry_size_is_set);
    SLIPWAY_FIND(symlink, archive_entry_symlink);
    SLIPWAY_FIND(hardlink, archive_entry_hardlink);
    SLIPWAY_FIND(is_encrypted, archive_entry_is_encrypted);
#undef SLIPWAY_FIND
    return true;
}

// File types, whose macros hold casts that Swift does not read.
static const unsigned slipway_archive_file = AE_IFREG;
static const unsigned slipway_archive_folder = AE_IFDIR;
static const unsigned slipway_archive_link = AE_IFLNK;
