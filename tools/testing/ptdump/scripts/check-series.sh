#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Does with the series what those who get it do: applies it to a pristine base,
# compiles after each patch, and lets the kernel's own tools look at it. Prints
# lines "ok - NAME" or "not ok - NAME"; logs are in build/logs.
#
# What a tool may say is in series/exceptions; a row there that nothing needs any
# more is an error too.
#
# usage: check-series.sh

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

series=$build/series
exceptions=$top/series/exceptions
said=$build/series.said
repository=$linux
# A tree of its own, in which the rows build as they do in build/linux.
linux=$build/series.tree
log=$logs/series.log
. "$scripts/result.sh"

# Runs a command into the log; shows of it what matches PATTERN when it fails.
logged() {
	local pattern=$1 status

	shift
	# Not "if cmd": that would switch errexit off inside.
	set +e
	(set -e; "$@") >"$log" 2>&1 </dev/null
	status=$?
	set -e
	[ $status = 0 ] || grep -E "$pattern" "$log" | tail -n 10 | sed 's/^/# /'
	return $status
}

# Applying

fresh_tree() {
	if [ "$(git -C "$linux" rev-parse --git-common-dir 2>&1)" != \
	     "$repository/.git" ]; then
		rm -rf "$linux"
		git -C "$repository" worktree prune
		git -C "$repository" worktree add -f --detach -q "$linux" base
	fi
	rm -rf "$(git -C "$linux" rev-parse --git-path rebase-apply)"
	git -C "$linux" checkout -q --detach -f base
	git -C "$linux" clean -qfdx -e '/b-*/'
}

apply() {
	git -C "$linux" am -q --keep-non-patch --committer-date-is-author-date "$1"
}

# The tree is that of a step in build/linux, names, modes and bytes.
is_the_tree_of() {
	[ "$(git -C "$linux" rev-parse 'HEAD^{tree}')" = \
	  "$(git -C "$repository" rev-parse "$1^{tree}")" ]
}

# Compiling

# Calls a command for each row of kernels/series, built with Clang if $2 is set.
each_row() {
	local command=$1 name symbols targets

	row_llvm=${2:-}
	while IFS='|' read -r name row_arch row_prefix symbols targets; do
		row=series-$name${row_llvm:+-llvm}
		row_dir=$linux/b-$row
		$command </dev/null
	done < <(table series)
}

warnings() {
	sed -nE 's#^(\.\./)*([a-z][^ :]*\.[chS]):[0-9:]* *((fatal )?error|warning): #\2: #p' "$log"
}

# No configuration has the walk and the core before the step that uses them. What
# Kconfig does not know for a step is asked for again in the next.
make_targets() {
	local list object

	read -ra list <<<"$targets"
	for object in mm/mm_walk.o mm/ptdump.o; do
		[ ! -f "$linux/${object%.o}.c" ] || list+=("$object")
	done
	configure "$symbols" &&
		row_make -k W=1 -j"${JOBS:-$(nproc)}" prepare "${list[@]}"
}

# Has the last patch changed what the row may compile?
concerns_row() {
	local srcarch=${row_arch/x86_64/x86}

	git -C "$linux" diff --name-only HEAD^ HEAD | awk -F/ -v arch="$srcarch" '
		$1 == "arch" && $2 != arch { next }
		$1 != "Documentation" && $1 != "tools" && $1 != "MAINTAINERS" {
			found = 1
		}
		END { exit !found }'
}

compile_patch() {
	if concerns_row; then
		compile
	else
		echo "# $patch: nothing that $name compiles"
	fi
}

compile_base() {
	say "series: compiling the base, $name"
	logged 'error:' configure "$symbols" ||
		die "the base cannot be configured: $log"
	logged 'error:' make_targets || die "the base does not compile: $log"
	# What was compiled by an earlier run is not compiled again.
	touch "$row_dir/warnings.base"
	warnings | sort -u -o "$row_dir/warnings.base" - "$row_dir/warnings.base"
}

