import DeviceProof
import Foundation
import ServiceAPI

/// A PC's way to a credential at a service: enrolling, changing its key, and finding out which of two
/// keys counts when an answer was lost.
public struct DeviceEnrolling: Sendable {
  public let keys: DeviceKeyFile
  public let server: String
  /// A client of the service that proves a key.
  private let client: @Sendable (DeviceKey) throws -> ServiceClient

  public init(
    keys: DeviceKeyFile, server: String,
    client: @escaping @Sendable (DeviceKey) throws -> ServiceClient
  ) {
    self.keys = keys
    self.server = server
    self.client = client
  }

  /// Enrolls the PC with a key of its own. The key is on the disk before the service hears of it, and
  /// the same one is sent again when no answer came: it is enrolled once.
  ///
  /// - Parameter isNew: a new key even where there is one, after IT took the old one away.
  public func enroll(
    _ device: DeviceEnrollment, isNew: Bool = false
  ) async throws -> DeviceRecord {
    try await keys.exclusively(at: server) { known, keep in
      var credential =
        known.flatMap { known in isNew || known.device != device.device ? nil : known }
        ?? DeviceCredential(
          server: server, device: device.device, name: device.name, key: DeviceKey())
      if credential != known { try keep(credential) }
      let record = try await client(try credential.key()).enroll(device)
      credential.enrolledAt = Date()
      try keep(credential)
      return record
    }
  }

  /// Puts a new key in the old one's place.
  public func rotate() async throws -> DeviceRecord {
    try await settle()
    return try await keys.exclusively(at: server) { known, keep in
      guard var credential = known else { throw Self.notEnrolled(server) }
      let next = DeviceKey()
      credential.prepare(next)
      try keep(credential)
      let record = try await client(try credential.key())
        .rotateKey(of: credential.device, to: next)
      credential.settle(usingNext: true)
      try keep(credential)
      return record
    }
  }

  /// The PC as the service knows it by its key.
  public func status() async throws -> DeviceRecord {
    try await settle()
    guard let credential = try keys.credential(at: server) else {
      throw Self.notEnrolled(server)
    }
    return try await client(try credential.key()).provenDevice()
  }

  /// The key that the service counts; nil when the PC is not enrolled there. Asks the service only
  /// when a change of keys was interrupted.
  public func key() async throws -> DeviceKey? {
    guard let credential = try keys.credential(at: server) else { return nil }
    if try credential.nextKey() == nil { return try credential.key() }
    try await settle()
    return try keys.credential(at: server)?.key()
  }

  /// Ends a change of keys that was interrupted between two answers.
  private func settle() async throws {
    guard try keys.credential(at: server)?.nextKey() != nil else { return }
    try await keys.exclusively(at: server) { known, keep in
      guard var credential = known, let next = try credential.nextKey() else { return }
      do {
        _ = try await client(next).provenDevice()
        credential.settle(usingNext: true)
      } catch let error as ServiceError where error.problem?.code == "device.unknown" {
        credential.settle(usingNext: false)
      }
      try keep(credential)
    }
  }

  private static func notEnrolled(_ server: String) -> AgentError {
    AgentError(
      .deviceNotEnrolled,
      "This PC is not enrolled at \(server). Enroll it with `valise device enroll`.")
  }
}
