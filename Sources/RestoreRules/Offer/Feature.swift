/// What can be in preview: a fixed, small list. A feature that no preview is about is there for all.
public enum Feature: String, Codable, Sendable, Hashable, CaseIterable {
  /// A restore during device setup.
  case setupRestore
  /// A restore at the first sign-in.
  case firstSignInRestore
  /// A restore that a person asks for.
  case onDemandRestore
}

extension Feature: FactsValue {}

extension Feature {
  /// The feature as it is called in a sentence.
  public var inWords: String { "a restore " + moment.inWords }

  private var moment: Moment {
    switch self {
    case .setupRestore: .oobe
    case .firstSignInRestore: .firstSignIn
    case .onDemandRestore: .onDemand
    }
  }
}

extension Moment {
  /// What a restore at this moment needs.
  var feature: Feature {
    switch self {
    case .oobe: .setupRestore
    case .firstSignIn: .firstSignInRestore
    case .onDemand: .onDemandRestore
    }
  }
}

extension Facts {
  /// A programme by which a feature is in preview.
  public struct Preview: Sendable, Hashable {
    public var feature: Feature
    /// The programme's name, as people see it.
    public var programme: String
    /// Whether it has accepted the person's organization, or a group that they are in.
    public var admitted: Bool

    public init(feature: Feature, programme: String, admitted: Bool) {
      self.feature = feature
      self.programme = programme
      self.admitted = admitted
    }
  }
}

extension Facts.Preview: Codable, FactsValue {
  static var allowed: String { "a preview in { }: feature, programme, admitted" }

  private enum Key: String, CodingKey, CaseIterable {
    case feature, programme, admitted
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      feature: try object.required(.feature), programme: try object.required(.programme),
      admitted: try object.required(.admitted))
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(feature, forKey: .feature)
    try object.encode(programme, forKey: .programme)
    try object.encode(admitted, forKey: .admitted)
  }
}
