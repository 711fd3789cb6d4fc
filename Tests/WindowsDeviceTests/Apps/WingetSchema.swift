import Foundation
import Testing

/// winget's published schema of import files, and a validator that is not ours: Python's jsonschema.
enum WingetSchema {
  /// Whether the validator is on this machine.
  static let canValidate: Bool =
    (try? python(["-c", "import jsonschema"], input: Data())) ?? false

  static func accepts(_ document: Data) throws -> Bool {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let schema = folder.appending(path: "schema.json")
    try Data(text.utf8).write(to: schema)
    return try python(["-c", program, schema.path], input: document)
  }

  private static let program = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    checker = jsonschema.FormatChecker()
    jsonschema.Draft201909Validator(schema, format_checker=checker).validate(json.load(sys.stdin))
    """

  /// Runs Python; says whether it succeeded.
  private static func python(_ arguments: [String], input: Data) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    try pipe.fileHandleForWriting.write(contentsOf: input)
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// `schemas/JSON/packages/packages.schema.2.0.json` of github.com/microsoft/winget-cli, unchanged.
  /// Copyright (c) Microsoft Corporation. Licensed under the MIT License.
  private static let text = #"""
    {
      "$id": "https://aka.ms/winget-packages.schema.2.0.json",
      "$schema": "https://json-schema.org/draft/2019-09/schema#",

      "title": "winget Packages List Schema",
      "description": "Describes a list of packages for batch installs",

      "type": "object",
      "required": [ "Sources" ],
      "additionalProperties": true,

      "properties": {
        "WinGetVersion": {
          "description": "Version of winget that generated this file",
          "type": "string",
          "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+(\\-preview)?$"
        },

        "CreationDate": {
          "description": "Date when this list was generated (ex. 2021-05-16T22:24:39.287-00:00)",
          "type": "string",
          "format": "date-time"
        },

        "Sources": {
          "description": "Sources from which each package comes from",
          "type": "array",

          "items": {
            "description": "A source and the list of packages to install from it",
            "type": "object",
            "required": [ "SourceDetails", "Packages" ],
            "additionalProperties": true,

            "properties": {
              "SourceDetails": {
                "description": "Details about this source",
                "type": "object",
                "required": [ "Name", "Identifier", "Argument", "Type" ],
                "additionalProperties": true,

                "properties": {
                  "Name": {
                    "description": "Name of the source",
                    "type": "string"
                  },

                  "Identifier": {
                    "description": "Identifier for the source",
                    "type": "string"
                  },

                  "Argument": {
                    "description": "Argument used to install the source",
                    "type": "string"
                  },

                  "Type": {
                    "description": "Type of the source",
                    "type": "string"
                  }
                }
              },

              "Packages": {
                "description": "Packages installed from this source",
                "type": "array",
                "minItems": 1,

                "items": {
                  "description": "A package to be installed from this source",
                  "type": "object",
                  "additionalProperties": true,
                  "required": [ "PackageIdentifier" ],
                  "properties": {
                    "PackageIdentifier": {
                      "description": "Package ID",
                      "type": "string"
                    },

                    "Version": {
                      "description": "Package version",
                      "type": "string"
                    },

                    "Channel": {
                      "description": "Package channel",
                      "type": "string"
                    },

                    "Scope": {
                      "description": "Required package scope",
                      "type": "string",
                      "enum": [
                        "user",
                        "machine"
                      ],
                      "default": "user"
                    },

                    "OverrideArguments": {
                      "description": "Override arguments to pass directly to the installer, replacing all other installer arguments",
                      "type": "string"
                    },

                    "CustomSwitches": {
                      "description": "Additional arguments to append to the installer arguments",
                      "type": "string"
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    """#
}
