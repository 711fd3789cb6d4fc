import Foundation

/// What a snapshot consists of, without its contents: enough to decide what must be sent, and to
/// show the version to a person.
public struct SnapshotManifest: Codable, Hashable, Sendable {
  public let source: SourceDevice
  /// When the environment was captured, by the device's clock.
  public let takenAt: Date
  /// At most one of each kind, in the order of ``ComponentKind``.
  public let components: [ComponentDescription]

  public init(source: SourceDevice, takenAt: Date, components: [ComponentDescription]) {
    self.source = source
    self.takenAt = takenAt
    self.components = components
  }
}

/// One component of a snapshot: which, how large, and the digest that identifies its content.
public struct ComponentDescription: Codable, Hashable, Sendable {
  public let kind: ComponentKind
  public let digest: Digest
  /// The length of the canonical encoding in bytes.
  public let size: Int
  /// The number of settings, apps or pins in it.
  public let itemCount: Int

  public init(kind: ComponentKind, digest: Digest, size: Int, itemCount: Int) {
    self.kind = kind
    self.digest = digest
    self.size = size
    self.itemCount = itemCount
  }
}
