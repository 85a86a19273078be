" SPDX-License-Identifier: LGPL-2.1-or-later
" ftdetect.vim - which files are interfaces(5)
au BufRead,BufNewFile */etc/network/interfaces,*/etc/network/interfaces.d/*,*/etc/network/interfaces.new setfiletype interfaces
