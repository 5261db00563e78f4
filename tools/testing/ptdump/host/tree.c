// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rnd.h"
#include "tree.h"

uint64_t rnd_state;
unsigned long first_seed, draws, seed;

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
	const char *env = getenv(name);

	return env ? strtoul(env, NULL, 0) : otherwise;
}

const char *begin_program(int argc, char **argv, unsigned long default_draws)
{
	const char *name = argc > 1 ? argv[1] : format_names[0];
	unsigned int i;

	for (i = 0; !strcmp(name, "--formats") && format_names[i]; i++)
		puts(format_names[i]);
	if (i)
		return NULL;

	format_init(name);
	first_seed = from_environment("SEED", mix(time(NULL)) >> 40);
	seed = first_seed;
	draws = from_environment("DRAWS", default_draws);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("# SEED=%lu DRAWS=%lu\n", first_seed, draws);
	arena_init();
	return name;
}
u64 reserved_bits;		/* few formats have any */
bool root_repeats;

static unsigned int used_slots;		/* of this tree: ROOT_SLOT and up */
static bool plain;			/* no attributes on the way */

phys_addr_t tree_root(void)
{
	return slot_pa(ROOT_SLOT) | (arena_wraps ? WRAPPED_ROOT : 0);
}

static unsigned int slot_entries(unsigned int slot)
{
	return slot == ROOT_SLOT ? root_entries : table_entries;
}

void tree_clear(void)
{
	/* A few more than were used: a test may have made tables by hand. */
	unsigned int slot, n = min(used_slots + 8, (unsigned int)ARENA_SLOTS);

	for (slot = ROOT_SLOT; slot < n; slot++)
		memset(arena_rw(slot_pa(slot)), 0, slot_entries(slot) * entry_bytes);
	used_slots = 1;
}

/* Some table of the tree; the root only where it is as large as the others. */
static phys_addr_t any_table(void)
{
	unsigned int least = root_entries == table_entries ? ROOT_SLOT :
			     ROOT_SLOT + 1;

	return slot_pa(least + rnd_below(ROOT_SLOT + used_slots - least));
}

static unsigned long table_index(unsigned long addr, unsigned int level)
{
	return (addr >> levels[level].shift) & ((1ul << levels[level].bits) - 1);
}

static u64 any_entry(unsigned int slot)
{
	return slot == ROOT_SLOT ? make_root_entry(any_table()) :
	       make_entry(any_table());
}

/* Likely the first or the last, or close to it. */
static unsigned int any_index(unsigned int entries)
{
	switch (rnd_below(6)) {
	case 0:
		return 0;
	case 1:
		return entries - 1;
	case 2:
		return rnd_below(min(entries, 20u));
	case 3:
		return entries - 1 - rnd_below(min(entries, 20u));
	default:
		return rnd_below(entries);
	}
}

/* Neighbours that are equal, or have one bit that differs, or ascending frames. */
static void fill_run(unsigned int slot, unsigned int from, unsigned int to)
{
	u64 raw = any_entry(slot);
	u64 step = one_in(3) ? table_align : 0;
	unsigned int i;

	/* Where a root lacks bits, or a frame is a table's, it must stay as is. */
	if (slot == ROOT_SLOT || entry_kind(1, raw) == MM_WALK_TABLE)
		step = 0;
	for (i = from; i < to; i++) {
		u64 val = raw + step * (i - from);

		if (entry_kind(1, val) != entry_kind(1, raw) ||
		    entry_kind(nr_levels - 1, val) == MM_WALK_TABLE)
			val = raw;
		store_entry(slot_pa(slot), i, val);
	}
}

static void draw_table(unsigned int slot)
{
	unsigned int entries = slot_entries(slot);
	unsigned int dense = min(entries, 512u);	/* of a large table, a part */
	unsigned int first = (entries - dense) * rnd_below(3) / 2;
	unsigned int i, n;

	switch (rnd_below(8)) {
	case 0:
		break;
	case 1:
		if (one_in(entries / dense))
			fill_run(slot, 0, entries);
		else
			fill_run(slot, first, first + dense);
		break;
	case 2:
		for (i = first; i < first + dense; i++)
			store_entry(slot_pa(slot), i, any_entry(slot));
		break;
	case 3:
		for (i = first; i < first + dense; i += n) {
			n = min(1 + rnd_below(40), first + dense - i);
			fill_run(slot, i, i + n);
		}
		break;
	default:
		for (n = 1 + rnd_below(6); n; n--)
			store_entry(slot_pa(slot), any_index(entries),
				    any_entry(slot));
	}
}

