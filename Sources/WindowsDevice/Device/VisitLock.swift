import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Keeps other visits of a person away from a PC while one is at work. The system lets go of it when
/// the process ends, however it ends.
public struct VisitLock: Sendable {
  /// What is done for a person by one process at a time.
  public enum Work: Sendable, CaseIterable {
    /// Restoring and undoing.
    case restore
    /// Installing apps, which may go on for hours beside the other.
    case installation
  }

  private let descriptor: Int32

  /// - Throws: ``DeviceError`` with `device.busy` when another process holds the lock.
  init(at url: URL, for work: Work) throws(DeviceError) {
    try DurableFile.makeFolder(url.deletingLastPathComponent())
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("write \(url.path)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw DeviceError(
        .busy, "Another \(work.words) of this person is at work. Try again when it is done.")
    }
  }

  public func release() {
    close(descriptor)
  }
}

extension VolumeFiles {
  /// The lock lies in the person's own profile: every person has one of their own.
  func lock(_ work: VisitLock.Work, for account: Account) throws(DeviceError) -> VisitLock {
    let folder = account.profilePath + #"\AppData\Local\Valise\"#
    return try VisitLock(at: place(for: folder + work.fileName), for: work)
  }
}

extension VisitLock.Work {
  fileprivate var fileName: String {
    switch self {
    case .restore: "lock"
    case .installation: "install-lock"
    }
  }

  fileprivate var words: String {
    switch self {
    case .restore: "restore or undo"
    case .installation: "installation of apps"
    }
  }
}
