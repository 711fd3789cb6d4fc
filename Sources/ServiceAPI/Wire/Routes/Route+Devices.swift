extension Route {
  public static let enrollDevice = Route(.post, "/v1/devices")
  public static let devices = Route(.get, "/v1/devices")
  public static let device = Route(.get, "/v1/devices/{device}")
  public static let provenDevice = Route(.get, "/v1/me/device")
  public static let personsDevices = Route(.get, "/v1/users/{user}/devices")
  public static let revokeDevice = Route(.post, "/v1/devices/{device}/revocation")
  public static let revokePersonsDevice = Route(
    .post, "/v1/users/{user}/devices/{device}/revocation")
  public static let approveDevice = Route(.post, "/v1/devices/{device}/approval")
  public static let rotateDeviceKey = Route(.post, "/v1/devices/{device}/key")

  public static let createEnrollmentToken = Route(.post, "/v1/enrollment-tokens")
  public static let enrollmentTokens = Route(.get, "/v1/enrollment-tokens")
  public static let revokeEnrollmentToken = Route(
    .post, "/v1/enrollment-tokens/{token}/revocation")

  /// The devices and their keys.
  static let devicing: [Route] = [
    .enrollDevice, .devices, .device, .provenDevice, .personsDevices, .revokeDevice,
    .revokePersonsDevice, .approveDevice, .rotateDeviceKey, .createEnrollmentToken,
    .enrollmentTokens, .revokeEnrollmentToken,
  ]
}
