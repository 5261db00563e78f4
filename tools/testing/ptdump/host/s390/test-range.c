// SPDX-License-Identifier: GPL-2.0
/*
 * arch/s390/include/asm/mm_walk.h beside the architecture's manual:
 * the type of a table, which each of its entries has, decides how many bits of an
 * address the table translates, and which levels there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <asm/mm_walk.h>

#define PAGE	4096ul

static const struct root {
	const char *name;
	unsigned long type;
	unsigned int bits;		/* of an address */
	unsigned int levels;
} roots[] = {
	{ "region-first table",		3 << 2, 64, 5 },
	{ "region-second table",	2 << 2, 53, 4 },
	{ "region-third table",		1 << 2, 42, 3 },
	{ "segment table",		0 << 2, 31, 2 },
};

#define NR_ROOTS	(sizeof(roots) / sizeof(*roots))

/* The rest of an entry: none; a table of 4 K entries; a frame, and all other bits. */
static const unsigned long rests[] = { 0x20, 0x7ffff003, ~0xcul };

#define NR_RESTS	(sizeof(rests) / sizeof(*rests))

struct walk {
	pgd_t *root;
};

static bool valid(const struct root *root, unsigned long first, unsigned long last)
{
	unsigned int i, yes = 0;

	for (i = 0; i < NR_RESTS; i++) {
		pgd_t entry = { rests[i] | root->type };
		struct walk walk = { &entry }, *state = &walk;

		yes += mm_walk_range_valid(state, first, last);
	}
	assert_true(yes == 0 || yes == NR_RESTS);
	return yes;
}

static void a_root_translates_as_many_bits_as_its_type_says(void **unused)
{
	const struct root *root;

	for (root = roots; root < roots + NR_ROOTS; root++) {
		unsigned long top = ~0ul >> (64 - root->bits);

		print_message("# %s\n", root->name);
		assert_true(valid(root, 0, PAGE - 1));
		assert_true(valid(root, 0, top));
		assert_true(valid(root, top - PAGE + 1, top));
		if (top == ~0ul)
			continue;
		assert_false(valid(root, 0, top + PAGE));
		assert_false(valid(root, top - PAGE + 1, top + PAGE));
		assert_false(valid(root, top + 1, top + PAGE));
		assert_false(valid(root, 0, ~0ul));
		assert_false(valid(root, -PAGE, ~0ul));
	}
}

static void levels_above_a_root_are_folded(void **unused)
{
	const struct root *root;
	unsigned int i;

	for (root = roots; root < roots + NR_ROOTS; root++)
		for (i = 0; i < NR_RESTS; i++) {
			pgd_t entry = { rests[i] | root->type };
			struct walk walk = { &entry }, *state = &walk;

			assert_int_equal(mm_walk_p4d_folded(state), root->levels < 5);
			assert_int_equal(mm_walk_pud_folded(state), root->levels < 4);
			assert_int_equal(mm_walk_pmd_folded(state), root->levels < 3);
		}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_translates_as_many_bits_as_its_type_says),
		cmocka_unit_test(levels_above_a_root_are_folded),
	};

	if (argc > 1 && !strcmp(argv[1], "--formats")) {
		puts("s390");
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("s390", tests, NULL, NULL);
}
