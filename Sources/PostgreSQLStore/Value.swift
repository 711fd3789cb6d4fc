import Foundation

/// A value that a statement is given.
enum Value: Sendable {
  case text(String)
  case integer(Int64)
  case bytes(Data)

  static func integer(_ number: Int) -> Value { .integer(Int64(number)) }
}

/// Values in the form that libpq takes: text and numbers as C strings, bytes as they are.
struct Parameters {
  private var buffer: [UInt8] = []
  private var offsets: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  init(_ values: [Value?]) {
    for value in values {
      switch value {
      case .text(let text): append(Array(text.utf8) + [0], isBinary: false)
      case .integer(let number): append(Array(String(number).utf8) + [0], isBinary: false)
      case .bytes(let data): append(Array(data), isBinary: true)
      case nil:
        offsets.append(nil)
        lengths.append(0)
        formats.append(0)
      }
    }
    // So that every offset lies in the buffer, that of empty bytes at its end too.
    buffer.append(0)
  }

  private mutating func append(_ bytes: [UInt8], isBinary: Bool) {
    offsets.append(buffer.count)
    lengths.append(Int32(clamping: bytes.count))
    formats.append(isBinary ? 1 : 0)
    buffer += bytes
  }

  func withPointers<Result>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, [Int32], [Int32]) -> Result
  ) -> Result {
    buffer.withUnsafeBytes { bytes in
      let pointers = offsets.map { offset in
        offset.flatMap { bytes.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
      }
      return pointers.withUnsafeBufferPointer { body($0.baseAddress, lengths, formats) }
    }
  }
}
