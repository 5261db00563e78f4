// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#include "arch.h"
#include "guest.h"

#define DIFFERENT_LINES 5

static int tap_fd = -1;
static int log_fd = -1;
static unsigned int tests;

const struct dump_file dump_files[] = {
	{ "kernel", KERNEL_FILE },
	{ "current_kernel", "page_tables/current_kernel" },
	{ "current_user", "page_tables/current_user" },
	{ "efi", EFI_FILE },
	{ "check_wx_pages", "check_wx_pages" },
	{ }
};

const char *file_path(const struct dump_file *file, bool stock, char *path)
{
	snprintf(path, PATH_LEN, "%s/%s", stock ? REFERENCE : DEBUGFS,
		 file->path);
	return path;
}

static void put_all(const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(tap_fd, text, len);

		if (n <= 0)
			return;
		text += n;
		len -= n;
	}
}

void tap_note(const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	dprintf(tap_fd, "# %s\n", line);
}

void tap_text(const struct text *text, const char *format, ...)
{
	va_list args;

	dprintf(tap_fd, "# begin ");
	va_start(args, format);
	vdprintf(tap_fd, format, args);
	va_end(args);
	dprintf(tap_fd, "\n");
	put_all(text->data, text->len);
	dprintf(tap_fd, "# end\n");
}

void tap_result(bool ok, const char *name, const char *what)
{
	dprintf(tap_fd, "%sok %u - %s%s%s\n", ok ? "" : "not ", ++tests, name,
		what ? ": " : "", what ? what : "");
}

