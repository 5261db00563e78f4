/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What -mindirect-branch=thunk-extern calls: an indirect jump by way of a return,
 * so that the CPU's guess at where it goes ends in the loop.
 */
	.text

.macro thunk reg
	.globl	__x86_indirect_thunk_\reg
	.type	__x86_indirect_thunk_\reg, @function
	.balign	32
__x86_indirect_thunk_\reg:
	call	1f
0:	pause
	lfence
	jmp	0b
1:	mov	%\reg, (%rsp)
	ret
.endm

.irp reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	thunk	\reg
.endr

	.section .note.GNU-stack, "", @progbits
