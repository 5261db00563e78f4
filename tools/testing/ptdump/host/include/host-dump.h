/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PTDUMP_HOST_DUMP_H
#define _PTDUMP_HOST_DUMP_H

/*
 * What mm/ptdump.c and the architectures' files want of the kernel beyond what
 * the walk does. Every header that they name for it leads here.
 */
#include <host.h>

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#define __init
#define __ro_after_init
#define SZ_1G			0x40000000
#define SZ_2G			0x80000000
#define __user
#define THIS_MODULE		NULL
#define KERN_INFO		""
#define ERR_PTR(err)		((void *)(intptr_t)(err))
#define PTR_ERR(ptr)		((intptr_t)(ptr))
#define IS_ERR(ptr)		((uintptr_t)(ptr) >= (uintptr_t)-4095)

/* Run by host_boot(), which a test may call again. */
#define device_initcall(fn) \
	static void __attribute__((__constructor__)) host_##fn(void) \
	{ host_add_initcall(fn); }

void host_add_initcall(int (*fn)(void));
void host_boot(void);

/* Once a boot. */
extern unsigned int host_boots;

#define DO_ONCE_SLEEPABLE(func, ...)					\
	({								\
		static unsigned int _boot;				\
		if (_boot != host_boots)				\
			func(__VA_ARGS__);				\
		_boot = host_boots;					\
	})

/* The log: text, as it would stand there. Each WARN_ONCE() is once a test. */
extern char host_log[];
void host_log_clear(void);
void host_printk(const char *fmt, ...) __attribute__((__format__(printf, 1, 2)));
/* A console can be slow: an error while a lock is held. */
void host_print_unlocked(const char *fmt, ...)
	__attribute__((__format__(printf, 1, 2)));
void host_warn(const char *function, const char *fmt, ...);

