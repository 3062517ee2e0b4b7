/*
 * cpu.h - one-line wrappers of the instructions C cannot say.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/x86/regs.h"

struct cpuid_regs {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid_regs cpu_cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid_regs r;
    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(subleaf));
    return r;
}

static inline uint64_t cpu_rdtsc(void)
{
    uint32_t lo, hi;
    __asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
    return (uint64_t)hi << 32 | lo;
}

/* RDTSC may be done before what stands before it [SDM 2 "RDTSC"]; what CPUs
 * compare must not be. */
static inline uint64_t cpu_rdtsc_ordered(void)
{
    uint32_t lo, hi;
    __asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
    return (uint64_t)hi << 32 | lo;
}

static inline uint64_t cpu_rdmsr(uint32_t msr)
{
    uint32_t lo, hi;
    __asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
    return (uint64_t)hi << 32 | lo;
}

static inline void cpu_wrmsr(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr"
                     :
                     : "c"(msr), "a"((uint32_t)value),
                       "d"((uint32_t)(value >> 32))
                     : "memory");
}

static inline uint64_t cpu_read_cr2(void)
{
    uint64_t v;
    __asm__ volatile("movq %%cr2, %0" : "=r"(v));
    return v;
}

static inline uint64_t cpu_read_cr3(void)
{
    uint64_t v;
    __asm__ volatile("movq %%cr3, %0" : "=r"(v));
    return v;
}

static inline void cpu_write_cr3(uint64_t v)
{
    __asm__ volatile("movq %0, %%cr3" : : "r"(v) : "memory");
}

static inline uint64_t cpu_read_cr0(void)
{
    uint64_t v;
    __asm__ volatile("movq %%cr0, %0" : "=r"(v));
    return v;
}

static inline uint64_t cpu_read_cr4(void)
{
    uint64_t v;
    __asm__ volatile("movq %%cr4, %0" : "=r"(v));
    return v;
}

static inline void cpu_invlpg(uint64_t vaddr)
{
    __asm__ volatile("invlpg (%0)" : : "r"(vaddr) : "memory");
}

static inline void cpu_pause(void)
{
    __asm__ volatile("pause" : : : "memory");
}

/* Interrupts off; what the flags were before. */
static inline uint64_t cpu_irq_save(void)
{
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
    return flags;
}

static inline void cpu_irq_on(void)
{
    __asm__ volatile("sti" : : : "memory");
}

/* STI takes effect one instruction late [SDM 2 "STI"]: no interrupt comes
 * between it and HLT. */
static inline void cpu_irq_halt(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory");
}

static inline bool cpu_irq_enabled(void)
{
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0" : "=r"(flags) : : "memory");
    return flags & RFLAGS_IF;
}

static inline void cpu_mfence(void)
{
    __asm__ volatile("mfence" : : : "memory");
}

static inline void cpu_irq_restore(uint64_t flags)
{
    if (flags & RFLAGS_IF)
        cpu_irq_on();
}

static inline void cpu_irq_off(void)
{
    __asm__ volatile("cli" : : : "memory");
}

static inline void cpu_hlt(void)
{
    __asm__ volatile("cli; hlt" : : : "memory");
}

static inline bool cpu_rdrand(uint64_t *v)
{
    bool ok;
    __asm__ volatile("rdrand %0; setc %1" : "=r"(*v), "=q"(ok) : : "cc");
    return ok;
}

static inline bool cpu_rdseed(uint64_t *v)
{
    bool ok;
    __asm__ volatile("rdseed %0; setc %1" : "=r"(*v), "=q"(ok) : : "cc");
    return ok;
}
