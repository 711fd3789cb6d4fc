import Foundation
import JSONText
import ServiceAPI
import Store
import UserEnvironment
import Vault

/// Walks through all that is stored and says what is damaged. It changes nothing, and may run beside
/// the service: what is stored or removed meanwhile is no fault.
public struct StoreInspection: Sendable {
  private let store: any Store
  private let vault: Vault
  /// Nil when no content is read.
  private let sample: DataSample?

  private static let pageSize = 200

  /// - Parameter sample: which components are opened and held against their digests; nil for none.
  public init(store: any Store, vault: Vault, sample: DataSample? = nil) {
    self.store = store
    self.vault = vault
    self.sample = sample
  }

  /// - Parameter repair: makes the database's indexes anew. Nothing else can be repaired from within.
  /// - Throws: a `StoreError` or `VaultError` when the store or the master key cannot be reached:
  ///   then nothing is known.
  public func run(repair: Bool = false) async throws -> InspectionReport {
    var report = InspectionReport()
    report.seed = sample.flatMap { $0.percent < 100 ? $0.seed : nil }
    try await inspectDatabase(repair: repair, into: &report)
    try await inspectRecords(of: .installation, into: &report)
    try await inspectLog(of: nil, into: &report)
    do {
      try await store.eachTenant { tenant in try await inspect(tenant, into: &report) }
    } catch let error as StoreError where error.code == .corrupt {
      report.faults.append(StoredFault("tenant.unreadable", "The tenants cannot be listed."))
    }
    return report
  }

  private func inspectDatabase(repair: Bool, into report: inout InspectionReport) async throws {
    do {
      let check = try await store.checkDatabase(reindex: repair)
      report.faults += check.faults.map { StoredFault("database.damaged", $0) }
      report.unchecked += [check.unchecked].compactMap { $0 }
      report.reindexed = check.isReindexed
    } catch {
      guard error.code == .corrupt else { throw error }
      report.faults.append(StoredFault("database.damaged", error.cause ?? error.message))
    }
  }

  // MARK: Tenants

  private func inspect(_ tenant: TenantID, into report: inout InspectionReport) async throws {
    report.tenants += 1
    guard StoreName.isValid(tenant.rawValue) else {
      report.faults.append(
        StoredFault("tenant.invalidName", "A tenant's id is none that is ever stored."))
      return
    }
    var keys: Set<Int>?
    do {
      keys = try await inspectKeys(of: tenant, into: &report)
    } catch {
      guard let error = error as? StoreError, error.code == .corrupt else { throw error }
      report.faults.append(
        StoredFault(
          "tenant.unreadable",
          "The tenant's keys cannot be listed, so what its people have was not looked at.",
          tenant: tenant))
    }
    try await inspectRecords(of: .tenant(tenant), into: &report)
    try await inspectLog(of: tenant, into: &report)
    guard let keys else { return }
    var last: String?
    repeat {
      let page: [String]
      do {
        page = try await store.subjects(of: tenant, after: last, limit: Self.pageSize)
      } catch {
        guard error.code == .corrupt else { throw error }
        report.faults.append(
          StoredFault("tenant.unreadable", "The tenant's people cannot be listed.", tenant: tenant))
        return
      }
      for subject in page {
        try await inspect(
          PersonID(tenant: tenant, subject: subject), tenantGenerations: keys, into: &report)
      }
      last = page.last
    } while last != nil
  }

