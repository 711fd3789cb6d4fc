import Foundation
import RestoreRules
import SQLiteStore
import Store
import Testing
import UserEnvironment

@Suite("What the database's files still say of people who were deleted")
struct FootprintTests {
  /// Somebody whose id and PC are found nowhere else, neither in others' nor in what surrounds them.
  private struct Someone {
    let id: PersonID
    let profile: ProfileID
    let device: String
    let label: String
    let sealed: Data
    let wrappedKey: Data

    init(_ number: Int, _ random: inout SeededGenerator) {
      let tail = String(random.next(), radix: 36)
      id = PersonID(
        tenant: TenantID(rawValue: "contoso"), subject: "subject-\(number)-\(tail)")
      profile = ProfileID(rawValue: "p-\(tail)")
      device = "device-\(number)-\(tail)"
      label = "label-\(number)-\(tail)"
      sealed = random.bytes(9000)
      wrappedKey = random.bytes(61)
    }

    /// Every piece that tells of them.
    var traces: [Data] {
      [id.subject, device, "PC-" + device, label].map { Data($0.utf8) } + [sealed.suffix(64)]
    }

    func commit(_ version: Int) -> SnapshotCommit {
      let content = SealedComponent(
        digest: Digest(of: Data("\(device) \(version)".utf8)), kind: .settings,
        firstVersion: version, keyGeneration: 1,
        sealedBytes: version == 2 ? sealed : Data(repeating: 7, count: 200 * version))
      return SnapshotCommit(
        person: id, profile: profile, device: DeviceID(rawValue: device), version: version,
        manifest: SnapshotManifest(
          source: SourceDevice(
            name: "PC-" + device, product: "windows10", build: "19045.6456",
            edition: "Enterprise"),
          takenAt: time,
          components: [
            ComponentDescription(
              kind: .settings, digest: content.digest, size: 1, itemCount: 1)
          ]),
        newComponents: [content], storedAt: time)
    }
  }

  private static let time = Date(timeIntervalSince1970: 1_790_000_000)

  /// A version, a sign-in, an offer and a record.
  private static func note(
    _ someone: Someone, _ version: Int, in store: SQLiteStore
  ) async throws {
    let device = DeviceID(rawValue: someone.device)
    _ = try await store.commit(someone.commit(version))
    try await store.noteSignIn(
      StoredSignIn(
        person: someone.id, device: device, statement: Data("{\(version)}".utf8), at: time))
    _ = try await store.open(
      StoredOffer(
        id: OfferID(rawValue: "o-\(version)"), person: someone.id, device: device,
        enrollment: "e-\(version)", moment: .oobe, offeredAt: time, outcome: .skipped,
        concludedAt: time), by: .service)
    _ = try await store.apply(
      [
        .put(
          RecordKey(
            owner: .person(someone.id), kind: RecordKind(rawValue: "decision"),
            id: "r-\(version)"),
          content: Data("{}".utf8), labels: [RecordLabel("device", someone.label)],
          expiresAt: nil, if: .anything)
      ], at: time, logging: nil)
  }

  /// Many people in a random order, whose rows come and go, so that pages are split and joined.
  private static func fill(
    _ store: SQLiteStore, people count: Int, _ random: inout SeededGenerator
  ) async throws -> [Someone] {
    let people = (0..<count).map { Someone($0, &random) }
    for version in 1...3 {
      for someone in people.shuffled(using: &random) {
        try await note(someone, version, in: store)
      }
    }
    // What others leave behind when their versions are thinned out.
    for someone in people.shuffled(using: &random).prefix(count / 2) {
      _ = try await store.delete([1], of: someone.profile, of: someone.id, logging: nil)
    }
    return people
  }

  private static func traces(of people: some Sequence<Someone>, in files: Data) -> Int {
    people.reduce(0) { $0 + $1.traces.count { files.range(of: $0) != nil } }
  }

  /// The database's file and its log.
  private static func files(_ path: String) throws -> Data {
    try ["", "-wal"].reduce(into: Data()) { all, suffix in
      if FileManager.default.fileExists(atPath: path + suffix) {
        all += try Data(contentsOf: URL(fileURLWithPath: path + suffix))
      }
    }
  }

  @Test("is nothing once it is compact, and before that only what moved rows left in free places")
  func deleted() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.sqlite"
      let store = try SQLiteStore(path: path)
      var random = SeededGenerator(seed: 17)
      let people = try await Self.fill(store, people: 120, &random)
      let gone = people.shuffled(using: &random).prefix(40)
      let kept = people.filter { someone in !gone.contains { $0.id == someone.id } }
      let before = try Self.files(path)
      #expect(Self.traces(of: people, in: before) == people.count * 5)

      for someone in gone { _ = try await store.delete(someone.id, logging: nil) }
      let deleted = try Self.files(path)
      // Contents larger than a page are in pages of their own, which are overwritten whole.
      #expect(gone.allSatisfy { deleted.range(of: $0.sealed.suffix(64)) == nil })
      #expect(Self.traces(of: gone, in: deleted) < gone.count)

      #expect(try await store.purge())
      let compact = try Self.files(path)
      #expect(Self.traces(of: gone, in: compact) == 0)
      #expect(Self.traces(of: kept, in: compact) == kept.count * 5)
      #expect(compact.count < before.count)
    }
  }

  @Test("is nothing of the keys that were erased")
  func erasedKeys() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.sqlite"
      let store = try SQLiteStore(path: path)
      var random = SeededGenerator(seed: 23)
      let people = (0..<200).map { Someone($0, &random) }
      let tenantKey = try await store.insert(
        WrappedKey(generation: 1, wrappedBytes: Data("tenant's".utf8)),
        for: TenantID(rawValue: "contoso"))
      for someone in people.shuffled(using: &random) {
        _ = try await store.insert(
          StoredPersonKey(
            generation: 1, tenantGeneration: 1, wrappedBytes: someone.wrappedKey,
            madeAt: Self.time, sealsReserved: 10), for: someone.id,
          under: KeyMark(generation: 1, wrappedBytes: tenantKey.wrappedBytes))
      }
      let gone = people.shuffled(using: &random).prefix(60)
      for someone in gone { _ = try await store.eraseBackups(of: someone.id, logging: nil) }
      #expect(try await store.purge())
      let files = try Self.files(path)
      #expect(gone.allSatisfy { files.range(of: $0.wrappedKey) == nil })
      #expect(people.count { files.range(of: $0.wrappedKey) != nil } == 140)
    }
  }
}

/// The same numbers in each run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(_ count: Int) -> Data {
    Data((0..<count).map { _ in UInt8(truncatingIfNeeded: next()) })
  }
}
