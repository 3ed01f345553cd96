# lines.awk - from a file with noweb's marks: file, line, chapter, its line
/^# [0-9]+ "/ {
    at = $2
    chapter = $3
    gsub(/^".*\/|\.md"$/, "", chapter)
    next
}
{ print file, ++n, chapter, at++ }
