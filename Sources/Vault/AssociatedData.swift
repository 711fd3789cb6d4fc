import Foundation

/// The words that a seal is bound to, in an encoding that has only one reading: each text is
/// preceded by its length (four bytes, big-endian, counting UTF-8 bytes), each number takes eight
/// bytes, big-endian. Without the lengths, user `ab` of tenant `c` and user `b` of tenant `ca` would
/// share one encoding.
struct AssociatedData {
  private(set) var bytes = Data()

  /// - Parameter purpose: what is sealed, so that bytes sealed for one purpose open for no other.
  init(purpose: String) {
    append(purpose)
  }

  mutating func append(_ text: String) {
    let utf8 = Data(text.utf8)
    append(bytesOf: UInt32(clamping: utf8.count))
    bytes.append(utf8)
  }

  mutating func append(_ number: Int) {
    append(bytesOf: Int64(number))
  }

  private mutating func append(bytesOf number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
