// SPDX-License-Identifier: GPL-2.0
/*
 * Page-table dumper: the debugfs files that stream a dump, one line an item.
 */

#include <linux/debugfs.h>
#include <linux/mutex.h>
#include <linux/ptdump.h>
#include <linux/sched/mm.h>
#include <linux/seq_file.h>

struct ptdump_file {
	struct ptdump pd;
	struct seq_buf out;
	char text[PTDUMP_TEXT];
	struct mutex lock;	/* guards seeking, for which a read is one step */
	bool seeking;		/* seq_file takes NULL for the end of the file */
};

static void ptdump_use_mm(struct ptdump *pd, struct mm_struct *mm)
{
	if (mm)
		mmgrab(mm);
	if (pd->mm)
		mmdrop(pd->mm);
	pd->mm = mm;
}

/* Returns the item: the text that was not shown yet, or the next text. */
static void *ptdump_item(struct ptdump_file *pf, bool brief)
{
	int err = ptdump_fetch(&pf->pd, brief);

	if (err)
		return ERR_PTR(err);
	return ptdump_has_text(&pf->pd) ? pf : NULL;
}

static void *ptdump_seq_start(struct seq_file *m, loff_t *pos)
{
	struct ptdump_file *pf = m->private;
	struct ptdump *pd = &pf->pd;

	if (!*pos) {
		ptdump_use_mm(pd, pd->info->mm ?: current->mm);
		ptdump_rewind(pd);
	}
	return ptdump_item(pf, false);
}

static void *ptdump_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct ptdump_file *pf = m->private;

	++*pos;
	seq_buf_clear(&pf->out);
	return ptdump_item(pf, !pf->seeking);
}

static void ptdump_seq_stop(struct seq_file *m, void *v)
{
	struct ptdump_file *pf = m->private;

	ptdump_unlock(&pf->pd);
}

static int ptdump_seq_show(struct seq_file *m, void *v)
{
	struct ptdump_file *pf = v;

	WARN_ON_ONCE(seq_buf_has_overflowed(&pf->out));
	seq_write(m, pf->text, seq_buf_used(&pf->out));
	return 0;
}

static const struct seq_operations ptdump_seq_ops = {
	.start	= ptdump_seq_start,
	.next	= ptdump_seq_next,
	.stop	= ptdump_seq_stop,
	.show	= ptdump_seq_show,
};

/**
 * ptdump_open() - Open a debugfs file that streams a dump
 * @inode: the file's
 * @file: the file
 * @info: the target; the file's data become @private of the dump
 *
 * Return: 0 or -ENOMEM.
 */
int ptdump_open(struct inode *inode, struct file *file,
		const struct ptdump_target *info)
{
	struct ptdump_file *pf;

	pf = __seq_open_private(file, &ptdump_seq_ops, sizeof(*pf));
	if (!pf)
		return -ENOMEM;
	BUILD_BUG_ON(sizeof(*pf) > PAGE_SIZE);
	pf->pd.info = info;
	pf->pd.private = inode->i_private;
	pf->pd.out = &pf->out;
	seq_buf_init(&pf->out, pf->text, sizeof(pf->text));
	mutex_init(&pf->lock);
	return 0;
}

/**
 * ptdump_release() - Release a file of ptdump_open()
 * @inode: the file's
 * @file: the file
 *
 * Return: 0.
 */
int ptdump_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct ptdump_file *pf = m->private;

	ptdump_use_mm(&pf->pd, NULL);
	return seq_release_private(inode, file);
}

/**
 * ptdump_read() - Read from a file of ptdump_open()
 * @file: the file
 * @buf: where to put the text
 * @size: bytes to read at most
 * @ppos: the file position
 *
 * Return: the number of bytes, 0 at the end, or an error: -EINTR if the caller is
 * being killed, -EINVAL if a range cannot be translated.
 */
ssize_t ptdump_read(struct file *file, char __user *buf, size_t size,
		    loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	struct ptdump_file *pf = m->private;
	ssize_t ret;

	if (mutex_lock_killable(&pf->lock))
		return -EINTR;
	pf->seeking = *ppos && *ppos != m->read_pos;
	ret = seq_read(file, buf, size, ppos);
	mutex_unlock(&pf->lock);
	return ret;
}

/**
 * ptdump_llseek() - Seek in a file of ptdump_open()
 * @file: the file
 * @offset: as lseek(2)
 * @whence: as lseek(2)
 *
 * Return: the position, or an error as ptdump_read().
 */
loff_t ptdump_llseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	struct ptdump_file *pf = m->private;
	loff_t ret;

	if (mutex_lock_killable(&pf->lock))
		return -EINTR;
	pf->seeking = true;
	ret = seq_lseek(file, offset, whence);
	mutex_unlock(&pf->lock);
	return ret;
}

static int ptdump_open_target(struct inode *inode, struct file *file)
{
	return ptdump_open(inode, file, inode->i_private);
}

static const struct file_operations ptdump_fops =
	PTDUMP_FOPS(ptdump_open_target, ptdump_release);

/**
 * ptdump_create_file() - Create a debugfs file, for root only, that dumps tables
 * @name: its name
 * @parent: its directory; NULL: the root of debugfs
 * @info: the target; must stay valid
 */
void ptdump_create_file(const char *name, struct dentry *parent,
			const struct ptdump_target *info)
{
	debugfs_create_file(name, 0400, parent, (void *)info, &ptdump_fops);
}
