#!/bin/sh
# test_usage.sh - verbs, options and bad files.
set -u
. tests/tool/lib.sh

make_image 18 4 $((0x200000)) >"$scratch/good.elf"
make_image 3 4 $((0x200000)) >"$scratch/no-note.elf"
make_image 18 8 $((0x200000)) >"$scratch/align-8.elf"
make_image 18 4 $((0x20000000)) >"$scratch/high.elf"
echo 'echo hello' >"$scratch/script"
: >"$scratch/empty"
cd "$scratch" || exit 1

t 125
err_is "pith: a verb is missing; see pith --help"
t 125 rnu
err_is "pith: unknown verb rnu; did you mean run?"
t 125 frobnicate
err_is "pith: unknown verb frobnicate; see pith --help"
t 125 good.elf
err_is "pith: good.elf is no verb; did you mean: pith run good.elf"
t 0 --version
out "pith "
t 0 --help
for verb in run debug lint pack xl libvirt xen-core symtab; do
    out "  $verb "
done
for verb in run debug lint pack xl libvirt xen-core symtab; do
    t 0 $verb --help
    out "Usage: pith $verb"
    out "Exit status:"
    err_is ""
    t 125 $verb
    t 125 $verb --bogus x
    err_is "pith: $verb: unknown option --bogus; see pith $verb --help"
    t 125 $verb -Z x
    err_is "pith: $verb: unknown option -Z; see pith $verb --help"
done

# run: options
t 125 run -m
err_is "pith: run: option -m needs a value"
t 125 run -m lots good.elf
err_is "pith: run: lots is no memory size; write 64M or 1G"
t 125 run -m 1M good.elf
err_is "pith: run: -m 1M is too little; QEMU needs 2M"
t 125 run --timeout soon good.elf
err_is "pith: run: --timeout soon: not a number of seconds"
for cpus in 0 256 -1 +2 2x ''; do
    t 125 run --smp "$cpus" good.elf
    err_is "pith: run: --smp $cpus: not a number from 1 to 255"
done
t 125 run --accel hvf good.elf
err_is "pith: run: --accel is auto, tcg or kvm, not hvf"
t 125 run --gdb=x good.elf
err_is "pith: run: --gdb=x: not a port number"
t 125 run --print=x good.elf
err_is "pith: run: option --print=x takes no value"
t 125 run -e a.b=c good.elf
err "the name may hold letters, digits and _ only"
t 125 run --env-file missing good.elf
err_is "pith: missing: No such file or directory"
t 125 run -i missing good.elf
err_is "pith: missing: No such file or directory (status 125)"
t 125 run good.elf one two
err_is "pith: run: one: put the program's arguments behind --"
t 125 run good.elf -- virtio_mmio.device=x
err "such a word never reaches the program"

# run: files that are no image
t 126 run missing.elf
err_is "pith: missing.elf: No such file or directory (status 126)"
t 126 run .
err_is "pith: .: Is a directory (status 126)"
t 126 run /dev/null
err_is "pith: /dev/null: Invalid argument (status 126)"
t 126 run empty
err_is "pith: empty: not an ELF file (status 126)"
t 126 run script
err_is "pith: script: not an ELF file (status 126)"
t 126 run no-note.elf
err_is "pith: no-note.elf: no PVH ELF note (Xen, type 18): not linked by pith-cc? (status 126)"
t 126 run "$(command -v sh)"
err "no PVH ELF note"
t 126 run align-8.elf
err_is "pith: align-8.elf: p_align of PT_NOTE is 8, must be 4 (status 126)"
t 127 run high.elf
err_is "pith: boot refused: high.elf needs RAM up to 0x20000000; use -m 512M (status 127)"
t 126 run --json=j missing.elf
result "JSON" grep -qF '{"outcome":"image","status":126,"message":"missing.elf: No such file or directory","image":"missing.elf"' j
t 126 run -q missing.elf
err_is ""
t 126 run --qemu /nonexistent/qemu good.elf
err_is "pith: cannot start /nonexistent/qemu: No such file or directory; apt-get install qemu-system-x86 (status 126)"

