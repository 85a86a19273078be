# SPDX-License-Identifier: LGPL-2.1-or-later
"""binding.py - ifplan.py binds what is exported, as the header has it, and works"""
import ctypes
import os
import re
import sys
import tempfile
import unittest

import ifplan

SRCDIR = os.environ["srcdir"]

FILE = b"""\
# kept
auto lo vmbr0
iface lo inet loopback

source more/*

# the office
iface vmbr0 inet static
\taddress  192.0.2.2/24
\t# big frames
\tmtu 1500
\tup echo one
\tup echo two
"""

MORE = b"iface eth1 inet manual\n\tmtu 9000 # jumbo"

# What a C type may be called in ifplan.py's table.
WORDS = {
    "int": {"int"}, "bool": {"bool"}, "size_t": {"size"}, "unsigned": {"unsigned"}, "void": {"void"},
    "void *": {"data"}, "char *": {"text", "bytes"}, "char **": {"*text", "*bytes", "texts"},
    "char ***": {"*texts"}, "size_t *": {"*size"}, "unsigned *": {"*unsigned"}, "ifplan_step_fn *": {"StepFunction"},
    "ifplan_news_fn *": {"NewsFunction"},
    "ifplan_wait_fn *": {"WaitFunction"},
}


def words_of(c_type):
    """The words for "const struct ifplan_file *", "const char *const names[]" ..."""
    c_type = re.sub(r"\b(const|struct)\b", " ", c_type)
    stars = c_type.count("*") + c_type.count("[]")
    base = re.sub(r"[*\[\]]", " ", c_type).split()
    if base[0] == "enum":
        return {"int"}
    handle = re.fullmatch(r"ifplan(_(?!step_fn|news_fn|wait_fn)[a-z]+)?", base[0])
    if handle:
        return {"*" * (stars - 1) + (handle[1] or "_ifplan")[1:].capitalize()}
    return WORDS[f"{base[0]} {'*' * stars}".strip()]


def prototypes():
    """NAME: C types of the result and the arguments, from the header."""
    with open(SRCDIR + "/lib/ifplan.h", encoding="utf-8") as header:
        text = re.sub(r"/\*.*?\*/|^#.*?$|^typedef.*?;", "", header.read(), flags=re.S | re.M)
    found = {}
    for result, name, arguments in re.findall(r"^([a-z][^;{}()]*?)\bifplan_([a-z_0-9]+)\(([^;]*)\);", text, re.M):
        found[name] = [result] + [re.sub(r"\w+(\[\])?\s*$", r"\1", each) for each in arguments.split(",")]
    return found


class Abi(unittest.TestCase):
    rows = {row.split()[0]: row.split()[1:] for row in ifplan.FUNCTIONS.strip().splitlines()}

    def test_every_exported_name_is_bound(self):
        with open(SRCDIR + "/testdata/abi.txt", encoding="utf-8") as names:
            self.assertEqual({name.strip() for name in names}, {"ifplan_" + name for name in self.rows})

    def test_every_signature_is_that_of_the_header(self):
        header = prototypes()
        self.assertEqual(set(header), set(self.rows))
        for name, row in self.rows.items():
            with self.subTest(name):
                self.assertEqual(len(header[name]), len(row))
                for c_type, word in zip(header[name], row):
                    self.assertIn(word, words_of(c_type))

    def test_every_enum_value_is_that_of_the_header(self):
        with open(SRCDIR + "/lib/ifplan.h", encoding="utf-8") as header:
            values = re.findall(r"^\tIFPLAN_([A-Z_]+) = (\d+)", header.read(), re.M)
        self.assertGreater(len(values), 10)
        for name, value in values:
            self.assertEqual(getattr(ifplan, name), int(value), name)

    def test_a_handle_of_another_type_is_refused(self):
        with ifplan.Ifplan() as handle:
            with self.assertRaises(ctypes.ArgumentError):
                ifplan.call["file_lint"](handle.pointer)


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        os.mkdir("more")
        for name, content in ("interfaces", FILE), ("more/eth1", MORE), ("kernel", b"iface lo\n\tkind loopback\n"):
            with open(name, "wb") as file:
                file.write(content)
        self.handle = ifplan.Ifplan("interfaces", snapshot="kernel")
        self.addCleanup(self.handle.free)
        self.file = self.handle.open()
        # Before the handle: clean-ups are taken from the end.
        self.addCleanup(self.file.close)

    def on_disk(self, name="interfaces"):
        with open(name, "rb") as file:
            return file.read()


