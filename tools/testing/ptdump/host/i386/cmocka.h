/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_CMOCKA_H
#define _PTDUMP_HOST_CMOCKA_H

/*
 * As much of cmocka as the tests use, for a compiler whose target Debian has no
 * cmocka for. A failed assertion leaves the test, and the next one runs; or it
 * goes to whoever has set cmocka_failed, as the fuzzer does.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*run)(void **state);
	int (*teardown_func)(void **state);
};

#define cmocka_unit_test(fn)	{ #fn, fn }
#define CM_OUTPUT_TAP		0
#define cmocka_set_message_output(format)	((void)(format))
#define print_message(...)	printf(__VA_ARGS__)

extern jmp_buf cmocka_failed;

#define fail() \
	(printf("# %s:%d\n", __FILE__, __LINE__), longjmp(cmocka_failed, 1))
#define fail_msg(fmt, ...)	(printf("# " fmt "\n", ##__VA_ARGS__), fail())
#define assert_true(cond) \
	do { if (!(cond)) fail_msg("%s", #cond); } while (0)
#define assert_false(cond)	assert_true(!(cond))
#define assert_int_equal(a, b)	assert_true((a) == (b))
#define assert_int_not_equal(a, b)	assert_true((a) != (b))
#define assert_ptr_equal(a, b)	assert_true((a) == (b))
#define assert_string_equal(a, b)	assert_true(!strcmp(a, b))
#define assert_memory_equal(a, b, n)	assert_true(!memcmp(a, b, n))
#define assert_in_range(a, least, most) \
	assert_true((a) >= (least) && (a) <= (most))
#define assert_null(a)		assert_true(!(a))
#define assert_non_null(a)	assert_true(a)

#define cmocka_run_group_tests_name(name, tests, setup, teardown) \
	cmocka_run(tests, sizeof(tests) / sizeof((tests)[0]))

int cmocka_run(const struct CMUnitTest *tests, size_t n);

#ifdef CMOCKA_RUNNER
jmp_buf cmocka_failed;

int cmocka_run(const struct CMUnitTest *tests, size_t n)
{
	volatile int failed = 0;
	volatile size_t i;

	printf("1..%zu\n", n);
	for (i = 0; i < n; i++) {
		volatile bool ok = !setjmp(cmocka_failed);

		if (ok)
			tests[i].run(NULL);
		if (tests[i].teardown_func)
			tests[i].teardown_func(NULL);
		printf("%sok %zu - %s\n", ok ? "" : "not ", i + 1,
		       tests[i].name);
		failed += !ok;
	}
	return failed;
}
#endif

#endif /* _PTDUMP_HOST_CMOCKA_H */
