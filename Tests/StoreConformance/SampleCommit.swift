import Foundation
import Store
import UserEnvironment

extension PersonID {
  /// Somebody for tests that need no more.
  public static let sample = PersonID(tenant: TenantID(rawValue: "contoso"), subject: "ada")
}

extension SnapshotCommit {
  /// A commit with one new component of so many bytes.
  public static func sample(version: Int, profile: String = "p-1", byteCount: Int = 100)
    -> SnapshotCommit
  {
    let digest = Digest(of: Data("\(profile) \(version)".utf8))
    return SnapshotCommit(
      person: .sample, profile: ProfileID(rawValue: profile),
      device: DeviceID(rawValue: "device of \(profile)"), version: version,
      manifest: SnapshotManifest(
        source: SourceDevice(
          name: "DESKTOP-4F2", product: "windows10", build: "19045.6456", edition: "Enterprise"),
        takenAt: Date(timeIntervalSince1970: 1_790_000_000),
        components: [
          ComponentDescription(kind: .settings, digest: digest, size: byteCount, itemCount: 1)
        ]),
      newComponents: [
        SealedComponent(
          digest: digest, kind: .settings, firstVersion: version, keyGeneration: 1,
          sealedBytes: Data(repeating: UInt8(truncatingIfNeeded: version), count: byteCount))
      ],
      storedAt: Date(timeIntervalSince1970: 1_790_000_000))
  }
}
