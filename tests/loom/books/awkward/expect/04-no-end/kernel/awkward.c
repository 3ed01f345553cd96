@ an at sign in column one
@@ two of them
@<< and with angles
@>>
@begin code 1
@end code 1
@defn kernel/awkward.c
@use nothing
@nl
@fatal x
@file elsewhere.md
int x = a << 3 | b >> 2;
int y = a<<3>>2<<<4>>>5<<<<6>>>>7;
in the middle @<<, @@<<, @@@<<, @>>, @@>>
<<x>> followed by text
text before <<x>>
two <<x>> and <<x>>
 <<>>
"<<x>>" '<<x>>=' <<
>>
<<
[[ -n $x ]] && echo [[ ]] [ ] ]]
printf("%d %s %%\n", x); /* \ \\ \n \0 %def x y z */
%def x y z
@ %def x y z
$HOME ${HOME} `date` "quotes" 'more' #hash
blanks at the end   
	a tab, and	one inside

# 12 "not/a/line/marker.c"
#include <stdio.h> // ä ö ü ß € 漢字 𝄞
  ``
::: not a div
## not a heading
<!-- not a comment -->

