import DeviceProof
import Foundation

/// What a PC proves itself with at one service: the key that is enrolled there.
public struct DeviceCredential: Codable, Sendable, Equatable {
  /// The service's address.
  public let server: String
  /// The PC as the service knows it.
  public let device: String
  public let name: String
  private(set) var secret: Data
  /// A key that is to take the place of ``secret``, kept before the service is told of it: when its
  /// answer is lost, either of the two may count there.
  private(set) var nextSecret: Data?
  /// Nil until the service has answered.
  public internal(set) var enrolledAt: Date?

  init(server: String, device: String, name: String, key: DeviceKey) {
    self.server = server
    self.device = device
    self.name = name
    secret = key.secretBytes
  }

  /// - Throws: ``AgentError`` with `agent.damagedDeviceKey`.
  public func key() throws(AgentError) -> DeviceKey { try Self.key(secret) }

  /// The key that is to take its place.
  func nextKey() throws(AgentError) -> DeviceKey? {
    guard let nextSecret else { return nil }
    return try Self.key(nextSecret)
  }

  mutating func prepare(_ key: DeviceKey) { nextSecret = key.secretBytes }

  /// - Parameter usingNext: whether the service counts the next key.
  mutating func settle(usingNext: Bool) {
    if usingNext, let nextSecret { secret = nextSecret }
    nextSecret = nil
  }

  private static func key(_ secret: Data) throws(AgentError) -> DeviceKey {
    guard let key = DeviceKey(secretBytes: secret) else {
      throw AgentError(
        .damagedDeviceKey,
        "The device's key file holds a key that is none. Remove the file, and enroll the device again."
      )
    }
    return key
  }
}
