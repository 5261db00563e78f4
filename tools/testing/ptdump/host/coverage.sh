#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the host tests have run through of the kernel's files, in any format, since
# build/host/*.gcda were removed: a table on stdout. A line that was not reached
# has to be explained in the file "unreached", and what is explained there must
# not have been reached. Fails where that is not so, or where less than 95 % of a
# file were reached, or none is known; what is wrong comes after the table.
set -euo pipefail

cd "$(dirname "$0")"
top=../../../..
out=$top/build/host

# A record for each line of a function in a program: file, line, how often it was
# reached, and how often each of its branches was taken.
counts()
{
	(cd "$out" && gcov --branch-probabilities --json-format --stdout \
		-- *.gcno 2>gcov.log) |
		jq -r '.files[] | .file as $file | .lines[] |
			[$file, .line_number, .count,
			 ([.branches[].count] | join(" "))] | @tsv' |
		sed -E 's,^(\.\./)+,,' | grep -E '^(arch|include/linux|mm)/'
}

# A line for each file that is compiled: no line of it may be known.
sources()
{
	(cd "$top" && find arch mm -name '*.c' ! -path '*/tests/*' \
		-printf 'source\t%p\n')
}

# Branches differ with the levels that a format has: those of a line are taken
# together with those of other formats that are as many.
{ sources; counts; } | awk -F'\t' -v top="$top" '
	function trim(text)
	{
		gsub(/^[ \t]+|[ \t]+$/, "", text)
		return text
	}
	function percent(part, all)
	{
		return all ? sprintf("%d/%d %.1f", part, all, 100 * part / all) : "-"
	}
	FILENAME == "unreached" {
		if (/^#/ || !NF)
			next
		split($0, column, / \| /)
		reason[trim(column[1]) ": " trim(column[2])] = trim(column[3])
		next
	}
	$1 == "source" {
		source[$2]
		next
	}
	{
		line = $1 FS $2
		files[$1]
		hits[line] += $3
		n = split($4, count, " ")
		for (i = 1; i <= n; i++)
			taken[line FS n FS i] += count[i]
	}
	END {
		for (line in hits) {
			split(line, part, FS)
			lines[part[1]]++
			reached[part[1]] += hits[line] > 0
		}
		for (branch in taken) {
			split(branch, part, FS)
			branches[part[1]]++
			ways[part[1]] += taken[branch] > 0
		}
		printf "# %-34s %16s %16s\n", "file", "lines", "branches"
		for (file in files) {
			printf "# %-34s %16s %16s\n", file,
			       percent(reached[file], lines[file]),
			       percent(ways[file], branches[file]) | "sort"
			if (reached[file] < 0.95 * lines[file])
				wrong[++nr] = file ": fewer than 95 %"
		}
		close("sort")
		for (file in source) {
			name = file ": *"
			if (file in files)
				continue
			explained[name]
			if (!(name in reason))
				wrong[++nr] = "in no host test: " file
		}
		for (file in files)
			for (i = 1; (getline text <(top "/" file)) > 0; i++) {
				line = file FS i
				if (!(line in hits) || hits[line])
					continue
				name = file ": " trim(text)
				explained[name]
				if (!(name in reason))
					wrong[++nr] = "not reached: " file ":" i ": " trim(text)
			}
		for (name in reason)
			if (!(name in explained))
				wrong[++nr] = "explained, but reached or gone: " name
		for (i = 1; i <= nr; i++)
			print "# " wrong[i]
		exit nr > 0
	}' unreached -
