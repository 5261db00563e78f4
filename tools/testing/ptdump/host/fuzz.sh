#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Fuzz the walk and the dumper for so many seconds: from the texts in corpus/ (of
# stage 2: arm64/corpus/) and what earlier runs found, which is kept in
# build/fuzz/FORMAT. Fails with the input when something goes wrong; that is kept
# there, too. Without FORMAT: all formats, one after another.
#
# usage: [FORMAT=name] [SECONDS=n] [SEED=n] [RUNS=n] fuzz.sh
#	RUNS=0 is what there is, and nothing new

# Bash counts on from a value in the environment.
seconds=$SECONDS

set -euo pipefail

cd "$(dirname "$0")"
out=../../../../build/host
seeds=../../../../build/fuzz
[ "$seconds" -gt 0 ] || seconds=60

# fuzz FORMAT
fuzz()
{
	local program=$out/fuzz-$1 dir=$seeds/$1 text

	make -s "$program" >&2
	mkdir -p "$dir"
	if [[ $1 = stage2-* ]]; then
		for text in arm64/corpus/*; do
			perl -ne 's/#.*|\s//g; print pack "H*", $_' "$text" \
				>"$dir/${text##*/}"
		done
	else
		for text in corpus/*; do
			"$program" --compile "$text" "$dir/${text##*/}"
		done
	fi
	# A walk is over in milliseconds: one of 10 seconds has no end.
	"$program" -max_total_time="$seconds" -max_len=1000 -timeout=10 \
		-seed="${SEED:-0}" ${RUNS:+"-runs=$RUNS"} -print_final_stats=1 \
		-artifact_prefix="$dir.bad/" "$dir"
}

read -ra formats <<<"$(make -s list-fuzz)"
if [ -n "${FORMAT:-}" ]; then
	if [[ " ${formats[*]} " != *" $FORMAT "* ]]; then
		echo "error: FORMAT=$FORMAT is unknown; known: ${formats[*]}" >&2
		exit 1
	fi
	formats=("$FORMAT")
fi
../scripts/deps.sh host
for format in "${formats[@]}"; do
	mkdir -p "$seeds/$format.bad"
	echo "# $format, $seconds s"
	fuzz "$format"
done
