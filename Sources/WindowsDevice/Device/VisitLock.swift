import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Keeps other visits of a person away from a PC while one is at work. The system lets go of it when
/// the process ends, however it ends.
public struct VisitLock: Sendable {
  private let descriptor: Int32

  /// - Throws: ``DeviceError`` with `device.busy` when another process holds the lock.
  init(at url: URL) throws(DeviceError) {
    try DurableFile.makeFolder(url.deletingLastPathComponent())
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("write \(url.path)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw DeviceError(
        .busy, "Another restore or undo of this person is at work. Try again when it is done.")
    }
  }

  public func release() {
    close(descriptor)
  }
}

extension VolumeFiles {
  /// The lock lies in the person's own profile: every person has one of their own.
  func lock(for account: Account) throws(DeviceError) -> VisitLock {
    try VisitLock(at: place(for: account.profilePath + #"\AppData\Local\Valise\lock"#))
  }
}
