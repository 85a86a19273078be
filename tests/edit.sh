#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# edit.sh [CASE...] - what ifedit makes of a file, and that doing it again changes nothing
#
# $edit in the file `run` of a case is ifedit, on the file `interfaces` of the
# case and the links of testdata/edit/kernel.  A file `once` says that the
# second time is not like the first.
# shellcheck source=tests/common.sh
. "$(dirname "$0")/common.sh"
export edit="ifedit --file interfaces --snapshot $srcdir/testdata/edit/kernel" TWICE=1
exec "$srcdir/tests/transcript.sh" edit "$@"
