/// Circumstances of a PC that a policy may ask about, as far as the PC tells them.
public struct DeviceConditions: Sendable, Hashable {
  /// Whether the connection to the internet is paid by volume; nil where that is not known.
  public let isMetered: Bool?
  /// Whether the PC runs on its battery; nil where that is not known.
  public let isOnBattery: Bool?

  public init(isMetered: Bool?, isOnBattery: Bool?) {
    self.isMetered = isMetered
    self.isOnBattery = isOnBattery
  }

  /// A disk that is mounted elsewhere tells nothing of the PC it is from.
  public static let unknown = DeviceConditions(isMetered: nil, isOnBattery: nil)
}
