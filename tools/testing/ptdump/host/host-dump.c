// SPDX-License-Identifier: GPL-2.0
/*
 * The parts of the kernel around mm/ptdump.c, as far as it can tell the
 * difference. The seq_file is the one of fs/seq_file.c in what it calls when.
 */
#include <host-dump.h>

/* The log */
char host_log[65536];
static size_t log_len;
static const char *warned[4];	/* formats that were used */
static int hotplug_held;

void host_log_clear(void)
{
	log_len = 0;
	host_log[0] = 0;
	memset(warned, 0, sizeof(warned));
}

static void vlog(const char *fmt, va_list args)
{
	size_t room = sizeof(host_log) - log_len;
	int n = vsnprintf(host_log + log_len, room, fmt, args);

	log_len += min((size_t)n, room - 1);
}

void host_printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vlog(fmt, args);
	va_end(args);
}

void host_print_unlocked(const char *fmt, ...)
{
	va_list args;

	host_lock_errors += hotplug_held != 0;
	va_start(args, fmt);
	vlog(fmt, args);
	va_end(args);
}

void host_warn(const char *function, const char *fmt, ...)
{
	unsigned int i = 0;
	va_list args;

	while (warned[i] && warned[i] != fmt)
		i++;
	if (warned[i])
		return;
	warned[i] = fmt;
	host_printk("WARNING: %s: ", function);
	va_start(args, fmt);
	vlog(fmt, args);
	va_end(args);
}

/* Locks */
unsigned int host_lock_errors, host_lock_periods, host_rests, host_no_rest;
unsigned int host_printed_locked;
static unsigned int rests_at_unlock;
int host_locks_left = INT_MAX;
bool host_signal_pending, host_hotplug_kills, host_mutexes_taken;
void (*host_on_unlock)(void);

void get_online_mems(void)
{
	host_lock_errors += hotplug_held++ || init_mm.lock;
	host_signal_pending |= host_hotplug_kills;
	host_lock_periods++;
	host_no_rest += host_rests == rests_at_unlock;
}

void put_online_mems(void)
{
	host_lock_errors += --hotplug_held || init_mm.lock;
	rests_at_unlock = host_rests;
	if (host_on_unlock)
		host_on_unlock();
}

/* The reports of the tracepoints of an mmap_lock. */
struct host_traces host_traces;
static int locks_held;

void host_forget_locks(void)
{
	host_lock_errors = 0;
	locks_held = 0;
	memset(&host_traces, 0, sizeof(host_traces));
}

/* The depth is how many mmap_locks the caller holds, as lockdep has it. */
static int write_lock(struct mm_struct *mm, int depth)
{
	/* init_mm's is the innermost. */
	host_lock_errors += !hotplug_held || mm->lock || init_mm.lock ||
			    depth != locks_held;
	host_traces.started++;
	if (host_locks_left <= 0) {
		host_signal_pending = true;
		host_traces.returned++;
		return -EINTR;
	}
	host_locks_left--;
	locks_held++;
	mm->lock = HOST_WRITE_LOCKED;
	host_traces.returned++;
	host_traces.acquired++;
	return 0;
}

int mmap_write_lock_killable(struct mm_struct *mm)
{
	return write_lock(mm, 0);
}

int mmap_write_lock_killable_nested(struct mm_struct *mm, int depth)
{
	return write_lock(mm, depth);
}

void mmap_write_unlock(struct mm_struct *mm)
{
	host_lock_errors += mm->lock != HOST_WRITE_LOCKED;
	host_traces.released++;
	locks_held--;
	mm->lock = HOST_UNLOCKED;
}

bool mmget_not_zero(struct mm_struct *mm)
{
	if (!mm->users)
		return false;
	mm->users++;
	return true;
}

void mmput(struct mm_struct *mm)
{
	mm->users--;
}

void mmgrab(struct mm_struct *mm)
{
	mm->count++;
}

void mmdrop(struct mm_struct *mm)
{
	mm->count--;
}

