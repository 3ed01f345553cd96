/*
 * boot_tpm.c: UEFI firmware without its wait for a TPM that is not there.
 *
 * Where nothing answers, a bus gives ones, and QEMU gives zeros. OVMF reads
 * a TPM's first register, takes zero for a TPM that does not get ready, and
 * waits for it twice 750 ms, with the processor busy. So before the machine
 * begins there are ones: the display's memory is mapped there, as firmware
 * maps it, through its base address register. OVMF maps it anew long before
 * it uses it, and the kernels see a display that nobody has touched.
 *
 * Ports and memory are reached by QEMU's qtest protocol, a line each way.
 */
#include "boot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TPM 0xfed40000u         /* TCG PC Client Platform TPM Profile, 1.05,
                                   §6.3.2 */
#define SLOTS 32u               /* of the first PCI bus */
#define COMMAND 0x04u           /* registers of a PCI device */
#define CLASS 0x08u
#define BASE 0x10u
#define DISPLAY 0x0300u
#define MEMORY_SPACE 2u

void qtest_take(struct qtest *qtest, const char *data, size_t len)
{
    for (size_t i = 0; i < len && !qtest->answered; i++) {
        if (data[i] == '\n')
            qtest->answered = true;
        else if (qtest->len < sizeof qtest->reply - 1)
            qtest->reply[qtest->len++] = data[i];
    }
    qtest->reply[qtest->len] = '\0';
}

/* The value that "OK 0x…" has, or 0, as of what cannot be asked. */
static uint32_t __attribute__((format(printf, 2, 3)))
ask(struct run *run, const char *format, ...)
{
    struct qtest *qtest = &run->qtest;
    char line[80];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    qtest->len = 0;
    qtest->answered = false;
    if (qtest->fd < 0 || !run_send(run, qtest->fd, line, (size_t)len))
        return 0;
    while (!qtest->answered && qtest->fd >= 0)
        if (!run_pump(run, LOOK_MS))
            return 0;
    return (uint32_t)strtoul(qtest->reply + strcspn(qtest->reply, " "),
                             NULL, 0);
}

/* PCI Local Bus Specification 3.0, §3.2.2.3.2. */
static uint32_t pci_read(struct run *run, unsigned slot, unsigned reg)
{
    ask(run, "outl 0xcf8 0x%x\n", 0x80000000 | slot << 11 | reg);
    return ask(run, "inl 0xcfc\n");
}

static void pci_write(struct run *run, unsigned slot, unsigned reg,
                      uint32_t value)
{
    ask(run, "outl 0xcf8 0x%x\n", 0x80000000 | slot << 11 | reg);
    ask(run, "outl 0xcfc 0x%x\n", value);
}

void tpm_absent(struct run *run)
{
    unsigned slot = 0;
    while (slot < SLOTS && pci_read(run, slot, CLASS) >> 16 != DISPLAY)
        slot++;
    if (slot == SLOTS)
        return;
    pci_write(run, slot, BASE, 0xffffffff);
    uint32_t size_mask = pci_read(run, slot, BASE) & ~0xfu;
    pci_write(run, slot, BASE, TPM & size_mask);
    pci_write(run, slot, COMMAND, MEMORY_SPACE);
    ask(run, "memset 0x%x 0x1000 0xff\n", TPM);
}