class Walk(InFolder):
    def test_stanzas_are_walked_file_by_file(self):
        self.assertEqual([(each.keyword, each.words, *each.place) for each in self.file.stanzas()], [
            ("auto", "lo vmbr0", "interfaces", 2),
            ("iface", "lo inet loopback", "interfaces", 3),
            ("source", "more/*", "interfaces", 5),
            ("iface", "vmbr0 inet static", "interfaces", 8),
            ("iface", "eth1 inet manual", "./more/eth1", 1),
        ])
        self.assertEqual(self.file.paths(), ["interfaces", "./more/eth1"])

    def test_lines_are_the_bytes_of_the_stanza(self):
        lines = self.file.find("vmbr0").lines()
        self.assertEqual(b"".join(line.text for line in lines), FILE[FILE.index(b"iface vmbr0"):])
        self.assertEqual([line.kind for line in lines], [
            ifplan.LINE_HEAD, ifplan.LINE_OPTION, ifplan.LINE_COMMENT, ifplan.LINE_OPTION, ifplan.LINE_OPTION,
            ifplan.LINE_OPTION])
        self.assertEqual((lines[1].place, lines[1].value_column), (("interfaces", 9, 2), 11))

    def test_options_have_names_values_and_places(self):
        options = self.file.find("vmbr0/inet").options()
        self.assertEqual([(name, value, line.place[1]) for name, value, line in options], [
            ("address", "192.0.2.2/24", 9), ("mtu", "1500", 11), ("up", "echo one", 12), ("up", "echo two", 13)])

    def test_comments_above_a_stanza_and_in_it(self):
        stanza = self.file.find("vmbr0")
        self.assertEqual((stanza.comment(), stanza.comment("mtu"), stanza.comment("up")),
                         ("the office", "big frames", None))

    def test_classes_and_who_is_in_them(self):
        classes = self.file.classes()
        self.assertEqual([name for name, _ in classes["auto"]], ["lo", "vmbr0"])
        self.assertEqual(classes["auto"][1][1].place, ("interfaces", 2))
        self.assertTrue(self.file.is_member("auto", "vmbr0"))
        self.assertFalse(self.file.is_member("auto", "eth1"))

    def test_what_is_not_there_is_none(self):
        self.assertIsNone(self.file.find("eth7"))
        self.assertIsNone(self.file.text("nofile"))
        self.assertEqual(self.file.mappings("eth1"), [])


