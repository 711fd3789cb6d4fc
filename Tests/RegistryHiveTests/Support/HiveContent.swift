import RegistryHive

/// All that a hive says, for comparing hives with each other and with what other programs read.
struct HiveContent: Equatable {
  struct Value: Equatable {
    var name: [UInt16]
    var type: RegistryValueType
    var bytes: [UInt8]
  }

  struct Key: Equatable {
    var values: [Value] = []
    var lastWritten = FileTime(ticks: 0)
    var className: [UInt16]?
    var securityDescriptor: [UInt8]?
    var flags: HiveKey.Flags = []
    var accessBits: UInt8 = 0
    var userFlags: UInt8 = 0
    var virtualizationFlags: UInt8 = 0
  }

  var keys: [[[UInt16]]: Key] = [:]

  init() {}

  init(of hive: Hive) throws {
    try self.init(of: hive.root)
  }

  init(of root: HiveKey) throws {
    var keys: [[[UInt16]]: Key] = [:]
    func add(_ key: HiveKey, _ path: [[UInt16]]) throws {
      keys[path] = Key(
        values: try key.values().map { Value(name: $0.nameUnits, type: $0.type, bytes: $0.bytes) },
        lastWritten: key.lastWritten, className: try key.classNameUnits,
        securityDescriptor: try key.securityDescriptor, flags: key.flags,
        accessBits: key.accessBits, userFlags: key.userFlags,
        virtualizationFlags: key.virtualizationFlags)
      for subkey in try key.subkeys() { try add(subkey, path + [subkey.nameUnits]) }
    }
    try add(root, [])
    self.keys = keys
  }

  /// What `hivexregedit` reads in a hive: keys and values, without the rest.
  init?(readByHivexregedit path: String) throws {
    guard
      let output = Tool.run(
        "hivexregedit", ["--export", path, "\\"], environment: ["PERL_UNICODE": "S"]
      ).output
    else {
      return nil
    }
    for entry in try RegistryText(parsing: output).entries {
      switch entry {
      case .createKey(let path):
        keys[Self.components(path)] = Key()
      case .setValue(let path, let name, let type, let bytes):
        keys[Self.components(path)]?.values.append(Value(name: name, type: type, bytes: bytes))
      default:
        return nil
      }
    }
  }

  /// Keys and values alone.
  var dataOnly: HiveContent {
    var content = HiveContent()
    content.keys = keys.mapValues {
      Key(values: $0.values.sorted { $0.name.lexicographicallyPrecedes($1.name) })
    }
    return content
  }

  private static func components(_ path: [UInt16]) -> [[UInt16]] {
    path.split(separator: 0x5C).map(Array.init)
  }
}

/// How many keys and values another program finds in a hive.
struct OracleCounts: Equatable {
  var keys: Int
  var values: Int

  init(keys: Int, values: Int) {
    self.keys = keys
    self.values = values
  }

  init?(readByHivexml path: String) {
    guard let output = Tool.run("hivexml", [path]).output else { return nil }
    let text = String(decoding: output, as: UTF8.self)
    keys = text.split(separator: "<node ").count - 1
    values = text.split(separator: "<value ").count - 1
  }

  init?(readByReglookup path: String) {
    guard let output = Tool.run("reglookup", [path]).output else { return nil }
    let lines = output.split(separator: UInt8(ascii: "\n")).dropFirst()
      .map { $0.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) }
    keys = lines.count { $0.count > 1 && $0[1].elementsEqual("KEY".utf8) }
    values = lines.count - keys
  }
}