# run: the length of the command line
long=$(head -c 4200 /dev/zero | tr '\0' x)
t 125 run --machine q35 good.elf -- "$long"
err "bytes; q35 takes 4095, microvm more (status 125)"
t 0 run --print good.elf -- "$long"
longer=$(head -c 66000 /dev/zero | tr '\0' x)
t 125 run good.elf -- "$longer"
err "bytes; microvm takes 65535 (status 125)"

# run --print
# shellcheck disable=SC2016
printf '#!/bin/sh\nwhile test $# -gt 1; do shift; done; printf %%s "$1"\n' >last
chmod +x last
t 0 run --print --qemu ./last -m 1G -e K='a b' -o log=debug good.elf -- one "it's"
out "    -m 1024M \\"
out "    -kernel good.elf \\"
sh "$scratch/out" >line
cat >want <<\END
'K=a b' pith.name=good.elf pith.log=debug -- one 'it'\''s'
END
printf '\n' >>line
result "can be pasted" cmp -s line want
mkdir -p tree
t 0 run --print -i tree good.elf
out "pith pack tree initrd.cpio &&"
out "    -initrd initrd.cpio \\"
t 0 run --print --machine pc --accel kvm --cpu Nehalem --smp 4 --gdb good.elf
out "    -machine pc \\"
out "    -smp 4 \\"
out "    -accel kvm \\"
out "    -cpu Nehalem \\"
out "    -gdb tcp:127.0.0.1:1234 \\"
head -c 1048576 /dev/zero >a,b
t 0 run --print -d a,b,ro,label=x -d a,b -e pith.mount=vda:/d good.elf
out "    -drive id=disk0,if=none,format=raw,cache=writeback,readonly=on,file=a,,b \\"
out "    -device virtio-blk-device,drive=disk0,serial=x \\"
out "    -device virtio-blk-device,drive=disk1"
t 0 run --print --machine q35 -d a,b good.elf
out "    -device virtio-blk-pci,drive=disk0"
head -c 1000 /dev/zero >odd
mkdir -p fold,er:x
t 0 run --print -v fold,er:x:/mnt -v .:/a/b:ro -e pith.mount=vda:/d good.elf
out "-fsdev local,id=folder0,security_model=none,multidevs=remap,path=fold,,er:x \\"
out "-fsdev local,id=folder1,security_model=none,multidevs=remap,readonly=on,path=. \\"
out "-device virtio-9p-device,fsdev=folder1,mount_tag=host1"
out "'pith.mount=host0:/mnt:9p;host1:/a/b:9p,ro;vda:/d'"
t 0 run --print --machine q35 -v .:/mnt:rw good.elf
out "-device virtio-9p-pci,fsdev=folder0,mount_tag=host0"
out "pith.mount=host0:/mnt:9p --"
t 0 run --print -o mount=vda:/a -o mount=vdb:/b good.elf
out "pith.mount=vdb:/b --"
for bad in . :/x .: .:x .:x/y .:/x:wo; do
    t 125 run -v "$bad" good.elf
    err_is "pith: run: -v $bad: give DIR:/PATH or DIR:/PATH:ro"
done
for bad in .:/ ".://:ro" ".:/a;b" .:/a,b; do
    t 125 run -v "$bad" good.elf
    err_is "pith: run: -v $bad: the path in the guest may be neither the root nor have , or ;"
done
t 125 run -v missing:/x good.elf
err_is "pith: missing: No such file or directory"
t 125 run -v good.elf:/x good.elf
err_is "pith: good.elf: not a directory"
t 125 run -v ".:/$(printf %0256d 0)" good.elf
err "longer than"
t 125 run -d odd good.elf
err_is "pith: odd: 1000 bytes are no disk: not a multiple of 512"
t 125 run -d a,b,label=a:b good.elf
err "is not ro, rw or label=NAME"

