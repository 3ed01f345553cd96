# lean.awk - a style sheet or a script without its comments and indentation
#
# Only comments that have their lines to themselves go: what begins with
# // in JavaScript, what stands between /* and */ in either. A first comment
# that begins with /*! stays; licences do.

/^[ \t]*\/\*[^!]/ { within = 1 }
within {
    if (/\*\/[ \t]*$/)
        within = 0
    next
}
/^[ \t]*\/\// || /^[ \t]*$/ { next }
{ sub(/^[ \t]+/, ""); print }
