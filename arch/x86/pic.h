/*
 * pic.h - the PC's two 8259 interrupt controllers, which are not used.
 */
#pragma once

/*
 * pic_silence - mask all lines of both, whatever state they are in.
 *
 * Their vectors are moved to IRQ_VECTOR_FIRST before, off the exceptions',
 * for the interrupt that is on its way. Harmless where there are none.
 */
void pic_silence(void);
