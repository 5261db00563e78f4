/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_TESTS_H
#define _PTDUMP_HOST_TESTS_H

void random_walks_match_the_oracle(void **state);
void draws_have_all_that_a_walk_can_meet(void **state);
void every_combination_matches_the_oracle(void **state);
void changes_across_a_pause_show_from_the_position_on(void **state);
void entries_may_change_at_each_load(void **state);
void a_table_that_changes_between_groups_is_met_at_the_position(void **state);

#endif /* _PTDUMP_HOST_TESTS_H */