# run: what is not for Xen, or not for this Xen
mkdir -p rig
t 125 run --vmm xen-domu good.elf
err_is "pith: run: --vmm xen-*: give --xen-rig DIR, which \`make xen-rig\` makes"
t 125 run --vmm kvm good.elf
err_is "pith: run: --vmm is qemu, xen-domu or xen-dom0, not kvm"
t 125 run --vmm qemu --xen-rig rig good.elf
err_is "pith: run: --xen-rig is not for --vmm qemu"
t 125 run --xen-rig rig good.elf
err "rig: no rig, or of another pith: recipe none, not 3; "
t 125 run --xen-rig rig -v .:/mnt good.elf
err_is "pith: run: --volume is not for --vmm xen-domu: Xen has no folders of the host; make a disk of DIR: pith mkdisk --from, and -d"
t 125 run --xen-rig rig -d a,b,label=x good.elf
err_is "pith: run: -d: Xen's disks have no label: leave out label=x and call it vda"
t 125 run --xen-rig rig --net bridge=br0 good.elf
err "run: --net bridge= is for pith xl and libvirt; put a tap on the bridge"
t 125 run --xen-rig rig --smp 129 good.elf
err_is "pith: run: --smp 129: Xen's domains have up to 128"
t 125 run --xen-rig rig --accel kvm good.elf
err_is "pith: run: Xen runs under --accel tcg only"
for option in --machine=q35 --console=virtio --gdb --core=x --print; do
    t 125 run --xen-rig rig $option good.elf
    err "pith: run: ${option%=*} is not for --vmm xen-domu: "
done
for option in --machine=pc --console=virtio --gdb --core=x; do
    t 125 run --vmm xen-dom0 --xen-rig rig $option good.elf
    err "pith: run: ${option%=*} is not for --vmm xen-dom0: "
done
t 125 debug --xen-rig rig good.elf
err_is "pith: debug: gdb sees Xen's memory, not the program's; leave Xen out"
t 0 run --vmm xen-dom0 --xen-rig rig --print --net none --console serial good.elf
out "    -kernel rig/xen \\"
out "    -initrd 'good.elf pith.name=good.elf --'"
out " dom0-iommu=none "
cp good.elf "g,ood.elf"
cp good.elf "my good.elf"
t 0 run --vmm xen-dom0 --xen-rig rig --print -i a,b "g,ood.elf"
out "    -initrd 'g,,ood.elf pith.name=g,,ood.elf --,a,,b'"
t 125 run --vmm xen-dom0 --xen-rig rig "my good.elf"
err "pith: my good.elf: QEMU gives Xen no file with a blank in its name"
t 125 run --vmm xen-dom0 --xen-rig rig -i "my good.elf" good.elf
err "QEMU gives Xen no file with a blank in its name"
t 125 run --xen-rig "a rig" good.elf
err "pith: a rig: QEMU gives Xen no file with a blank in its name"
t 0 run --vmm xen-dom0 --xen-rig rig --print -d a,b,label=x -v .:/mnt -p 80:80 good.elf
out "    -device intel-iommu,intremap=on,aw-bits=48 \\"
out " dom0=pvh iommu=no-sharept "
out "    -device virtio-blk-pci,drive=disk0,serial=x,iommu_platform=on,disable-legacy=on"
out "    -device virtio-9p-pci,fsdev=folder0,mount_tag=host0,iommu_platform=on,disable-legacy=on"
out "    -device virtio-net-pci,netdev=net0,romfile=,iommu_platform=on,disable-legacy=on"

