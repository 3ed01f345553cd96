/*
 * boot_firmware.c: UEFI firmware for QEMU: OVMF's code, and a private copy
 * of its variables, kept in memory and changed so that the firmware leaves
 * the serial line to the kernel.
 *
 * OVMF takes every serial port it finds for a console and adds it to the
 * variables ConOut, ConIn and ErrOut; GRUB writes there too. We put these
 * three there first, naming the display only, and without the attribute
 * RUNTIME_ACCESS. Setting a variable with other attributes than it has is
 * an error (UEFI 2.10, §8.2.3), so OVMF's attempts to add the port fail.
 *
 * Format: a firmware volume header, a variable store header, then records
 * of `struct record`, name and data, each on a multiple of four
 * (edk2, MdeModulePkg/Include/Guid/VariableFormat.h).
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define VOLUME_LENGTH_AT 48     /* of the volume's header, 16 bits */
#define STORE_HEADER 28
#define RECORD_START 0x55aa
#define ADDED 0x3f              /* the record is complete and valid */
#define NON_VOLATILE 1u
#define BOOT_SERVICE 2u
#define RUNTIME 4u

struct record {
    uint16_t start;
    uint8_t state, zero;
    uint32_t attributes;
    uint64_t count;
    uint8_t time[16];
    uint32_t key;
    uint32_t name_size, data_size;
    uint8_t vendor[16];
} __attribute__((packed));

struct store {
    uint8_t *bytes;
    size_t size, at;
};

/* gEfiAuthenticatedVariableGuid, the only kind of store OVMF has. */
static const uint8_t store_kind[16] = {
    0x78, 0x2c, 0xf3, 0xaa, 0x7b, 0x94, 0x9a, 0x43,
    0xa1, 0x80, 0x2e, 0x14, 0x4e, 0xc3, 0x77, 0x92
};

/* EFI_GLOBAL_VARIABLE. */
static const uint8_t vendor[16] = {
    0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
    0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c
};

/* PciRoot(0)/Pci(2,0)/AcpiAdr(display) and PciRoot(0)/Pci(1,0)/AcpiAdr(…):
   where machine types pc and q35 have their VGA. */
static const uint8_t display[] = {
    2, 1, 12, 0, 0xd0, 0x41, 3, 10, 0, 0, 0, 0, 1, 1, 6, 0, 0, 2,
    2, 3, 8, 0, 0, 1, 1, 0x80, 0x7f, 1, 4, 0,
    2, 1, 12, 0, 0xd0, 0x41, 3, 10, 0, 0, 0, 0, 1, 1, 6, 0, 0, 1,
    2, 3, 8, 0, 0, 1, 1, 0x80, 0x7f, 0xff, 4, 0
};

/* Any USB keyboard; that there is none does no harm. */
static const uint8_t keyboard[] = {
    3, 15, 11, 0, 0xff, 0xff, 0xff, 0xff, 3, 1, 1, 0x7f, 0xff, 4, 0
};

static const uint8_t no_timeout[2] = { 0, 0 };

static const char *const code_files[] = {
    "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_CODE.fd",
    "/usr/share/edk2/x64/OVMF_CODE.4m.fd",
    "/usr/share/edk2/ovmf/OVMF_CODE.fd", NULL
};

static const char *const vars_files[] = {
    "/usr/share/OVMF/OVMF_VARS_4M.fd", "/usr/share/OVMF/OVMF_VARS.fd",
    "/usr/share/edk2/x64/OVMF_VARS.4m.fd",
    "/usr/share/edk2/ovmf/OVMF_VARS.fd", NULL
};

static void put(struct store *store, const char *name, uint32_t attributes,
                const uint8_t *data, size_t size)
{
    size_t name_size = 2 * (strlen(name) + 1);
    struct record record = {
        .start = RECORD_START, .state = ADDED, .attributes = attributes,
        .name_size = (uint32_t)name_size, .data_size = (uint32_t)size
    };
    memcpy(record.vendor, vendor, sizeof vendor);
    if (store->at + sizeof record + name_size + size > store->size)
        return;
    uint8_t *to = store->bytes + store->at;
    memcpy(to, &record, sizeof record);
    to += sizeof record;
    for (size_t i = 0; i < name_size / 2; i++) {
        to[2 * i] = (uint8_t)name[i];   /* UTF-16 */
        to[2 * i + 1] = 0;
    }
    memcpy(to + name_size, data, size);
    store->at += sizeof record + name_size + size;
    store->at = (store->at + 3) & ~(size_t)3;
}

/* Does nothing to a store of a kind it does not know, or in use. */
static void quiet(uint8_t *bytes, size_t size)
{
    struct store store = { .bytes = bytes, .size = size };
    uint16_t header, start;
    if (size < VOLUME_LENGTH_AT + 2)
        return;
    memcpy(&header, bytes + VOLUME_LENGTH_AT, sizeof header);
    store.at = (size_t)header + STORE_HEADER;
    if (store.at + 2 > size ||
        memcmp(bytes + header, store_kind, sizeof store_kind) != 0)
        return;
    memcpy(&start, bytes + store.at, sizeof start);
    if (start == RECORD_START)
        return;
    uint32_t fixed = NON_VOLATILE | BOOT_SERVICE;
    put(&store, "ConOut", fixed, display, sizeof display);
    put(&store, "ErrOut", fixed, display, sizeof display);
    put(&store, "ConIn", fixed, keyboard, sizeof keyboard);
    put(&store, "Timeout", fixed | RUNTIME, no_timeout, sizeof no_timeout);
}

static const char *choose(const char *variable, const char *const *files)
{
    const char *wish = getenv(variable);
    if (wish != NULL)
        return access(wish, R_OK) == 0 ? wish : NULL;
    while (*files != NULL && access(*files, R_OK) != 0)
        files++;
    return *files;
}

/* A descriptor of memory that holds the changed variables, or -1. */
static int copy_vars(const char *file)
{
    struct stat st;
    int from = open(file, O_RDONLY | O_CLOEXEC);
    if (from < 0 || fstat(from, &st) < 0)
        return -1;
    size_t size = (size_t)st.st_size;
    uint8_t *bytes = xmalloc(size);
    int to = -1;
    if (read(from, bytes, size) == st.st_size) {
        quiet(bytes, size);
        to = memfd_create("vars", MFD_CLOEXEC);
        if (to >= 0 && write(to, bytes, size) != st.st_size) {
            close(to);
            to = -1;
        }
    }
    close(from);
    free(bytes);
    return to;
}

bool firmware_open(struct run *run, struct firmware *fw)
{
    fw->vars_fd = -1;
    fw->code = choose("HEDDLE_OVMF_CODE", code_files);
    const char *vars = choose("HEDDLE_OVMF_VARS", vars_files);
    if (fw->code != NULL && vars != NULL)
        fw->vars_fd = copy_vars(vars);
    if (fw->vars_fd >= 0)
        return true;
    run_end(run, END_REFUSED, "no UEFI firmware; install the package ovmf "
            "or set HEDDLE_OVMF_CODE and HEDDLE_OVMF_VARS to the files");
    return false;
}
