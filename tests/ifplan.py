# SPDX-License-Identifier: LGPL-2.1-or-later
"""ifplan.py - libifplan for Python, through ctypes and ifplan.h's ABI alone

    with ifplan.Ifplan() as handle, handle.open("/etc/network/interfaces") as file:
        file.find("vmbr0").set("mtu", "9000")
        for diag in file.lint():
            print(diag.place, diag.text)
        file.save()

Names and rules are those of ifplan.h.  What fails raises Error, with what the
library complains about.  $LIBIFPLAN names another library than the system's.
"""
import ctypes
import os
from ctypes import POINTER, byref

# Enums of ifplan.h.
UP, DOWN, QUERY = range(3)
ALL, FORCE, IGNORE_ERRORS, NO_ACT, NO_SCRIPTS, NO_MAPPINGS, NO_LOOPBACK, VERBOSE, NO_ACT_COMMANDS, \
    STRICT, WITH_DEPENDS = range(11)
UNKNOWN, PASS, FAIL = range(3)
LINE_HEAD, LINE_OPTION, LINE_COMMENT, LINE_BLANK, LINE_LIST = range(5)
NOTE, WARNING, ERROR = range(3)


class _Pointer(ctypes.c_void_p):
    """An opaque handle; its own type, so that a wrong one is a TypeError."""


_HANDLES = {name: type(name, (_Pointer,), {}) for name in
            ("Ifplan", "File", "Stanza", "Line", "Diag", "Plan", "Step", "Iface", "Link",
             "Check", "Checked", "Claim")}

StepFunction = ctypes.CFUNCTYPE(None, _HANDLES["Step"], ctypes.c_void_p)
NewsFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
WaitFunction = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_uint, ctypes.c_void_p)

# `text` ends with a NUL; `bytes` have a size, or are compared as a pointer.
_TYPES = {
    "int": ctypes.c_int, "bool": ctypes.c_bool, "unsigned": ctypes.c_uint, "size": ctypes.c_size_t,
    "text": ctypes.c_char_p, "texts": POINTER(ctypes.c_char_p), "bytes": ctypes.c_void_p,
    "data": ctypes.c_void_p, "void": None, "StepFunction": StepFunction,
    "NewsFunction": NewsFunction, "WaitFunction": WaitFunction, **_HANDLES,
}

# ifplan_NAME, what it returns, what it takes; * is an output.
FUNCTIONS = """
new                  int      *Ifplan
free                 Ifplan   Ifplan
set_interfaces       int      Ifplan text
set_state_dir        int      Ifplan text
set_class            int      Ifplan text
set_snapshot         int      Ifplan text
set_stop             void     Ifplan int
set_lock_limit       void     Ifplan unsigned
set_flag             void     Ifplan int bool
on_news              void     Ifplan NewsFunction data
on_wait              void     Ifplan WaitFunction data
add_exclude          int      Ifplan text
leave_to_scripts     int      Ifplan text
add_option           int      Ifplan text
load                 int      Ifplan
has_errors           bool     Ifplan
next_diag            Diag     Ifplan Diag
diag_severity        int      Diag
diag_text            text     Diag
diag_is_classic      bool     Diag
diag_is_finding      bool     Diag
diag_code            text     Diag
diag_subject         text     Diag
diag_hint            text     Diag
diag_place           text     Diag *unsigned *unsigned *unsigned *text
select               int      Ifplan int texts *texts
is_defined           bool     Ifplan text
is_known             bool     Ifplan text
next_iface           Iface    Ifplan text Iface
iface_option         bool     Iface size *text *text
needs                int      Ifplan text *texts
read_state           int      Ifplan *texts
make_plan            int      Ifplan int texts *Plan
next_step            Step     Plan Step
step_text            text     Step
step_diag            Diag     Step
step_interface       text     Step
run                  int      Plan StepFunction data
check                int      Ifplan texts *Check
next_checked         Checked  Check Checked
checked_fact         text     Checked text
checked_status       int      Checked
checked_is_missing   bool     Checked
checked_place        text     Checked *unsigned
next_claim           Claim    Checked Claim
claim_fact           text     Claim text
claim_status         int      Claim
claim_is_extra       bool     Claim
claim_is_disruptive  bool     Claim
claim_place          text     Claim *unsigned *unsigned
is_auto              bool     Ifplan text
running_file         int      Ifplan texts *bytes
running_text         int      Ifplan *bytes
next_link            Link     Ifplan Link
link_fact            text     Ifplan Link text
is_same_option       bool     text text
option_row           bool     size *text *text *text *text
option_fact          text     Ifplan size text
file_open            int      Ifplan text *File
file_parse           int      Ifplan text bytes size *File
file_close           File     File
file_next_path       bytes    File bytes
file_text            bytes    File text *size
file_set_text        int      File text bytes size
file_is_changed      bool     File text
file_changes         int      File *texts
file_next_diag       Diag     File Diag
file_lint            int      File
file_save            int      File
file_save_as         int      File text
file_next_stanza     Stanza   File Stanza
file_find            Stanza   File text Stanza
file_choose          Stanza   File text text text
stanza_keyword       text     Stanza
stanza_words         text     Stanza
stanza_name          text     Stanza
stanza_family        text     Stanza
stanza_method        text     Stanza
stanza_parent        Stanza   Stanza
stanza_is_broken     bool     Stanza
stanza_place         text     Stanza *unsigned
stanza_next_line     Line     Stanza Line
stanza_option        bool     Stanza size *text *text *Line
line_kind            int      Line
line_name            text     Line
line_value           text     Line
line_text            bytes    Line *size
line_place           text     Line *unsigned *unsigned *unsigned
file_class           text     File size
file_member          text     File text size *Stanza
file_is_member       bool     File text text
file_next_mapping    Stanza   File text Stanza
stanza_set           int      Stanza text texts
stanza_add           int      Stanza text text
stanza_unset         int      Stanza text text
stanza_set_method    int      Stanza text
stanza_comment       text     Stanza text
stanza_set_comment   int      Stanza text text
stanza_delete        int      Stanza
stanza_move          int      Stanza Stanza
file_add_stanza      int      File text Stanza *Stanza
file_delete          int      File text
file_rename          int      File text text
file_set_member      int      File text text bool
file_move_address    int      File text text
"""

