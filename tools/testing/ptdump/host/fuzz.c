// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer's target: bytes become tables and a walk, or a dump, which has to be
 * what the oracle says. The walk sees the tables through a mapping that cannot
 * be written to. An entry may point anywhere, so there are loops without end; the
 * oracle says after how many look-ups a range has to end.
 *
 * fuzz-FORMAT --compile TEXT BYTES makes an input of a text, see corpus/.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <inttypes.h>
#include <host-dump.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "check-walk.h"
#include "rnd.h"
#include "tree.h"
#ifdef FUZZ_DUMP
#include "dump-test.h"
#endif

#define MAX_LOOK_UPS	1000

/* An input: this, and then any number of entries. The rest is ignored. */
struct input {
	u64 start, end, limit;		/* taken modulo the half and pages */
	u64 salt;
	u8 format;			/* of those that the program has */
	u8 flags;
	u8 whose;
	u8 actions;
	u8 skip, mask, limits;		/* ways */
	u8 what;			/* WALK | DUMP | UPPER */
};

#define WALK	1u
#define DUMP	2u
#define UPPER	4u

/* So many neighbours of one table. */
struct entries {
	u64 raw;
	u16 first;
	u16 count;
	u8 slot;
	u8 unused[3];
};

static unsigned int nr_formats(void)
{
	unsigned int n = 0;

	while (format_names[n])
		n++;
	return n;
}

static unsigned int slot_size(unsigned int slot)
{
	return slot == ROOT_SLOT ? root_entries : table_entries;
}

static void clear_tables(void)
{
	unsigned int slot;

	for (slot = ROOT_SLOT; slot <= ROOT_SLOT + WRAPPED_SLOTS; slot++)
		memset(arena_rw(slot_pa(slot)), 0, slot_size(slot) * entry_bytes);
}

static void make_tables(const u8 *data, size_t size)
{
	struct entries e;
	unsigned int slot, first, i;

	for (; size >= sizeof(e); data += sizeof(e), size -= sizeof(e)) {
		memcpy(&e, data, sizeof(e));
		slot = ROOT_SLOT + e.slot % (WRAPPED_SLOTS + 1);
		first = e.first % slot_size(slot);
		for (i = 0; i <= e.count && first + i < slot_size(slot); i++)
			store_entry(slot == ROOT_SLOT ? tree_root() : slot_pa(slot),
				    first + i, e.raw & ~reserved_bits);
	}
}

static unsigned long address(u64 raw, bool upper)
{
	unsigned long span = half_last(upper) - half_first(upper);

	return half_first(upper) + (raw & span & -(1ul << levels[0].shift));
}

static void walk_tables(const struct input *in)
{
	bool upper = in->what & UPPER;
	struct walk walk = {
		.whose = in->whose % 3,
		.actions = in->actions % 16,
		.query = {
			.root = tree_root(),
			.level = nr_levels,
			.salt = in->salt,
			.flags = in->flags % 32,
			.start = address(in->start, upper),
			.end = address(in->end, upper),
			.fixed = address(in->limit, upper),
			.skips = skip_ways[in->skip % NR_WAYS],
			.mask = mask_ways[in->mask % NR_WAYS],
			.limit = limit_ways[in->limits % NR_WAYS],
			.shown_level = nr_levels,
		},
	};
	struct query *q = &walk.query;

	/* Not backwards, and not out of the half. */
	if (q->end < q->start || in->end == -1ull)
		q->end = half_last(upper) + 1;
	q->shown_addr = q->start;
	shorten_walk(&walk, MAX_LOOK_UPS);
	check_walk(&walk);
}

#ifdef FUZZ_DUMP
static void dump_tables(const struct input *in)
{
	static const size_t sizes[] = { 1, 100, 4096, 1 << 20 };
	struct reader r;

	begin_draw(in->salt);
	draw_areas();
	if (!oracle_dump(tree_root(), &want))
		return;
	init_mm.pgd = __va(tree_root());
	if (one_in(2))
		host_budget = 1 + rnd_below(one_in(3) ? 3 : 20000);
	open_reader(&r, kernel_file);
	read_all(&r, sizes[rnd_below(ARRAY_SIZE(sizes))]);
	check_text();
	close_reader(&r);

	host_log_clear();
	assert_int_equal(ptdump_check_wx(), !want.bad_pages);
	assert_string_equal(host_log, want.log);
	assert_int_equal(host_lock_errors, 0);
}

static void limit_dumps(void)
{
	dump_most_entries = 10 * MAX_LOOK_UPS;
}
#else
static void dump_tables(const struct input *in) { }
static void limit_dumps(void) { }
#endif

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static unsigned int format;
	struct input in;

	if (size < sizeof(in))
		return 0;
	memcpy(&in, data, sizeof(in));
	if (in.format != format) {
		format = in.format;
		format_init(format_names[format % nr_formats()]);
		arena_lay_out();
	}
	clear_tables();
	make_tables(data + sizeof(in), size - sizeof(in));
	rnd_state = in.salt;

	if (setjmp(cmocka_failed)) {
		fflush(stdout);
		abort();
	}
	if (in.what & WALK)
		walk_tables(&in);
	if (in.what & DUMP)
		dump_tables(&in);
	return 0;
}

