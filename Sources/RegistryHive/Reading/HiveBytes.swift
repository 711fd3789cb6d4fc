/// A view of the bytes of a ``HiveBuffer``: every access is checked against the bounds.
///
/// It does not keep the buffer alive, which whoever holds a view does.
struct HiveBytes: Sendable {
  private nonisolated(unsafe) let base: UnsafeRawPointer
  let count: Int

  init(base: UnsafeRawPointer, count: Int) {
    self.base = base
    self.count = count
  }

  /// A range of the bytes.
  @inline(__always)
  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// A view of some of the bytes.
  @inline(__always)
  func view(at start: Int, count size: Int) -> HiveBytes {
    precondition(start >= 0 && size >= 0 && start <= count &- size)
    return HiveBytes(base: base + start, count: size)
  }

  @inline(__always)
  func byte(at place: Int) -> UInt8 {
    load(at: place)
  }

  @inline(__always)
  func halfWord(at place: Int) -> UInt16 {
    UInt16(littleEndian: load(at: place))
  }

  @inline(__always)
  func word(at place: Int) -> UInt32 {
    UInt32(littleEndian: load(at: place))
  }

  @inline(__always)
  func doubleWord(at place: Int) -> UInt64 {
    UInt64(littleEndian: load(at: place))
  }

  @inline(__always)
  private func load<Number: FixedWidthInteger & BitwiseCopyable>(at place: Int) -> Number {
    precondition(place >= 0 && place <= count &- MemoryLayout<Number>.size)
    return base.loadUnaligned(fromByteOffset: place, as: Number.self)
  }
}
