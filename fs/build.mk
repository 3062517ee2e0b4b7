# fs - the tree of files: vnodes, paths, memory, initial archives.
obj-y += fs/walk.o fs/vfs.o fs/rename.o fs/path.o
obj-y += fs/tmpfs.o fs/tmpfs_dir.o fs/tmpfs_file.o fs/blocks.o fs/stamp.o
obj-y += fs/machine.o fs/entry.o fs/initrd.o fs/gunzip.o fs/root.o

$(O)/fs/gunzip.o: build/src/zlib/.done
CFLAGS_fs/gunzip := -isystem build/src/zlib # zlib.h, unmodified

include tests/initrd/build.mk
