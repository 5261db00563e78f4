// SPDX-License-Identifier: GPL-2.0
/*
 * What user space can rely on in the files of the page-table dumper: their
 * modes, the grammar of their lines, and that it does not matter how they are
 * read.
 *
 * PTDUMP_DIR names another place than /sys/kernel/debug.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kselftest_harness.h"
#include "grammar.h"

#define NOBODY		65534
#define TRIES		10
#define TEXT_SIZE	(4UL << 20)
/* In seconds. A dump under KASAN, on an emulated machine, takes its time. */
#define TIMEOUT		600

struct text {
	size_t len;
	char data[TEXT_SIZE];
};

static struct text whole, pieces, again;

/*
 * The files of the reader's own tables change when its memory does: have all of
 * it in place before.
 */
static void touch_memory(void)
{
	memset(&whole, 1, sizeof(whole));
	memset(&pieces, 1, sizeof(pieces));
	memset(&again, 1, sizeof(again));
}

static const char *full_path(const char *name)
{
	static char path[PATH_MAX];
	const char *dir = getenv("PTDUMP_DIR");

	snprintf(path, sizeof(path), "%s/%s", dir ? dir : "/sys/kernel/debug",
		 name);
	return path;
}

/* Reads at most @chunk bytes at a time, or of random sizes (0). */
static int read_text(const char *path, size_t chunk, struct text *text)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	text->len = 0;
	while (n > 0 && text->len < TEXT_SIZE - 1) {
		size_t size = chunk ? chunk : 1 + (size_t)rand() % 5000;

		if (size > TEXT_SIZE - 1 - text->len)
			size = TEXT_SIZE - 1 - text->len;
		n = read(fd, text->data + text->len, size);
		if (n > 0)
			text->len += n;
	}
	n = n < 0 ? -errno : n > 0 ? -EFBIG : 0;
	text->data[text->len] = '\0';
	close(fd);
	return n;
}

static bool same_text(const struct text *a, const struct text *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* Cuts the next line off @text; NULL at the end. */
static char *next_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*text = end + 1;
	return line;
}

/* True, and the range, if @line has one. */
static bool parse_range(const char *line, unsigned long long *start,
			unsigned long long *end)
{
	return sscanf(line, "0x%llx-0x%llx ", start, end) == 2;
}

/* What the size column says, in bytes. */
static unsigned long long size_of_line(const char *line)
{
	static const char units[] = "BKMGTPE";
	unsigned long long size;
	const char *at = strchr(line, ' ');
	char unit;

	at += strspn(at, " ");
	/* riscv: the physical address comes first */
	if (!strncmp(at, "0x", 2))
		at = strchr(at, ' ');
	if (!at || sscanf(at, "%llu%c", &size, &unit) != 2 ||
	    !unit || !strchr(units, unit))
		return 0;
	return size << (10 * (strchr(units, unit) - units));
}