# Warnings in files that the series touches count, but for those of the base.
compile() {
	local status=0 new

	say "series: compiling $patch, $name"
	logged 'error:|\*\*\*' make_targets || status=1
	new=$(warnings | sort -u | comm -23 - "$row_dir/warnings.base" |
		grep -F -f <(git -C "$linux" diff --name-only base HEAD |
			sed 's/$/: /') | sed 's/^/# /' || true)
	[ -z "$new" ] || {
		echo "$new"
		status=1
	}
	result $status "$patch compiles, $name${row_llvm:+ with Clang}"
}

everything_was_asked_for() {
	local status=0

	nothing_dropped | sed 's/^/# /' || status=1
	result $status "$name has all that its row asks for"
}

compile_with_clang() {
	logged 'error:' configure "$symbols" || true
	: >"$row_dir/warnings.base"
	compile
}

# Tools. Each prints lines TOOL|TYPE|FILE|MESSAGE; what did not run says so, too.

our_sources() {
	our_files | grep '\.[ch]$'
}

# "FILE:LINE: warning: MESSAGE" in files of the series, as from most tools. 7.3's
# kernel-doc prints "Warning: FILE:LINE MESSAGE".
lines_of() {
	local tool=$1

	sed -E 's#^(Info|Warning|Error): ([^ :]+:[0-9]+) #\2: \1: #' |
	grep -vE ': (info|[Ii]nfo): ' | sed -nE "s#^(\./|\.\./)*([a-zA-Z][^ :]*):[0-9:-]* *(([Ww]arning|[Ee]rror|WARNING|ERROR):?)? *(.*)#$tool|\2|\4|\5#p" |
		awk -F'|' -v OFS='|' '{ print $1, $3 == "" ? "-" : $3, $2, $4 }' |
		grep -F -f <(touched_files | sed 's/^/|/; s/$/|/') || true
}

says_checkpatch() {
	local patch

	for patch in "${patches[@]}"; do
		# its status is that it has something to say
		{ (cd "$linux" && scripts/checkpatch.pl --strict --show-types \
			--color=never "$patch") 2>>"$log" ||
			true; } | awk -v patch="$patch" '
			function flush() {
				if (type != "")
					print "checkpatch|" type "|" file "|" text
				type = ""
			}
			/^(ERROR|WARNING|CHECK):[A-Z_]+: / {
				flush()
				split($0, part, ":")
				type = part[2]
				file = "-"
				text = $0
				sub(/^[A-Z]+:[A-Z_]+: /, "", text)
				next
			}
			/^#[0-9]+: FILE: / && type != "" {
				split($3, part, ":")
				file = part[1]
				text = text " (" $3 ")"
			}
			/^$/ { flush() }
			/^total: .* lines checked$/ { ended = 1 }
			END {
				flush()
				if (!ended)
					print "checkpatch|failed|-|" patch
			}'
	done
}

says_sparse() {
	each_row sparse_row
}

