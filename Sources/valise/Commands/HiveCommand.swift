import ArgumentParser
import Foundation
import RegistryHive

struct HiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hive",
    abstract: "Reads, edits and compares registry hive files.",
    discussion: """
      Exit status: 0 fine; 1 not readable as a hive; 2 wrong usage; 3 read, with warnings.
      """,
    subcommands: [
      HiveInfo.self, HiveExport.self, HiveGet.self, HiveImport.self, HiveDiff.self,
    ])
}

struct HiveInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Says what is in a hive and in which state it is.")

  @Argument(help: "The hive file. Its transaction logs are found beside it.")
  var file: String

  @OptionGroup var output: JSONOption

  private struct Information: Encodable {
    var keys: Int
    var values: Int
    var valueBytes: Int
    var minorVersion: Int
    var dirty: Bool
    var recovery: Recovery?
    var warnings: [String]

    struct Recovery: Encodable {
      var logs: [Log]
      var lastSequence: UInt32
    }

    struct Log: Encodable {
      var name: String
      var entriesApplied: Int
    }

    enum CodingKeys: CodingKey {
      case keys, values, valueBytes, minorVersion, dirty, recovery, warnings
    }

    /// A hive that needed no recovery says so outright.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(keys, forKey: .keys)
      try container.encode(values, forKey: .values)
      try container.encode(valueBytes, forKey: .valueBytes)
      try container.encode(minorVersion, forKey: .minorVersion)
      try container.encode(dirty, forKey: .dirty)
      try container.encode(recovery, forKey: .recovery)
      try container.encode(warnings, forKey: .warnings)
    }
  }

  func run() throws {
    let hive = try OpenedHive.open(file)
    let count = try hive.root.counts()
    let information = hive.information
    let result = Information(
      keys: count.keys, values: count.values, valueBytes: count.valueBytes,
      minorVersion: information.minorVersion, dirty: information.isDirty,
      recovery: information.recovery.map { recovery in
        Information.Recovery(
          logs: recovery.logs.map { .init(name: $0.name, entriesApplied: $0.entriesApplied) },
          lastSequence: recovery.lastSequence)
      },
      warnings: information.warnings.map(\.description))
    if output.isJSON {
      try Output.json(result)
    } else {
      print(result)
    }
    if !result.warnings.isEmpty { throw ExitStatus.doneWithWarnings }
  }

  private func print(_ result: Information) {
    Output.table(
      ["Version", "1.\(result.minorVersion)"],
      [
        ["Keys", String(result.keys)], ["Values", String(result.values)],
        ["Value bytes", String(result.valueBytes)],
        ["State", result.dirty ? "was not closed cleanly" : "clean"],
      ])
    if let recovery = result.recovery {
      for log in recovery.logs where log.entriesApplied > 0 {
        Output.line(
          "Recovered from \(log.name): \(log.entriesApplied) changes, up to number "
            + "\(recovery.lastSequence).")
      }
    }
    for warning in result.warnings { Output.line("Warning: \(warning)") }
  }
}

/// Opening a hive for a command: leniently, so that a damaged hive gives what it has.
enum OpenedHive {
  static func open(_ file: String, recovery: HiveReadingOptions.Recovery = .automatic) throws
    -> Hive
  {
    try Hive(
      contentsOf: file, options: HiveReadingOptions(recovery: recovery, strictness: .lenient))
  }
}

struct HiveExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a hive as Registry Editor text (.reg).",
    discussion:
      "UTF-8 on standard output; UTF-16LE with a byte order mark to a file, as Windows does.")

  @Argument(help: "The hive file.")
  var file: String

  @Option(help: ArgumentHelp("The key that the hive's root stands for.", valueName: "key"))
  var prefix = "HKEY_CURRENT_USER"

  @Option(help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?

  @Flag(inversion: .prefixedNo, help: "Apply the transaction logs of a dirty hive.")
  var recovery = true

  func run() throws {
    let hive = try OpenedHive.open(file, recovery: recovery ? .automatic : .off)
    let text = try RegistryText.exporting(hive.root, prefix: prefix)
    if let output {
      try Data(text.utf16()).write(to: URL(fileURLWithPath: output), options: .atomic)
    } else {
      Output.write(Data(text.utf8()))
    }
    try Warnings.report(hive.information.warnings.map(\.description))
  }
}

struct HiveGet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Prints a key of a hive, or one of its values.")

  @Argument(help: "The hive file.")
  var file: String

  @Argument(help: ArgumentHelp(#"The key below the root: Software\Microsoft."#))
  var key: String

  @Argument(help: "The value's name; @ for the key's default value.")
  var value: String?

  func run() throws {
    let hive = try OpenedHive.open(file)
    guard let found = try hive.key(at: key) else {
      throw InputError(code: "hive.notFound", message: "There is no key \(key) in \(file).")
    }
    if let value {
      guard let content = try found.value(named: value == "@" ? "" : value) else {
        throw InputError(
          code: "hive.notFound", message: "The key \(key) has no value \(value) in \(file).")
      }
      Output.line(HiveValueText(content).text)
    } else {
      for subkey in try found.subkeys() { Output.line("[\(subkey.name.onOneLine)]") }
      for content in try found.values() {
        Output.line(
          "\(content.name.isEmpty ? "@" : content.name)\t\(content.type.name)\t"
            + HiveValueText(content).text)
      }
    }
    try Warnings.report(hive.information.warnings.map(\.description))
  }
}

struct HiveImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a new hive file: a hive with Registry Editor text (.reg) applied.",
    discussion: "The hive that is read stays as it is.")

  @Argument(help: "The hive file to begin with.")
  var file: String

  @Option(help: ArgumentHelp("The text to apply.", valueName: "file"))
  var reg: String

  @Option(help: ArgumentHelp("The hive file to write; it must not be there.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The key in the text that stands for the root.", valueName: "key"))
  var prefix = "HKEY_CURRENT_USER"

  func run() throws {
    guard !FileManager.default.fileExists(atPath: output) else {
      throw InputError(
        code: "input.fileExists", message: "\(output) is there already. Name a new file.")
    }
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: reg))
    } catch {
      throw InputError.file(reg)
    }
    let hive = try OpenedHive.open(file)
    var editor = try HiveEditor(hive)
    try editor.apply(
      RegistryText(parsing: Array(bytes)), removingPrefix: prefix,
      lastWritten: FileTime(secondsSince1970: Date().timeIntervalSince1970))
    try editor.write(to: output)
    try Warnings.report(hive.information.warnings.map(\.description))
  }
}

struct HiveDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Shows the keys and values in which two hives differ.")

  @Argument(help: "The older hive file.")
  var old: String

  @Argument(help: "The newer hive file.")
  var new: String

  func run() throws {
    let (old, new) = (try OpenedHive.open(old), try OpenedHive.open(new))
    let difference = try HiveDifference(from: old, to: new)
    for line in HiveDifferenceText(difference).lines { Output.line(line) }
    try Warnings.report(
      (old.information.warnings + new.information.warnings).map(\.description))
  }
}
