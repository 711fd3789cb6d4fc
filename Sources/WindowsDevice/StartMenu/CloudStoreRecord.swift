/// A value `Data` below the registry key `CloudStore\Store\Cache`: 16 bytes of prefix, then the
/// content in Bond Compact Binary. A record that was deleted is only the prefix.
struct CloudStoreRecord: Hashable, Sendable {
  /// When Windows wrote the record, FILETIME.
  let time: UInt64
  /// The marshalled structure; nil for a deleted record.
  let content: BondStructure?

  private static let prefixLength = 16
  private static let version: [UInt8] = [2, 0, 0, 0]

  init(time: UInt64, content: BondStructure?) {
    self.time = time
    self.content = content
  }

  init(bytes: [UInt8]) throws(StartMenuError) {
    guard bytes.count >= Self.prefixLength else {
      throw StartMenuError(
        .tilesMalformed, "A record of the cloud store has at least 16 bytes.", offset: bytes.count)
    }
    time = bytes[4..<12].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    let marshalled = bytes.dropFirst(Self.prefixLength)
    content = marshalled.isEmpty ? nil : try BondCompactBinary.read(marshalled)
  }

  func encoded() throws(StartMenuError) -> [UInt8] {
    let time = (0..<8).map { UInt8(truncatingIfNeeded: self.time >> UInt64($0 * 8)) }
    let prefix = Self.version + time + [0, 0, 0, 0]
    return if let content { prefix + (try BondCompactBinary.write(content)) } else { prefix }
  }
}
