/*
 * canary.h - the stack protector's secret.
 */
#pragma once

/*
 * canary_seed - put a fresh value at %fs:0x28.
 *
 * From RDRAND or, where there is none, the TSC mixed: good against a stray
 * overrun, not against an attacker who knows the boot time. The caller must
 * never return: the frames above it hold the old value.
 */
void canary_seed(void);