class Edit(InFolder):
    def test_an_edit_changes_its_bytes_and_no_others(self):
        stanza = self.file.find("vmbr0")
        self.assertTrue(stanza.set("mtu", "9000"))
        self.assertFalse(stanza.set("mtu", "9000"))
        self.assertEqual(self.on_disk(), FILE)
        self.assertEqual(self.file.changes(), ["vmbr0: mtu 1500 -> 9000"])
        self.file.save()
        self.assertEqual(self.on_disk(), FILE.replace(b"mtu 1500", b"mtu 9000"))
        self.assertFalse(self.file.is_changed())

    def test_the_right_file_is_changed(self):
        self.assertTrue(self.file.find("eth1").add("up", "echo three"))
        self.assertTrue(self.file.is_changed("./more/eth1"))
        self.assertFalse(self.file.is_changed("interfaces"))
        self.file.save()
        self.assertEqual(self.on_disk(), FILE)
        self.assertEqual(self.on_disk("more/eth1"), MORE + b"\n\tup echo three")

    def test_options_and_lines_are_removed(self):
        stanza = self.file.find("vmbr0")
        self.assertTrue(stanza.unset("up", "echo one"))
        self.assertFalse(stanza.unset("gateway"))
        self.assertEqual(self.file.text(), FILE.replace(b"\tup echo one\n", b""))

    def test_stanzas_come_move_and_go(self):
        added = self.file.add_stanza("iface dummy0 inet manual")
        self.assertEqual((added.keyword, added.name, added.method), ("iface", "dummy0", "manual"))
        added.move(before=self.file.find("vmbr0"))
        names = [each.name for each in self.file.stanzas() if each.keyword == "iface"]
        self.assertEqual(names, ["lo", "dummy0", "vmbr0", "eth1"])
        self.assertTrue(self.file.delete("dummy0"))
        self.assertIsNone(added.keyword)

    def test_a_rename_is_everywhere(self):
        self.assertTrue(self.file.rename("vmbr0", "br7"))
        self.assertIn(b"auto lo br7\n", self.file.text())
        self.assertEqual(self.file.find("br7").method, "static")

    def test_what_the_library_refuses_is_an_error_with_its_reason(self):
        with self.assertRaises(ifplan.Error) as caught:
            self.file.rename("vmbr0", "a name")
        self.assertEqual(caught.exception.errno, 22)
        self.assertTrue(caught.exception.diags)
        self.assertEqual(self.file.text(), FILE)

    def test_a_file_that_changed_meanwhile_is_not_replaced(self):
        self.file.find("vmbr0").set("mtu", "9000")
        with open("interfaces", "ab") as file:
            file.write(b"# mine\n")
        with self.assertRaises(ifplan.Error) as caught:
            self.file.save()
        self.assertEqual(caught.exception.errno, 116)
        self.assertEqual(self.on_disk(), FILE + b"# mine\n")

    def test_a_file_from_memory_and_all_its_bytes(self):
        with self.handle.parse("new", b"iface a inet manual\n\tup \xff\n") as file:
            self.assertTrue(file.set_text(b"\0"))
            self.assertEqual(file.text(), b"\0")
            self.assertEqual([diag.code for diag in file.diags()], ["nul-byte"])
            file.save_as("copy")
        self.assertEqual(self.on_disk("copy"), b"\0")


class Lint(InFolder):
    def test_a_misspelt_option_is_found_at_its_place(self):
        self.file.set_text(FILE.replace(b"\tmtu 1500", b"\tgatewy 192.0.2.1"))
        found = [diag for diag in self.file.lint() if "gatewy" in diag.text]
        self.assertEqual([(diag.severity, diag.subject, diag.place) for diag in found], [
            (ifplan.WARNING, "vmbr0", ("interfaces", 11, 2, 6))])
        self.assertIn('"gateway"', found[0].hint)
        self.assertEqual(found[0].source, "\tgatewy 192.0.2.1")


class Other(InFolder):
    """What is not of the file: through the plain functions."""

    def test_a_plan_is_made_of_steps(self):
        call, pointer = ifplan.call, self.handle.pointer
        plan, names = ifplan._HANDLES["Plan"](), ifplan._texts(["lo"])
        self.assertEqual(call["load"](pointer), 0)
        self.assertEqual(call["make_plan"](pointer, ifplan.UP, names, ctypes.byref(plan)), 0)
        steps = [call["step_text"](step).decode() for step in ifplan._walk("next_step", plan)]
        self.assertIn("ip link set dev lo up", steps)
        # A plan for the links of a snapshot cannot be run.
        self.assertEqual(call["run"](plan, ifplan.StepFunction(), None), -22)


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    bad = len({test.id().split(" ")[0] for test, _ in result.failures + result.errors})
    print(f"binding: {result.testsRun - bad} passed, {bad} failed, 0 skipped")
    sys.exit(bad > 0)
