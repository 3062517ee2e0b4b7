# run.mk - boot an application. One place knows QEMU's command line: build/pith.

APP     ?= hello
ACCEL   ?= auto
MACHINE ?= microvm
MEM     ?= 128M
INITRD  ?= $(wildcard apps/$(APP)/root)
ARGS    ?= $(or $(shell cat apps/$(APP)/args 2>/dev/null),one "two three")

PITH_VM    := -m $(MEM) --machine $(MACHINE) --accel $(ACCEL)
PITH_RUN   := build/pith run $(PITH_VM)
PITH_DEBUG := build/pith debug $(PITH_VM)

.PHONY: run trace debug
run: all ## boot an application: APP=hello ARGS="a b" MEM=64M MACHINE=microvm|q35|pc
	$(PITH_RUN) $(INITRD:%=-i %) build/apps/$(APP).elf -- $(ARGS)

debug: all ## gdb on an application, stopped at main: APP=hello
	$(PITH_DEBUG) $(INITRD:%=-i %) build/apps/$(APP).elf -- $(ARGS)

trace: all ## boot and name the first CPU exception: vector, source line, CR2
	sh scripts/trace.sh $(PITH_RUN) $(INITRD:%=-i %) -- build/apps/$(APP).elf $(ARGS)
