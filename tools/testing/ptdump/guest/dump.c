// SPDX-License-Identifier: GPL-2.0
/*
 * The first process of a guest that only shows one debugfs file, which the
 * kernel's command line names: ptdump_file=page_tables/kernel. The file goes
 * out of the second port between "begin\n" and "\nend BYTES\n". The end
 * is only there when all was read: the host can tell a whole dump from half a
 * one. The beginning is there because UEFI firmware talks on that port, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "arch.h"

/* Ends the guest: QEMU runs with -no-reboot, and that needs no ACPI. */
static void leave(void)
{
	sync();
	reboot(RB_AUTOBOOT);
	_exit(1);
}

static void fail(const char *what)
{
	printf("ptdump: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	leave();
}

static void mount_on(const char *type, const char *dir)
{
	mkdir(dir, 0755);
	if (mount(type, dir, type, 0, NULL) && errno != EBUSY)
		fail(dir);
}

/* Ports of virtio come some time after boot, and are no terminals. */
static int open_port(const char *name)
{
	struct termios tio;
	int fd, tries = 500;

	while ((fd = open(name, O_WRONLY | O_NOCTTY)) < 0 && tries--)
		usleep(10000);
	if (fd < 0)
		fail(name);
	if (!isatty(fd))
		return fd;
	if (tcgetattr(fd, &tio))
		fail(name);
	cfmakeraw(&tio);
	cfsetspeed(&tio, B115200);
	if (tcsetattr(fd, TCSANOW, &tio))
		fail(name);
	return fd;
}

static void put(int fd, const char *buf, size_t len)
{
	while (len) {
		ssize_t n = write(fd, buf, len);

		if (n < 0)
			fail(RAW_PORT);
		buf += n;
		len -= n;
	}
}

int main(void)
{
	static char buf[1 << 20], path[256], end[64];
	const char *file = getenv("ptdump_file");
	size_t total = 0;
	int in, out;
	ssize_t n;

	mount_on("devtmpfs", "/dev");
	mount_on("proc", "/proc");
	mount_on("sysfs", "/sys");
	mount_on("debugfs", "/sys/kernel/debug");

	out = open_port(RAW_PORT);
	snprintf(path, sizeof(path), "/sys/kernel/debug/%s",
		 file ? file : "page_tables/kernel");
	in = open(path, O_RDONLY);
	if (in < 0)
		fail(path);
	put(out, "begin\n", strlen("begin\n"));
	while ((n = read(in, buf, sizeof(buf))) > 0) {
		put(out, buf, n);
		total += n;
	}
	if (n < 0)
		fail(path);
	snprintf(end, sizeof(end), "\nend %zu\n", total);
	put(out, end, strlen(end));
	tcdrain(out);
	leave();
}