/* Texts: one setting a line, and lines of entries. */

static const char *const flag_names[] = {
	"holes", "all_sizes", "tables", "runs", "write_locked",
};

static const char *const action_names[] = {
	"pause", "pause_some", "copy", "skip_leaves",
};

/* The bit of each word that is in the line. */
static unsigned int bits_of(const char *line, const char *const *names,
			    unsigned int n)
{
	unsigned int i, bits = 0;
	char word[40];

	for (i = 0; i < n; i++) {
		snprintf(word, sizeof(word), " %s", names[i]);
		if (strstr(line, word))
			bits |= 1u << i;
	}
	return bits;
}

/* "N" pages after the beginning of the half, "-N" before its end; "top". */
static u64 parse_address(const char *word, bool upper)
{
	unsigned long pages = strtoul(word, NULL, 0) << levels[0].shift;

	if (!strcmp(word, "top"))
		return -1ull;
	return (word[0] == '-' ? half_last(upper) + 1 : half_first(upper)) + pages;
}

/* "-N" is the last but N - 1. */
static unsigned int parse_index(const char *word, unsigned int entries)
{
	long index = strtol(word, NULL, 0);

	return index < 0 ? entries + index : index;
}

/* "SLOT FIRST COUNT KIND NUMBER": a table is that of a slot. */
static bool parse_entries(const char *line, struct entries *e)
{
	char first[20], count[20], kind[20];
	unsigned int slot, nr = 0;

	if (sscanf(line, "%u %19s %19s %19s %i", &slot, first, count, kind, &nr) < 4)
		return false;
	slot += ROOT_SLOT;
	*e = (struct entries) {
		.slot = slot - ROOT_SLOT,
		.first = parse_index(first, slot_size(slot)),
		.count = !strcmp(count, "all") ? 0xffff : strtoul(count, NULL, 0) - 1,
	};
	if (!strcmp(kind, "table"))
		e->raw = plain_table(slot_pa(ROOT_SLOT + nr), 0);
	else if (!strcmp(kind, "leaf"))
		e->raw = plain_leaf(nr, slot_pa(ROOT_SLOT + nr));
	else if (!strcmp(kind, "huge"))
		e->raw = make_leaf(true);
	else if (!strcmp(kind, "bad"))
		e->raw = make_absent();
	else
		return sscanf(kind, "0x%" SCNx64, &e->raw) == 1;
	return true;
}

static bool parse_setting(const char *line, struct input *in)
{
	bool upper = in->what & UPPER;
	char start[40], end[40];
	unsigned int nr;

	if (sscanf(line, "format %u", &nr) == 1) {
		in->format = nr;
		format_init(format_names[nr % nr_formats()]);
	} else if (sscanf(line, "range %39s %39s", start, end) == 2) {
		in->start = parse_address(start, upper);
		in->end = parse_address(end, upper);
	} else if (sscanf(line, "limit %u %39s", &nr, start) == 2) {
		in->limits = nr;
		in->limit = parse_address(start, upper);
	} else if (sscanf(line, "skip %u", &nr) == 1) {
		in->skip = nr;
	} else if (sscanf(line, "mask %u", &nr) == 1) {
		in->mask = nr;
	} else if (sscanf(line, "whose %u", &nr) == 1) {
		in->whose = nr;
	} else if (sscanf(line, "salt %u", &nr) == 1) {
		in->salt = nr;
	} else if (!strncmp(line, "what ", 5)) {
		in->what = bits_of(line, (const char *const[]) {
				   "walk", "dump", "upper" }, 3);
	} else if (!strncmp(line, "flags", 5)) {
		in->flags = bits_of(line, flag_names, ARRAY_SIZE(flag_names));
	} else if (!strncmp(line, "actions", 7)) {
		in->actions = bits_of(line, action_names, ARRAY_SIZE(action_names));
	} else {
		return false;
	}
	return true;
}

static int compile(const char *text, const char *bytes)
{
	FILE *from = fopen(text, "r"), *to = fopen(bytes, "w");
	struct entries e[64];
	struct input in = { .what = WALK };
	unsigned int n = 0;
	char line[200];

	if (!from || !to) {
		perror(from ? bytes : text);
		return 1;
	}
	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\n")] = 0;
		if (!*line || *line == '#')
			continue;
		if (n < ARRAY_SIZE(e) && parse_entries(line, &e[n])) {
			n++;
		} else if (!parse_setting(line, &in)) {
			fprintf(stderr, "%s: %s?\n", text, line);
			return 1;
		}
	}
	fwrite(&in, sizeof(in), 1, to);
	fwrite(e, sizeof(*e), n, to);
	fclose(from);
	return fclose(to);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	format_init(format_names[0]);
	arena_init();
	if (*argc == 4 && !strcmp((*argv)[1], "--compile"))
		exit(compile((*argv)[2], (*argv)[3]));
	arena_wraps = true;
	limit_dumps();
	return 0;
}