void tree_draw(void)
{
	unsigned int slot;

	tree_clear();
	used_slots = 2 + rnd_below(one_in(3) ? ARENA_SLOTS - 3 : 6);
	for (slot = ROOT_SLOT; slot < ROOT_SLOT + used_slots; slot++)
		draw_table(slot);
}

static void draw_runs(unsigned int slot)
{
	unsigned int most = one_in(3) ? 20 : table_entries;
	unsigned int least = one_in(2) ? table_entries : 1;	/* one run */
	unsigned int i, n, end;
	phys_addr_t frame = slot_pa(slot);	/* should this become a table */
	u64 raw;

	for (i = 0; i < table_entries; i += n) {
		raw = plain_leaf(rnd(), frame);
		end = max(least, 1 + rnd_below(most));
		for (n = 0; n < end && i + n < table_entries; n++)
			store_entry(slot_pa(slot), i + n, raw);
	}
}

/* Groups of neighbours that point to one of the tables from @first to @last. */
static void draw_groups(unsigned int slot, unsigned int level,
			unsigned int first, unsigned int last)
{
	unsigned int entries = min(slot_entries(slot), 1u << levels[level].bits);
	unsigned int groups = rnd_below(4) + (slot == ROOT_SLOT), i, n, below, nr;

	while (groups--) {
		n = 1 + rnd_below(level == 1 ? 40 : 3);
		i = rnd_below(entries);
		below = first + rnd_below(last - first + 1);
		nr = one_in(3) ? rnd_below(4) : 0;
		for (; n && i < entries; i++, n--)
			store_entry(slot_pa(slot), i,
				    plain_table(slot_pa(below), one_in(30) ?
						rnd_below(4) : nr));
	}
}

void tree_draw_shared(void)
{
	unsigned int level, slot, n, first = 0, last = ROOT_SLOT;

	tree_clear();
	for (level = 0; level < nr_levels - 1; level++) {
		for (n = 1 + rnd_below(3); n; n--) {
			slot = ROOT_SLOT + used_slots++;
			if (level)
				draw_groups(slot, level, first, last);
			else
				draw_runs(slot);
		}
		/* The level above points to those just made. */
		first = last + 1;
		last = ROOT_SLOT + used_slots - 1;
	}
	draw_groups(ROOT_SLOT, level, first, last);
}

void tree_change(unsigned int entries)
{
	while (entries--) {
		unsigned int slot = ROOT_SLOT + rnd_below(used_slots);

		store_entry(slot_pa(slot), any_index(slot_entries(slot)),
			    one_in(4) ? 0 : any_entry(slot));
	}
}

unsigned long tree_address(bool upper)
{
	phys_addr_t table = tree_root();
	unsigned long addr = 0;
	unsigned int base = 0, level, i, n, index;
	bool search;
	u64 raw;

	for (level = nr_levels - 1; ; level--, base = 0) {
		n = 1u << levels[level].bits;
		if (level == nr_levels - 1) {
			/* Of the root, what the half has. */
			base = (half_first(upper) >> levels[level].shift) & (n - 1);
			n = ((half_last(upper) - half_first(upper)) >>
			     levels[level].shift) + 1;
		}
		index = base + any_index(n);
		search = !one_in(8);
		/* Not through all of a large one. */
		for (i = 0; search && i < min(n, 1024u); i++) {
			raw = entry_bits(level, load_entry(table, index));
			if (entry_kind(level, raw) == MM_WALK_TABLE)
				break;
			if (++index == base + n)
				index = base;
		}
		addr |= (unsigned long)index << levels[level].shift;
		raw = entry_bits(level, load_entry(table, index));
		if (entry_kind(level, raw) != MM_WALK_TABLE || one_in(12))
			break;
		table = entry_table(raw);
	}
	/* Within the entry. */
	if (one_in(3))
		addr += (rnd() % (1ul << levels[level].shift)) &
			-(1ul << levels[0].shift);
	if (one_in(6))
		addr -= 1ul << levels[0].shift;

	addr &= half_last(upper) - half_first(upper);
	return addr + half_first(upper);
}