_library = ctypes.CDLL(os.environ.get("LIBIFPLAN", "libifplan.so.0"))


def _type(word):
    return POINTER(_TYPES[word[1:]]) if word.startswith("*") else _TYPES[word]


def _bind(name, result, *arguments):
    function = getattr(_library, "ifplan_" + name)
    function.restype = _type(result)
    function.argtypes = [_type(word) for word in arguments]
    return function


call = {row.split()[0]: _bind(*row.split()) for row in FUNCTIONS.strip().splitlines()}


def _in(text):
    return None if text is None else os.fsencode(text)


def _out(text):
    return None if text is None else os.fsdecode(text)


def _texts(values):
    return (ctypes.c_char_p * (len(values) + 1))(*map(_in, values), None)


def _list(texts):
    values = []
    while texts[len(values)] is not None:
        values.append(_out(texts[len(values)]))
    return values


def _walk(name, owner, *arguments):
    item = None
    while item := call[name](owner, *arguments, item):
        yield item


class Error(OSError):
    """errno, and in `diags` the texts of what the library complains about."""

    def __init__(self, result, diags=()):
        super().__init__(-result, "; ".join(diags) or os.strerror(-result))
        self.diags = list(diags)


class Diag:
    """A complaint, copied."""

    def __init__(self, diag):
        line, column, length, source = (ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_char_p())
        path = call["diag_place"](diag, byref(line), byref(column), byref(length), byref(source))
        self.severity = call["diag_severity"](diag)
        self.code = _out(call["diag_code"](diag))
        self.subject = _out(call["diag_subject"](diag))
        self.text = _out(call["diag_text"](diag))
        self.hint = _out(call["diag_hint"](diag))
        self.is_classic = call["diag_is_classic"](diag)
        self.is_finding = call["diag_is_finding"](diag)
        self.place = path and (_out(path), line.value, column.value, length.value)
        self.source = _out(source.value) if path else None


class Line:
    """A line of a stanza, copied."""

    def __init__(self, line):
        size, number, name_column, value_column = (ctypes.c_size_t(), ctypes.c_uint(), ctypes.c_uint(),
                                                   ctypes.c_uint())
        path = call["line_place"](line, byref(number), byref(name_column), byref(value_column))
        self.kind = call["line_kind"](line)
        self.name = _out(call["line_name"](line))
        self.value = _out(call["line_value"](line))
        self.text = ctypes.string_at(call["line_text"](line, byref(size)), size.value)
        self.place = (_out(path), number.value, name_column.value)
        self.value_column = value_column.value


class Stanza:
    def __init__(self, file, pointer):
        self.file = file
        self.pointer = pointer

    def _text(self, name):
        return _out(call[name](self.pointer))

    keyword = property(lambda self: self._text("stanza_keyword"))
    words = property(lambda self: self._text("stanza_words"))
    name = property(lambda self: self._text("stanza_name"))
    family = property(lambda self: self._text("stanza_family"))
    method = property(lambda self: self._text("stanza_method"))
    is_broken = property(lambda self: call["stanza_is_broken"](self.pointer))

    @property
    def parent(self):
        return self.file._stanza(call["stanza_parent"](self.pointer))

    @property
    def place(self):
        line = ctypes.c_uint()
        path = call["stanza_place"](self.pointer, byref(line))
        return _out(path), line.value

    def lines(self):
        return [Line(line) for line in _walk("stanza_next_line", self.pointer)]

    def options(self):
        """(name, value, Line) of those in effect."""
        name, value, line = ctypes.c_char_p(), ctypes.c_char_p(), _HANDLES["Line"]()
        found = []
        while call["stanza_option"](self.pointer, len(found), byref(name), byref(value), byref(line)):
            found.append((_out(name.value), _out(value.value), Line(line)))
        return found

    def _edit(self, name, *arguments):
        return self.file._check(call[name](self.pointer, *arguments)) > 0

    def set(self, option, *values):
        return self._edit("stanza_set", _in(option), _texts(values))

    def add(self, option, value):
        return self._edit("stanza_add", _in(option), _in(value))

    def unset(self, option, value=None):
        return self._edit("stanza_unset", _in(option), _in(value))

    def set_method(self, method):
        return self._edit("stanza_set_method", _in(method))

    def comment(self, option=None):
        return _out(call["stanza_comment"](self.pointer, _in(option)))

    def set_comment(self, text, option=None):
        return self._edit("stanza_set_comment", _in(option), _in(text))

    def delete(self):
        return self._edit("stanza_delete")

    def move(self, before=None):
        return self._edit("stanza_move", before and before.pointer)


