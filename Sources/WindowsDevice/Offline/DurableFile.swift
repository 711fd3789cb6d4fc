import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The system's `write`, which the type below has a namesake of.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = write

/// Files that are there whole or not at all, and still there after a power cut: written beside their
/// place, synced, renamed into it, and the folder synced.
public enum DurableFile {
  /// Puts the content in place, making the folders above it. An existing file keeps its permissions; a
  /// new one is its owner's alone.
  ///
  /// - Throws: ``DeviceError`` with `device.full`, `device.readOnly` or `device.unreadable`.
  public static func write(_ content: Data, to url: URL, permissions: mode_t = 0o600)
    throws(DeviceError)
  {
    let folder = url.deletingLastPathComponent()
    try makeFolder(folder)
    var existing = stat()
    let mode = stat(url.path, &existing) == 0 ? existing.st_mode & 0o7777 : permissions
    let temporary = folder.appendingPathComponent(
      ".\(url.lastPathComponent).\(UUID().uuidString).new")
    do throws(DeviceError) {
      try writeNew(content, to: temporary, mode: mode)
      guard rename(temporary.path, url.path) == 0 else {
        throw failure("put \(url.path) in place")
      }
    } catch {
      unlink(temporary.path)
      throw error
    }
    try sync(folder)
  }

  /// Removes the file; nothing when it is not there.
  public static func remove(_ url: URL) throws(DeviceError) {
    guard unlink(url.path) == 0 || errno == ENOENT else { throw failure("remove \(url.path)") }
    try sync(url.deletingLastPathComponent())
  }

  /// Tries whether the folder takes a file.
  ///
  /// - Throws: ``DeviceError`` with `device.readOnly`.
  static func checkWritable(_ folder: URL) throws(DeviceError) {
    let trial = folder.appendingPathComponent(".valise-\(UUID().uuidString)")
    let descriptor = open(trial.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write to \(folder.path)") }
    close(descriptor)
    unlink(trial.path)
  }

  /// Makes a folder and those above it, each durable before anything is put into it.
  static func makeFolder(_ folder: URL) throws(DeviceError) {
    guard mkdir(folder.path, 0o700) != 0, errno != EEXIST else { return }
    let parent = folder.deletingLastPathComponent()
    guard errno == ENOENT, parent.path != folder.path else {
      throw failure("make the folder \(folder.path)")
    }
    try makeFolder(parent)
    guard mkdir(folder.path, 0o700) == 0 || errno == EEXIST else {
      throw failure("make the folder \(folder.path)")
    }
    try sync(parent)
  }

  private static func writeNew(_ content: Data, to url: URL, mode: mode_t) throws(DeviceError) {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("write \(url.path)") }
    defer { close(descriptor) }
    var rest = content[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        guard errno == EINTR else { throw failure("write \(url.path)") }
      } else {
        rest = rest.dropFirst(written)
      }
    }
    // A file system without permissions, as Windows' own often are here, may refuse to set them.
    _ = fchmod(descriptor, mode)
    guard fsync(descriptor) == 0 else { throw failure("write \(url.path)") }
  }

  private static func sync(_ folder: URL) throws(DeviceError) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open \(folder.path)") }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder, and say so; the file itself is safe.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("sync \(folder.path)") }
  }

  /// The error that the system's last error number means.
  static func failure(_ action: String) -> DeviceError {
    let number = errno
    let system = String(cString: strerror(number))
    return switch number {
    case ENOSPC, EDQUOT:
      DeviceError(.full, "Could not \(action): no space is left. Make room and try again.")
    case EROFS, EACCES, EPERM:
      DeviceError(
        .readOnly,
        "Could not \(action): it is read-only (\(system)). Mount the disk for writing, or run "
          + "with the rights to write it.")
    default:
      DeviceError(.unreadable, "Could not \(action): \(system).")
    }
  }
}
