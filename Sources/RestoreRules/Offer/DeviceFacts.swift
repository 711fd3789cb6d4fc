import Foundation

extension Facts {
  /// What the agent states of the device.
  public struct Device: Sendable, Equatable {
    /// Which PC it is, over all its enrollments; policies for certain devices name it. The service
    /// says it; nil where nobody did.
    public var id: String?
    public var os: OperatingSystem
    public var join: Join
    public var kind: Kind
    public var use: Use
    public var provisioning: Provisioning
    public var enrollment: Enrollment

    public init(
      id: String? = nil, os: OperatingSystem, join: Join = .entraJoined, kind: Kind = .physical,
      use: Use = .personal, provisioning: Provisioning = .userDriven, enrollment: Enrollment
    ) {
      self.id = id
      self.os = os
      self.join = join
      self.kind = kind
      self.use = use
      self.provisioning = provisioning
      self.enrollment = enrollment
    }
  }

  /// The Windows that runs on the device.
  public struct OperatingSystem: Sendable, Equatable {
    public var product: Product
    public var build: WindowsBuild
    /// Windows' own EditionID: `Enterprise`, `Professional`, `Education`, ...
    public var edition: String

    public init(product: Product, build: WindowsBuild, edition: String = "Enterprise") {
      self.product = product
      self.build = build
      self.edition = edition
    }
  }

  public enum Product: String, Codable, Sendable, Hashable, CaseIterable {
    case windows11, windows10
  }

  /// How the device belongs to the organization.
  public enum Join: String, Codable, Sendable, Hashable, CaseIterable {
    case entraJoined, entraHybridJoined, entraRegistered, domainJoined, none
  }

  /// What the device is made of.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    case physical, virtualMachine, cloudPC
  }

  /// Whom the device serves.
  public enum Use: String, Codable, Sendable, Hashable, CaseIterable {
    case personal, multiUser, userless, nonPersistent
  }

  /// How the device came under management.
  public enum Provisioning: String, Codable, Sendable, Hashable, CaseIterable {
    case userDriven, selfDeploying, preProvisionedTechnician, preProvisionedUser, autopilotReset,
      manual, groupPolicy, configurationManager
  }

  /// One life of the device between two resets.
  public struct Enrollment: Sendable, Equatable {
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
      case inProgress, complete
    }

    public var id: String
    public var state: State
    /// When the enrollment was made: the correction window is counted from here.
    public var at: Date

    public init(id: String, state: State = .inProgress, at: Date) {
      self.id = id
      self.state = state
      self.at = at
    }
  }
}

extension Facts.Join {
  /// The join type as it is called in a sentence.
  var inWords: String {
    switch self {
    case .entraJoined: "Microsoft Entra joined"
    case .entraHybridJoined: "Microsoft Entra hybrid joined"
    case .entraRegistered: "Microsoft Entra registered"
    case .domainJoined: "joined to a domain only"
    case .none: "not joined to an organization"
    }
  }
}

extension Facts.Provisioning {
  /// The provisioning mode as it is called in a sentence.
  var inWords: String {
    switch self {
    case .userDriven: "user-driven setup"
    case .selfDeploying: "self-deploying mode"
    case .preProvisionedTechnician: "the technician flow of pre-provisioning"
    case .preProvisionedUser: "the user flow of pre-provisioning"
    case .autopilotReset: "Autopilot Reset"
    case .manual: "manual enrollment through Settings"
    case .groupPolicy: "enrollment by Group Policy"
    case .configurationManager: "enrollment by Configuration Manager"
    }
  }
}

extension Facts.Product {
  var inWords: String {
    switch self {
    case .windows10: "Windows 10"
    case .windows11: "Windows 11"
    }
  }
}

// MARK: - JSON

extension Facts.Product: FactsValue {}
extension Facts.Join: FactsValue {}
extension Facts.Kind: FactsValue {}
extension Facts.Use: FactsValue {}
extension Facts.Provisioning: FactsValue {}
extension Facts.Enrollment.State: FactsValue {}

extension Facts.Device: Codable, FactsValue {
  static var allowed: String { "an object in { } that describes the device" }

  private enum Key: String, CodingKey, CaseIterable {
    case id, os, join, kind, use, provisioning, enrollment
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      id: try object.optional(.id),
      os: try object.required(.os),
      join: try object.optional(.join) ?? .entraJoined,
      kind: try object.optional(.kind) ?? .physical,
      use: try object.optional(.use) ?? .personal,
      provisioning: try object.optional(.provisioning) ?? .userDriven,
      enrollment: try object.required(.enrollment))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encodeIfPresent(id, forKey: .id)
    try object.encode(os, forKey: .os)
    try object.encode(join, forKey: .join)
    try object.encode(kind, forKey: .kind)
    try object.encode(use, forKey: .use)
    try object.encode(provisioning, forKey: .provisioning)
    try object.encode(enrollment, forKey: .enrollment)
  }
}

extension Facts.OperatingSystem: Codable, FactsValue {
  static var allowed: String { "an object in { } with product, build and edition" }

  private enum Key: String, CodingKey, CaseIterable {
    case product, build, edition
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      product: try object.required(.product),
      build: try object.required(.build),
      edition: try object.optional(.edition) ?? "Enterprise")
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(product, forKey: .product)
    try object.encode(build, forKey: .build)
    try object.encode(edition, forKey: .edition)
  }
}

extension Facts.Enrollment: Codable, FactsValue {
  static var allowed: String { "an object in { } with id, state and at" }

  private enum Key: String, CodingKey, CaseIterable {
    case id, state, at
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      id: try object.required(.id),
      state: try object.optional(.state) ?? .inProgress,
      at: try object.required(.at))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(id, forKey: .id)
    try object.encode(state, forKey: .state)
    try object.encode(Timestamp.text(at), forKey: .at)
  }
}
