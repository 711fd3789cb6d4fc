import Foundation
import ServiceAPI
import Testing
import UserEnvironment

@Suite("A damaged archive of a person")
struct ArchiveReaderTests {
  private static let time = Date(timeIntervalSince1970: 1_795_334_400)

  /// A small archive with every kind of line that a person without offers has.
  private static func archive() throws -> Data {
    let content = Data(#"{"apps":[]}"#.utf8)
    let manifest = SnapshotManifest(
      source: SourceDevice(
        name: "PC", product: "windows10", build: "19045.6456", edition: "Enterprise"),
      takenAt: time,
      components: [
        ComponentDescription(
          kind: .apps, digest: Digest(of: content), size: content.count, itemCount: 0)
      ])
    let announced = Digest(of: try CanonicalJSON.encode(manifest))
    var writer = ArchiveWriter()
    var bytes = try writer.line { $0.archive = .init(user: "ada", exportedAt: time) }
    bytes += try writer.line { line in
      line.profile = .init(
        id: "p-1", device: "d-1", lastBackupAt: time,
        snapshots: [.init(version: 1, manifest: announced)])
    }
    bytes += try writer.line { line in
      line.component = .init(kind: .apps, digest: Digest(of: content), content: content)
    }
    bytes += try writer.line { $0.snapshot = .init(version: 1, storedAt: time, manifest: manifest) }
    bytes += try writer.line { line in
      line.signIn = .init(device: "d-1", at: time, statement: Data("{}".utf8))
    }
    bytes += try writer.line { line in
      line.record = .init(kind: "order", id: "r-1", changedAt: time, content: Data("{}".utf8))
    }
    return bytes + (try writer.end())
  }

  private static func read(_ bytes: Data) throws(ArchiveError) -> [ArchiveLine] {
    var reader = ArchiveReader()
    let lines = try reader.take(bytes)
    try reader.finish()
    return lines
  }

  @Test("is refused wherever it was cut off, with a sentence that says so")
  func truncation() throws {
    let whole = try Self.archive()
    #expect(try Self.read(whole).count == 6)
    for length in 0..<whole.count {
      let error = #expect(throws: ArchiveError.self, "\(length) bytes") {
        try Self.read(whole.prefix(length))
      }
      #expect(error?.code == .truncated || error?.code == .notAnArchive, "\(length) bytes")
      #expect(error?.message.isEmpty == false)
    }
  }

  @Test("is refused with any one bit of it changed")
  func changed() throws {
    let whole = try Self.archive()
    for place in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[place] ^= 1 << UInt8(bit)
        let error = #expect(throws: ArchiveError.self, "bit \(bit) of byte \(place)") {
          try Self.read(damaged)
        }
        #expect(error?.message.isEmpty == false)
      }
    }
  }
}
