#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Compiles our objects and those that call them in the configurations of
# kernels/objects. Prints a line a configuration, "ok N - NAME" or
# "not ok N - NAME"; logs are in build/logs.
#
# usage: check-cross.sh [NAME ...]	(default: all)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$scripts/row.sh"

table() {
	awk -F'|' '
		/^#/ || !NF { next }
		{ for (i = 1; i <= NF; i++) gsub(/^[ \t]+|[ \t]+$/, "", $i) }
		{ print $1 "|" $2 "|" $3 "|" $4 "|" $5 }
	' "$ptdump/kernels/objects"
}

fragment() {
	local symbol

	for symbol; do
		case $symbol in
		-*)	echo "# CONFIG_${symbol#-} is not set" ;;
		*=*)	echo "CONFIG_$symbol" ;;
		*)	echo "CONFIG_$symbol=y" ;;
		esac
	done
}

# What Kconfig dropped silently is not compiled.
lost() {
	local symbol

	for symbol; do
		case $symbol in
		-*)	! grep -q "^CONFIG_${symbol#-}=" "$row_dir/.config" ||
				echo "$symbol" ;;
		*=*)	grep -qx "CONFIG_$symbol" "$row_dir/.config" ||
				echo "$symbol" ;;
		*)	grep -qx "CONFIG_$symbol=y" "$row_dir/.config" ||
				echo "$symbol" ;;
		esac
	done
}

compile() {
	local symbols targets

	read -ra symbols <<<"$1"
	read -ra targets <<<"$2"
	mkdir -p "$row_dir"
	row_make tinyconfig
	fragment "${symbols[@]}" >"$row_dir/fragment"
	(cd "$linux" && scripts/kconfig/merge_config.sh -m -O "b-$row" \
		"b-$row/.config" "b-$row/fragment")
	# Its default is by the size of a word, which the fragment may change.
	sed -i '/^CONFIG_FRAME_WARN=/d' "$row_dir/.config"
	row_make olddefconfig
	[ -z "$(lost "${symbols[@]}")" ] || {
		echo "Kconfig did not take:" "$(lost "${symbols[@]}")"
		return 1
	}
	row_make -j"${JOBS:-$(nproc)}" prepare "${targets[@]}"
}

# Warnings in our own files count too.
quiet_about_ours() {
	local ours

	ours=$(our_files | grep '\.[ch]$' | paste -sd '|')
	! grep -E "($ours):[0-9]+.*(warning|error):" "$1"
}

take_lock
"$scripts/base.sh"
"$scripts/tree.sh"
number=0
while IFS='|' read -r name row_arch row_prefix symbols targets; do
	[ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
	number=$((number + 1))
	row=objects-$name
	row_llvm=
	row_dir=$linux/b-$row
	log=$logs/$row.log
	say "$name: compiling"
	# Not "if compile": that would switch errexit off inside.
	set +e
	(set -e; compile "$symbols" "$targets") >"$log" 2>&1 </dev/null
	status=$?
	set -e
	if [ $status = 0 ] && quiet_about_ours "$log" >&2; then
		echo "ok $number - $name compiles"
	else
		grep -E 'error|warning|did not take' "$log" | head -n 10 |
			sed 's/^/# /'
		echo "not ok $number - $name compiles"
	fi
done < <(table)
