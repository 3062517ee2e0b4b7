# chart.awk - the bench's rows as an SVG picture: time to the first byte and
# instructions to the first output, on scales of powers of ten.
function log10(x) { return log(x) / log(10) }

# bar(LABEL, VALUE, UNIT, SMALLEST, DECADES)
function bar(label, value, unit, smallest, decades,    width)
{
    width = 380 * log10(value / smallest) / decades
    printf "<text x=\"120\" y=\"%d\" text-anchor=\"end\">%s</text>\n", y + 12,
        label
    printf "<rect x=\"128\" y=\"%d\" width=\"%.0f\" height=\"15\"/>\n", y,
        width
    printf "<text x=\"%.0f\" y=\"%d\">%s %s</text>\n", 134 + width, y + 12,
        value, unit
    y += 20
}

function title(text)
{
    y += 12
    printf "<text x=\"10\" y=\"%d\" font-weight=\"bold\">%s</text>\n", y + 10,
        text
    y += 18
}

BEGIN { FS = "\t"; nb = no = y = 0 }
$1 == "first_byte" { byte[nb] = $2; us[nb++] = $3 }
$1 == "output" && $4 == "instructions" { out[no] = $2; insns[no++] = $3 }
END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"" \
        80 + 20 * (nb + no) "\" font-family=\"sans-serif\" font-size=\"12\"" \
        " fill=\"#357\">"
    print "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    title("From starting QEMU to the first byte under TCG (logarithmic)")
    for (i = 0; i < nb; i++)
        bar(byte[i], sprintf("%.1f", us[i] / 1000), "ms", 1, 4)
    title("Instructions from reset to the first output (logarithmic)")
    for (i = 0; i < no; i++)
        bar(out[i], insns[i], "", 100, 8)
    print "</svg>"
}
