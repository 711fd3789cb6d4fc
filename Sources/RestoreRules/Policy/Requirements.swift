/// Which table of requirements an organization goes by.
public enum RequirementSet: String, Codable, Sendable, Hashable, CaseIterable {
  /// Valise's own requirements.
  case standard
  /// Those that Microsoft publishes for its own service, for organizations that run both.
  case microsoft
}

/// What a device must be, for a backup and for a restore: one table, as data.
public struct Requirements: Sendable, Equatable {
  public let set: RequirementSet
  /// Where the table comes from.
  public let source: String
  /// The builds that a backup can be taken from.
  public let backup: BuildRequirement
  private let oobe: Restore
  private let enrolled: Restore

  /// What a restore needs at one moment.
  public struct Restore: Sendable, Equatable {
    public let builds: BuildRequirement
    public let joins: [Facts.Join]
    public let provisioning: [Facts.Provisioning]
  }

  /// The table of a set.
  public init(_ set: RequirementSet) {
    switch set {
    case .standard: self = .standard
    case .microsoft: self = .microsoft
    }
  }

  init(
    set: RequirementSet, source: String, backup: BuildRequirement, oobe: Restore, enrolled: Restore
  ) {
    self.set = set
    self.source = source
    self.backup = backup
    self.oobe = oobe
    self.enrolled = enrolled
  }

  /// What a restore needs at a moment. On demand it needs what it needs at the first sign-in: both
  /// happen on a device whose enrollment is complete.
  public func restore(at moment: Moment) -> Restore {
    switch moment {
    case .oobe: oobe
    case .firstSignIn, .onDemand: enrolled
    }
  }
}

extension RequirementSet {
  /// The set as it is called in a sentence.
  var inWords: String {
    switch self {
    case .standard: "the standard requirements"
    case .microsoft: "Microsoft's published requirements"
    }
  }
}
