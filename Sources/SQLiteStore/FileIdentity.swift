import Foundation
import Store

/// Which file was at a path. It stays the same for as long as the file is held open.
struct FileIdentity {
  private let path: String
  private let device: dev_t
  private let inode: ino_t

  init(of path: String) throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Self.isGone(path) }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  /// Refuses to go on when the file was removed or replaced, or its volume unmounted: SQLite would
  /// go on writing to a file that nobody finds again.
  func checkIsInPlace() throws(StoreError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else {
      throw Self.isGone(path)
    }
  }

  private static func isGone(_ path: String) -> StoreError {
    StoreError(
      .unavailable,
      "The database \(path) was removed or replaced while it was open: "
        + "put it back or restore its backup, then restart.")
  }
}
