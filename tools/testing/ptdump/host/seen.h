/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_SEEN_H
#define _PTDUMP_HOST_SEEN_H

struct walk;
struct step;

/* Keep in mind what a walk, and the tree it was over, had. */
void note_seen(const struct walk *walk, const struct step *steps, size_t n);

/* False where something was in none of them: it is told. */
bool all_was_seen(void);

#endif /* _PTDUMP_HOST_SEEN_H */