/* Where the entry of @level for @addr is stored; tables are made on the way. */
static phys_addr_t table_of(unsigned long addr, unsigned int level, bool make)
{
	phys_addr_t table = tree_root();
	unsigned int l;

	for (l = nr_levels - 1; l > level; l--) {
		unsigned long index = table_index(addr, l);
		u64 raw = entry_bits(l, load_entry(table, index));

		if (entry_kind(l, raw) != MM_WALK_TABLE) {
			if (!make || used_slots == ARENA_SLOTS - 1)
				return 0;
			raw = plain ? plain_table(slot_pa(ROOT_SLOT + used_slots), 0) :
				      make_table(slot_pa(ROOT_SLOT + used_slots));
			used_slots++;
			store_entry(table, index, raw);
		}
		table = entry_table(raw);
	}
	return table;
}

void tree_set(unsigned long addr, unsigned int level, u64 raw)
{
	phys_addr_t table = table_of(addr, level, true);

	if (table)
		store_entry(table, table_index(addr, level), raw);
}

void tree_set_plain(unsigned long addr, u64 raw)
{
	plain = true;
	tree_set(addr, 0, raw);
	plain = false;
}

void tree_draw_unshared(unsigned long addr)
{
	unsigned int n, level;
	u64 raw;

	tree_clear();
	for (n = 100; n; n--) {
		level = one_in(4) ? rnd_below(nr_levels) : 0;
		raw = one_in(3) ? make_absent() : make_leaf(level > 0);
		if (entry_kind(level, entry_bits(level, raw)) == MM_WALK_TABLE)
			continue;
		tree_set(addr, level, raw);
		/* A neighbour, of some level. */
		addr += 1ul << levels[one_in(4) ? rnd_below(nr_levels) : 0].shift;
	}
}

void tree_change_at(unsigned long addr, unsigned int level)
{
	phys_addr_t table = table_of(addr, level, false);
	bool root = table == tree_root();

	if (table)
		store_entry(table, table_index(addr, level), one_in(3) ? 0 :
			    any_entry(root ? ROOT_SLOT : ROOT_SLOT + 1));
}

void tree_replace_at(unsigned long addr, unsigned int level)
{
	phys_addr_t table = table_of(addr, level, false);
	u64 raw = one_in(3) ? make_leaf(true) : 0;

	if (!table)
		return;
	if (entry_kind(level, entry_bits(level, raw)) == MM_WALK_TABLE)
		raw = 0;
	store_entry(table, table_index(addr, level), raw);
	if (one_in(2))
		tree_set(addr, 0, make_leaf(false));
}

static void replace(const void *entry, bool spoil)
{
	phys_addr_t pa = (const char *)entry - (const char *)__va(0);
	unsigned int slot = pa / slot_pa(1);

	if (arena_holds(entry))
		store_entry(slot_pa(slot), (pa - slot_pa(slot)) / entry_bytes,
			    spoil ? make_absent() : any_entry(slot));
}

void tree_scramble(const void *entry)
{
	replace(entry, false);
}

void tree_spoil(const void *entry)
{
	replace(entry, true);
}

/* How many entries a walk of this table at this level reads, capped. */
static unsigned long cost(phys_addr_t table, unsigned int level,
			  unsigned long known[5][ARENA_SLOTS])
{
	unsigned long *sum = &known[level][table / slot_pa(1)];
	unsigned int i, n = 1u << levels[level].bits;

	if (*sum)
		return *sum;
	*sum = n;
	for (i = 0; level && i < n && *sum < 1ul << 30; i++) {
		u64 raw = entry_bits(level, load_entry(table, i));

		if (entry_kind(level, raw) == MM_WALK_TABLE)
			*sum += cost(entry_table(raw), level - 1, known);
	}
	return *sum;
}

void tree_prune(unsigned long most)
{
	unsigned int slot, i;

	for (;;) {
		unsigned long known[5][ARENA_SLOTS] = { 0 };
		bool pruned = false;

		if (cost(tree_root(), nr_levels - 1, known) <= most)
			return;
		while (!pruned) {
			slot = ROOT_SLOT + rnd_below(used_slots);
			for (i = 0; i < slot_entries(slot); i++) {
				if (one_in(2) ||
				    entry_kind(1, load_entry(slot_pa(slot), i)) !=
				    MM_WALK_TABLE)
					continue;
				store_entry(slot_pa(slot), i, 0);
				pruned = true;
			}
		}
	}
}
