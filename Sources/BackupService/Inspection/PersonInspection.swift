import Foundation
import RestoreRules
import Store
import UserEnvironment
import Vault

/// Holds together what is stored of one person: every list against the others, without opening a
/// seal. A pure function of the ``Inventory``.
struct PersonInspection {
  private let person: PersonID
  private let inventory: Inventory
  private let tenantGenerations: Set<Int>
  private(set) var faults: [StoredFault] = []

  private let profiles: Set<Data>
  private let manifests: [Place<Int>: SnapshotManifest]
  private let held: [Place<String>: Inventory.Component]
  /// What the manifests say of a digest, each with its version.
  private let mentions: [Place<String>: [(version: Int, description: ComponentDescription)]]

  /// Something of a profile: a version by its number, a component by its digest. Profiles are told
  /// apart by their bytes.
  private struct Place<Name: Hashable>: Hashable {
    let profile: Data
    let name: Name

    init(_ profile: String, _ name: Name) {
      self.profile = Data(profile.utf8)
      self.name = name
    }
  }

  /// A component and what the manifests say of it.
  struct Expectation {
    let row: Inventory.Component
    let digest: Digest
    let descriptions: Set<ComponentDescription>
  }

  /// - Parameter tenantGenerations: the tenant's keys that are there.
  init(_ inventory: Inventory, of person: PersonID, tenantGenerations: Set<Int>) {
    self.person = person
    self.inventory = inventory
    self.tenantGenerations = tenantGenerations
    profiles = Set(inventory.profiles.map { Data($0.id.utf8) })
    held = Dictionary(
      inventory.components.map { (Place($0.profile, $0.digest), $0) }
    ) { first, _ in first }
    var manifests: [Place<Int>: SnapshotManifest] = [:]
    var mentions: [Place<String>: [(version: Int, description: ComponentDescription)]] = [:]
    for snapshot in inventory.snapshots {
      let read = try? CanonicalJSON.decode(SnapshotManifest.self, from: snapshot.manifest)
      manifests[Place(snapshot.profile, snapshot.version)] = read
      for description in read?.components ?? [] {
        mentions[Place(snapshot.profile, description.digest.description), default: []]
          .append((snapshot.version, description))
      }
    }
    self.manifests = manifests
    self.mentions = mentions
    inspectNames()
    inspectKeys()
    let versions = Dictionary(grouping: inventory.snapshots) { Data($0.profile.utf8) }
    for profile in inventory.profiles {
      inspect(profile, versions[Data(profile.id.utf8)] ?? [])
    }
    for snapshot in inventory.snapshots { inspect(snapshot) }
    for component in inventory.components { inspect(component) }
    for offer in inventory.offers { inspect(offer) }
    for signIn in inventory.signIns { inspect(signIn) }
  }

  /// The components whose seals can be opened, with what must be in them.
  var expectations: [Expectation] {
    inventory.components.compactMap { row in
      guard let digest = Digest(row.digest), ComponentKind(rawValue: row.kind) != nil else {
        return nil
      }
      let said = mentions[Place(row.profile, row.digest)] ?? []
      return Expectation(row: row, digest: digest, descriptions: Set(said.map(\.description)))
    }
  }

  // MARK: Names and keys

  private mutating func inspectNames() {
    let names =
      inventory.profiles.flatMap { [$0.id, $0.device] } + inventory.offers.map(\.id)
      + inventory.signIns.map(\.device)
    if !names.allSatisfy(StoreName.isValid) {
      found(
        "person.invalidName", "An id of a profile, device or offer is none that is ever stored.")
    }
  }

  private mutating func inspectKeys() {
    let generations = inventory.keys.map(\.generation)
    for missing in Self.gaps(in: generations) {
      found("key.missing", "The person's key of generation \(missing) is gone.")
    }
    if generations.contains(where: { $0 < 1 }) {
      found("key.missing", "A key of the person has a generation below 1.")
    }
    let uses = inventory.components.filter { $0.firstByte == SealFormat.personKey.rawValue }
      .reduce(into: [:]) { counts, component in counts[component.keyGeneration, default: 0] += 1 }
    for key in inventory.keys {
      if !tenantGenerations.contains(key.tenantGeneration) {
        found(
          "key.tenantKeyMissing",
          "The person's key \(key.generation) is wrapped by the tenant's key \(key.tenantGeneration), which is not there."
        )
      }
      let used = uses[key.generation] ?? 0
      if key.sealsReserved < used {
        found(
          "key.count",
          "The person's key \(key.generation) has sealed \(used) components and is noted with \(key.sealsReserved) seals."
        )
      }
    }
  }

  // MARK: Profiles

  private mutating func inspect(
    _ profile: Inventory.Profile, _ snapshots: [Inventory.Snapshot]
  ) {
    let versions = snapshots.map(\.version)
    let newest = versions.max() ?? 0
    if profile.newestVersion != newest {
      found(
        "profile.newestVersion",
        "The profile says that its newest version is \(profile.newestVersion), and it is \(newest).",
        profile: profile.id)
    }
    for missing in Self.gaps(in: versions) {
      found(
        "snapshot.missing", "This version is gone.", profile: profile.id, version: missing)
    }
    if let source: SourceDevice = canonical(profile.source) {
      if let manifest = manifests[Place(profile.id, newest)], manifest.source != source {
        found(
          "profile.source", "The profile describes another PC than its newest version.",
          profile: profile.id)
      }
    } else {
      found(
        "profile.unreadable", "What the profile says of its PC cannot be read.",
        profile: profile.id)
    }
    if let last = snapshots.map(\.storedAt).max(), profile.lastBackupAt < last {
      found(
        "profile.time", "The profile's last backup is noted before its newest version.",
        profile: profile.id)
    }
  }