/* seq_buf */
void seq_buf_init(struct seq_buf *s, char *buffer, unsigned int size)
{
	*s = (struct seq_buf) { buffer, size, 0 };
}

void seq_buf_clear(struct seq_buf *s)
{
	s->len = 0;
}

int seq_buf_printf(struct seq_buf *s, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(s->buffer + s->len, s->size - s->len, fmt, args);
	va_end(args);
	if ((size_t)n >= s->size - s->len)
		abort();	/* the text of a run must fit */
	s->len += n;
	host_printed_locked += hotplug_held ? n : 0;
	return 0;
}

int seq_buf_puts(struct seq_buf *s, const char *text)
{
	return seq_buf_printf(s, "%s", text);
}

/* A character needs no room for a 0 behind it. */
int seq_buf_putc(struct seq_buf *s, unsigned char c)
{
	if (s->len == s->size)
		abort();
	s->buffer[s->len++] = c;
	host_printed_locked += hotplug_held != 0;
	return 0;
}

/* seq_file */
size_t host_seq_first_size = 4096, host_seq_largest;
unsigned int host_shows;
bool host_no_memory;

int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (m->count + len >= m->size) {
		m->count = m->size;	/* overflown */
		return -1;
	}
	memcpy(m->buf + m->count, data, len);
	m->count += len;
	return 0;
}

void seq_puts(struct seq_file *m, const char *text)
{
	seq_write(m, text, strlen(text));
}

static void set_size(struct seq_file *m, size_t size)
{
	free(m->buf);
	m->buf = malloc(size);
	m->size = size;
	m->count = 0;
	host_seq_largest = max(host_seq_largest, size);
}

static void rewind_to_first(struct seq_file *m)
{
	m->index = 0;
	m->count = 0;
	m->from = 0;
}

static int show(struct seq_file *m, void *item)
{
	host_shows++;
	return m->op->show(m, item);
}

/* Pass over @offset bytes of text: any NULL is the end of the file to it. */
static int traverse(struct seq_file *m, loff_t offset)
{
	loff_t passed = 0;
	void *item;

	rewind_to_first(m);
	if (!offset)
		return 0;
	for (item = m->op->start(m, &m->index); item && !IS_ERR(item);
	     item = m->op->next(m, item, &m->index)) {
		if (passed + (loff_t)m->count > offset)
			break;
		passed += m->count;
		m->count = 0;
		if (passed == offset && m->index)
			break;
		show(m, item);
		if (m->count == m->size) {
			m->op->stop(m, item);
			set_size(m, 2 * m->size);
			return -EAGAIN;
		}
	}
	if (passed + (loff_t)m->count > offset) {
		m->from = offset - passed;
		m->count -= m->from;
	} else {
		m->count = 0;
	}
	m->op->stop(m, item);
	return IS_ERR(item) ? PTR_ERR(item) : 0;
}

static int seek(struct seq_file *m, loff_t pos)
{
	int err;

	do {
		err = traverse(m, pos);
	} while (err == -EAGAIN);
	if (err)
		rewind_to_first(m);
	m->read_pos = err ? 0 : pos;
	return err;
}

/* Buffer at least one item, and as many as are wanted and fit. */
static int fill(struct seq_file *m, size_t wanted)
{
	void *item;
	size_t before;
	int err;

	m->from = 0;
	for (;;) {
		item = m->op->start(m, &m->index);
		if (!item || IS_ERR(item)) {
			m->op->stop(m, item);
			return IS_ERR(item) ? PTR_ERR(item) : 0;
		}
		err = show(m, item);
		if (!err && m->count < m->size)
			break;
		m->op->stop(m, item);
		if (err) {
			m->count = 0;
			return err;
		}
		set_size(m, 2 * m->size);
	}
	for (;;) {
		loff_t index = m->index;

		item = m->op->next(m, item, &m->index);
		host_lock_errors += m->index == index;
		if (!item || IS_ERR(item) || m->count >= wanted)
			break;
		before = m->count;
		show(m, item);
		if (m->count == m->size) {
			m->count = before;
			break;
		}
	}
	m->op->stop(m, item);
	return 0;
}

