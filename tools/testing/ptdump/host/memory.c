// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps the kernel's tables from the memory of a guest, a file, and compares with
 * what the guest's own dumper said: whether our idea of a format is the kernel's.
 * Where areas begin is taken from that text, and is not what is tested.
 *
 * usage: memory-FORMAT NAME MEMORY START ROOT TEXT
 *	NAME	one of the format's names
 *	START	the physical address of the memory's first byte
 *	ROOT	that of the kernel's root
 */
#include <stdarg.h>
#include <setjmp.h>
#include <host-dump.h>
#define CMOCKA_RUNNER
#include <cmocka.h>

#include "arena.h"
#include "dump-test.h"

static phys_addr_t root;
static char *said;		/* by the guest */
static size_t said_len;

static bool read_text(const char *path)
{
	const size_t room = 4 << 20;
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	said = calloc(1, room + 1);
	said_len = fread(said, 1, room, file);
	return said_len && feof(file) && !fclose(file);
}

/* That of a kernel that is configured otherwise. */
#define NOWHERE		(-page())

/* From where an area's name is on, the address of the first line. */
static unsigned long area_start(const char *name)
{
	char line[100];
	const char *at;

	snprintf(line, sizeof(line), "---[ %s ]---\n", name);
	at = strstr(said, line);
	at = at ? strstr(at, "\n0x") : NULL;
	return at ? strtoul(at + 1, NULL, 16) : NOWHERE;
}

static void begin_where_the_guest_ended(void)
{
	struct area_marker *marker, *kept = markers;

	begin_draw(0);
	for (marker = markers; marker->name; marker++)
		if (marker->area != FIXED)
			marker->start = area_start(marker->name);
	place_areas();
	for (marker = markers; marker->name; marker++)
		if (marker->area == FIXED || marker->start != NOWHERE)
			*kept++ = *marker;
	*kept = *marker;
	init_mm.pgd = __va(root);
}

static void the_dump_is_what_the_guest_said(void **state)
{
	struct reader r;

	begin_where_the_guest_ended();
	open_reader(&r, kernel_file);
	read_all(&r, 4096);
	close_reader(&r);
	want.text = said;
	want.len = said_len;
	check_text();
	free(text);
	text_room = 0;
}

static void the_oracle_says_so_too(void **state)
{
	begin_where_the_guest_ended();
	text = said;
	text_len = said_len;
	want = (struct dump) { };
	assert_true(oracle_dump(root, &want));
	check_text();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_dump_is_what_the_guest_said),
		cmocka_unit_test(the_oracle_says_so_too),
	};

	if (argc != 6 || !read_text(argv[5])) {
		fprintf(stderr, "usage: %s NAME MEMORY START ROOT TEXT\n", argv[0]);
		return 2;
	}
	format_init(argv[1]);
	arena_take(argv[2], strtoull(argv[3], NULL, 0));
	root = strtoull(argv[4], NULL, 0);
	dump_most_entries = sizeof(long) == 8 ? 3 << 20 : 1 << 18;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name(argv[1], tests, NULL, NULL);
}
