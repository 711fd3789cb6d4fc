"""Compares what the source files import with Package.swift, and Package.swift with the table of the
rooms in docs/architecture.md. Called by script/check-rooms, in the package's folder, with what
`swift package dump-package` prints and that page.
"""

import json
import re
import sys
from pathlib import Path

# What the program on people's PCs must not carry: the server's packages and libraries.
PROGRAM = "valise"
SERVER_PARTS = {"hummingbird", "grdb.swift", "swift-mustache", "CPostgreSQL", "CQREncode"}

IMPORT = re.compile(
    r"^[ \t]*(?:@\S+[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?"
    r"import[ \t]+(?:\w+[ \t]+)?(\w+)", re.MULTILINE)


class Target:
    """A target of the package: a room, a program, or the tests of one."""

    def __init__(self, description):
        self.name = description["name"]
        self.kind = description["type"]
        parent = "Tests" if self.kind == "test" else "Sources"
        self.folder = Path(description.get("path") or f"{parent}/{self.name}")
        # Rooms and products by name; the packages that the products come from.
        self.uses, self.packages = set(), set()
        for dependency in description["dependencies"]:
            (kind, (name, package, *_)), = dependency.items()
            self.uses.add(name)
            if kind == "product":
                self.packages.add(package.lower())

    def imports(self):
        """Every import as (file, line number, module)."""
        for file in sorted(self.folder.rglob("*.swift")):
            text = file.read_text(encoding="utf-8")
            for found in IMPORT.finditer(text):
                yield file, text.count("\n", 0, found.start(1)) + 1, found[1]


def reach(name, targets):
    """The target and everything below it."""
    reached, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += targets[name].uses if name in targets else []
    return reached


def import_faults(targets):
    """Imports that Package.swift does not name; tests may use all that is below what they test."""
    known = set(targets) | {name for target in targets.values() for name in target.uses}
    modules = {name.replace("-", "_"): name for name in known}
    for target in targets.values():
        below = reach(target.name, targets) if target.kind == "test" else target.uses
        for file, line, module in target.imports():
            name = modules.get(module)
            if name and name not in below | {target.name}:
                yield f"{file}:{line}: {target.name} imports {name}, not named in Package.swift"


def folder_faults(targets):
    """Folders in Sources that no target claims: their files would be built by nobody."""
    claimed = {target.folder for target in targets.values()}
    for folder in sorted(Path("Sources").iterdir()):
        if folder.is_dir() and folder not in claimed:
            yield f"{folder}: no target in Package.swift has this folder"


def table_rows(page):
    """The rows of the table `| room | ... | may use |` as name -> names that it may use."""
    rows, inside = {}, False
    for line in page.read_text(encoding="utf-8").splitlines():
        inside = line.startswith("|") and (inside or line.startswith("| room |"))
        if inside and line.startswith("| `"):
            name, _, uses = line.strip()[1:-1].split("|")
            rows[name.strip("` ")] = set(re.findall(r"`([^`]+)`", uses))
    return rows


def table_faults(targets, rows, page):
    """Differences between Package.swift and the table of the rooms."""
    rooms = {name: target for name, target in targets.items() if target.kind != "test"}
    for name, target in rooms.items():
        if name not in rows:
            yield f"Package.swift: {page} has no row for the room {name}"
        for used in sorted(target.uses - rows.get(name, target.uses)):
            yield f"Package.swift: {name} may not use {used}, by {page}"
    for name in sorted(set(rows) - set(rooms)):
        yield f"{page}: the room {name} is not in Package.swift"


def program_faults(targets):
    """Server parts that the program would be linked with, by the room that brings them."""
    for name in sorted(reach(PROGRAM, targets) & set(targets)):
        for part in sorted((targets[name].packages | {name}) & SERVER_PARTS):
            yield f"Package.swift: the program {PROGRAM} would contain {part}, through {name}"


def main(package_file, page):
    package = json.loads(Path(package_file).read_text(encoding="utf-8"))
    targets = {target.name: target for target in map(Target, package["targets"])}
    rows = table_rows(Path(page))
    faults = [
        *import_faults(targets), *folder_faults(targets), *table_faults(targets, rows, page),
        *program_faults(targets),
    ]
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(rows)} rooms use only what they may.")


main(*sys.argv[1:])
