// pic.h: the PC's two 8259 interrupt controllers.
#ifndef KERNEL_DEV_PIC_H
#define KERNEL_DEV_PIC_H

// Moves the interrupts to IRQ_VECTOR, masks them all, and makes these
// chips the ones that irq.c uses.
void pic_init(void);

#endif
