/* harness.h - what harnesses share: what must hold, and one file a process to read bytes from. */
#ifndef SG_FUZZ_HARNESS_H
#define SG_FUZZ_HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void require(bool holds)
{
    if (!holds)
        abort();
}

static inline const char *file_path(void)
{
    static char path[32];

    if (!path[0]) {
        snprintf(path, sizeof(path), "/tmp/sg-fuzz-XXXXXX");
        int file = mkstemp(path);
        require(file >= 0 && close(file) == 0);
    }
    return path;
}

static inline void write_file(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    require(file != NULL);
    require(size == 0 || fwrite(bytes, 1, size, file) == size);
    require(fclose(file) == 0);
}

#endif
