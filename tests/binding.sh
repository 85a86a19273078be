#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# binding.sh - the ABI is bindable: tests/ifplan.py binds all of it, tests/binding.py edits a file with it
srcdir=${srcdir:-$(dirname "$0")/..}
builddir=${builddir:-build}
export srcdir LIBIFPLAN="$builddir/libifplan.so.0" PYTHONDONTWRITEBYTECODE=1
exec timeout 120 /usr/bin/python3 "$srcdir/tests/binding.py"
