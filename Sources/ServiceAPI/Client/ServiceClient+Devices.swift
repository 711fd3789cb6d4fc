import DeviceProof
import Foundation

/// Devices and their keys.
extension ServiceClient {
  /// Enrolls a device with the key that this client proves.
  public func enroll(
    _ enrollment: DeviceEnrollment
  ) async throws(ServiceError) -> DeviceRecord {
    try await exchange.send(enrollment, to: .enrollDevice, [:], receiving: DeviceRecord.self)
  }

  /// The device that this client's key is enrolled for.
  public func provenDevice() async throws(ServiceError) -> DeviceRecord {
    try await exchange.receive(DeviceRecord.self, from: .provenDevice)
  }

  /// Puts another key in the place of the one that this client proves. From then on the service takes
  /// the new one alone.
  public func rotateKey(
    of device: String, to key: DeviceKey
  ) async throws(ServiceError) -> DeviceRecord {
    // The answer brings the nonce that the proof in the body needs as well.
    _ = try await provenDevice()
    let proof = try exchange.proof(by: key, for: .rotateDeviceKey, [.device: device])
    return try await exchange.send(
      KeyRotation(newProof: proof), to: .rotateDeviceKey, [.device: device],
      receiving: DeviceRecord.self)
  }

  /// A page of the tenant's devices.
  ///
  /// - Parameter state: only those in this state.
  public func devices(
    in state: DeviceState? = nil, after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> DeviceList {
    try await exchange.receive(
      DeviceList.self, from: .devices,
      query: Query.text([
        "state": state?.rawValue, "after": after, "limit": limit.map(String.init),
      ]))
  }

  /// The devices that a person enrolled.
  public func devices(
    of user: String, after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> DeviceList {
    try await exchange.receive(
      DeviceList.self, from: .personsDevices, [.user: user],
      query: Query.text(["after": after, "limit": limit.map(String.init)]))
  }

  public func device(_ id: String) async throws(ServiceError) -> DeviceRecord {
    try await exchange.receive(DeviceRecord.self, from: .device, [.device: id])
  }

  /// Takes a device out of service, at once.
  public func revoke(
    _ revocation: DeviceRevocation, device id: String
  ) async throws(ServiceError) -> DeviceRecord {
    try await exchange.send(
      revocation, to: .revokeDevice, [.device: id], receiving: DeviceRecord.self)
  }

  /// The same for a device that a person enrolled.
  public func revoke(
    _ revocation: DeviceRevocation, device id: String, of user: String
  ) async throws(ServiceError) -> DeviceRecord {
    try await exchange.send(
      revocation, to: .revokePersonsDevice, [.user: user, .device: id],
      receiving: DeviceRecord.self)
  }

  /// Lets a device in that waits.
  public func approve(
    _ approval: DeviceApproval, device id: String
  ) async throws(ServiceError) -> DeviceRecord {
    try await exchange.send(
      approval, to: .approveDevice, [.device: id], receiving: DeviceRecord.self)
  }

  /// Makes a token with which many devices enroll. It is in the answer, and nowhere else.
  public func createEnrollmentToken(
    _ request: EnrollmentTokenRequest
  ) async throws(ServiceError) -> NewEnrollmentToken {
    try await exchange.send(
      request, to: .createEnrollmentToken, [:], receiving: NewEnrollmentToken.self)
  }

  public func enrollmentTokens(
    after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> EnrollmentTokenList {
    try await exchange.receive(
      EnrollmentTokenList.self, from: .enrollmentTokens,
      query: Query.text(["after": after, "limit": limit.map(String.init)]))
  }

  public func revokeEnrollmentToken(
    _ id: String, reason: String? = nil
  ) async throws(ServiceError) -> EnrollmentTokenRecord {
    try await exchange.send(
      Revocation(reason: reason), to: .revokeEnrollmentToken, [.token: id],
      receiving: EnrollmentTokenRecord.self)
  }
}