  // MARK: Snapshots

  private mutating func inspect(_ snapshot: Inventory.Snapshot) {
    func fault(_ code: String, _ detail: String, _ kind: ComponentKind? = nil) {
      found(
        code, detail, profile: snapshot.profile, version: snapshot.version,
        component: kind?.rawValue)
    }
    if !profiles.contains(Data(snapshot.profile.utf8)) {
      fault("snapshot.withoutProfile", "The profile of this version is gone.")
    }
    if snapshot.version < 1 { fault("snapshot.version", "A version begins at 1.") }
    guard let manifest: SnapshotManifest = canonical(snapshot.manifest) else {
      fault("snapshot.manifest", "The manifest is damaged: it is not as it was written.")
      return
    }
    let kinds = manifest.components.map(\.kind)
    if kinds.isEmpty || kinds != ComponentKind.allCases.filter(kinds.contains) {
      fault("snapshot.manifest", "The manifest names no component, or one twice.")
    }
    for description in manifest.components {
      if !(0...description.kind.largestSize).contains(description.size)
        || description.itemCount < 0
      {
        fault(
          "snapshot.manifest", "The manifest says a size or a number of items that cannot be.",
          description.kind)
      }
      guard let held = held[Place(snapshot.profile, description.digest.description)] else {
        fault("component.missing", "The component is gone.", description.kind)
        continue
      }
      let size = held.sealedByteCount - Vault.overhead
      if size != description.size {
        fault(
          "component.size",
          "The manifest says \(description.size) bytes, and \(size) are sealed.", description.kind)
      }
    }
  }

  // MARK: Components

  private mutating func inspect(_ component: Inventory.Component) {
    func fault(_ code: String, _ detail: String) {
      found(
        code, detail, profile: component.profile, version: component.firstVersion,
        component: component.kind)
    }
    if !profiles.contains(Data(component.profile.utf8)) {
      fault("component.withoutProfile", "The profile of this component is gone.")
    }
    inspectKey(of: component)
    guard Digest(component.digest) != nil, ComponentKind(rawValue: component.kind) != nil else {
      fault("component.unreadable", "The component's digest or kind cannot be read.")
      return
    }
    guard let said = mentions[Place(component.profile, component.digest)] else {
      fault("component.orphaned", "No version names this component.")
      return
    }
    let isFromThere = said.contains {
      $0.version == component.firstVersion && $0.description.kind.rawValue == component.kind
    }
    if !isFromThere || said.contains(where: { $0.version < component.firstVersion }) {
      fault(
        "component.origin", "The component is noted with another kind or version than brought it.")
    }
  }

  private mutating func inspectKey(of component: Inventory.Component) {
    let format = component.firstByte.flatMap(SealFormat.init(rawValue:))
    let isThere =
      switch format {
      case .tenantKey: tenantGenerations.contains(component.keyGeneration)
      case .personKey: inventory.keys.contains { $0.generation == component.keyGeneration }
      case nil: false
      }
    guard !isThere else { return }
    found(
      format == nil ? "component.format" : "component.keyMissing",
      format == nil
        ? "The sealed bytes are in no format that this version of Valise knows."
        : "The key of generation \(component.keyGeneration) that sealed the component is gone.",
      profile: component.profile, version: component.firstVersion, component: component.kind)
  }

  // MARK: Offers and sign-ins

  private mutating func inspect(_ offer: Inventory.Offer) {
    let outcomeIsKnown = offer.outcome.map { Outcome(rawValue: $0) != nil } ?? true
    if Moment(rawValue: offer.moment) == nil || !outcomeIsKnown
      || (offer.outcome == nil) != (offer.concludedAt == nil)
    {
      found("offer.unreadable", "The offer's moment or outcome is not as it was written.")
    }
  }

  private mutating func inspect(_ signIn: Inventory.SignIn) {
    let stored = StoredSignIn(
      person: person, device: DeviceID(rawValue: signIn.device), statement: signIn.statement,
      at: .distantPast)
    if (try? RecordedSignIn(stored)) == nil {
      found("signIn.unreadable", "What a device said at a sign-in cannot be read.")
    }
  }

  // MARK: -

  /// The numbers from 1 to the greatest that are not there; of a long run only the first.
  static func gaps(in numbers: [Int]) -> [Int] {
    var gaps: [Int] = []
    var last = 0
    for number in numbers.sorted() where number > last {
      if number > last + 1 { gaps.append(last + 1) }
      last = number
    }
    return gaps
  }

  /// Nil unless the bytes are the one encoding of a value.
  private func canonical<Value: Codable>(_ bytes: Data) -> Value? {
    guard let value = try? CanonicalJSON.decode(Value.self, from: bytes),
      let written = try? CanonicalJSON.encode(value), written == bytes
    else { return nil }
    return value
  }

  private mutating func found(
    _ code: String, _ detail: String, profile: String? = nil, version: Int? = nil,
    component: String? = nil
  ) {
    faults.append(
      StoredFault(
        code, detail, person: person, profile: profile, version: version, component: component))
  }
}
