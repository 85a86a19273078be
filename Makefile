# SPDX-License-Identifier: LGPL-2.1-or-later
# Makefile - one file, no recursion; `make help` lists the targets
#
# Sources are found by folder and objects go to build/ of the current folder,
# which `../configure` makes another one than the source tree.
srcdir ?= .
B = build
goals = $(or $(MAKECMDGOALS),all)
ifneq ($(filter-out deps deb package boot clean help,$(goals)),)
include config.mk
endif

SO = libifplan.so.0
NAMES = ifup ifdown ifquery ifedit
WARN = -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes $(WERROR)
ALL_CFLAGS = -std=gnu11 -MMD -MP $(WARN) -fstack-protector-strong $(HARDEN) -fvisibility=hidden $(CFLAGS) \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GNU_SOURCE -DIFPLAN_VERSION='"$(VERSION)"' \
	-I$(srcdir) -I$B $(MNL_CFLAGS) $(NL_CFLAGS) $(JANSSON_CFLAGS) $(SMARTCOLS_CFLAGS) $(CPPFLAGS)
ALL_LDFLAGS = -Wl,--as-needed -Wl,-z,relro,-z,now,-z,noexecstack,-z,defs $(LDFLAGS)
Q = $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$@';)

sources = $(patsubst $(srcdir)/%,%,$(wildcard $(addprefix $(srcdir)/,$(1))))
LIB_SRC := $(call sources,parser/*.c lib/*.c lib/link/*.c lib/method/*.c lib/lint/*.c lib/kernel/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$B/%.o)
CMD_OBJ := $(patsubst %.c,$B/%.o,$(call sources,cmd/*.c))
UNIT := $(patsubst %.c,$B/%,$(call sources,tests/unit/*.c))
FUZZ := $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(call sources,tests/fuzz/*.c))
PROPERTY := $(patsubst %.c,$B/%,$(call sources,tests/*property.c))
BENCH := $(patsubst %.c,$B/%,$(call sources,tests/bench/*.c))
READBACK := $B/tests/readback
SAVER := $B/tests/saver
SHIM := $B/tests/faults/shim.so
UML := $B/tests/uml.so
COMPAT := $B/tests/compat_random
LIFE := $B/tests/life_random
EXAMPLE := $B/tests/examples/set-option
PAGES := ifup.8 ifquery.8 ifedit.8 interfaces.5 ifplan.3
COMPLETIONS := ifup.bash ifup.zsh ifup.fish
MANUAL := $(addprefix $B/,$(PAGES) $(COMPLETIONS) interfaces.vim)
TEST = srcdir='$(abspath $(srcdir))' builddir='$(abspath $B)' MAKE='$(MAKE)' $(srcdir)/tests

all: $B/ifplan $(NAMES:%=$B/%) $B/libifplan.a $(MANUAL)
check: deps all $(UNIT) $(PROPERTY) $(READBACK) $(SAVER) $(SHIM) $(UML) $(COMPAT) $(LIFE) $(BENCH)
	@$(TEST)/check.sh $(abspath $(UNIT) $(PROPERTY))
unit: $(UNIT) $(PROPERTY)
	@$(TEST)/unit.sh $^
golden: all
	@UPDATE=$(UPDATE) $(TEST)/golden.sh $(CASES)
edit: all
	@UPDATE=$(UPDATE) $(TEST)/edit.sh $(CASES)
manual: all
	@UPDATE=$(UPDATE) $(TEST)/manual.sh
query: all
	@UPDATE=$(UPDATE) $(TEST)/transcript.sh query $(CASES)
checks: all
	@UPDATE=$(UPDATE) $(TEST)/transcript.sh check $(CASES)
schema binding examples complete: all
	@$(TEST)/$@.sh
session: all
	@$(TEST)/session.sh $(CASES)
netns: all $(READBACK)
	@$(TEST)/netns.sh $(CASES)
vm: all $(READBACK) $(UML)
	@$(TEST)/vm.sh $(CASES)
hook-packages: all $(UML)
	@SIDE='$(SIDE)' UPDATE='$(UPDATE)' $(TEST)/hook-packages.sh $(CASES)
ifupdown2: all $(UML)
	@SIDE='$(SIDE)' UPDATE='$(UPDATE)' $(TEST)/ifupdown2.sh $(CASES)
storm: all $(READBACK) $(UML)
	@COUNT='$(COUNT)' SEED='$(SEED)' $(TEST)/storm.sh $(CASES)
compat: all $(COMPAT) $(PROPERTY) $(LIFE) $(UML)
	@COUNT='$(COUNT)' SEED='$(SEED)' $(TEST)/compat.sh
	@COUNT='$(COUNT)' SEED='$(SEED)' $(TEST)/life.sh
callers hooks: all $(READBACK)
	@$(TEST)/$@.sh $(CASES)
life: all $(LIFE) $(UML)
	@COUNT='$(COUNT)' SEED='$(SEED)' $(TEST)/life.sh $(CASES)
power: all $(SAVER)
	@$(TEST)/power-loss.sh $(CASES)
faults: all $(READBACK) $(SHIM)
	@COUNT='$(COUNT)' SEED='$(SEED)' $(TEST)/faults.sh $(CASES)
fuzz: all
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' $(TEST)/fuzz.sh $(FUZZ)
cost: all $(BENCH)
	@$(TEST)/cost.sh $(CASES)
bench: all $(BENCH) $(EXAMPLE)
	@$(TEST)/bench/bench.sh
style: all
	@$(TEST)/style.sh
abi: all
	@$(TEST)/abi.sh
demo: deps all $(UML)
	@$(TEST)/demo.sh
.PHONY: package boot deb
package:
	@$(TEST)/package.sh $(CASES)
boot: $(UML)
	@$(TEST)/boot.sh
deb:
	@$(srcdir)/debian/build.sh '$(srcdir)' '$(abspath $B)'
deps:
	@$(srcdir)/tests/deps.sh

# Configuring: `make` on a fresh checkout does it by itself.
first = $(if $(filter check demo,$(goals)),$(srcdir)/tests/deps.sh,:)
config.mk: $(srcdir)/configure $(srcdir)/lib/config.mk.in $(srcdir)/lib/libifplan.pc.in
	@$(first)
	@if test -x config.status; then ./config.status -q --recheck && ./config.status -q; else $(srcdir)/configure -q; fi
	@touch $@
$(srcdir)/configure: $(srcdir)/configure.ac
	@$(first)
	@command -v autoconf >/dev/null || { echo "autoconf is missing: 'make deps' installs what is needed" >&2; exit 1; }
	@cd $(srcdir) && autoconf

# Objects.  The library's are position independent, the program's are a PIE.
PIC = $(if $(filter $(LIB_OBJ),$@),-fPIC,-fPIE)
$B/%.o: $(srcdir)/%.c config.mk
	@mkdir -p $(@D)
	$(call Q,CC)$(CC) $(ALL_CFLAGS) $(PIC) -c -o $@ $<
-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d)

# One line per source in lib/link, lib/method and lib/lint; replaced only when it changes.
list = $(foreach f,$(sort $(call sources,$(2))),$(1)($(subst -,_,$(basename $(notdir $(f))))))
$B/link_kinds.h: FORCE
	@$(call write,$(call list,LINK_KIND,lib/link/*.c))
$B/methods.h: FORCE
	@$(call write,$(call list,METHOD,lib/method/*.c))
$B/lint_topics.h: FORCE
	@$(call write,$(call list,LINT_TOPIC,lib/lint/*.c))
write = mkdir -p $B; printf '%s\n' $(foreach w,$(1),'$(w)') | cmp -s - $@ || printf '%s\n' $(foreach w,$(1),'$(w)') >$@
$(LIB_OBJ): | $B/link_kinds.h $B/methods.h $B/lint_topics.h
# The names of the objects in the library: changes when a source comes or goes.
$B/objects: FORCE
	@$(call write,$(sort $(LIB_OBJ)))

$B/$(SO): $(LIB_OBJ) $(srcdir)/lib/libifplan.map $B/objects
	$(call Q,LD)$(CC) -shared $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,-soname,$(SO) \
		-Wl,--version-script,$(srcdir)/lib/libifplan.map -o $@ $(LIB_OBJ) $(MNL_LIBS)
$B/libifplan.a: $(LIB_OBJ) $B/objects
	@rm -f $@
	$(call Q,AR)$(AR) rcs $@ $(LIB_OBJ)
# In the build tree the program finds the library beside itself; the installed
# one is linked again without that path.
$B/ifplan: RPATH = -Wl,-rpath,'$$ORIGIN'
$B/ifplan $B/install/ifplan: $(CMD_OBJ) $B/$(SO)
	@mkdir -p $(@D)
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) $(RPATH) -o $@ $^
$(NAMES:%=$B/%): $B/ifplan
	@ln -sf ifplan $@

# Tests are linked to the archive, so that they reach what is not exported.
$(UNIT) $(PROPERTY): $B/tests/%: $B/tests/%.o $B/libifplan.a
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $B/libifplan.a $(CMOCKA_LIBS) $(MNL_LIBS) $(NL_LIBS)
$(SAVER): $B/tests/saver.o $B/libifplan.a
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(MNL_LIBS)
$(SHIM) $(UML): $B/%.so: $(srcdir)/%.c
	@mkdir -p $(@D)
	$(call Q,LD)$(CC) -shared -fPIC -std=gnu11 $(WARN) -D_GNU_SOURCE -O1 -g -o $@ $<
$B/tests/property: $B/tests/invariants.o
$B/tests/edit_property: $B/tests/edit_laws.o
$(READBACK): $B/tests/readback.o
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(NL_LIBS)
$(BENCH) $(COMPAT) $(LIFE): $B/tests/%: $B/tests/%.o
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(MNL_LIBS)
$(EXAMPLE).o: CPPFLAGS += -I$(srcdir)/lib
$(EXAMPLE): $(EXAMPLE).o $B/$(SO)
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,-rpath,'$$ORIGIN/../..' -o $@ $^
-include $B/tests/invariants.d $B/tests/edit_laws.d $(addsuffix .d,$(UNIT) $(PROPERTY) $(BENCH) $(READBACK) $(SAVER) $(COMPAT) $(LIFE))

# Fuzzers: the library once more, by clang and with its sanitizers.
FUZZ_FLAGS = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_OBJ = $(LIB_SRC:%.c=$B/fuzz/%.o) $B/fuzz/tests/invariants.o $B/fuzz/tests/edit_laws.o
$B/fuzz/%.o: $(srcdir)/%.c config.mk | $B/link_kinds.h $B/methods.h $B/lint_topics.h
	@mkdir -p $(@D)
	$(call Q,CC)clang -std=gnu11 -MMD -MP -D_GNU_SOURCE -DIFPLAN_VERSION='"$(VERSION)"' -I$(srcdir) -I$B \
		$(MNL_CFLAGS) $(NL_CFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -c -o $@ $<
$(FUZZ): $B/fuzz/%: $B/fuzz/tests/fuzz/%.o $(FUZZ_OBJ)
	$(call Q,LD)clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(MNL_LIBS)
-include $(FUZZ_OBJ:.o=.d) $(FUZZ:$B/fuzz/%=$B/fuzz/tests/fuzz/%.d)

# ifplan(3) is what the header's comments say.
$B/ifplan.3: $(addprefix $(srcdir)/,lib/manual/header.awk lib/ifplan.h lib/manual/ifplan.3.in tests/examples/set-option.c)
	@mkdir -p $(@D)
	$(call Q,GEN)awk -v examples=$(srcdir)/tests/examples -f $(filter-out %.c,$^) >$@

# The other pages, and the completions, are templates that are filled with the
# rows: options of the file by a program, those of the commands by their --help.
ROWS := $B/lib/manual/rows
$(ROWS): $(ROWS).o $B/libifplan.a
	$(call Q,LD)$(CC) -pie $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(MNL_LIBS)
-include $(ROWS).d
$B/rows.txt: $(ROWS) $(NAMES:%=$B/%) $(srcdir)/cmd/manual/help.awk
	$(call Q,GEN)set -e; { $(ROWS); for name in $(NAMES); do \
		$B/$$name --help | awk -v command=$$name -f $(srcdir)/cmd/manual/help.awk; done; } >$@
fill = $(call Q,GEN)awk -v style=$(1) -f $(srcdir)/lib/manual/fill.awk $B/rows.txt $(filter %.in,$^) >$@
FILLED := $B/rows.txt $(srcdir)/lib/manual/fill.awk
$B/%.8: $(srcdir)/cmd/manual/%.8.in $(FILLED)
	$(call fill,mdoc)
$B/interfaces.5: $B/%: $(srcdir)/lib/manual/%.in $(FILLED)
	$(call fill,mdoc)
$B/interfaces.vim: $B/%: $(srcdir)/lib/manual/%.in $(FILLED)
	$(call fill,vim)
$(COMPLETIONS:%=$B/%): $B/ifup.%: $(srcdir)/cmd/complete/ifup.%.in $(FILLED)
	$(call fill,$*)

D = $(DESTDIR)
BASH = $(datadir)/bash-completion/completions
ZSH = $(datadir)/zsh/$(if $(filter /usr,$(prefix)),vendor-completions,site-functions)
FISH = $(datadir)/fish/vendor_completions.d
VIM = $(datadir)/vim/vimfiles
install: all $B/install/ifplan
	install -d '$D$(sbindir)' '$D$(libdir)/pkgconfig' '$D$(includedir)' '$D$(docdir)' \
		$(foreach n,3 5 8,'$D$(mandir)/man$n') '$D$(BASH)' '$D$(ZSH)' '$D$(FISH)' '$D$(VIM)/syntax' '$D$(VIM)/ftdetect'
	install -m755 $B/install/ifplan '$D$(sbindir)'
	set -e; for name in $(NAMES); do ln -sf ifplan "$D$(sbindir)/$$name"; done
	install -m644 $B/$(SO) $B/libifplan.a '$D$(libdir)'
	ln -sf $(SO) '$D$(libdir)/libifplan.so'
	install -m644 libifplan.pc '$D$(libdir)/pkgconfig'
	install -m644 $(srcdir)/lib/ifplan.h '$D$(includedir)'
	set -e; for page in $(PAGES); do install -m644 $B/$$page "$D$(mandir)/man$${page##*.}"; done
	ln -sf ifup.8 '$D$(mandir)/man8/ifdown.8'
	install -m644 $B/ifup.bash '$D$(BASH)/ifup'
	set -e; for name in $(filter-out ifup,$(NAMES)); do ln -sf ifup "$D$(BASH)/$$name"; done
	install -m644 $B/ifup.zsh '$D$(ZSH)/_ifup'
	install -m644 $B/ifup.fish '$D$(FISH)'
	set -e; for name in $(filter-out ifup,$(NAMES)); do ln -sf ifup.fish "$D$(FISH)/$$name.fish"; done
	install -m644 $B/interfaces.vim '$D$(VIM)/syntax'
	install -m644 $(srcdir)/lib/manual/ftdetect.vim '$D$(VIM)/ftdetect/interfaces.vim'
	install -m644 $(srcdir)/README $(srcdir)/COPYING '$D$(docdir)'
	$(if $D,,ldconfig || :)
uninstall:
	rm -f $(foreach f,ifplan $(NAMES),'$D$(sbindir)/$f') '$D$(includedir)/ifplan.h' \
		$(foreach f,$(SO) libifplan.so libifplan.a pkgconfig/libifplan.pc,'$D$(libdir)/$f')
	rm -f $(foreach p,$(PAGES) ifdown.8,'$D$(mandir)/man$(subst .,,$(suffix $p))/$p') \
		$(foreach n,$(NAMES),'$D$(BASH)/$n' '$D$(FISH)/$n.fish') '$D$(ZSH)/_ifup' \
		$(foreach f,syntax ftdetect,'$D$(VIM)/$f/interfaces.vim') '$D$(docdir)/README' '$D$(docdir)/COPYING'
	rmdir '$D$(docdir)' || :

clean:
	rm -rf $B
help:
	@sed -n 's/^#: //p' $(srcdir)/Makefile
#: make            configure if needed, build build/ifplan and build/libifplan.so.0
#: make demo       a Proxmox-like host comes up and goes down, out of this host's sight
#: make check      everything below up to style; the last line is the sum
#: make unit       unit and property tests
#: make golden     cases on the fake kernel; UPDATE=1 rewrites what they expect
#: make edit       what ifedit makes of files (testdata/edit); UPDATE=1 as above
#: make session    ifedit at a terminal: the editor and its questions
#: make netns      cases in network namespaces
#: make vm         cases in User Mode Linux: bonds, VLANs
#: make callers    scripts of other packages that call us, beside Debian's ifupdown
#: make hooks      scripts of other packages that we call, for real (testdata/hooks)
#: make hook-packages  beside the scripts of bridge-utils, ifenslave and vlan; SIDE=both runs those again
#: make ifupdown2  our ifquery beside ifupdown2's; SIDE=both asks that again
#: make storm      many commands at once, commands that are killed; COUNT=n rounds, SEED=n
#: make compat     our ifquery, ifup and ifdown beside Debian's; COUNT=n random files
#:                 and lives from SEED=n on
#: make life       ifup and ifdown alone (testdata/life); CASES=random, COUNT, SEED
#: make power      a save is killed at each of its system calls
#: make faults     calls of the system fail (testdata/faults); CASES=sweep: each in its turn
#: make fuzz       what must hold for any bytes, under libFuzzer; FUZZ_SECONDS=60 each
#: make query      what ifquery --lint, --json and --stanza print
#: make checks     what ifquery --check and --running print
#: make manual     the manual, and what the examples of interfaces(5) do
#: make complete   bash, zsh and fish complete the commands
#: make schema     make binding  make examples: JSON, Python, ifplan(3)
#: make style      figures of the source; facts that must hold
#: make cost       what a check of 1 000 interfaces takes: instructions, calls, memory
#: make bench      times, beside those of others
#: make deps       install what is missing (apt)
#: make deb        Debian packages in build/deb
#: make package    the packages are installed, upgraded, removed in a Debian tree (testdata/package)
#: make boot       a Debian tree boots with systemd in User Mode Linux (testdata/boot)
#: make install    DESTDIR, and the usual options of ./configure
#: make uninstall  make clean  make help
#: CASES='a b'     only these folders of testdata/cases (golden, netns, vm)
#: V=1             show the commands

.DELETE_ON_ERROR:
.PHONY: FORCE all check unit golden edit session query checks schema binding manual examples complete netns vm storm compat callers hooks hook-packages ifupdown2 life power faults fuzz cost bench style abi demo deps install uninstall clean help
