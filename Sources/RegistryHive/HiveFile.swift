#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files as hives need them: read whole, written so that a crash leaves the old or the new one.
enum HiveFile {
  /// The bytes of the file at `path`.
  static func contents(of path: String) throws(HiveError) -> HiveBuffer {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path, errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw HiveError(.unreadable, "\(path) is not a file.")
    }
    guard status.st_size <= Int(UInt32.max) else {
      throw HiveError(.tooLarge, "\(path) is larger than a hive can be, 4 GB.")
    }
    var failure: Int32 = 0
    let buffer = HiveBuffer(count: Int(status.st_size)) { buffer in
      var count = 0
      while count < buffer.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let got = read(file, rest.baseAddress, rest.count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        // A file that has become shorter meanwhile ends in zeros, which no key is in.
        if got <= 0 {
          _ = rest.initializeMemory(as: UInt8.self, repeating: 0)
          return
        }
        count += got
      }
    }
    guard failure == 0 else { throw unreadable(path, failure) }
    return buffer
  }

  /// The transaction logs beside the hive at `path`.
  ///
  /// Windows does not tell `A.LOG1` from `a.log1`, so neither may a copy on a file system that
  /// does. Where logs of exactly the hive's name are there, they alone count.
  static func logs(besides path: String) -> [HiveLog] {
    let (folder, name) = split(path)
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [(name: String, suffix: String)] = []
    while let entry = readdir(directory) {
      let entryName = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) {
          String(cString: $0)
        }
      }
      for suffix in [".LOG", ".LOG1", ".LOG2"]
      where RegistryName.isSame(Array(entryName.utf16), Array((name + suffix).utf16)) {
        found.append((entryName, suffix))
      }
    }
    let exact = found.filter { $0.name.hasPrefix(name) }
    // Windows keeps an empty `.LOG` beside the two that it uses; that says nothing.
    let isExact = exact.contains { $0.suffix != ".LOG" || isFilled(folder + "/" + $0.name) }
    let candidates = (isExact ? exact : found).sorted { $0.name < $1.name }
    return [".LOG", ".LOG1", ".LOG2"].compactMap { suffix in
      let ofSuffix = candidates.filter { $0.suffix == suffix }
      guard let log = ofSuffix.first(where: { $0.name.hasSuffix(suffix) }) ?? ofSuffix.first,
        let buffer = try? contents(of: folder + "/" + log.name)
      else { return nil }
      return HiveLog(name: log.name, bytes: buffer.bytes)
    }
  }

  private static func isFilled(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_size > 0
  }

  /// Replaces the file at `path`, or creates it, so that at any moment either the old or the new
  /// content is there.
  static func replace(_ path: String, with bytes: [UInt8]) throws(HiveError) {
    // A symbolic link stays one: what it leads to is replaced.
    let target =
      realpath(path, nil).map { resolved in
        defer { free(resolved) }
        return String(cString: resolved)
      } ?? path
    let (folder, name) = split(target)
    var existing = stat()
    let permissions = stat(target, &existing) == 0 ? existing.st_mode & 0o7777 : 0o600
    var temporary = Array((folder + "/." + name + ".XXXXXX").utf8CString)
    let file = mkstemp(&temporary)
    guard file >= 0 else { throw notWritable(target, errno) }
    var isOpen = true
    do throws(HiveError) {
      _ = fcntl(file, F_SETFD, FD_CLOEXEC)
      guard fchmod(file, permissions) == 0 else { throw notWritable(target, errno) }
      try writeAll(bytes, to: file, for: target)
      guard fsync(file) == 0 else { throw notWritable(target, errno) }
      isOpen = false
      guard close(file) == 0 else { throw notWritable(target, errno) }
      guard rename(temporary, target) == 0 else { throw notWritable(target, errno) }
    } catch {
      if isOpen { close(file) }
      unlink(temporary)
      throw error
    }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw notWritable(target, errno) }
    defer { close(directory) }
    // Some file systems cannot sync a folder, and say so; the file itself is safe.
    guard fsync(directory) == 0 || errno == EINVAL else { throw notWritable(target, errno) }
  }

  private static func writeAll(
    _ bytes: [UInt8], to file: Int32, for target: String
  ) throws(HiveError) {
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = write(
          file, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
          buffer.count - written)
        if count < 0, errno == EINTR { continue }
        if count < 0 {
          failure = errno
          return
        }
        written += count
      }
    }
    guard failure == 0 else { throw notWritable(target, failure) }
  }

  static func notWritable(_ path: String, _ number: Int32) -> HiveError {
    let reason = describe(number)
    return switch number {
    case ENOSPC, EDQUOT:
      HiveError(
        .diskFull, "There is no room for \(path): \(reason). Free some space and try again.",
        systemError: number)
    case EROFS, EACCES, EPERM:
      HiveError(
        .readOnlyTarget,
        "\(path) cannot be written: \(reason). Choose a place that you may write to.",
        systemError: number)
    default:
      HiveError(.notWritable, "\(path) cannot be written: \(reason).", systemError: number)
    }
  }

  /// The folder and the name of the file at `path`.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let name = String(path[path.utf8.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }

  private static func unreadable(_ path: String, _ number: Int32) -> HiveError {
    HiveError(
      number == ENOENT ? .notFound : .unreadable,
      "\(path) could not be read: \(describe(number)).", systemError: number)
  }

  /// The operating system's words for an error number.
  static func describe(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
  }
}
