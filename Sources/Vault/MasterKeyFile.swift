import Foundation

/// A master key in a file that only its owner can reach: a line that says what it is, and 32 random
/// bytes in Base64. It is made at the first start.
public struct MasterKeyFile: Sendable {
  public let path: String

  private static let header =
    "Valise master key, format 1. Keep it secret, and keep a copy: without it, no backup opens."
  /// Many times the size of a key file: more need not be read to see that it is none.
  private static let sizeLimit = 4096

  public init(path: String) {
    self.path = path
  }

  /// Whether there is something at the path; a first start can be told by it.
  public var exists: Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Reads the key; makes the file first where there is none.
  public func masterKey() throws(VaultError) -> MasterKey {
    if !exists { try make() }
    return try existingKey()
  }

  // MARK: Reading

  /// Reads the key, and makes none.
  public func existingKey() throws(VaultError) -> MasterKey {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    try checkRights(descriptor)

    var buffer = [UInt8](repeating: 0, count: Self.sizeLimit)
    var text: [UInt8] = []
    while text.count < Self.sizeLimit {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 { throw unreadable() }
      if count == 0 { break }
      text += buffer.prefix(count)
    }
    return try parse(text)
  }

  /// Looks at the open file, not at the path, which could lead elsewhere a moment later.
  private func checkRights(_ descriptor: Int32) throws(VaultError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw VaultError(.damagedKeyFile, "The master key \(path) is not a file.")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw VaultError(
        .exposedKeyFile,
        "Others can reach the master key \(path): run `chmod 600 \(path)`, and consider whether "
          + "somebody has seen it.")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw VaultError(
        .exposedKeyFile,
        "The master key \(path) belongs to another user: give it to the user that runs the service."
      )
    }
  }

  private func parse(_ text: [UInt8]) throws(VaultError) -> MasterKey {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    guard lines.first.map(Array.init) == Array(Self.header.utf8) else {
      throw damaged("it does not begin with the line that a key file begins with")
    }
    guard lines.count == 2, let bytes = Data(base64Encoded: Data(lines[1])) else {
      throw damaged("its second line is not Base64, or not its last")
    }
    guard let key = MasterKey(bytes: bytes) else {
      throw damaged("it holds \(bytes.count) bytes instead of \(MasterKey.byteCount)")
    }
    return key
  }

  // MARK: Making

  /// Writes a new key beside the path, brings it to the disk, and only then gives it its name:
  /// after a power cut there is a whole key file or none. A link refuses to replace a file, so that
  /// of two processes that start at once one wins, and both read the same key.
  private func make() throws(VaultError) {
    var generator = SystemRandomNumberGenerator()
    let key = (0..<MasterKey.byteCount).map { _ in
      UInt8.random(in: .min ... .max, using: &generator)
    }
    let text = Self.header + "\n" + Data(key).base64EncodedString() + "\n"

    let draft = path + ".\(UUID().uuidString).new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unwritable() }
    defer {
      close(descriptor)
      unlink(draft)
    }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw unwritable()
    }
    guard link(draft, path) == 0 || errno == EEXIST else { throw unwritable() }
    try syncFolder()
  }

  /// A new name is on the disk only when its folder is.
  private func syncFolder() throws(VaultError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unwritable() }
  }

  // MARK: Errors

  private func damaged(_ how: String) -> VaultError {
    VaultError(
      .damagedKeyFile,
      "\(path) is not a whole master key: \(how). Put a copy of the right key in its place.")
  }

  private func unreadable() -> VaultError {
    VaultError(
      .unreadableKeyFile,
      "The master key \(path) cannot be read by the user that runs the service.",
      cause: String(cString: strerror(errno)))
  }

  private func unwritable() -> VaultError {
    VaultError(
      .unwritableKeyFile,
      "The master key \(path) cannot be made: its folder must exist, with space, and be writable.",
      cause: String(cString: strerror(errno)))
  }
}
