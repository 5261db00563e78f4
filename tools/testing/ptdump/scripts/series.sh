#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Writes our tree as patches against the base to build/series: a cover letter, and
# one patch a step of series/steps. The same tree gives the same bytes. The
# patches are from whoever made the last commit here, and of that time. The fixes
# for the base alone go to build/series/stock-fixes.
#
# usage: series.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"

out=$build/series

last_commit() {
	git -C "$top" log -1 --format="$1"
}

# The steps up to a tag once more, with that author. Prints the last commit.
with_author() {
	local head=base step

	for step in $(git -C "$linux" rev-list --reverse "base..$1"); do
		head=$(git -C "$linux" log -1 --format=%B "$step" |
			git -C "$linux" commit-tree "$step^{tree}" -p "$head")
	done
	echo "$head"
}

# The subject and text of the letter go where git left room for them, the tables
# of README.md where the letter has the line "@tables@".
fill_in() {
	awk -v letter="$2" -v readme="$top/README.md" \
	    -v date="$(last_commit %aD)" '
		/^Date: / { print "Date: " date; next }
		/\*\*\* SUBJECT HERE \*\*\*/ {
			getline subject <letter
			sub(/\*\*\* SUBJECT HERE \*\*\*/, subject)
			getline skip <letter
		}
		/^\*\*\* BLURB HERE \*\*\*$/ {
			while ((getline line <letter) > 0) {
				if (line == "@tables@")
					tables()
				else
					print line
			}
			next
		}
		{ print }
		function tables(line, on) {
			while ((getline line <readme) > 0) {
				if (line ~ /^## /)
					on = line == "## Beside the stock dumper"
				if (on && line ~ /^\|/)
					print line
				else if (on && table)
					print ""
				table = on && line ~ /^\|/
			}
		}' "$1"
}

# write TAG LETTER DIRECTORY
write() {
	git -C "$linux" format-patch -q -o "$3" --cover-letter --zero-commit \
		--no-signature --full-index --stat=75 -B -M \
		"base..$(with_author "$1")"
	fill_in "$3/0000-cover-letter.patch" "$2" >"$3/letter"
	mv "$3/letter" "$3/0000-cover-letter.patch"
}

take_lock
"$scripts/base.sh"
"$scripts/tree.sh"

GIT_AUTHOR_NAME=$(last_commit %an)
GIT_AUTHOR_EMAIL=$(last_commit %ae)
GIT_AUTHOR_DATE=$(last_commit %aI)
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE

rm -rf "$out.new"
write published "$top/series/cover-letter.txt" "$out.new"
write stock-fixes "$top/series/stock-fixes.txt" "$out.new/stock-fixes"
rm -rf "$out"
mv "$out.new" "$out"
find "$out" -name '*.patch' | sort
