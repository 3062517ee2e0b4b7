# pvhinfo.mk - the tests of the application that judges VMMs.

CHECK_MORE += check-pvhinfo
.PHONY: check-pvhinfo
check-pvhinfo: build/pith build/apps/pvhinfo.elf $(LOADER)/rom.bin $(LOADER)/shapes ## what pvhinfo says on each of QEMU's machines
	sh tests/pvhinfo/run.sh
