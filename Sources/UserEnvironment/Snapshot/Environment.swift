import Foundation

/// A person's Windows environment: everything that a backup carries and a restore brings back.
/// A component that was not captured is nil, which is not the same as an empty one.
public struct Environment: Hashable, Sendable, Codable {
  public let source: SourceDevice
  public var settings: SettingsComponent?
  public var apps: AppsComponent?
  public var startPins: PinsComponent?
  public var taskbarPins: PinsComponent?
  public var files: FilesComponent?

  public init(
    source: SourceDevice, settings: SettingsComponent? = nil, apps: AppsComponent? = nil,
    startPins: PinsComponent? = nil, taskbarPins: PinsComponent? = nil,
    files: FilesComponent? = nil
  ) {
    self.source = source
    self.settings = settings
    self.apps = apps
    self.startPins = startPins
    self.taskbarPins = taskbarPins
    self.files = files
  }

  /// The environment with only this component; the whole for nil.
  public func only(_ component: ComponentKind?) -> Environment {
    guard let component else { return self }
    return Environment(
      source: source, settings: component == .settings ? settings : nil,
      apps: component == .apps ? apps : nil,
      startPins: component == .startPins ? startPins : nil,
      taskbarPins: component == .taskbarPins ? taskbarPins : nil,
      files: component == .files ? files : nil)
  }

  /// The components in their canonical encoding, in the order of ``ComponentKind``.
  public func encodedComponents() throws -> [EncodedComponent] {
    var components: [EncodedComponent] = []
    if let settings {
      components.append(
        try EncodedComponent(.settings, settings, itemCount: settings.settings.count))
    }
    if let apps {
      components.append(try EncodedComponent(.apps, apps, itemCount: apps.apps.count))
    }
    if let startPins {
      components.append(
        try EncodedComponent(.startPins, startPins, itemCount: startPins.pins.count))
    }
    if let taskbarPins {
      components.append(
        try EncodedComponent(.taskbarPins, taskbarPins, itemCount: taskbarPins.pins.count))
    }
    if let files {
      components.append(try EncodedComponent(.files, files, itemCount: files.files.count))
    }
    return components
  }

  /// Puts an environment together from encoded components.
  ///
  /// - Throws: `DecodingError` when a component is not what its kind says.
  public init(source: SourceDevice, components: [ComponentKind: Data]) throws {
    func component<Content: Decodable>(_ kind: ComponentKind) throws -> Content? {
      try components[kind].map { try CanonicalJSON.decode(Content.self, from: $0) }
    }
    self.init(
      source: source,
      settings: try component(.settings),
      apps: try component(.apps),
      startPins: try component(.startPins),
      taskbarPins: try component(.taskbarPins),
      files: try component(.files))
  }
}

/// A component in its canonical encoding, with what the service is told about it.
public struct EncodedComponent: Hashable, Sendable {
  public let description: ComponentDescription
  public let bytes: Data

  init(_ kind: ComponentKind, _ content: some Encodable, itemCount: Int) throws {
    bytes = try CanonicalJSON.encode(content)
    description = ComponentDescription(
      kind: kind, digest: Digest(of: bytes), size: bytes.count, itemCount: itemCount)
  }
}