class File:
    def __init__(self, pointer):
        self.pointer = pointer

    def close(self):
        self.pointer = call["file_close"](self.pointer)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def _check(self, result):
        if result < 0:
            raise Error(result, [diag.text for diag in self.diags()])
        return result

    def _stanza(self, pointer):
        return Stanza(self, pointer) if pointer else None

    def paths(self):
        path, paths = None, []
        while path := call["file_next_path"](self.pointer, path):
            paths.append(_out(ctypes.string_at(path)))
        return paths

    def text(self, path=None):
        size = ctypes.c_size_t()
        bytes_ = call["file_text"](self.pointer, _in(path), byref(size))
        return ctypes.string_at(bytes_, size.value) if bytes_ else None

    def set_text(self, text, path=None):
        return self._check(call["file_set_text"](self.pointer, _in(path), text, len(text))) > 0

    def is_changed(self, path=None):
        return call["file_is_changed"](self.pointer, _in(path))

    def changes(self):
        texts = POINTER(ctypes.c_char_p)()
        self._check(call["file_changes"](self.pointer, byref(texts)))
        return _list(texts)

    def diags(self):
        return [Diag(diag) for diag in _walk("file_next_diag", self.pointer)]

    def lint(self):
        self._check(call["file_lint"](self.pointer))
        return self.diags()

    def save(self):
        self._check(call["file_save"](self.pointer))

    def save_as(self, path):
        self._check(call["file_save_as"](self.pointer, _in(path)))

    def stanzas(self):
        return [Stanza(self, each) for each in _walk("file_next_stanza", self.pointer)]

    def find(self, where):
        return self._stanza(call["file_find"](self.pointer, _in(where), None))

    def find_all(self, where):
        return [Stanza(self, each) for each in _walk("file_find", self.pointer, _in(where))]

    def choose(self, where, option, value=None):
        return self._stanza(call["file_choose"](self.pointer, _in(where), _in(option), _in(value)))

    def mappings(self, name):
        return [Stanza(self, each) for each in _walk("file_next_mapping", self.pointer, _in(name))]

    def classes(self):
        """Of each class what it lists: (name, Stanza)."""
        classes = {}
        while class_name := call["file_class"](self.pointer, len(classes)):
            members = classes[_out(class_name)] = []
            stanza = _HANDLES["Stanza"]()
            while name := call["file_member"](self.pointer, class_name, len(members), byref(stanza)):
                members.append((_out(name), self._stanza(_HANDLES["Stanza"](stanza.value))))
        return classes

    def is_member(self, class_name, name):
        return call["file_is_member"](self.pointer, _in(class_name), _in(name))

    def set_member(self, class_name, name, is_member=True):
        return self._check(call["file_set_member"](self.pointer, _in(class_name), _in(name), is_member)) > 0

    def add_stanza(self, line, before=None):
        stanza = _HANDLES["Stanza"]()
        self._check(call["file_add_stanza"](self.pointer, _in(line), before and before.pointer, byref(stanza)))
        return self._stanza(stanza)

    def delete(self, where):
        return self._check(call["file_delete"](self.pointer, _in(where))) > 0

    def rename(self, name, new_name):
        return self._check(call["file_rename"](self.pointer, _in(name), _in(new_name))) > 0

    def move_address(self, from_, to):
        return self._check(call["file_move_address"](self.pointer, _in(from_), _in(to))) > 0


class Ifplan:
    """The handle.  Its other functions are reached by call["NAME"](handle.pointer, ...)."""

    def __init__(self, interfaces=None, snapshot=None):
        self.pointer = _HANDLES["Ifplan"]()
        self._check(call["new"](byref(self.pointer)))
        if interfaces is not None:
            self._check(call["set_interfaces"](self.pointer, _in(interfaces)))
        if snapshot is not None:
            self._check(call["set_snapshot"](self.pointer, _in(snapshot)))

    def free(self):
        self.pointer = call["free"](self.pointer)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.free()

    def _check(self, result):
        if result < 0:
            raise Error(result, [diag.text for diag in self.diags()])
        return result

    def diags(self):
        return [Diag(diag) for diag in _walk("next_diag", self.pointer)]

    def open(self, path=None):
        file = _HANDLES["File"]()
        self._check(call["file_open"](self.pointer, _in(path), byref(file)))
        return File(file)

    def parse(self, path, text):
        file = _HANDLES["File"]()
        self._check(call["file_parse"](self.pointer, _in(path), text, len(text), byref(file)))
        return File(file)
