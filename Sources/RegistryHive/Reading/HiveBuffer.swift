#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a hive file in memory that belongs to no one else: filled once, then never changed.
///
/// The file is read, not mapped: a disk that fails or a file that is cut off while it is mapped
/// would end the process. Every access is checked against the bounds.
final class HiveBuffer: Sendable {
  /// `count` bytes, never written after `init`, freed by `deinit`.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer
  let count: Int

  /// Takes `count` bytes from `fill`, which must write all of them.
  init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    base = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 16)
    self.count = count
    Self.adviseLargePages(base, count)
    fill(UnsafeMutableRawBufferPointer(start: base, count: count))
  }

  /// Asks for large pages where they fit: cells are all over a hive, and finding the page of each
  /// is a good part of the cost of reading a large one. What comes of the advice does not matter.
  private static func adviseLargePages(_ base: UnsafeMutableRawPointer, _ count: Int) {
    let largePage = 1 << 21
    let start = (UInt(bitPattern: base) + UInt(largePage) - 1) / UInt(largePage) * UInt(largePage)
    let skipped = Int(start - UInt(bitPattern: base))
    let size = (count - skipped) / largePage * largePage
    guard size > 0 else { return }
    #if os(Linux)
      madvise(base + skipped, size, Int32(MADV_HUGEPAGE))
    #endif
  }

  convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  deinit {
    base.deallocate()
  }

  /// The bytes, for reading; good as long as the buffer lives.
  var view: HiveBytes { HiveBytes(base: base, count: count) }

  /// A copy of a range of the bytes.
  subscript(range: Range<Int>) -> [UInt8] {
    withExtendedLifetime(self) { Array(view[range]) }
  }

  /// A copy of all bytes.
  var bytes: [UInt8] { self[0..<count] }

  func word(at place: Int) -> UInt32 {
    withExtendedLifetime(self) { view.word(at: place) }
  }
}
