/*
 * io.h - port and memory-mapped I/O: the only place that says volatile.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

static inline void io_out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void io_out16(uint16_t port, uint16_t value)
{
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void io_out32(uint16_t port, uint32_t value)
{
    __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline uint8_t io_in8(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline uint16_t io_in16(uint16_t port)
{
    uint16_t value;
    __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline uint32_t io_in32(uint16_t port)
{
    uint32_t value;
    __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline void io_out8_string(uint16_t port, const void *p, size_t n)
{
    __asm__ volatile("rep outsb" : "+S"(p), "+c"(n) : "d"(port) : "memory");
}

static inline void io_in8_string(uint16_t port, void *p, size_t n)
{
    __asm__ volatile("rep insb" : "+D"(p), "+c"(n) : "d"(port) : "memory");
}

static inline uint8_t mmio_read8(uint64_t paddr)
{
    return *(const volatile uint8_t *)(uintptr_t)paddr;
}

static inline uint16_t mmio_read16(uint64_t paddr)
{
    return *(const volatile uint16_t *)(uintptr_t)paddr;
}

static inline uint32_t mmio_read32(uint64_t paddr)
{
    return *(const volatile uint32_t *)(uintptr_t)paddr;
}

static inline void mmio_write32(uint64_t paddr, uint32_t value)
{
    *(volatile uint32_t *)(uintptr_t)paddr = value;
}

static inline void mmio_write8(uint64_t paddr, uint8_t value)
{
    *(volatile uint8_t *)(uintptr_t)paddr = value;
}

static inline void mmio_write16(uint64_t paddr, uint16_t value)
{
    *(volatile uint16_t *)(uintptr_t)paddr = value;
}
