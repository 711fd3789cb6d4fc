/// The parts that a snapshot is made of. Each is encoded, digested, sealed and sent on its own,
/// so that a backup in which only the pins changed sends only the pins.
public enum ComponentKind: String, Codable, Sendable, Hashable, CaseIterable {
  /// Windows settings and preferences, by the settings catalog.
  case settings
  /// The list of installed apps: what to install again, never the programs themselves.
  case apps
  /// What is pinned to the Start menu, in its order.
  case startPins
  /// What is pinned to the taskbar, in its order.
  case taskbarPins
  /// Network secrets (Wi-Fi keys). Off unless a policy turns it on.
  case network

  /// The name a person sees.
  public var title: String {
    switch self {
    case .settings: "Settings"
    case .apps: "Apps"
    case .startPins: "Start pins"
    case .taskbarPins: "Taskbar pins"
    case .network: "Networks"
    }
  }
}
