#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Looks at the code that the compiler made of the walk and of x86's dumper in a
# row's kernel, one without KASAN and DEBUG_VM: the loops over the entries of a
# run call nothing, and note_page stands by itself, is in kallsyms, and is called
# at one place of the loop. Prints what is wrong, or sizes, ours beside stock's.
#
# usage: check-code.sh ROW

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

row_load "${1:?usage: check-code.sh ROW}"
vmlinux=$row_dir/vmlinux
status=0

complain() {
	echo "$*"
	status=1
}

# Where the loops over a run's entries are, be they inlined or not.
run_functions='(pgd|p4d|pud|pmd|pte)_run|mm_walk_(compare|run_last)'

functions_that_match() {
	awk -v names="^($1)\$" '$3 ~ names { print $3 }' "$row_dir/System.map"
}

# The loops of a function, a line each: "N CALLED ...", where N is how many other
# loops are inside. A loop is what goes back to its first instruction, wherever
# the compiler has put it.
loops_of() {
	"${row_prefix}objdump" -d --no-show-raw-insn --disassemble="$1" "$vmlinux" |
	awk -v function_name="$1" '
	function add(from, to) {
		succ[from, ++succs[from]] = to
		pred[to, ++preds[to]] = from
	}
	# Depth first: an edge to what is still open goes back.
	function search(from,	at, to, depth) {
		depth = 1
		stack[1] = from
		state[from] = "open"
		while (depth) {
			at = stack[depth]
			if (++visited[at] > succs[at]) {
				state[at] = "closed"
				depth--
				continue
			}
			to = succ[at, visited[at]]
			if (state[to] == "open")
				back[to, ++backs[to]] = at
			else if (state[to] == "")
				state[stack[++depth] = to] = "open"
		}
	}
	# Instructions: "ADDRESS: NAME OPERANDS"; a jump has its target in hex.
	$1 ~ /^[0-9a-f]+:$/ {
		at = substr($1, 1, length($1) - 1)
		name[at] = $2
		target[at] = $3
		order[++n] = at
		callee[at] = $NF
		gsub(/[<>]/, "", callee[at])
	}
	END {
		for (i = 1; i <= n; i++) {
			at = order[i]
			if (name[at] ~ /^j/ && target[at] in name)
				add(at, target[at])
			if (name[at] !~ /^(jmp|ret|ud2)/ && i < n)
				add(at, order[i + 1])
		}
		# From what is patched when it boots, too: a jump leads out of the
		# function there, and comes back.
		for (i = 1; i <= n; i++)
			if (state[order[i]] == "")
				search(order[i])
		# The body: what leads to the jump back, but for the first.
		for (head in backs) {
			inside[head, head] = 1
			top = 0
			for (i = 1; i <= backs[head]; i++)
				work[++top] = back[head, i]
			while (top) {
				at = work[top--]
				if ((head, at) in inside)
					continue
				inside[head, at] = 1
				for (i = 1; i <= preds[at]; i++)
					work[++top] = pred[at, i]
			}
		}
		for (head in backs) {
			line = ""
			nested = 0
			for (i = 1; i <= n; i++) {
				at = order[i]
				if (!((head, at) in inside))
					continue
				nested += at != head && at in backs
				if (name[at] ~ /^call/ || (name[at] ~ /^jmp/ && !(target[at] in name)))
					line = line " " callee[at]
			}
			print nested line
		}
	}'
}

# Innermost loops only: more PTEs may be copied between two of them.
check_runs() {
	local name loops=0 nested called

	while IFS= read -r name; do
		while read -r nested called; do
			[ "$nested" = 0 ] || continue
			# from one stretch of entries to the next
			[[ $called =~ (_run|mm_walk_compare)( |$) ]] && continue
			loops=$((loops + 1))
			[ -z "$called" ] ||
				complain "a loop in $name calls $called"
		done < <(loops_of "$name")
	done < <(functions_that_match "$run_functions")
	# One a level below the root, and one for what is left of the fours.
	[ $loops -ge 5 ] || complain "there are only $loops loops over runs"
}

check_note_page() {
	local calls

	[ -n "$(functions_that_match note_page)" ] ||
		complain "System.map has no note_page"
	# The inner loop is part of the outer one. The end of the walk is noted behind both.
	calls=$(loops_of ptdump_walk | awk '
		{
			n = 0
			for (i = 2; i <= NF; i++)
				n += $i == "note_page"
			if (n > most)
				most = n
		}
		END { print most + 0 }')
	[ "$calls" = 1 ] ||
		complain "the loop of ptdump_walk calls note_page" \
			"at $calls places"
	loops_of ptdump_walk | cut -d' ' -f2- | tr ' ' '\n' |
		grep -vxE 'note_page|(__mm|ptdump_meter)_walk_next|mm_walk_(depth|val|refused)|ptdump_(note|end_run|replay_memo|next_range|begin_range)|memset|[0-9]*' &&
		complain "are called in the loop of ptdump_walk"
	return 0
}

text_of() {
	size -A "$@" | awk '$1 ~ /^\.text/ { sum += $2 } END { print sum + 0 }'
}

print_sizes() {
	local reference=$row_dir/mm/ptdump_reference/stock debug

	[ -d "$reference" ] || return 0
	debug=$(nm -S "$reference/mm/pagewalk.o" |
		awk '$4 == "walk_page_range_debug" { print $2 }')
	echo "text: ours $(text_of "$row_dir"/mm/{mm_walk,ptdump}.o \
		"$row_dir/arch/x86/mm/dump_pagetables.o")" \
		"(mm_walk $(text_of "$row_dir/mm/mm_walk.o")," \
		"ptdump $(text_of "$row_dir/mm/ptdump.o")," \
		"dump_pagetables $(text_of "$row_dir/arch/x86/mm/dump_pagetables.o"))," \
		"stock $(($(text_of "$reference/mm/ptdump.o" \
			"$reference/arch/x86/mm/dump_pagetables.o") + 16#$debug))"
}

[ -f "$vmlinux" ] || die "there is no $vmlinux"
! grep -qE '^CONFIG_(KASAN|KCSAN|DEBUG_VM|PARAVIRT_XXL)=y' "$row_dir/.config" ||
	die "$row: KASAN, KCSAN, DEBUG_VM and PARAVIRT_XXL call functions on purpose"
check_runs
check_note_page
[ $status != 0 ] || print_sizes
exit $status
