# Files and descriptors. One subject a file: what a program does not call, it
# does not hold, and read() and write() hold no file system.
obj-y += libc/fd.o libc/fd_new.o libc/console_file.o libc/read_write.o
obj-y += libc/pread.o libc/uio.o libc/lseek.o libc/close.o libc/fstat.o
obj-y += libc/isatty.o
