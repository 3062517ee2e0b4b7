#!/bin/sh
# fetch_virt_xml_validate.sh - have virt-xml-validate, libvirt's judge of XML.
#
# usage: fetch_virt_xml_validate.sh DIR      prints the command to run it by
#
# An installed one is used. Else it, libvirt's schemas and xmllint are taken
# from the system's Debian release and unpacked under DIR: nothing is
# installed. The script that is run is the package's; only where its schemas
# lie is changed in it.
set -eu

if command -v virt-xml-validate; then
    exit
fi
mkdir -p "$1"
dir=$(cd "$1" && pwd)
pin=$(cd "$(dirname "$0")" && pwd)/check-pin.sh
if test -x "$dir/validate"; then
    echo "$dir/validate"
    exit
fi

icu=$(apt-cache depends libxml2 | sed -n 's/.*Depends: \(libicu[0-9]*\)$/\1/p')
packages="libvirt-clients libvirt0 libxml2-utils libxml2 $icu"
mkdir -p "$dir/debs" "$dir/root"
cd "$dir/debs"
# shellcheck disable=SC2086 # words
apt-get download -qq $packages >../download.log 2>&1 || {
    echo "cannot download $packages: $(tail -n 1 ../download.log)" >&2
    exit 1
}
for deb in *.deb; do
    sh "$pin" libvirt "$deb"
    dpkg-deb -x "$deb" "$dir/root"
done
root=$dir/root
sed "s|/usr/share/libvirt/schemas|$root&|" "$root/usr/bin/virt-xml-validate" \
    >"$dir/script"
{
    echo "#!/bin/sh"
    echo "PATH=$root/usr/bin:\$PATH"
    echo "export LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu"
    echo "exec sh $dir/script \"\$@\""
} >"$dir/validate"
chmod +x "$dir/validate"
echo "$dir/validate"