/* errno of an attempt to read as nobody; 0 if it succeeds. */
static int read_as_nobody(const char *path)
{
	int status, err = 0;
	pid_t child;
	char byte;

	child = fork();
	if (!child) {
		int fd;

		if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
			_exit(255);
		fd = open(path, O_RDONLY);
		if (fd < 0 || read(fd, &byte, 1) < 0)
			err = errno;
		_exit(err);
	}
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

FIXTURE(dump) {
	const char *path;
};

/* A file that may be empty is there before anybody knows what it would show. */
FIXTURE_VARIANT(dump) {
	const char *name;
	bool may_be_empty;
};

#if defined(__x86_64__) || defined(__i386__)
FIXTURE_VARIANT_ADD(dump, kernel) {
	.name = "page_tables/kernel",
};

FIXTURE_VARIANT_ADD(dump, current_kernel) {
	.name = "page_tables/current_kernel",
};

FIXTURE_VARIANT_ADD(dump, current_user) {
	.name = "page_tables/current_user",
};
#else
FIXTURE_VARIANT_ADD(dump, kernel) {
	.name = "kernel_page_tables",
};
#endif

#if defined(__x86_64__)
#define EFI	"page_tables/efi"
#elif defined(__aarch64__) || defined(__riscv)
#define EFI	"efi_page_tables"
#endif

#ifdef EFI
FIXTURE_VARIANT_ADD(dump, efi) {
	.name = EFI,
	.may_be_empty = true,
};
#endif

FIXTURE_SETUP(dump)
{
	if (geteuid())
		SKIP(return, "not root");
	self->path = full_path(variant->name);
	if (access(self->path, F_OK))
		SKIP(return, "no %s: no debugfs, or no CONFIG_PTDUMP_DEBUGFS",
		     self->path);
	touch_memory();
}

FIXTURE_TEARDOWN(dump)
{
}

TEST_F(dump, is_readable_by_its_owner_only)
{
	struct stat st;

	ASSERT_EQ(0, stat(self->path, &st));
	EXPECT_EQ(S_IFREG | 0400, st.st_mode);
	EXPECT_EQ(0, st.st_uid);
	EXPECT_EQ(0, st.st_gid);
}

TEST_F(dump, is_not_readable_by_nobody)
{
	int err = read_as_nobody(self->path);

	EXPECT_TRUE(err == EACCES || err == EPERM)
		TH_LOG("%s", strerror(err));
}

TEST_F_TIMEOUT(dump, lines_are_well_formed, TIMEOUT)
{
	char *text = whole.data, *line;
	regex_t grammar;
	size_t lines = 0;

	ASSERT_EQ(0, regcomp(&grammar, GRAMMAR, REG_EXTENDED | REG_NOSUB));
	ASSERT_EQ(0, read_text(self->path, TEXT_SIZE, &whole));
	for (; (line = next_line(&text)); lines++) {
		EXPECT_EQ(0, regexec(&grammar, line, 0, NULL, 0))
			TH_LOG("line %zu: |%s|", lines + 1, line);
	}
	EXPECT_EQ('\0', *text)
		TH_LOG("the last line has no end: |%s|", text);
	if (!variant->may_be_empty)
		EXPECT_LT(2, lines);
	regfree(&grammar);
}

TEST_F_TIMEOUT(dump, ranges_ascend_and_do_not_overlap, TIMEOUT)
{
	unsigned long long start, end, last = 0;
	char *text = whole.data, *line;
	bool follows = false, at_top = false;

	ASSERT_EQ(0, read_text(self->path, TEXT_SIZE, &whole));
	while ((line = next_line(&text))) {
		if (!strncmp(line, "... ", 4))
			follows = false;
		if (!parse_range(line, &start, &end))
			continue;
		EXPECT_FALSE(at_top)
			TH_LOG("after the top of the address space: |%s|", line);
		if (follows && SHOWS_HOLES)
			EXPECT_EQ(last, start)
				TH_LOG("after 0x%llx: |%s|", last, line);
		EXPECT_LE(last, start)
			TH_LOG("after 0x%llx: |%s|", last, line);
		at_top = !end;
		EXPECT_TRUE(at_top || start < end)
			TH_LOG("|%s|", line);
		last = end;
		follows = true;
	}
}

TEST_F_TIMEOUT(dump, size_is_end_minus_start, TIMEOUT)
{
	unsigned long long start, end;
	char *text = whole.data, *line;

	ASSERT_EQ(0, read_text(self->path, TEXT_SIZE, &whole));
	while ((line = next_line(&text))) {
		if (!parse_range(line, &start, &end))
			continue;
		/* in words of the kernel's width */
		EXPECT_EQ(size_of_line(line), (unsigned long)(end - start))
			TH_LOG("|%s|", line);
	}
}

/* Between two whole reads that agree; the tables may change at any time. */
TEST_F_TIMEOUT(dump, any_split_of_reads_gives_the_same_text, TIMEOUT)
{
	static const size_t chunks[] = { 1, 7, 4096, 0 };
	size_t i = 0;
	int tries = 0;

	srand(1);
	ASSERT_EQ(0, read_text(self->path, TEXT_SIZE, &whole));
	while (i < ARRAY_SIZE(chunks)) {
		ASSERT_EQ(0, read_text(self->path, chunks[i], &pieces));
		ASSERT_EQ(0, read_text(self->path, TEXT_SIZE, &again));
		if (!same_text(&whole, &again)) {
			ASSERT_LT(++tries, TRIES)
				TH_LOG("no two whole reads were the same");
			memcpy(&whole, &again, sizeof(whole));
			continue;
		}
		EXPECT_TRUE(same_text(&whole, &pieces))
			TH_LOG("reads of %zu bytes (0: random)", chunks[i]);
		i++;
	}
}

FIXTURE(check_wx_pages) {
	const char *path;
};

FIXTURE_SETUP(check_wx_pages)
{
	if (geteuid())
		SKIP(return, "not root");
	self->path = full_path("check_wx_pages");
	if (access(self->path, F_OK))
		SKIP(return, "no %s: no debugfs, or no CONFIG_DEBUG_WX",
		     self->path);
}

FIXTURE_TEARDOWN(check_wx_pages)
{
}

TEST_F(check_wx_pages, is_readable_by_its_owner_only)
{
	struct stat st;

	ASSERT_EQ(0, stat(self->path, &st));
	EXPECT_EQ(S_IFREG | 0400, st.st_mode);
	EXPECT_EQ(0, st.st_uid);
	EXPECT_EQ(0, st.st_gid);
}

TEST_F(check_wx_pages, is_not_readable_by_nobody)
{
	int err = read_as_nobody(self->path);

	EXPECT_TRUE(err == EACCES || err == EPERM)
		TH_LOG("%s", strerror(err));
}

TEST_F_TIMEOUT(check_wx_pages, says_success, TIMEOUT)
{
	ASSERT_EQ(0, read_text(self->path, TEXT_SIZE, &whole));
	EXPECT_STREQ("SUCCESS\n", whole.data);
}

TEST_HARNESS_MAIN
