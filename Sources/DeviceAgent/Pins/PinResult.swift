import UserEnvironment

/// What became of one pin, read back from the PC.
public struct PinResult: Sendable, Codable, Hashable {
  public let component: ComponentKind
  public let pin: PinTarget
  public let state: State
  /// The app that the pin waits for; nil when it waits for none, or none is known by name.
  public let waitsFor: String?

  public enum State: String, Sendable, Codable, Hashable, CaseIterable {
    case present
    /// Windows did not take it.
    case missing
    /// It is placed when its app is installed.
    case waiting
    /// It is placed when the person signs in next.
    case atNextSignIn
  }

  init(
    _ component: ComponentKind, _ pin: PinTarget, _ state: State, waitsFor: String? = nil
  ) {
    self.component = component
    self.pin = pin
    self.state = state
    self.waitsFor = waitsFor
  }
}
