import Foundation
import UserEnvironment
import WindowsDevice

/// The file with a PC's keys, one for each service, readable by its owner alone: `device-keys.json`
/// in the agent's folder on the PC, or in a folder that IT names.
///
/// Whoever can read it can be the PC. A file that others may read is not used; on a file system
/// without permissions, as NTFS is elsewhere than on Windows, the keys must lie somewhere else.
public struct DeviceKeyFile: Sendable {
  public let url: URL

  /// - Parameter folder: made when the first key is kept.
  public init(folder: URL) { url = folder.appending(path: "device-keys.json") }

  private struct Content: Codable {
    var credentials: [DeviceCredential] = []
  }

  /// The PC's credential at a service; nil when it has none.
  ///
  /// - Throws: ``AgentError`` with `agent.exposedDeviceKey`, `agent.damagedDeviceKey`.
  public func credential(at server: String) throws -> DeviceCredential? {
    try read().credentials.first { $0.server == server }
  }

  /// Works with the credential at a service while no other process does. What the work changes by
  /// `keep` is durable at once, whatever happens afterwards.
  func exclusively<Result: Sendable>(
    at server: String,
    _ work: (
      _ credential: DeviceCredential?, _ keep: (DeviceCredential) throws -> Void
    ) async throws -> Result
  ) async throws -> Result {
    let lock = try FileLock(beside: url)
    defer { lock.release() }
    return try await work(try credential(at: server)) { credential in
      var content = try read()
      content.credentials.removeAll { $0.server == server }
      content.credentials.append(credential)
      try write(content)
    }
  }

  private func read() throws -> Content {
    guard let permissions = try permissions() else { return Content() }
    guard permissions & 0o077 == 0 else { throw exposed() }
    do {
      return try CanonicalJSON.decode(from: try Data(contentsOf: url))
    } catch {
      throw AgentError(
        .damagedDeviceKey,
        "\(url.path) cannot be read as a file of device keys. Remove it, and enroll the device again.",
        cause: error)
    }
  }

  private func write(_ content: Content) throws {
    try DurableFile.write(try CanonicalJSON.encode(content), to: url)
    guard try permissions().map({ $0 & 0o077 == 0 }) ?? false else {
      try DurableFile.remove(url)
      throw exposed()
    }
  }

  /// Nil when there is no file.
  private func permissions() throws -> Int? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path) else {
      return nil
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { throw exposed() }
    return attributes[.posixPermissions] as? Int
  }

  private func exposed() -> AgentError {
    AgentError(
      .exposedDeviceKey,
      "\(url.path) holds the device's keys and can be read by others, so it is not used. Run: chmod 600 \(url.path) - or name a folder on a file system that has permissions with --device-state."
    )
  }
}
