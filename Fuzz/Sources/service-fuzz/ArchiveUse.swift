import Foundation
import ServiceAPI
import UserEnvironment

/// The archive of a person, as the command and the service read it.
enum ArchiveUse {
  /// A profile whose second version brings one component and names the others again, and none.
  static func seeds() throws -> [[UInt8]] {
    [try archive(profiles: 1), try archive(profiles: 0)]
  }

  static func use(_ bytes: [UInt8]) {
    let data = Data(bytes)
    read(data)
    // Digests are put right, else nothing behind them would be reached.
    if let sealed = ArchiveSeal.sealed(data), sealed != data { read(sealed) }
  }

  private static func read(_ data: Data) {
    do throws(ArchiveError) {
      let whole = try lines(of: data, inPartsOf: data.count + 1)
      guard let parts = try? lines(of: data, inPartsOf: 7), parts == whole else {
        fatalError("an archive reads differently in parts")
      }
      checkIsWritten(whole)
      for line in whole { checkContent(line) }
    } catch {
      precondition(!error.message.isEmpty)
    }
  }

  private static func lines(of data: Data, inPartsOf size: Int) throws(ArchiveError)
    -> [ArchiveLine]
  {
    var reader = ArchiveReader()
    var lines: [ArchiveLine] = []
    for start in stride(from: 0, to: data.count, by: size) {
      lines += try reader.take(data[start..<min(start + size, data.count)])
    }
    try reader.finish()
    return lines
  }

  /// What was read can be written, and reads as the same.
  private static func checkIsWritten(_ whole: [ArchiveLine]) {
    var writer = ArchiveWriter()
    var written = Data()
    do {
      for line in whole { written += try writer.line { $0 = line } }
      written += try writer.end()
    } catch {
      fatalError("an archive that was read cannot be written: \(error)")
    }
    guard let again = try? lines(of: written, inPartsOf: written.count), again == whole else {
      fatalError("an archive does not survive writing and reading")
    }
  }

  /// A content that has the form of its kind has one encoding, in which it reads as the same.
  private static func checkContent(_ line: ArchiveLine) {
    guard let component = line.component else { return }
    switch component.kind {
    case .settings: checkEncoding(of: SettingsComponent.self, component.content)
    case .apps: checkEncoding(of: AppsComponent.self, component.content)
    case .startPins, .taskbarPins: checkEncoding(of: PinsComponent.self, component.content)
    case .files: checkEncoding(of: FilesComponent.self, component.content)
    case .network: break
    }
  }

  private static func checkEncoding<Content: Codable & Equatable>(
    of type: Content.Type, _ bytes: Data
  ) {
    guard let content = try? CanonicalJSON.decode(type, from: bytes) else { return }
    guard let encoded = try? CanonicalJSON.encode(content),
      let again = try? CanonicalJSON.decode(type, from: encoded), again == content
    else { fatalError("a component does not survive writing and reading") }
  }

  // MARK: Seeds

  private static let time = Date(timeIntervalSince1970: 1_795_334_400)

  private static func archive(profiles: Int) throws -> [UInt8] {
    var writer = ArchiveWriter()
    var bytes = try writer.line {
      $0.archive = ArchiveLine.Header(user: "ada", exportedAt: time)
    }
    for number in 0..<profiles {
      bytes += try profile(number, by: &writer)
    }
    bytes += try writer.line {
      $0.signIn = ArchiveLine.SignIn(device: "d-1", at: time, statement: Data("{}".utf8))
    }
    bytes += try writer.line {
      $0.record = ArchiveLine.Record(
        kind: "order", id: "r-1", changedAt: time, content: Data("{\"a\":1}".utf8))
    }
    return Array(bytes + (try writer.end()))
  }

  private static func profile(
    _ number: Int, by writer: inout ArchiveWriter
  ) throws -> Data {
    let versions = try (0..<2).map { version in
      try environment(setting: UInt32(version)).encodedComponents()
    }
    let manifests = try versions.map { components in
      let manifest = SnapshotManifest(
        source: source, takenAt: time, components: components.map(\.description))
      return (manifest, Digest(of: try CanonicalJSON.encode(manifest)))
    }
    var bytes = try writer.line { line in
      line.profile = ArchiveLine.Profile(
        id: "p-\(number)", device: "d-\(number)", lastBackupAt: time,
        snapshots: manifests.enumerated().map { .init(version: $0 * 3 + 1, manifest: $1.1) })
    }
    var held: Set<Digest> = []
    for (index, components) in versions.enumerated() {
      for component in components where held.insert(component.description.digest).inserted {
        bytes += try writer.line { line in
          line.component = ArchiveLine.Component(
            kind: component.description.kind, digest: component.description.digest,
            content: component.bytes)
        }
      }
      bytes += try writer.line { line in
        line.snapshot = ArchiveLine.Snapshot(
          version: index * 3 + 1, storedAt: time, manifest: manifests[index].0)
      }
    }
    return bytes
  }

  private static let source = SourceDevice(
    name: "PC", product: "windows10", build: "19045.6456", edition: "Enterprise")

  private static func environment(setting: UInt32) -> Environment {
    Environment(
      source: source,
      settings: SettingsComponent(
        profilePath: #"C:\Users\ada"#,
        settings: [
          Setting(id: "a.dword", value: .dword(setting)),
          Setting(id: "a.string", value: .string("größer")),
          Setting(id: "a.binary", value: .binary([0, 255])),
        ]),
      apps: AppsComponent(apps: [
        InstalledApp(
          id: "App", kind: .packaged, name: "App", publisher: "P", version: "1.0", scope: .user)
      ]),
      startPins: PinsComponent(groups: [
        PinGroup(name: "Work", pins: [Pin(target: .desktop(appID: "Program"))])
      ]),
      taskbarPins: PinsComponent(groups: []))
  }
}