static size_t copy_out(struct seq_file *m, char *buf, size_t size)
{
	size_t n = min(m->count, size);

	memcpy(buf, m->buf + m->from, n);
	m->from += n;
	m->count -= n;
	return n;
}

ssize_t seq_read(struct file *file, char *buf, size_t size, loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	size_t copied;
	int err = 0;

	if (!*ppos)
		rewind_to_first(m);
	if (*ppos != m->read_pos) {
		err = seek(m, *ppos);
		if (err)
			return err;
	}
	copied = copy_out(m, buf, size);
	if (!m->count) {
		err = fill(m, size - copied);
		copied += copy_out(m, buf + copied, size - copied);
	}
	*ppos += copied;
	m->read_pos += copied;
	return copied ? (ssize_t)copied : err;
}

loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;

	if (whence != SEEK_SET || offset < 0)
		return -EINVAL;
	if (offset != m->read_pos) {
		int err = seek(m, offset);

		if (err)
			return err;
	}
	return offset;
}

void *__seq_open_private(struct file *file, const struct seq_operations *op,
			 int size)
{
	struct seq_file *m;

	if (host_no_memory)
		return NULL;
	m = calloc(1, sizeof(*m));
	m->op = op;
	m->private = calloc(1, size);
	set_size(m, host_seq_first_size);
	file->private_data = m;
	return m->private;
}

int seq_release_private(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	(void)inode;
	free(m->private);
	free(m->buf);
	free(m);
	return 0;
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	char line[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	seq_puts(m, line);
}

/* One item, which may be of any size */
static void *single_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : m;
}

static void *single_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void single_stop(struct seq_file *m, void *v) { }

int single_open(struct file *file, int (*show)(struct seq_file *, void *),
		void *data)
{
	struct seq_operations *op;
	struct seq_file *m;

	if (host_no_memory)
		return -ENOMEM;
	op = calloc(1, sizeof(*op));
	*op = (struct seq_operations) {
		single_start, single_stop, single_next, show
	};
	__seq_open_private(file, op, 1);
	m = file->private_data;
	free(m->private);
	m->private = data;
	return 0;
}

int single_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	m->private = (void *)m->op;
	return seq_release_private(inode, file);
}

/* Boot */
static int (*initcalls[4])(void);
static unsigned int nr_initcalls;
unsigned int host_boots = 1;

void host_add_initcall(int (*fn)(void))
{
	initcalls[nr_initcalls++] = fn;
}

void host_boot(void)
{
	unsigned int i;

	host_boots++;
	for (i = 0; i < nr_initcalls; i++)
		initcalls[i]();
}

/* debugfs: one that is made anew replaces that of its name */
static struct host_file files[16];
static unsigned int nr_files;

/* A directory is its path. */
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	static char paths[4][64];
	static unsigned int nr_paths;
	char *path = paths[nr_paths % 4];

	if (!parent)
		return (struct dentry *)name;
	nr_paths++;
	snprintf(path, sizeof(*paths), "%s/%s", (const char *)parent, name);
	return (struct dentry *)path;
}

struct dentry *debugfs_create_file_full(const char *name, umode_t mode,
					struct dentry *parent, void *data,
					const void *aux,
					const struct file_operations *fops)
{
	struct host_file *file;
	char path[64];

	snprintf(path, sizeof(path), "%s%s%s",
		 parent ? (const char *)parent : "", parent ? "/" : "", name);
	file = host_find_file(path) ?: &files[nr_files++];
	strcpy(file->name, path);
	file->mode = mode;
	file->inode.i_private = data;
	file->fops = fops;
	return NULL;
}

struct host_file *host_find_file(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_files; i++)
		if (!strcmp(files[i].name, name))
			return &files[i];
	return NULL;
}

/* Elsewhere */
static struct task_struct task;
struct task_struct *current = &task;
struct mm_struct efi_mm;