sparse_row() {
	local objects

	mapfile -t objects < <(our_sources | sed -n 's/\.c$/.o/p' |
		while IFS= read -r f; do
			[ ! -f "$row_dir/$f" ] || echo "$f"
		done)
	row_make C=2 CHECK="$scripts/sparse.sh" "${objects[@]}" >"$log" 2>&1 &&
		[ "$(grep -c '^  CHECK ' "$log")" -ge ${#objects[@]} ] ||
		echo "sparse|failed|-|$name"
	lines_of sparse <"$log"
}

says_kernel_doc() {
	mapfile -t files < <(our_sources)
	# its status is that it has something to say
	(cd "$linux" && scripts/kernel-doc -v -none -Wall "${files[@]}") \
		>"$log" 2>&1 || true
	grep -q 'Scanning doc for ' "$log" || echo 'kernel-doc|failed|-|'
	lines_of kernel-doc <"$log"
}

# What make coccicheck does, for our files alone, but for rules in OCaml, whose
# compiler does not come with Debian's coccinelle.
says_coccinelle() {
	local script options files scripts=0

	mapfile -t files < <(our_sources)
	: >"$log"
	while IFS= read -r script; do
		scripts=$((scripts + 1))
		read -ra options < <(sed -n 's#^// *Options: *##p' "$script" |
			head -n 1) || true
		(cd "$linux" && spatch --very-quiet --no-show-diff -D report \
			--cocci-file "$script" "${options[@]}" \
			-I arch/x86/include -I include "${files[@]}") \
			>"$log.report" 2>>"$log" </dev/null ||
			echo "coccinelle|failed|-|${script##*/}"
		lines_of coccinelle <"$log.report"
	done < <(find "$linux/scripts/coccinelle" -name '*.cocci' -print0 |
		sort -z | xargs -0 grep -l 'virtual report' | xargs grep -L ':ocaml')
	[ $scripts -gt 0 ] || echo 'coccinelle|failed|-|no scripts'
}

# Only what names files that the series touches: the rest of the kernel has
# warnings of its own, and stock's index refers to folders that are not built.
says_sphinx() {
	local page

	make -C "$linux" O=b-docs SPHINXDIRS='mm arch/arm64' htmldocs 2>&1 |
		sed "s#$linux/##g" >"$log" || echo 'sphinx|failed|-|'
	grep -E '[Ww]arning|[Ee]rror|WARNING|ERROR' "$log" |
		grep -vE '/mm/index.rst:[0-9]*: .*(undefined label|unknown document)' |
		lines_of sphinx
	for page in mm/mm_walk mm/ptdump arch/arm64/ptdump; do
		find "$linux/b-docs/Documentation/output" -size +3k \
			-path "*/$page.html" | grep -q . ||
			echo "sphinx|failed|-|no page $page.html"
	done
}

excepted() {
	table "$exceptions" | cut -d'|' -f1-3 | grep -qxF "$1"
}

# What a tool says is an exception, or an objection.
says_nothing() {
	local tool=$1 row status=0

	say "series: $tool, $2"
	while IFS= read -r row; do
		cut -d'|' -f1-3 <<<"$row" >>"$said"
		excepted "$(cut -d'|' -f1-3 <<<"$row")" || {
			echo "# ${row//|/ }"
			status=1
		}
	done < <("says_$tool" | sort -u)
	result $status "$tool has nothing to say of $2 but what series/exceptions has"
}

no_exception_is_idle() {
	local row status=0

	while IFS= read -r row; do
		echo "# not needed: $row"
		status=1
	done < <(table "$exceptions" | cut -d'|' -f1-3 | sort |
		comm -23 - <(sort -u "$said"))
	result $status 'each exception is needed'
}

# Applies the patches of a folder and compiles after each. The trees must be those
# of the steps up to a tag.
check_patches() {
	local tag=$1 status i steps

	mapfile -t steps < <(git -C "$repository" rev-list --reverse "base..$tag")
	mapfile -t patches < <(find "$2" -maxdepth 1 -name '*.patch' \
		! -name '0000-*' | sort)
	for i in "${!patches[@]}"; do
		patch=$(basename "${patches[i]}")
		patch="$3${patch%%-*}"
		status=0
		logged . apply "${patches[i]}" && is_the_tree_of "${steps[i]}" ||
			status=1
		result $status "$patch applies, and gives the tree of its step"
		each_row compile_patch
	done
	status=0
	is_the_tree_of "$tag" || status=1
	result $status "the last ${3}gives the tree $tag"
}

twice_the_same_bytes() {
	local status=0

	"$scripts/series.sh" >/dev/null
	rm -rf "$series.once"
	mv "$series" "$series.once"
	"$scripts/series.sh" >/dev/null
	diff -r "$series.once" "$series" >"$log" || status=1
	rm -rf "$series.once"
	result $status 'the series, made twice, is the same'
}

take_lock
: >"$said"
twice_the_same_bytes

fresh_tree
each_row compile_base
check_patches stock-fixes "$series/stock-fixes" 'fix '
says_nothing checkpatch 'the fixes'

fresh_tree
check_patches published "$series" 'patch '
each_row everything_was_asked_for
patch='the series'
each_row compile_with_clang 1
says_nothing checkpatch 'the series'
says_nothing sparse 'our files'
says_nothing kernel_doc 'our files'
says_nothing coccinelle 'our files'
says_nothing sphinx 'our documentation'
no_exception_is_idle
