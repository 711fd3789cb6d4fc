import RegistryHive
import UserEnvironment

/// A policy by which Windows is given pins: two values that name a file, for one person or for
/// everybody on the PC.
///
///     Software\Policies\Microsoft\Windows\Explorer
///       ConfigureStartPins 1, ConfigureStartPinsJSON   a list of Start pins, Windows 11
///       LockedStartLayout 1, StartLayoutFile           a layout of Start (Windows 10) and the taskbar
///
/// Source: Microsoft, StartMenu.admx and "Customize the Start layout"
/// (learn.microsoft.com/windows/configuration/start).
public struct PinPolicy: Hashable, Sendable {
  public let kind: Kind
  public let scope: Scope

  public enum Kind: Hashable, Sendable {
    case startPins
    case layout
  }

  public enum Scope: Hashable, Sendable, CaseIterable {
    case person
    case machine
  }

  public init(_ kind: Kind, for scope: Scope) {
    self.kind = kind
    self.scope = scope
  }

  public var hive: SettingDefinition.HiveKind { scope == .person ? .user : .software }

  /// The key, below the hive's root.
  public var key: String {
    (scope == .person ? #"Software\"# : "") + #"Policies\Microsoft\Windows\Explorer"#
  }

  private var switchName: String {
    kind == .startPins ? "ConfigureStartPins" : "LockedStartLayout"
  }

  private var fileName: String {
    kind == .startPins ? "ConfigureStartPinsJSON" : "StartLayoutFile"
  }

  /// Puts the policy in force with the file of this Windows path.
  public func setting(file path: String) -> [RegistryEdit] {
    [
      .setValue(key: key, name: fileName, .expandString(path)),
      .setValue(key: key, name: switchName, .dword(1)),
    ]
  }

  /// Lets the person change again what the policy has set.
  public var unlocking: [RegistryEdit] { [.setValue(key: key, name: switchName, .dword(0))] }

  /// Takes the policy away.
  public var removing: [RegistryEdit] {
    [.removeValue(key: key, name: switchName), .removeValue(key: key, name: fileName)]
  }

  /// The Windows path of the file that the policy names; nil when none is in force. A switch without a
  /// file counts as one without a path.
  public func file(in hive: Hive) throws(HiveError) -> String? {
    guard let key = try hive.key(at: key) else { return nil }
    if let path = try key.text(named: fileName) { return path }
    return try key.value(named: switchName) == nil ? nil : ""
  }
}

/// What others have set on a PC that bears on its pins: its management, and policies of Start and the
/// taskbar.
public struct PinPolicies: Hashable, Sendable {
  /// Whether the PC is enrolled in a device management (MDM).
  public let isManaged: Bool
  public let hasStartPolicy: Bool
  public let hasLayoutPolicy: Bool

  /// - Parameter isOurs: whether a policy's file was laid there by Valise.
  public init(
    user: Hive, software: Hive, sid: String, isOurs: (String) -> Bool
  ) throws(HiveError) {
    isManaged = try Self.isEnrolled(software)
    var kinds: Set<PinPolicy.Kind> = []
    for kind in [PinPolicy.Kind.startPins, .layout] {
      for scope in PinPolicy.Scope.allCases {
        let path = try PinPolicy(kind, for: scope).file(in: scope == .person ? user : software)
        if let path, !isOurs(path) { kinds.insert(kind) }
      }
    }
    for place in ["device", sid] {
      let key = try software.key(at: Self.managed + "\\" + place + #"\Start"#)
      if try key?.value(named: "ConfigureStartPins") != nil { kinds.insert(.startPins) }
      if try key?.value(named: "StartLayout") != nil { kinds.insert(.layout) }
    }
    hasStartPolicy = kinds.contains(.startPins)
    hasLayoutPolicy = kinds.contains(.layout)
  }

  /// What a running Windows must be asked for of the machine's software hive.
  static let machineKeys = [enrollments, managed, #"Policies\Microsoft\Windows\Explorer"#]

  private static let managed = #"Microsoft\PolicyManager\current"#
  private static let enrollments = #"Microsoft\Enrollments"#

  /// Windows notes each enrollment with its provider; 1 is one that is in force.
  private static func isEnrolled(_ software: Hive) throws(HiveError) -> Bool {
    for enrollment in try software.key(at: enrollments)?.subkeys() ?? [] {
      let provider = try enrollment.text(named: "ProviderID") ?? ""
      let state = try enrollment.number(named: "EnrollmentState")
      if !provider.isEmpty && state == 1 { return true }
    }
    return false
  }
}
