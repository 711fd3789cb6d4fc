/// When a restore is offered to a person.
public enum Moment: String, Codable, Sendable, Hashable, CaseIterable {
  /// During the device's setup, before there is a desktop.
  case oobe
  /// When a person signs in to a device that is already enrolled.
  case firstSignIn
  /// When the person asks for it.
  case onDemand
}

extension Moment {
  /// The moment as it is called in a sentence.
  var inWords: String {
    switch self {
    case .oobe: "during device setup"
    case .firstSignIn: "at the first sign-in"
    case .onDemand: "on demand"
    }
  }
}
