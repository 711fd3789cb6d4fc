"""Writes the software bill of materials. Called by script/sbom, in the package's folder.

What is listed: every Swift package that `swift package show-dependencies` names, with the version that
was resolved, the licence by the text of its licence file, and the digest of that text; and the system
libraries that Package.swift and the packages link with, with Debian's version where this is Debian.
Times and random numbers are left out, so that two runs give the same bytes.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import uuid
from pathlib import Path

# The licences by what their texts say, the more particular first.
LICENCES = [
    ("Apache-2.0", r"Apache License\s+Version 2\.0"),
    ("MIT", r"Permission is hereby granted, free of charge, to any person"),
    ("BSD-3-Clause", r"Neither the name of .* nor the names of"),
    ("BSD-2-Clause", r"Redistributions in binary form must reproduce"),
    ("Zlib", r"This software is provided 'as-is'"),
]
SWIFT_EXCEPTION = r"Runtime Library Exception"

# The system libraries that are linked: Debian's package of each at run time, its licence, and what
# of Valise uses it.
SYSTEM_LIBRARIES = [
    ("libpq5", "PostgreSQL", "PostgreSQLStore"),
    ("libsqlite3-0", "blessing", "SQLiteStore, by GRDB"),
]

LICENCE_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "License.txt", "COPYING")


def licence(folder):
    """The SPDX identifier of a package's licence, and the SHA-256 of its text."""
    for name in LICENCE_FILES:
        file = folder / name
        if file.is_file():
            content = file.read_bytes()
            text = content.decode("utf-8", "replace")
            for spdx, pattern in LICENCES:
                if re.search(pattern, text, re.DOTALL):
                    if spdx == "Apache-2.0" and re.search(SWIFT_EXCEPTION, text):
                        spdx = "Apache-2.0 WITH Swift-exception"
                    return spdx, hashlib.sha256(content).hexdigest()
            return None, hashlib.sha256(content).hexdigest()
    return None, None


def resolved():
    """What swift package resolved, as one tree."""
    printed = subprocess.run(
        ["swift", "package", "show-dependencies", "--format", "json"],
        check=True, capture_output=True, text=True).stdout
    return json.loads(printed[printed.index("{"):])


def walk(tree, found, edges):
    """Collects the packages by their address, and who uses whom."""
    for package in tree["dependencies"]:
        edges.setdefault(reference(tree), set()).add(reference(package))
        if reference(package) not in found:
            found[reference(package)] = package
            walk(package, found, edges)


def reference(package):
    """A package URL (purl), which is the package's name in the document."""
    if package["version"] == "unspecified":
        return "valise"
    place = re.sub(r"^https://|\.git$", "", package["url"]).rstrip("/")
    return f"pkg:swift/{place}@{package['version']}"


def swift_component(package):
    spdx, digest = licence(Path(package["path"]))
    component = {
        "type": "library", "bom-ref": reference(package), "name": package["name"],
        "version": package["version"], "purl": reference(package),
        "externalReferences": [{"type": "vcs", "url": package["url"]}],
        "properties": [{"name": "valise:licenceTextSHA256", "value": digest or "none"}],
    }
    if spdx is None:
        component["licenses"] = [{"license": {"name": "see the package's licence file"}}]
    elif " " in spdx:
        component["licenses"] = [{"expression": spdx}]
    else:
        component["licenses"] = [{"license": {"id": spdx}}]
    return component


def system_component(name, spdx, used_by):
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Version}", name],
        capture_output=True, text=True, check=False)
    version = asked.stdout if asked.returncode == 0 else ""
    purl = f"pkg:deb/debian/{name}" + (f"@{version}" if version else "")
    return {
        "type": "library", "bom-ref": purl, "name": name, "purl": purl,
        **({"version": version} if version else {}),
        "licenses": [{"license": {"id": spdx}}],
        "description": f"A library of the system, used by {used_by}.",
    }


def document():
    tree = resolved()
    packages, edges = {}, {}
    walk(tree, packages, edges)
    try:
        system = [system_component(*library) for library in SYSTEM_LIBRARIES]
    except FileNotFoundError:  # no Debian
        sys.exit("dpkg-query is missing: run this on the Debian that the programs are built on.")
    components = sorted(
        [swift_component(package) for package in packages.values()] + system,
        key=lambda component: component["bom-ref"])
    edges.setdefault("valise", set()).update(library["bom-ref"] for library in system)
    dependencies = [
        {"ref": name, "dependsOn": sorted(edges.get(name, ()))}
        for name in ["valise", *(component["bom-ref"] for component in components)]
    ]
    version = re.search(r'version: "([^"]+)"', Path("Sources/valised/Valised.swift").read_text())
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": "valise", "name": "valise",
                "version": version[1] if version else "0",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components, "dependencies": dependencies,
    }
    # A serial number that stands for exactly this content.
    content = json.dumps(bom, sort_keys=True)
    bom["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return bom


def schema_faults(text):
    """What the schema says against it; None where there is nothing to ask."""
    try:
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator
    except ImportError:
        return None
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return [] if fault is None else [str(fault)]


def main():
    parser = argparse.ArgumentParser(prog="script/sbom", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="check, and print no document")
    arguments = parser.parse_args()
    bom = document()
    text = json.dumps(bom, indent=2, sort_keys=True) + "\n"
    faults = schema_faults(text)
    unknown = [
        component["name"] for component in bom["components"]
        if "id" not in component["licenses"][0].get("license", {"id": ""})
    ]
    if faults:
        sys.exit("The document does not fit CycloneDX's schema:\n" + "\n".join(faults))
    if unknown:
        sys.exit("The licence is not known of: " + ", ".join(unknown))
    if arguments.check:
        checked = "not checked against the schema (PyPI cyclonedx-python-lib[json-validation])" \
            if faults is None else "valid by CycloneDX's schema 1.6"
        print(f"{len(bom['components'])} components, all with a known licence; {checked}.")
    else:
        sys.stdout.write(text)


main()
