/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_RND_H
#define _PTDUMP_HOST_RND_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

extern uint64_t rnd_state;
extern unsigned long first_seed, draws;	/* of a run */
extern unsigned long seed;		/* of this draw */

/* A hash that is good enough to be a generator: splitmix64. */
static inline uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

static inline uint64_t rnd(void)
{
	return mix(rnd_state += 0x9e3779b97f4a7c15);
}

static inline unsigned int rnd_below(unsigned int n)
{
	return rnd() % n;
}

static inline bool one_in(unsigned int n)
{
	return !rnd_below(n);
}

/*
 * Set a program up for the format that its arguments name, with the seed and the number
 * of draws of the environment. Returns the format, or NULL if the program was to list its
 * formats.
 */
const char *begin_program(int argc, char **argv, unsigned long default_draws);

/* When a test has ended: what repeats its last draw. */
static inline int show_seed(void **state)
{
	printf("# last draw: SEED=%lu DRAWS=1\n", seed);
	seed = first_seed;
	return 0;
}

#endif /* _PTDUMP_HOST_RND_H */