#define printk(fmt, ...)	host_print_unlocked(fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	host_print_unlocked(fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	host_print_unlocked(fmt, ##__VA_ARGS__)
/* note_page() warns under the locks, as stock does: once a boot. */
#define pr_warn_once(fmt, ...)	host_printk(fmt, ##__VA_ARGS__)
#undef WARN_ON_ONCE
#define WARN_ON_ONCE(cond)	({ bool _cond = (cond); assert(!_cond); _cond; })
#undef WARN_ONCE
#define WARN_ONCE(cond, fmt, ...) \
	({ if (cond) host_warn(__func__, fmt, ##__VA_ARGS__); })

/* Locks, in the order that they must be taken: hotplug, an mm's, init_mm's. */
#define SINGLE_DEPTH_NESTING	1

extern unsigned int host_lock_errors;	/* wrong order, or not held */
extern unsigned int host_lock_periods;
/*
 * As many killable locks are free. For the next, the caller waits until a fatal
 * signal arrives. A lock that is free is taken whether a signal is pending or not.
 */
extern int host_locks_left;
extern bool host_signal_pending;	/* a fatal one */
extern bool host_hotplug_kills;	/* it arrives while get_online_mems() waits */
extern void (*host_on_unlock)(void);	/* while nothing is held */
extern unsigned int host_printed_locked;	/* characters, while locks are held */

extern struct host_traces {
	unsigned int started, returned, acquired, released;
} host_traces;

void host_forget_locks(void);
void get_online_mems(void);
void put_online_mems(void);
int mmap_write_lock_killable(struct mm_struct *mm);
int mmap_write_lock_killable_nested(struct mm_struct *mm, int depth);
void mmap_write_unlock(struct mm_struct *mm);
bool mmget_not_zero(struct mm_struct *mm);
void mmput(struct mm_struct *mm);
void mmgrab(struct mm_struct *mm);
void mmdrop(struct mm_struct *mm);

struct mutex {
	int held;
};

#define DEFINE_MUTEX(name)	struct mutex name
#define lockdep_assert_held(lock)	assert((lock)->held)

static inline void mutex_init(struct mutex *lock)
{
	lock->held = 0;
}

/*
 * Someone else holds each mutex until a fatal signal ends the wait for it. A wait that
 * no signal ends is an error.
 */
extern bool host_mutexes_taken;

static inline void mutex_lock(struct mutex *lock)
{
	host_lock_errors += host_mutexes_taken;
	host_lock_errors += lock->held++;
}

static inline int __must_check mutex_lock_killable(struct mutex *lock)
{
	if (host_mutexes_taken) {
		host_signal_pending = true;
		return -EINTR;
	}
	host_lock_errors += lock->held++;
	return 0;
}

static inline void mutex_unlock(struct mutex *lock)
{
	host_lock_errors += !lock->held--;
}

extern unsigned int host_rests;
extern unsigned int host_no_rest;	/* lock periods without a rest before */

static inline void cond_resched(void)
{
	host_rests++;
}

struct task_struct {
	struct mm_struct *mm;
};

extern struct task_struct *current;

#define fatal_signal_pending(task)	host_signal_pending

/* seq_buf */
struct seq_buf {
	char *buffer;
	size_t size;
	size_t len;
};

#define DECLARE_SEQ_BUF(name, bytes)					\
	char name##_text[bytes];					\
	struct seq_buf name = { name##_text, bytes, 0 }

void seq_buf_init(struct seq_buf *s, char *buffer, unsigned int size);
void seq_buf_clear(struct seq_buf *s);

static inline bool seq_buf_has_overflowed(struct seq_buf *s)
{
	return s->len > s->size;
}

static inline unsigned int seq_buf_used(struct seq_buf *s)
{
	return s->len < s->size ? s->len : s->size;
}

int seq_buf_putc(struct seq_buf *s, unsigned char c);
int seq_buf_puts(struct seq_buf *s, const char *text);
int seq_buf_printf(struct seq_buf *s, const char *fmt, ...)
	__attribute__((__format__(printf, 2, 3)));

/* seq_file and debugfs */
struct seq_operations;
struct dentry;
typedef unsigned short umode_t;

struct inode {
	void *i_private;
};

struct file {
	void *private_data;
};

struct seq_file {
	char *buf;
	size_t size, from, count;
	loff_t index, read_pos;
	const struct seq_operations *op;
	void *private;
};

struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, loff_t *pos);
	int (*show)(struct seq_file *m, void *v);
};

struct file_operations {
	void *owner;
	int (*open)(struct inode *inode, struct file *file);
	ssize_t (*read)(struct file *file, char *buf, size_t size, loff_t *ppos);
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	int (*release)(struct inode *inode, struct file *file);
	int (*show)(struct seq_file *m, void *v);
};

void *__seq_open_private(struct file *file, const struct seq_operations *op,
			 int size);
int seq_release_private(struct inode *inode, struct file *file);
ssize_t seq_read(struct file *file, char *buf, size_t size, loff_t *ppos);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);
int seq_write(struct seq_file *m, const void *data, size_t len);
void seq_puts(struct seq_file *m, const char *text);
void seq_printf(struct seq_file *m, const char *fmt, ...)
	__attribute__((__format__(printf, 2, 3)));
int single_open(struct file *file, int (*show)(struct seq_file *, void *),
		void *data);
int single_release(struct inode *inode, struct file *file);

#define DEFINE_SHOW_ATTRIBUTE(name) \
	static const struct file_operations name##_fops = { .show = name##_show }

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_file_full(const char *name, umode_t mode,
					struct dentry *parent, void *data,
					const void *aux,
					const struct file_operations *fops);
/* The kernel's macro takes operations of another type, too: no other is used. */
#define debugfs_create_file(name, mode, parent, data, fops)		\
	_Generic((fops),						\
		 const struct file_operations *: debugfs_create_file_full) \
		(name, mode, parent, data, NULL, fops)

/* A file that was created: by name, or NULL. */
struct host_file {
	char name[64];			/* with its directory */
	umode_t mode;
	struct inode inode;
	const struct file_operations *fops;
};

struct host_file *host_find_file(const char *name);

extern size_t host_seq_first_size;	/* of a seq_file's buffer: a page */
extern size_t host_seq_largest;
extern unsigned int host_shows;
extern bool host_no_memory;		/* no more is to be had */

/* Elsewhere in the kernel. */
extern struct mm_struct efi_mm;

#define EFI_RUNTIME_SERVICES	0
#define efi_enabled(feature)	true

#endif /* _PTDUMP_HOST_DUMP_H */
