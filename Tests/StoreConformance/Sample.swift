import Foundation
import RestoreRules
import Store
import UserEnvironment

/// A tenant that nobody else uses, with a person in it.
struct Sample {
  let tenant = TenantID(rawValue: "tenant-\(UUID().uuidString)")
  var person: PersonID { person("ada") }

  func person(_ subject: String) -> PersonID {
    PersonID(tenant: tenant, subject: subject)
  }

  /// A point in time, so many seconds after a fixed one.
  static func time(_ seconds: TimeInterval) -> Date {
    Date(timeIntervalSince1970: 1_790_000_000 + seconds)
  }

  static func component(
    _ text: String, kind: ComponentKind = .settings, version: Int = 1
  ) -> SealedComponent {
    SealedComponent(
      digest: Digest(of: Data(text.utf8)), kind: kind, firstVersion: version, keyGeneration: 1,
      sealedBytes: Data("sealed \(text)".utf8))
  }

  static func manifest(
    _ components: [SealedComponent], deviceName: String = "DESKTOP-4F2"
  ) -> SnapshotManifest {
    SnapshotManifest(
      source: SourceDevice(
        name: deviceName, product: "windows10", build: "19045.6456", edition: "Enterprise"),
      takenAt: time(-60),
      components: components.map {
        ComponentDescription(kind: $0.kind, digest: $0.digest, size: 7, itemCount: 1)
      })
  }

  /// A commit whose snapshot names `components` and brings them, save those in `held`.
  func commit(
    version: Int = 1, of profile: String = "p-1", from device: String = "d-1",
    by person: PersonID? = nil, components: [SealedComponent]? = nil,
    held: [SealedComponent] = [], deviceName: String = "DESKTOP-4F2", at seconds: TimeInterval = 0
  ) -> SnapshotCommit {
    let components = components ?? [Self.component("settings \(version)", version: version)]
    return SnapshotCommit(
      person: person ?? self.person, profile: ProfileID(rawValue: profile),
      device: DeviceID(rawValue: device), version: version,
      manifest: Self.manifest(components, deviceName: deviceName),
      newComponents: components.filter { !held.contains($0) }, storedAt: Self.time(seconds))
  }

  func signIn(of subject: String, on device: String = "d-1") -> StoredSignIn {
    StoredSignIn(
      person: person(subject), device: DeviceID(rawValue: device), statement: Data("{}".utf8),
      at: Self.time(0))
  }

  func offer(
    _ id: String, to person: PersonID? = nil, device: String = "d-2", enrollment: String = "e-1",
    moment: Moment = .oobe, at seconds: TimeInterval = 0, outcome: Outcome? = nil
  ) -> StoredOffer {
    StoredOffer(
      id: OfferID(rawValue: id), person: person ?? self.person,
      device: DeviceID(rawValue: device), enrollment: enrollment, moment: moment,
      offeredAt: Self.time(seconds), outcome: outcome,
      concludedAt: outcome.map { _ in Self.time(seconds + 10) })
  }
}

extension Store {
  /// Opens an offer where it does not matter who told of it.
  func open(_ offer: StoredOffer) async throws(StoreError) -> StoredOffer {
    try await open(offer, by: .service)
  }

  /// Ends an offer as it usually comes: the person answers, the service waits in vain.
  func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, at time: Date
  ) async throws(StoreError) -> StoredOffer {
    try await conclude(
      offer, of: person, with: outcome,
      by: outcome == .missed ? .service : OfferActor(.person, id: person.subject), at: time)
  }
}

/// Runs `work` so many times at once, and returns what came of each.
func atOnce<Value: Sendable>(
  _ count: Int, _ work: @escaping @Sendable (Int) async throws(StoreError) -> Value
) async -> [Result<Value, StoreError>] {
  await withTaskGroup { group in
    for index in 0..<count {
      group.addTask { () async -> Result<Value, StoreError> in
        do throws(StoreError) {
          return .success(try await work(index))
        } catch {
          return .failure(error)
        }
      }
    }
    return await group.reduce(into: []) { $0.append($1) }
  }
}

let profile1 = ProfileID(rawValue: "p-1")
let device1 = DeviceID(rawValue: "d-1")
