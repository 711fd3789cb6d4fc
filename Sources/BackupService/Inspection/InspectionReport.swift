import Foundation

/// What a walk through the store found.
public struct InspectionReport: Codable, Sendable, Equatable {
  public var tenants = 0
  public var people = 0
  public var profiles = 0
  public var snapshots = 0
  public var components = 0
  public var keys = 0
  /// Policies, devices and whatever else services keep.
  public var records = 0
  /// How many components were opened and held against their digests.
  public var componentsRead = 0
  /// How many bytes of content these had.
  public var bytesRead = 0
  /// The seed of the sample, when not everything was read.
  public var seed: String?
  /// Whether the database's indexes were made anew.
  public var reindexed = false
  /// What could not be checked, and why.
  public var unchecked: [String] = []
  public var faults: [StoredFault] = []

  public init() {}

  public var isSound: Bool { faults.isEmpty }

  /// Whom the faults touch, in order, each with the number of faults.
  public var touched: [PersonTouched] {
    var counts: [PersonTouched: Int] = [:]
    for fault in faults {
      guard let tenant = fault.tenant else { continue }
      counts[PersonTouched(tenant: tenant, person: fault.person, faults: 0), default: 0] += 1
    }
    return counts.map {
      PersonTouched(tenant: $0.key.tenant, person: $0.key.person, faults: $0.value)
    }
    .sorted { ($0.tenant, $0.person ?? "") < ($1.tenant, $1.person ?? "") }
  }
}

/// A person whose data is damaged.
public struct PersonTouched: Codable, Sendable, Hashable {
  public let tenant: String
  /// Nil where a fault touches everybody in the tenant.
  public let person: String?
  public let faults: Int
}