# xl, libvirt: disks and cards
make_image 18 4 $((0x300000)) >big.elf
t 0 xl -d a,b,ro -d a,b --net bridge=br0 good.elf
out "disk = ['format=raw,vdev=xvda,access=ro,target=$(pwd -P)/a,b', 'format=raw,vdev=xvdb,access=rw,target=$(pwd -P)/a,b']"
out "vif = ['bridge=br0']"
t 0 xl --net none good.elf
result "no disk, no card" sh -c "! grep 'disk\|vif' out"
t 0 libvirt --xen -d a,b,ro --net bridge=br0 good.elf
out "<source file='$(pwd -P)/a,b'/>"
out "<target dev='xvda' bus='xen'/>"
out "<readonly/>"
out "<source bridge='br0'/>"
t 0 libvirt --xen good.elf -- "$(printf 'a\tb')"
out "a&#9;b"
t 125 libvirt --xen good.elf -- "$(printf 'a\001b')"
err_is "pith: libvirt: XML cannot hold the control characters of a word or a file's name"
for verb in xl "libvirt --xen"; do
    # shellcheck disable=SC2086 # two words
    {
        t 125 $verb -d a,b,label=x good.elf
        err "Xen's disks have no label: leave out label=x and call it vda"
        t 125 $verb -p 80:80 good.elf
        err ": --publish: Xen has no such network; use --net bridge=NAME"
        t 125 $verb --net user good.elf
        err ": --net: Xen has no such network; use --net bridge=NAME"
        t 125 $verb -v .:/mnt good.elf
        err ": --volume: Xen has no folders of the host; make a disk of DIR"
        t 125 $verb a,b
        err "pith: ${verb% *}: a,b: "
        t 125 $verb -m 2M big.elf
        err "pith: ${verb% *}: boot refused: big.elf needs RAM up to 0x300000"
        t 125 $verb --smp 129 good.elf
        err_is "pith: ${verb% *}: --smp 129: Xen's domains have up to 128"
        t 125 $verb --timeout 5 good.elf
        err ": --timeout: it is for pith run"
    }
done

# mkdisk
t 125 mkdisk
err_is "pith: mkdisk: give a FILE; see pith mkdisk --help"
t 125 mkdisk disk --size 1M
err "is no size from 2M on"
t 125 mkdisk disk --from missing
err_is "pith: missing: No such file or directory"
t 125 mkdisk disk --label 12345678901234567
err "has more than 16 bytes"
t 0 mkdisk --help
mkdir -p made/sub
head -c 3000000 /dev/urandom >made/sub/file
t 125 mkdisk disk --size 2M --from made
err "2 MiB are too little"
result "nothing is left of it" sh -c '! ls disk* 2>/dev/null'
SOURCE_DATE_EPOCH=1 t 0 mkdisk disk --size 8M --from made
SOURCE_DATE_EPOCH=1 t 0 mkdisk again --size 8M --from made
result "the same tree gives the same bytes" cmp disk again
result "e2fsck is content" sh -c "e2fsck -fn disk >fsck 2>&1"
mv disk made
SOURCE_DATE_EPOCH=1 t 0 mkdisk made/disk --size 8M --from made
result "the image itself is not copied" cmp made/disk again

# lint
t 0 lint good.elf
out_is "good.elf: every loader's rules are kept"
t 1 lint no-note.elf
out_is "no-note.elf: note: no PVH ELF note (Xen, type 18): not linked by pith-cc? (every loader)"
t 1 lint good.elf align-8.elf
out "align-8.elf: note-align: p_align of PT_NOTE is 8, must be 4 (QEMU)"
t 1 lint --json align-8.elf
out_is '{"image":"align-8.elf","ok":false,"breaches":[{"rule":"note-align","loaders":["QEMU"],"message":"p_align of PT_NOTE is 8, must be 4"}]}'
t 0 lint --json good.elf
out_is '{"image":"good.elf","ok":true,"breaches":[]}'
t 126 lint script
err_is "pith: script: not an ELF file"
t 126 lint missing
err_is "pith: missing: No such file or directory"

# pack
mkdir -p tree/sub
echo text >tree/sub/file
t 0 pack tree one.cpio
t 0 pack tree/
result "the same on standard output" cmp -s one.cpio "$scratch/out"
t 125 pack missing
err_is "pith: missing: No such file or directory"
t 125 pack tree /nonexistent/x
err_is "pith: /nonexistent/x: No such file or directory"
mkfifo tree/fifo
t 125 pack tree two.cpio
err_is "pith: tree/fifo: not a file, directory or link"
result "no half archive is left" test ! -e two.cpio
t 125 pack tree /dev/null
result "/dev/null is left" test -c /dev/null

# symtab
t 126 symtab script
err "no .pith_symtab section"
t 126 symtab good.elf
err "link with pith-cc"
t 126 symtab missing
err_is "pith: missing: No such file or directory"
finish tool-usage
