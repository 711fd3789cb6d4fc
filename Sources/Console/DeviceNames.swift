import ServiceAPI

/// What PCs are called, as far as they enrolled or somebody backed up from them.
struct DeviceNames: Sendable {
  /// By the bytes of the ids, as a store tells them apart.
  private let devices: [[UInt8]: FoundDevice]

  init(_ devices: [FoundDevice]) {
    self.devices = Dictionary(devices.map { (Array($0.device.utf8), $0) }) { first, _ in first }
  }

  subscript(id: String) -> NamedDevice {
    let device = devices[Array(id.utf8)]
    return NamedDevice(id: id, name: device?.name, isRevoked: device?.enrolled?.state == .revoked)
  }
}
