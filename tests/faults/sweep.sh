#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# sweep.sh - one call after another fails, of ifup -a and of ifdown -a
#
# A run in which nothing fails tells how many calls of a kind there are; then
# each in its turn fails once.  (With COUNT=n only about n of each kind do,
# others each time.)  The command ends, and not by a crash; what it did not do
# it says; and a plain one after it ends right.
# shellcheck source=tests/faults/ground.sh
. "$(dirname "$0")/ground.sh"
count=${COUNT:-0}
echo "$part: COUNT=$count SEED=$seed"

# What may happen to calls of a kind.  libnl has faults of its own: it ends
# without memory, and waits for ever for the answer to what was not sent.
rows=(
	"open EACCES EMFILE"
	"read EIO EINTR"
	"pread EIO EINTR"
	"write ENOSPC EINTR"
	"pwrite EIO EINTR"
	"close EIO"
	"fchmod EPERM"
	"ftruncate EIO"
	"lseek EIO"
	"fcntl ENOLCK EINTR"
	"rename EXDEV"
	"unlink EACCES"
	"mkdir EROFS"
	"opendir EMFILE"
	"socket libmnl* EMFILE"
	"sendto ENOBUFS EINTR"
	"recvmsg libmnl* ENOBUFS EINTR EIO DUMP_INTR"
	"recvmsg libnl* ENOBUFS EINTR DUMP_INTR"
	"poll EINTR ENOMEM"
	"pipe2 EMFILE"
	"memfd_create EMFILE"
	"spawn EAGAIN"
	"waitpid EINTR"
	"malloc libifplan* ENOMEM"
	"malloc libc.* ENOMEM"
)

# A failure that nobody was told of must not matter.
injected() {
	bring "$(begins "$1")"
	fault "$2" "$1" -a
	code=$?
	test $code -le 1 || echo "exit $code"
	if test $code -eq 0; then
		is_state "$(ends "$1")" | sed 's/^/exit 0, but: /'
	else
		test -s /run/test/said || echo "exit $code, and nothing was said"
	fi
	cp /run/test/said /run/test/said.first
	{
		plain "$1"
		test "$1" = ifdown || plain ifdown
	} >/run/test/problem
	test ! -s /run/test/problem || cat /run/test/problem /run/test/said.first
}

# Every one, or some from a random one on.
numbers() {
	test "$1" -gt 0 || return
	every=$((count ? ($1 + count - 1) / count : 1))
	seq $((RANDOM % every + 1)) "$every" "$1"
}

prepare_host / && learn_states || { echo "$part: 0 passed, 1 failed, 0 skipped"; exit 1; }
for command in ifup ifdown; do
	for row in "${rows[@]}"; do
		what=$(grep -oE '( [A-Z][A-Z_]+)+$' <<<"$row")
		call=${row%"$what"}
		case " ${CALLS:-$call} " in *" ${call%% *} "*) ;; *) continue ;; esac
		bring "$(begins $command)"
		fault "$call: nothing" $command -a
		total=$(wc -l <$log)
		for number in $(numbers "$total"); do
			for one in $what; do
				injected $command "$call $number: $one" 2>&1 | result "$command: $call $number of $total: $one"
			done
		done
	done
done
tally