  /// Returns the generations that are there.
  private func inspectKeys(
    of tenant: TenantID, into report: inout InspectionReport
  ) async throws -> Set<Int> {
    let keys = try await store.wrappedKeys(of: tenant)
    report.keys += keys.count
    let generations = Set(keys.map(\.generation))
    for missing in PersonInspection.gaps(in: keys.map(\.generation)) {
      report.faults.append(
        StoredFault(
          "key.missing", "The tenant's key of generation \(missing) is gone.", tenant: tenant))
    }
    for key in keys {
      do throws(VaultError) {
        try await vault.check(WrappedDataKey(key), of: tenant.rawValue)
      } catch {
        guard error.code != .masterKeyCommandFailed else { throw error }
        report.faults.append(
          StoredFault(
            "key.doesNotOpen",
            "The tenant's key of generation \(key.generation) does not open: \(error.message)",
            tenant: tenant))
      }
    }
    let totals = try await store.personKeyTotals(of: tenant)
    for key in keys {
      let used = totals.first { $0.tenantGeneration == key.generation }?.keyCount ?? 0
      if key.sealsReserved < used || key.generation < 1 {
        report.faults.append(
          StoredFault(
            "key.count",
            "The tenant's key \(key.generation) wraps \(used) keys of people and is noted with \(key.sealsReserved) seals.",
            tenant: tenant))
      }
    }
    return generations
  }

  // MARK: Records

  private func inspectRecords(
    of owner: RecordOwner, into report: inout InspectionReport
  ) async throws {
    var last: RecordPosition?
    repeat {
      let page: [Inventory.Record]
      do {
        page = try await store.recordInventory(of: owner, after: last, limit: Self.pageSize)
      } catch {
        guard error.code == .corrupt else { throw error }
        report.faults.append(
          Self.fault("record.unreadable", "The records cannot be listed.", of: owner))
        return
      }
      report.records += page.count
      report.faults += page.compactMap { Self.fault(in: $0, of: owner) }
      last = page.last?.position
    } while last != nil
  }

  private static func fault(in record: Inventory.Record, of owner: RecordOwner) -> StoredFault? {
    let labels: [RecordLabel]? = try? CanonicalJSON.decode(from: record.labels)
    let what: String? =
      if record.revision < 1 || labels == nil {
        "cannot be read"
      } else if Set(labels ?? []) != Set(record.foundBy) {
        "is not found by its labels"
      } else if JSONSyntax.fault(in: record.content) != nil {
        "holds something else than JSON"
      } else {
        nil
      }
    return what.map {
      fault("record.damaged", "The \(record.kind) \(record.id) \($0).", of: owner)
    }
  }

  private static func fault(
    _ code: String, _ detail: String, of owner: RecordOwner
  ) -> StoredFault {
    switch owner {
    case .installation: StoredFault(code, detail)
    case .tenant(let tenant): StoredFault(code, detail, tenant: tenant)
    case .person(let person): StoredFault(code, detail, person: person)
    }
  }

  // MARK: Audit logs

  /// - Parameter tenant: whose log it is; nil for the installation's.
  private func inspectLog(
    of tenant: TenantID?, into report: inout InspectionReport
  ) async throws {
    let chain: AuditChain
    do {
      chain = try await AuditChain.following(tenant, in: store)
    } catch let error as StoreError where error.code == .corrupt {
      report.faults.append(
        StoredFault("audit.unreadable", "The audit log cannot be read.", tenant: tenant))
      return
    }
    report.logEntries += chain.entryCount
    report.faults += chain.findings.map {
      StoredFault("audit.\($0.kind.rawValue)", $0.message, tenant: tenant)
    }
  }

  // MARK: People

  private func inspect(
    _ person: PersonID, tenantGenerations: Set<Int>, into report: inout InspectionReport
  ) async throws {
    report.people += 1
    guard StoreName.isValid(person.subject) else {
      report.faults.append(
        StoredFault(
          "person.invalidName", "A person's subject is none that is ever stored.",
          tenant: person.tenant))
      return
    }
    do {
      var seen = try await Look(at: person, in: store, tenantGenerations: tenantGenerations)
      var findings = try await self.findings(seen, of: person)
      if !findings.faults.isEmpty {
        // Keys that were made since the tenant's were listed are no fault: look again.
        let generations = Set(try await store.wrappedKeys(of: person.tenant).map(\.generation))
        seen = try await Look(at: person, in: store, tenantGenerations: generations)
        findings = try await self.findings(seen, of: person)
      }
      report.profiles += seen.inventory.profiles.count
      report.snapshots += seen.inventory.snapshots.count
      report.components += seen.inventory.components.count
      report.keys += seen.inventory.keys.count
      report.componentsRead += findings.componentsRead
      report.bytesRead += findings.bytesRead
      report.faults += findings.faults
      try await inspectRecords(of: .person(person), into: &report)
    } catch let error as StoreError where error.code == .corrupt {
      report.faults.append(
        StoredFault(
          "person.unreadable", "What is stored of this person cannot be read.", person: person))
    }
  }

