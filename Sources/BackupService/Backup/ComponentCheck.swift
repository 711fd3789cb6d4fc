import Foundation
import UserEnvironment

/// Checks that a component's bytes are what its manifest says they are, down to the last byte.
enum ComponentCheck {
  /// - Throws: ``ServiceProblem`` of the kinds `component.tooLarge`, `component.sizeMismatch`,
  ///   `component.digestMismatch`, `component.malformed`, `component.notAccepted`.
  static func check(
    _ bytes: Data, against description: ComponentDescription
  ) throws(ServiceProblem) {
    let kind = description.kind
    guard bytes.count <= kind.largestSize else {
      throw ServiceProblem(
        .componentTooLarge,
        "The component \(kind) has \(bytes.count) bytes, and at most \(kind.largestSize) are taken. Leave the largest out of it."
      )
    }
    guard bytes.count == description.size else {
      throw ServiceProblem(
        .componentSizeMismatch,
        "The component \(kind) has \(bytes.count) bytes, and its manifest says \(description.size). Capture again."
      )
    }
    guard Digest(of: bytes) == description.digest else {
      throw ServiceProblem(
        .componentDigestMismatch,
        "The component \(kind) does not have the digest that its manifest says; it was damaged on the way. Send it again."
      )
    }
    let count = try itemCount(of: bytes, kind)
    guard count == description.itemCount else {
      throw ServiceProblem(
        .componentMalformed,
        "The component \(kind) holds \(count) items, and its manifest says \(description.itemCount). Capture again."
      )
    }
  }

  private static func itemCount(of bytes: Data, _ kind: ComponentKind) throws(ServiceProblem) -> Int
  {
    switch kind {
    case .settings: try decode(SettingsComponent.self, kind, bytes).settings.count
    case .apps: try decode(AppsComponent.self, kind, bytes).apps.count
    case .startPins, .taskbarPins: try decode(PinsComponent.self, kind, bytes).pins.count
    case .files: try decode(FilesComponent.self, kind, bytes).files.count
    case .network:
      throw ServiceProblem(
        .componentNotAccepted,
        "Network secrets are not accepted: no policy of this service turns them on. Leave the component network out."
      )
    }
  }

  private static func decode<Component: Codable>(
    _ type: Component.Type, _ kind: ComponentKind, _ bytes: Data
  ) throws(ServiceProblem) -> Component {
    let component: Component
    do {
      component = try StrictJSON.decode(type, from: bytes)
    } catch {
      throw ServiceProblem(
        .componentMalformed, "The component \(kind) cannot be read. \(error.detail)")
    }
    // One content has one encoding; another form of it would have another digest.
    guard let canonical = try? CanonicalJSON.encode(component), canonical == bytes else {
      throw ServiceProblem(
        .componentMalformed,
        "The component \(kind) is not in its canonical encoding (keys sorted, no white space, nothing left over). Encode it as docs/api.md says."
      )
    }
    return component
  }
}
