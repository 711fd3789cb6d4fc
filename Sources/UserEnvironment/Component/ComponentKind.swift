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
  /// Files that are settings: the desktop background, custom dictionaries. Apart from the settings, so
  /// that a changed setting does not send a picture again.
  case files
  /// Network secrets (Wi-Fi keys). Off unless a policy turns it on.
  case network

  /// The name a person sees.
  public var title: String {
    switch self {
    case .settings: "Settings"
    case .apps: "Apps"
    case .startPins: "Start pins"
    case .taskbarPins: "Taskbar pins"
    case .files: "Files of settings"
    case .network: "Networks"
    }
  }

  /// The most bytes that a component's canonical encoding may have.
  public var largestSize: Int {
    switch self {
    case .settings, .apps: 4 << 20
    case .startPins, .taskbarPins, .network: 1 << 20
    // Base64 of the contents, and as much again as the other lists may take.
    case .files: FilesComponent.largestTotal / 3 * 4 + (1 << 20)
    }
  }
}
