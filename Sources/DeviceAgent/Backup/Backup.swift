import Foundation
import ServiceAPI
import UserEnvironment

/// Sends an environment to the service: first what it consists of, then what the service lacks.
public struct Backup: Sendable {
  private let client: ServiceClient

  public init(client: ServiceClient) {
    self.client = client
  }

  /// What a backup did.
  public struct Report: Sendable, Codable, Hashable {
    public let receipt: Receipt
    /// Every component of the snapshot.
    public let components: [ComponentDescription]
    /// Those that had to be sent.
    public let sent: [ComponentKind]
    /// The bytes of their canonical encodings.
    public let sentBytes: Int
  }

  /// Stores the environment as the newest version of the person's profile from this device.
  ///
  /// - Parameters:
  ///   - device: the hardware's id, see `DeviceDescription.hardwareID`.
  ///   - user: the person's subject.
  ///   - time: when the environment was captured.
  /// - Returns: the report with the receipt; the snapshot is durable.
  /// - Throws: `ServiceError`, or ``AgentError`` with `agent.noReceipt`.
  public func store(
    _ environment: Environment, from device: String, of user: String, takenAt time: Date
  ) async throws -> Report {
    let components = try environment.encodedComponents()
    let manifest = SnapshotManifest(
      source: environment.source, takenAt: time, components: components.map(\.description))
    let first = try await client.submit(
      SnapshotSubmission(device: device, manifest: manifest), for: user)
    if let receipt = first.receipt {
      return Report(receipt: receipt, components: manifest.components, sent: [], sentBytes: 0)
    }
    let lacking = Set(first.lacking ?? [])
    let contents = components.filter { lacking.contains($0.description.kind) }
      .map { ComponentContent(kind: $0.description.kind, bytes: $0.bytes) }
    let second = try await client.submit(
      SnapshotSubmission(device: device, manifest: manifest, contents: contents), for: user)
    guard let receipt = second.receipt else {
      throw AgentError(
        .noReceipt,
        "The service took the backup and gave no receipt, so it is not stored. Try again; if it "
          + "stays so, the service's log says why.")
    }
    return Report(
      receipt: receipt, components: manifest.components, sent: contents.map(\.kind),
      sentBytes: contents.reduce(0) { $0 + $1.bytes.count })
  }
}