  private struct Look {
    let inventory: Inventory
    let inspection: PersonInspection

    init(at person: PersonID, in store: any Store, tenantGenerations: Set<Int>) async throws {
      inventory = try await store.inventory(of: person)
      inspection = PersonInspection(
        inventory, of: person, tenantGenerations: tenantGenerations)
    }
  }

  private struct Findings {
    var faults: [StoredFault]
    var componentsRead = 0
    var bytesRead = 0
  }

  private func findings(_ seen: Look, of person: PersonID) async throws -> Findings {
    var findings = Findings(faults: seen.inspection.faults)
    let broken = try await inspectKeys(seen.inventory.keys, of: person, into: &findings.faults)
    guard let sample else { return findings }
    for component in seen.inspection.expectations
    where sample.contains(
      person.tenant.rawValue, person.subject, component.row.profile, component.row.digest)
    {
      // A key's own fault says it of all that it sealed.
      let isPersonKey = component.row.firstByte == SealFormat.personKey.rawValue
      if isPersonKey, broken.contains(component.row.keyGeneration) { continue }
      try await read(component, of: person, into: &findings)
    }
    return findings
  }

  /// Returns the generations that do not open.
  private func inspectKeys(
    _ keys: [StoredPersonKey], of person: PersonID, into faults: inout [StoredFault]
  ) async throws -> Set<Int> {
    var broken: Set<Int> = []
    for key in keys {
      do {
        try await vault.check(WrappedPersonKey(key), of: PersonName(person))
      } catch let error as VaultError where error.code != .masterKeyCommandFailed {
        broken.insert(key.generation)
        // That the tenant's key is gone was found in the lists.
        guard error.code != .missingKey else { continue }
        faults.append(
          StoredFault(
            "key.doesNotOpen",
            "The person's key of generation \(key.generation) does not open: \(error.message)",
            person: person))
      }
    }
    return broken
  }

  // MARK: Contents

  private func read(
    _ expected: PersonInspection.Expectation, of person: PersonID, into findings: inout Findings
  ) async throws {
    let row = expected.row
    let profile = ProfileID(rawValue: row.profile)
    func fault(_ code: String, _ detail: String) -> StoredFault {
      StoredFault(
        code, detail, person: person, profile: row.profile, version: row.firstVersion,
        component: row.kind)
    }
    do {
      guard
        let stored = try await store.sealedComponent(expected.digest, of: profile, of: person)
      else { return }  // Removed since the lists were read.
      let bytes = try await vault.open(
        SealedBytes(keyGeneration: stored.keyGeneration, bytes: stored.sealedBytes),
        at: ComponentPlace(
          of: stored.kind, in: profile, version: stored.firstVersion, person: person))
      findings.componentsRead += 1
      findings.bytesRead += bytes.count
      guard Digest(of: bytes) == expected.digest else {
        findings.faults.append(
          fault("component.digest", "The content is not what its digest says."))
        return
      }
      for description in expected.descriptions {
        try ComponentCheck.check(bytes, against: description)
      }
    } catch let error as VaultError where error.code != .masterKeyCommandFailed {
      // That its key or its format is gone was found in the lists.
      guard error.code != .missingKey, error.code != .damagedSeal else { return }
      findings.faults.append(fault("component.doesNotOpen", error.message))
    } catch let error as StoreError where error.code == .corrupt {
      findings.faults.append(fault("component.unreadable", error.message))
    } catch let problem as ServiceProblem {
      findings.faults.append(fault("component.content", problem.detail))
    }
  }
}
