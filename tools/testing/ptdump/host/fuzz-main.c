// SPDX-License-Identifier: GPL-2.0
/*
 * In place of libFuzzer, which Debian does not have for 32 bits: runs the inputs
 * of a directory, and then what chance makes of them, whatever that reaches. Takes
 * those of libFuzzer's options that fuzz.sh uses; the input that runs is kept in
 * the file "last".
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rnd.h"

#define MAX_LEN		1000
#define MAX_INPUTS	1000
#define PIECE		16	/* bytes: neighbours of one table */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct input {
	size_t size;
	uint8_t data[MAX_LEN];
} inputs[MAX_INPUTS];
static unsigned int nr_inputs;
static int last;

static void run(const struct input *in)
{
	if (ftruncate(last, 0) || pwrite(last, in->data, in->size, 0) < 0)
		perror("last");
	alarm(10);		/* then it has no end */
	LLVMFuzzerTestOneInput(in->data, in->size);
}

static void read_inputs(const char *name)
{
	struct dirent **entries;
	int i, n = scandir(name, &entries, NULL, alphasort);
	char path[4096];
	FILE *file;

	for (i = 0; i < n && nr_inputs < MAX_INPUTS; i++) {
		snprintf(path, sizeof(path), "%s/%s", name, entries[i]->d_name);
		file = fopen(path, "r");
		inputs[nr_inputs].size = fread(inputs[nr_inputs].data, 1, MAX_LEN, file);
		nr_inputs += inputs[nr_inputs].size > PIECE;
		fclose(file);
		free(entries[i]);
	}
	free(entries);
}

static struct input draw_input(void)
{
	struct input in = inputs[rnd_below(nr_inputs)];
	const struct input *other = &inputs[rnd_below(nr_inputs)];
	unsigned int n, from, to;

	for (n = 1 + rnd_below(10); n; n--) {
		in.data[rnd_below(in.size)] ^= one_in(2) ? rnd() : 1u << rnd_below(8);
		from = rnd_below(other->size - PIECE + 1) / 8 * 8;
		to = rnd_below(in.size + 1) / 8 * 8;
		if (one_in(2) || to + PIECE > MAX_LEN)
			continue;
		memcpy(in.data + to, other->data + from, PIECE);
		in.size = to + PIECE > in.size ? to + PIECE : in.size;
	}
	return in;
}

int main(int argc, char **argv)
{
	unsigned long runs = -1ul, seconds = 0, i;
	time_t start = time(NULL);
	struct input in;
	char path[4096];

	LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++) {
		sscanf(argv[i], "-runs=%lu", &runs);
		sscanf(argv[i], "-seed=%lu", &first_seed);
		sscanf(argv[i], "-max_total_time=%lu", &seconds);
		if (sscanf(argv[i], "-artifact_prefix=%4000s", path) == 1)
			last = open(strcat(path, "last"), O_RDWR | O_CREAT, 0644);
	}
	read_inputs(argv[argc - 1]);
	for (i = 0; i < nr_inputs; i++)
		run(&inputs[i]);
	first_seed = first_seed ?: start;
	for (i = 0; i < runs && time(NULL) < start + seconds; i++) {
		rnd_state = mix(first_seed + i);
		in = draw_input();
		run(&in);
	}
	printf("# no libFuzzer for 32 bits: %u inputs, %lu by chance, SEED=%lu\n",
	       nr_inputs, i, first_seed);
	return nr_inputs == 0;
}
