import Foundation
import ServiceAPI
import Store
import UserEnvironment

/// A submission whose every byte was checked: one component of a kind at most, and each content
/// exactly what the manifest says.
struct CheckedSubmission: Sendable {
  let device: DeviceID
  /// With the components in the order of ``ComponentKind``.
  let manifest: SnapshotManifest
  let contents: [Digest: Data]

  init(_ submission: SnapshotSubmission) throws(ServiceProblem) {
    try Identifier.check(submission.device, field: "device")
    device = DeviceID(rawValue: submission.device)
    manifest = try Self.checked(submission.manifest)
    contents = try Self.checked(submission.contents, against: manifest)
  }

  /// Whether there is nothing new: the same source and the same components. When the environment
  /// was captured does not count.
  func isSameContent(as other: SnapshotManifest) -> Bool {
    manifest.source == other.source && manifest.components == other.components
  }

  /// The components to store beside those that are held. Two kinds may have the same content (two
  /// empty lists of pins, say), which is stored once.
  func newComponents(beside held: Set<Digest>) -> [ComponentDescription] {
    var seen = held
    return manifest.components.filter { seen.insert($0.digest).inserted }
  }

  private static func checked(
    _ manifest: SnapshotManifest
  ) throws(ServiceProblem) -> SnapshotManifest {
    try Identifier.check(manifest.source.name, field: "manifest.source.name")
    let source = manifest.source
    try Identifier.checkText(source.product, field: "manifest.source.product")
    try Identifier.checkText(source.build, field: "manifest.source.build")
    try Identifier.checkText(source.edition, field: "manifest.source.edition")
    guard !manifest.components.isEmpty else {
      throw ServiceProblem(
        .snapshotEmpty, "The manifest names no component, so there is nothing to back up.")
    }
    for (index, component) in manifest.components.enumerated() {
      let field = "manifest.components[\(index)]"
      try checkCount(component.size, field: field + ".size")
      try checkCount(component.itemCount, field: field + ".itemCount")
    }
    let kinds = manifest.components.map(\.kind)
    if let repeated = ComponentKind.allCases.first(where: { kind in
      kinds.count { $0 == kind } > 1
    }) {
      throw ServiceProblem(
        .componentRepeated, "The manifest names the component \(repeated) more than once.")
    }
    return SnapshotManifest(
      source: manifest.source, takenAt: manifest.takenAt,
      components: ComponentKind.allCases.compactMap { kind in
        manifest.components.first { $0.kind == kind }
      })
  }

  /// Up to 2^53 - 1, which every reader of JSON takes exactly (RFC 8259, section 6).
  private static func checkCount(_ count: Int, field: String) throws(ServiceProblem) {
    let range = 0...((1 << 53) - 1)
    guard range.contains(count) else {
      throw ServiceProblem(
        .invalidField, "The field \(field) must be a whole number from 0 to \(range.upperBound).")
    }
  }

  private static func checked(
    _ contents: [ComponentContent], against manifest: SnapshotManifest
  ) throws(ServiceProblem) -> [Digest: Data] {
    var checked: [Digest: Data] = [:]
    var kinds: Set<ComponentKind> = []
    for content in contents {
      guard kinds.insert(content.kind).inserted else {
        throw ServiceProblem(
          .componentRepeated, "The component \(content.kind) is sent more than once.")
      }
      guard let description = manifest.components.first(where: { $0.kind == content.kind })
      else {
        throw ServiceProblem(
          .componentNotInManifest,
          "The component \(content.kind) is sent, and the manifest does not name it.")
      }
      try ComponentCheck.check(content.bytes, against: description)
      checked[description.digest] = content.bytes
    }
    for description in manifest.components where !kinds.contains(description.kind) {
      // Sent under another kind's name, with the same bytes: it must be this kind as well.
      guard let bytes = checked[description.digest] else { continue }
      try ComponentCheck.check(bytes, against: description)
    }
    return checked
  }
}
