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
/* In seconds. A dump under KASAN, on an emulated machine, takes its time. */
#define TIMEOUT		600

struct text {
	size_t len;
	char *data;
};

static struct text whole, pieces, again;
static size_t room;		/* of each */

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
	while (n > 0 && text->len < room - 1) {
		size_t size = chunk ? chunk : 1 + (size_t)rand() % 5000;

		if (size > room - 1 - text->len)
			size = room - 1 - text->len;
		n = read(fd, text->data + text->len, size);
		if (n > 0)
			text->len += n;
	}
	n = n < 0 ? -errno : n > 0 ? -EFBIG : 0;
	text->data[text->len] = '\0';
	close(fd);
	return n;
}

/*
 * The files of the reader's own tables change when its memory does: all of it is
 * in place before they are read.
 */
static bool set_room(struct text *text)
{
	char *data = realloc(text->data, room);

	if (!data)
		return false;
	memset(data, 1, room);
	text->data = data;
	return true;
}

/* All of the file; and there is room for twice as much. */
static int read_whole(const char *path)
{
	int err;

	room = 1UL << 20;
	do {
		room *= 2;
		if (!set_room(&whole) || !set_room(&pieces) || !set_room(&again))
			return -ENOMEM;
		err = read_text(path, room, &whole);
	} while (err == -EFBIG || whole.len > room / 2);
	return err;
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
	if (sscanf(line, "0x%llx-0x%llx ", start, end) != 2)
		return false;
	/* powerpc: 32 bits have their top, too */
	if (BEHIND_LAST)
		*end = (unsigned long)(*end + 1);
	return true;
}

/* What the size column says, in bytes. */
static unsigned long long size_of_line(const char *line)
{
	static const char units[] = "BKMGTPE";
	unsigned long long size;
	const char *at = strchr(line, ' ');
	char unit;

	at += strspn(at, " ");
	/* riscv, powerpc: the physical address comes first */
	if (!strncmp(at, "0x", 2))
		at = strchr(at, ' ');
	if (!at || sscanf(at, "%llu%c", &size, &unit) != 2 ||
	    !unit || !strchr(units, unit))
		return 0;
	return size << (10 * (strchr(units, unit) - units));
}

/*
 * errno of an attempt to read as nobody; 0 if it succeeds. By a descriptor, the way
 * to the file is open: that its directory is root's is not enough.
 */
static int read_as_nobody(const char *path)
{
	int status, err = 0;
	pid_t child;
	char byte;

	child = fork();
	if (!child) {
		int fd = open(path, O_PATH);
		char self[40];

		snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		if (fd < 0 || setgroups(0, NULL) || setgid(NOBODY) ||
		    setuid(NOBODY))
			_exit(255);
		fd = open(self, O_RDONLY);
		if (fd < 0 || read(fd, &byte, 1) < 0)
			err = errno;
		_exit(err);
	}
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/*
 * errno of an attempt to write through a descriptor that can be read as well; 0 if
 * it succeeds, -errno if the file does not open or read.
 */
static int write_beside_read(const char *path)
{
	int fd = open(path, O_RDWR), err = 0;
	char byte;

	if (fd < 0)
		return -errno;
	if (read(fd, &byte, 1) < 0)
		err = -errno;
	else if (write(fd, "1", 1) < 0)
		err = errno;
	close(fd);
	return err;
}

FIXTURE(dump) {
	const char *path;
};

/*
 * A file that may be empty is there before anybody knows what it would show;
 * one that comes with another may not be missing where that is.
 */
FIXTURE_VARIANT(dump) {
	const char *name;
	const char *with;
	bool may_be_empty;
};

#if defined(__x86_64__) || defined(__i386__)
FIXTURE_VARIANT_ADD(dump, kernel) {
	.name = "page_tables/kernel",
	.with = "page_tables",
};

FIXTURE_VARIANT_ADD(dump, current_kernel) {
	.name = "page_tables/current_kernel",
	.with = "page_tables",
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
	if (access(self->path, F_OK)) {
		if (variant->with)
			ASSERT_NE(0, access(full_path(variant->with), F_OK));
		SKIP(return, "no %s: no debugfs, or no CONFIG_PTDUMP_DEBUGFS",
		     variant->name);
	}
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

/* Scripts open with "r+" or "<>". The kernel has no method that writes. */
TEST_F(dump, opens_for_reading_and_writing_and_takes_no_bytes)
{
	int err = write_beside_read(self->path);

	EXPECT_EQ(EINVAL, err)
		TH_LOG("%s", strerror(abs(err)));
}

TEST_F_TIMEOUT(dump, lines_are_well_formed, TIMEOUT)
{
	char *text, *line;
	regex_t grammar;
	size_t lines = 0;

	ASSERT_EQ(0, regcomp(&grammar, GRAMMAR, REG_EXTENDED | REG_NOSUB));
	ASSERT_EQ(0, read_whole(self->path));
	text = whole.data;
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
	char *text, *line;
	bool follows = false, at_top = false;

	ASSERT_EQ(0, read_whole(self->path));
	text = whole.data;
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
	char *text, *line;

	ASSERT_EQ(0, read_whole(self->path));
	text = whole.data;
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
	ASSERT_EQ(0, read_whole(self->path));
	while (i < ARRAY_SIZE(chunks)) {
		/* It may have grown, too. */
		int err = read_text(self->path, chunks[i], &pieces) ?:
			  read_text(self->path, room, &again);

		if (err == -EFBIG || (!err && !same_text(&whole, &again))) {
			ASSERT_LT(++tries, TRIES)
				TH_LOG("no two whole reads were the same");
			ASSERT_EQ(0, read_whole(self->path));
			continue;
		}
		ASSERT_EQ(0, err);
		EXPECT_TRUE(same_text(&whole, &pieces))
			TH_LOG("reads of %zu bytes (0: random)", chunks[i]);
		tries = 0;
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

/* Scripts open with "r+" or "<>". The kernel has no method that writes. */
TEST_F(check_wx_pages, opens_for_reading_and_writing_and_takes_no_bytes)
{
	int err = write_beside_read(self->path);

	EXPECT_EQ(EINVAL, err)
		TH_LOG("%s", strerror(abs(err)));
}

TEST_F_TIMEOUT(check_wx_pages, says_success, TIMEOUT)
{
	ASSERT_EQ(0, read_whole(self->path));
	EXPECT_STREQ("SUCCESS\n", whole.data);
}

TEST_HARNESS_MAIN
