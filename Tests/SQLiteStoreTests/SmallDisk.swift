import Foundation

/// A file system in memory with room for a few megabytes, which only root may mount.
struct SmallDisk {
  let folder: String

  /// Whether a trial mount works here.
  static let canBeMounted: Bool = {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-\(UUID().uuidString)").path
    defer { rmdir(folder) }
    guard mkdir(folder, 0o700) == 0, let disk = try? SmallDisk(at: folder, megabytes: 1) else {
      return false
    }
    disk.unmount()
    return true
  }()

  struct CannotMount: Error {
    let reason: String
  }

  init(at folder: String, megabytes: Int) throws {
    guard mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
      throw CannotMount(reason: String(cString: strerror(errno)))
    }
    self.folder = folder
  }

  func unmount() {
    umount2(folder, Int32(MNT_DETACH))
  }
}
