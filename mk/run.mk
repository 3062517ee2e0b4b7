# run.mk - boot an application. One place knows QEMU's command line: build/pith.

APP     ?= lua
ACCEL   ?= auto
MACHINE ?= microvm
MEM     ?= 128M
INITRD  ?= $(wildcard apps/$(APP)/root)
ARGS    ?= $(shell cat apps/$(APP)/args 2>/dev/null)

PITH_RUN := build/pith run -m $(MEM) --machine $(MACHINE) --accel $(ACCEL)

.PHONY: run trace debug
run: all ## boot an application: APP=hello ARGS="a b" MEM=64M MACHINE=microvm|q35|pc
	$(PITH_RUN) $(INITRD:%=-i %) build/apps/$(APP).elf -- $(ARGS)
