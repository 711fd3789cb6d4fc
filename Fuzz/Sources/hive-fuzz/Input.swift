import RegistryHive

/// What the fuzzer made: a hive, a hive with a log, or registry text.
///
/// Checksums and hashes are put right before use, else nothing behind them would be reached; the
/// bytes as they came are tried as well.
struct Input {
  static let textMark = UInt8(ascii: "T")
  static let logMark = UInt8(ascii: "L")

  private let bytes: [UInt8]

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = Array(bytes)
  }

  func use() {
    switch bytes.first {
    case Self.textMark: HiveUse.text(Array(bytes.dropFirst()))
    case Self.logMark where bytes.count >= 5:
      let size = bytes[1..<5].reversed().reduce(0) { $0 << 8 | Int($1) }
      let split = min(5 + size, bytes.count)
      let hive = Array(bytes[5..<split])
      let log = Array(bytes[split...])
      let (sealedHive, sealedLog) = (Seal.baseBlock(hive), Seal.log(log))
      HiveUse.hive(sealedHive, log: sealedLog)
      if sealedHive != hive || sealedLog != log { HiveUse.hive(hive, log: log) }
    default:
      let sealed = Seal.baseBlock(bytes)
      HiveUse.hive(sealed)
      if sealed != bytes { HiveUse.hive(bytes) }
    }
  }
}
