# json.awk - the bench's rows as JSON: [{"table", "name", "value", "unit"}].
BEGIN {
    FS = "\t"
    print "["
}

{
    gsub(/[\\"]/, "\\\\&", $2)
    printf "%s  {\"table\": \"%s\", \"name\": \"%s\", ", comma, $1, $2
    printf "\"value\": %s, \"unit\": \"%s\"}", $3, $4
    comma = ",\n"
}

END { print "\n]" }
