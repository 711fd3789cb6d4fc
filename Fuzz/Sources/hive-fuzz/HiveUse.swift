import RegistryHive

/// Everything that can be done with a hive or a text. Errors are fine; wrong results end the run.
enum HiveUse {
  private static let time = FileTime(ticks: 133_000_000_000_000_000)

  /// Opens a hive in every way and reads, edits, exports and compares it.
  static func hive(_ bytes: [UInt8], log: [UInt8]? = nil) {
    let logs = log.map { [HiveLog(name: "fuzz.LOG1", bytes: $0)] } ?? []
    for strictness in [HiveReadingOptions.Strictness.strict, .lenient] {
      guard
        let hive = try? Hive(bytes: bytes, logs: logs, options: .init(strictness: strictness))
      else { continue }
      read(hive)
      // An undamaged hive is edited the same way however it was opened.
      if strictness == .strict || !hive.information.warnings.isEmpty { edit(hive) }
    }
  }

  /// Reads a text; what is read must be written and read to the same.
  static func text(_ bytes: [UInt8]) {
    guard let text = try? RegistryText(parsing: bytes) else { return }
    if hasPlainNames(text) {
      guard let again = try? RegistryText(parsing: text.utf16()) else {
        fatalError("a text that was written cannot be read")
      }
      precondition(settings(again) == settings(text), "a text does not survive writing and reading")
    }
    var editor = HiveEditor(emptyHiveNamed: "fuzz")
    try? editor.apply(text, removingPrefix: "HKEY_CURRENT_USER", lastWritten: time)
    check(editor)
  }

  // MARK: Parts

  private static func read(_ hive: Hive) {
    var keys = 0
    var sum = 0
    do throws(HiveError) {
      try hive.root.walk { (key, values) throws(HiveError) in
        keys += 1
        check(key.name, is: key.nameUnits)
        sum &+= Int(key.lastWritten.ticks >> 40)
        sum &+= key.subkeyCount &+ key.volatileSubkeyCount &+ key.valueCount
        sum &+= Int(key.flags.rawValue) &+ Int(key.layering.rawValue) &+ Int(key.accessBits)
        for value in values {
          check(value.name, is: value.nameUnits)
          sum &+= value.bytes.count
          sum &+= (value.string?.utf8.count ?? 0) &+ (value.strings?.count ?? 0)
          sum &+= Int(value.dword ?? 0) &+ Int(truncatingIfNeeded: value.qword ?? 0)
        }
        if keys < 20 {
          sum &+= key.path.utf8.count
          sum &+= (try key.className)?.utf8.count ?? 0
          sum &+= (try key.securityDescriptor)?.count ?? 0
          for subkey in try key.subkeys() {
            guard try key.subkey(nameUnits: subkey.nameUnits) != nil else {
              fatalError("a subkey is not found by its name")
            }
          }
        }
      }
      let counts = try hive.root.counts()
      precondition(counts.keys == keys)
    } catch {
      precondition(!error.message.isEmpty)
    }
    blackHole = sum
  }

  /// A name shows as its units do.
  private static func check(_ name: String, is units: [UInt16]) {
    precondition(name == String(decoding: units, as: UTF16.self), "a name is decoded wrongly")
  }

  private static func edit(_ hive: Hive) {
    guard var editor = try? HiveEditor(hive) else { return }
    let before = check(editor)
    try? editor.setValue(
      "Fuzz", type: .binary, bytes: [UInt8](repeating: 7, count: 17000), at: "Fuzz\\Key",
      lastWritten: time)
    for index in 0..<12 {
      try? editor.createKey(at: "Fuzz\\Many \(index)", lastWritten: time)
    }
    check(editor)
    if let first = (try? hive.root.subkeys())?.first {
      _ = try? editor.deleteKey(at: [first.nameUnits], lastWritten: time)
    }
    for value in ((try? hive.root.values()) ?? []).prefix(2) {
      _ = try? editor.deleteValue(value.nameUnits, at: [], lastWritten: time)
    }
    let after = check(editor)
    if let before, let after, before.root.subkeyCount > 0 {
      guard let difference = try? HiveDifference(from: before, to: after) else {
        fatalError("two sound hives cannot be compared")
      }
      precondition(!difference.isEmpty)
    }
    if let before {
      guard let text = try? RegistryText.exporting(before.root, prefix: "HKEY_CURRENT_USER") else {
        fatalError("a sound hive cannot be exported")
      }
      _ = text.utf8()
    }
  }

  /// What an editor makes must be a sound hive.
  @discardableResult
  private static func check(_ editor: HiveEditor) -> Hive? {
    do throws(HiveError) {
      let hive = try editor.hive()
      _ = try hive.root.counts()
      precondition(!hive.information.isDirty && hive.information.warnings.isEmpty)
      return hive
    } catch {
      fatalError("an edited hive is damaged: \(error)")
    }
  }

  /// Line breaks and brackets in the names of keys cannot always be told from those of the text.
  private static func hasPlainNames(_ text: RegistryText) -> Bool {
    text.entries.allSatisfy { entry in
      switch entry {
      case .createKey(let path), .deleteKey(let path), .setValue(let path, _, _, _),
        .deleteValue(let path, _):
        !path.contains { [0x0A, 0x0D, 0x5B, 0x5D].contains($0) } && path.first != 0x2D
      }
    }
  }

  private static func settings(_ text: RegistryText) -> [RegistryText.Entry] {
    text.entries.filter { if case .createKey = $0 { false } else { true } }
  }

  /// Keeps what is read from being optimized away.
  nonisolated(unsafe) private static var blackHole = 0
}
