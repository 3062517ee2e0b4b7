# fs - the tree of files: vnodes, paths, memory, initial archives.
obj-y += fs/walk.o fs/vfs.o fs/rename.o fs/path.o
obj-y += fs/tmpfs.o fs/tmpfs_dir.o fs/tmpfs_file.o fs/blocks.o fs/stamp.o
obj-y += fs/machine.o fs/entry.o fs/initrd.o fs/gunzip.o fs/root.o
# disks: a program that uses paths may be told to mount one
obj-y += fs/mount.o fs/mount_option.o fs/partition.o fs/volumes.o
obj-y += fs/blk_disk.o fs/cache.o
obj-y += $(addprefix fs/p9/,message.o errors.o client.o calls.o)
obj-y += $(addprefix fs/p9/,node.o file.o dir.o)
obj-y += $(addprefix fs/ext4/,mount.o super.o txn.o journal.o replay.o csum.o)
obj-y += $(addprefix fs/ext4/,inode.o inode_write.o orphan.o alloc.o map.o)
obj-y += $(addprefix fs/ext4/,extent.o extent_change.o blockmap.o file.o)
obj-y += $(addprefix fs/ext4/,dir.o dir_change.o dir_index.o names.o)

$(O)/fs/gunzip.o: build/src/zlib/.done
CFLAGS_fs/gunzip := -isystem build/src/zlib # zlib.h, unmodified

include tests/initrd/build.mk
