# libvirt.sh - sourced by run.sh: what `pith libvirt --xen` writes.
# shellcheck disable=SC2034,SC2154 # its variables, and those of lib.sh

# It is XML of a domain to libvirt's own judge; which refuses what is not.
libvirt_xml()
{
    judge=$(sh scripts/fetch_virt_xml_validate.sh build/xen/libvirt \
        2>"$scratch/why") || {
        echo "SKIPPED libvirt: its XML WAS NOT VALIDATED:" \
            "$(tail -n 1 "$scratch/why")"
        return
    }
    xml=$scratch/domain.xml
    disk="$scratch/it's <a> disk"
    head -c 1048576 /dev/zero >"$disk"
    build/pith libvirt --xen -m 64M --smp 2 -e 'A=b<&"c' -i "$scratch/ramdisk" \
        -d "$disk" -d "$disk,ro" --net bridge=br0 -o log=info "$hello" -- "it's" 'x <y> & "z"' >"$xml"
    "$judge" "$xml" >"$scratch/out" 2>&1
    rc=$?
    check "pith libvirt: virt-xml-validate" 0
    good "pith libvirt: two disks and a card" test \
        "$(grep -c "<target dev='xvd[ab]' bus='xen'/>\|<readonly/>\|\
<source bridge='br0'/>" "$xml")" = 4
    sed 's|<vcpu>2<|<vcpu>two<|' "$xml" >"$xml.bad"
    "$judge" "$xml.bad" >"$scratch/out" 2>&1
    rc=$?
    check "virt-xml-validate refuses what is wrong" 3 "fails to validate"
    sed "s|bus='xen'|bus='zen'|" "$xml" >"$xml.bad"
    "$judge" "$xml.bad" >"$scratch/out" 2>&1
    rc=$?
    check "virt-xml-validate refuses a disk that is wrong" 3 "fails to validate"
}
