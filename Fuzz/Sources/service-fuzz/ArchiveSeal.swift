import Foundation
import ServiceAPI
import UserEnvironment

/// Puts the digests of a damaged archive right.
enum ArchiveSeal {
  /// Nil when nothing in it looks like a line.
  static func sealed(_ archive: Data) -> Data? {
    var lines: [ArchiveLine] = archive.split(separator: UInt8(ascii: "\n")).compactMap {
      try? CanonicalJSON.decode(ArchiveLine.self, from: Data($0))
    }.filter { $0.end == nil }
    guard !lines.isEmpty else { return nil }
    sealComponents(in: &lines)
    sealProfiles(in: &lines)
    var writer = ArchiveWriter()
    var bytes = Data()
    for line in lines {
      guard let written = try? writer.line({ $0 = line }) else { return nil }
      bytes += written
    }
    return (try? writer.end()).map { bytes + $0 }
  }

  /// Gives contents the digests that they have, also where snapshots name them.
  private static func sealComponents(in lines: inout [ArchiveLine]) {
    var renamed: [Digest: Digest] = [:]
    for index in lines.indices {
      if let component = lines[index].component {
        let digest = Digest(of: component.content)
        renamed[component.digest] = digest
        lines[index].component = ArchiveLine.Component(
          kind: component.kind, digest: digest, content: component.content)
      }
      if let snapshot = lines[index].snapshot {
        let manifest = snapshot.manifest
        let components = manifest.components.map {
          ComponentDescription(
            kind: $0.kind, digest: renamed[$0.digest] ?? $0.digest, size: $0.size,
            itemCount: $0.itemCount)
        }
        lines[index].snapshot = ArchiveLine.Snapshot(
          version: snapshot.version, storedAt: snapshot.storedAt,
          manifest: SnapshotManifest(
            source: manifest.source, takenAt: manifest.takenAt, components: components))
      }
    }
  }

  /// Announces the snapshots that follow each profile, by the digests that they have.
  private static func sealProfiles(in lines: inout [ArchiveLine]) {
    for index in lines.indices {
      guard let profile = lines[index].profile else { continue }
      let rest = lines[(index + 1)...].prefix { $0.profile == nil }
      var digests = rest.compactMap(\.snapshot).map { snapshot in
        (try? CanonicalJSON.encode(snapshot.manifest)).map { Digest(of: $0) }
      }[...]
      let announced = profile.snapshots.map { old in
        ArchiveLine.Profile.Announced(
          version: old.version, manifest: digests.popFirst().flatMap { $0 } ?? old.manifest)
      }
      lines[index].profile = ArchiveLine.Profile(
        id: profile.id, device: profile.device, lastBackupAt: profile.lastBackupAt,
        snapshots: announced)
    }
  }
}
