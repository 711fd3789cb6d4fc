import Foundation
import Testing

/// A file system in memory with room for a few megabytes, which only root may mount.
struct SmallDisk {
  let folder: URL

  struct CannotMount: Error {
    let reason: String
  }

  /// Whether a trial mount works here.
  static let canBeMounted: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "valise-\(UUID())")
    defer { rmdir(folder.path) }
    guard mkdir(folder.path, 0o700) == 0, let disk = try? SmallDisk(at: folder, megabytes: 1)
    else { return false }
    disk.unmount()
    return true
  }()

  static let absence: Comment = "a small file system cannot be mounted here, which takes root"

  /// Mounts it on a folder that is there.
  init(at folder: URL, megabytes: Int) throws {
    self.folder = folder
    try Self.check(mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m"))
  }

  func makeReadOnly() throws {
    try Self.check(mount("tmpfs", folder.path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil))
  }

  /// Writes until nothing more fits.
  func fill() throws {
    let descriptor = open(folder.appending(path: "filler").path, O_WRONLY | O_CREAT, 0o600)
    try Self.check(descriptor)
    defer { close(descriptor) }
    for size in [65536, 1] {
      let bytes = [UInt8](repeating: 0, count: size)
      while write(descriptor, bytes, size) == size {}
    }
  }

  func unmount() {
    umount2(folder.path, Int32(MNT_DETACH))
  }

  private static func check(_ result: Int32) throws {
    guard result >= 0 else { throw CannotMount(reason: String(cString: strerror(errno))) }
  }
}
