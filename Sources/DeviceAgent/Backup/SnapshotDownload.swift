import Foundation
import ServiceAPI
import UserEnvironment

/// Fetches a version of a profile and checks every component against the manifest.
public struct SnapshotDownload: Sendable {
  private let client: ServiceClient

  public init(client: ServiceClient) {
    self.client = client
  }

  /// The version's description, and the environment in it.
  ///
  /// - Throws: `ServiceError`, or ``AgentError`` with `agent.damagedSnapshot`.
  public func fetch(
    _ selector: SnapshotSelector, of profile: String, for user: String
  ) async throws -> (version: SnapshotVersion, environment: Environment) {
    let version = try await client.snapshot(selector, of: profile, for: user)
    var contents: [ComponentKind: Data] = [:]
    for component in version.manifest.components {
      let bytes = try await client.component(
        component.kind, of: .version(version.version), in: profile, for: user)
      guard Digest(of: bytes) == component.digest else {
        throw AgentError(
          .damagedSnapshot,
          "The component \(component.kind.rawValue) of version \(version.version) is not the one "
            + "that its manifest names. Choose another version, and tell the help desk.")
      }
      contents[component.kind] = bytes
    }
    do {
      let environment = try Environment(source: version.manifest.source, components: contents)
      let settings = (environment.settings?.settings ?? []).map { $0.key.lowercased() }
      guard Set(settings).count == settings.count else {
        throw AgentError(
          .damagedSnapshot,
          "Version \(version.version) names a setting twice. Choose another version, and tell the "
            + "help desk.")
      }
      return (version, environment)
    } catch let error as DecodingError {
      throw AgentError(
        .damagedSnapshot,
        "Version \(version.version) cannot be understood by this version of Valise. Choose another "
          + "version, or update Valise.",
        cause: error)
    }
  }
}
