# Files and descriptors. One subject a file: what a program does not call, it
# does not hold, and read() and write() hold no file system.
obj-y += libc/held.o libc/fd.o libc/fd_new.o libc/console_file.o libc/read_write.o libc/read.o
obj-y += libc/pread.o libc/uio.o libc/lseek.o libc/close.o libc/dup.o
obj-y += libc/fcntl.o libc/ioctl.o libc/fstat.o libc/fstat_r.o libc/isatty.o
obj-y += libc/lock.o libc/file_lock.o libc/sync.o libc/umask.o libc/mmap.o libc/mmap_shared.o libc/poll.o
obj-y += libc/watch.o libc/poll_wait.o libc/iov.o libc/pipe.o
obj-y += libc/anon_file.o libc/eventfd.o libc/timerfd.o libc/epoll.o
obj-y += libc/epoll_wait.o libc/ppoll.o libc/sigmask.o libc/sendfile.o libc/fd_limit.o
# With these comes the tree of files.
obj-y += libc/vnode_file.o libc/device.o libc/cwd.o libc/realpath.o libc/open.o
obj-y += libc/stat.o libc/setattr.o libc/chmod.o libc/chown.o libc/utime.o
obj-y += libc/access.o libc/unlink.o libc/remove.o libc/rename.o
obj-y += libc/mkdir.o libc/link.o libc/truncate.o libc/dir.o libc/scandir.o
obj-y += libc/statvfs.o libc/pathconf.o

# newlib 3 declares the times as pointers, newlib 4 as arrays of two
CFLAGS_libc/utime := -Wno-array-parameter
