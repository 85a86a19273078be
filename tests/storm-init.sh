#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# storm-init.sh COUNT SEED - the first process of a guest: storm/needs.sh with
# bonds and VLANs, switch off
# shellcheck source=tests/guest.sh
. "$(dirname "$0")/guest.sh"
load bonding
COUNT=$1 SEED=$2 PART=guest
export COUNT SEED PART
unshare --mount --net --pid --fork --mount-proc --kill-child "$srcdir/tests/storm/needs.sh" >/run/out/guest.log 2>&1
switch_off