void guest_end(void)
{
	dprintf(tap_fd, "1..%u\n", tests);
	tcdrain(tap_fd);
	sync();
	/* The machine is started such that a reboot ends it. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

void give_up(const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	dprintf(tap_fd, "Bail out! %s\n", line);
	dprintf(STDERR_FILENO, "%s\n", line);
	guest_end();
}

static void mount_at(const char *type, const char *where)
{
	if (mount(type, where, type, 0, NULL) && errno != EBUSY)
		give_up("cannot mount %s: %s", where, strerror(errno));
}

/* Ports of virtio come some time after boot. */
static int open_device(const char *path, int flags)
{
	int fd, tries = 500;

	while ((fd = open(path, flags | O_CLOEXEC | O_NOCTTY)) < 0 && tries--)
		usleep(10000);
	if (fd < 0)
		give_up("cannot open %s: %s", path, strerror(errno));
	return fd;
}

void guest_start(void)
{
	struct termios port;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);

	mount_at("devtmpfs", "/dev");
	tap_fd = open_device(RAW_PORT, O_RDWR);
	if (!tcgetattr(tap_fd, &port)) {
		cfmakeraw(&port);
		tcsetattr(tap_fd, TCSANOW, &port);
	}
	put_all("TAP version 13\n", 15);

	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("debugfs", DEBUGFS);
	log_fd = open_device("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	log_mark();
}

const char *option(const char *name, const char *unset)
{
	const char *value = getenv(name);

	return value ? value : unset;
}

bool option_set(const char *name)
{
	return strcmp(option(name, "0"), "0") != 0;
}

/* Whether the kernel is of a series, "6.12" for instance. */
bool release_is(const char *series)
{
	size_t len = strlen(series);
	struct utsname uts;

	return !uname(&uts) && !strncmp(uts.release, series, len) &&
	       uts.release[len] == '.';
}

bool write_number(const char *path, unsigned long number)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%lu", number);
	int fd = open(path, O_WRONLY);
	bool ok;

	ok = fd >= 0 && write(fd, text, len) == len;
	if (!ok)
		tap_note("write to %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

bool read_number(const char *path, unsigned long long *number)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);
	bool ok;

	ok = fd >= 0 && read(fd, text, sizeof(text) - 1) > 0;
	if (ok)
		*number = strtoull(text, NULL, 0);
	else
		tap_note("read of %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

static uint32_t random_state = 20250101;

void random_start(uint32_t seed)
{
	random_state = seed;
}

uint32_t random_number(uint32_t below)
{
	uint32_t state = random_state;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	random_state = state;
	return state % below;
}

bool read_rest(int fd, size_t chunk, struct text *text)
{
	for (;;) {
		size_t room = sizeof(text->data) - text->len;
		size_t size = chunk ? chunk : 1 + random_number(300);
		ssize_t n;

		if (!room) {
			tap_note("more than %zu bytes", sizeof(text->data));
			return false;
		}
		n = read(fd, text->data + text->len,
			 size < room ? size : room);
		if (n < 0) {
			tap_note("read: %s", strerror(errno));
			return false;
		}
		if (!n)
			return true;
		text->len += n;
	}
}

bool read_file(const char *path, size_t chunk, struct text *text)
{
	int fd = open(path, O_RDONLY);
	bool ok;

	text->len = 0;
	if (fd < 0) {
		tap_note("open %s: %s", path, strerror(errno));
		return false;
	}
	ok = read_rest(fd, chunk, text);
	close(fd);
	return ok;
}

bool text_equal(const struct text *a, const struct text *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

size_t text_lines(const struct text *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text->len; i++)
		lines += text->data[i] == '\n';
	return lines;
}

/* Length of the line at @pos, without its newline. */
static size_t line_length(const struct text *text, size_t pos)
{
	const char *end;

	if (pos >= text->len)
		return 0;
	end = memchr(text->data + pos, '\n', text->len - pos);
	return end ? (size_t)(end - text->data) - pos : text->len - pos;
}

void note_difference(const struct text *stock, const struct text *ours)
{
	size_t s = 0, o = 0, number = 1;
	unsigned int shown = 0;

	tap_note("stock has %zu bytes in %zu lines, ours %zu in %zu",
		 stock->len, text_lines(stock), ours->len, text_lines(ours));
	while (shown < DIFFERENT_LINES && (s < stock->len || o < ours->len)) {
		size_t slen = line_length(stock, s), olen = line_length(ours, o);
		const char *sline = s < stock->len ? stock->data + s : "";
		const char *oline = o < ours->len ? ours->data + o : "";

		if (shown || slen != olen || memcmp(sline, oline, slen)) {
			tap_note("line %4zu stock |%.*s|", number,
				 (int)slen, sline);
			tap_note("line %4zu ours  |%.*s|", number,
				 (int)olen, oline);
			shown++;
		}
		s += slen + 1;
		o += olen + 1;
		number++;
	}
}

void log_mark(void)
{
	lseek(log_fd, 0, SEEK_END);
}

static bool starts_with_one_of(const char *line, const char *const *starts)
{
	while (*starts && strncmp(line, *starts, strlen(*starts)))
		starts++;
	return *starts;
}

bool log_since(struct text *text, const char *const *starts)
{
	char record[8192];
	ssize_t n;

	text->len = 0;
	while ((n = read(log_fd, record, sizeof(record) - 1)) > 0) {
		char *start, *end;
		size_t len;

		record[n] = '\0';
		start = strchr(record, ';');
		start = start ? start + 1 : record;
		end = strchr(start, '\n');
		len = (end ? end + 1 : record + n) - start;
		if (!starts_with_one_of(start, starts))
			continue;
		if (len > sizeof(text->data) - text->len) {
			tap_note("the log is too long");
			return false;
		}
		memcpy(text->data + text->len, start, len);
		text->len += len;
	}
	if (errno == EAGAIN)
		return true;
	tap_note("the log: %s", strerror(errno));
	return false;
}

bool log_of_boot(struct text *text, const char *const *starts)
{
	lseek(log_fd, 0, SEEK_DATA);
	return log_since(text, starts);
}

const char *line_with(const struct text *text, const char *part,
		      char *line, size_t size)
{
	line[0] = '\0';
	for (size_t pos = 0; pos < text->len;) {
		size_t len = line_length(text, pos);

		if (memmem(text->data + pos, len, part, strlen(part))) {
			snprintf(line, size, "%.*s", (int)len,
				 text->data + pos);
			break;
		}
		pos += len + 1;
	}
	return line;
}
