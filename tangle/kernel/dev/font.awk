# font.awk: from pictures of characters to a font in PSF2, as assembly.
# A line of names, then sixteen lines of dots; ";" begins a comment.
BEGIN {
    for (c = 33; c < 127; c++)
        code[sprintf("%c", c)] = c
    code["none"] = 0; code["space"] = 32
}

/^;/ { next }

left == 0 { count = split($0, name); left = 16; next }

{
    if (split($0, dots) != count)
        fail("has not " count " characters")
    for (i = 1; i <= count; i++) {
        if (length(dots[i]) != 8 || dots[i] ~ /[^.#]/)
            fail("\"" dots[i] "\" is not eight dots")
        if (!(name[i] in code))
            fail("nobody knows a character " name[i])
        byte = 0
        for (j = 1; j <= 8; j++)
            byte = byte * 2 + (substr(dots[i], j, 1) == "#")
        glyph[code[name[i]]] = glyph[code[name[i]]] ", " byte
    }
    left--
}

function fail(what) {
    print FILENAME ":" FNR ": " what > "/dev/stderr"
    exit failed = 2
}

END {
    if (!failed && left)
        fail("ends within a picture")
    if (failed)
        exit failed
    print "    .section .rodata, \"a\"\n    .global font_start, font_end"
    print "font_start:"
    print "    .long 0x864ab572, 0, 32, 0, 127, 16, 16, 8"
    for (c = 0; c < 127; c++)
        print "    .byte " substr(c in glyph ? glyph[c] : glyph[0], 3)
    print "font_end:"
}
