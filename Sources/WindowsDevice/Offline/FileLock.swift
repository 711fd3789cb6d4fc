import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Keeps other processes out while a file beside it is changed. The system lets go of it when the
/// process ends, however it ends.
public struct FileLock: Sendable {
  private let descriptor: Int32

  /// Waits until no other process holds the lock. The file's folder is made when it is not there, its
  /// owner's alone.
  ///
  /// - Throws: ``DeviceError``.
  public init(beside url: URL) throws(DeviceError) {
    try DurableFile.makeFolder(url.deletingLastPathComponent())
    let path = url.path + ".lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      throw DurableFile.failure("write \(path)")
    }
  }

  public func release() { close(descriptor) }
}
