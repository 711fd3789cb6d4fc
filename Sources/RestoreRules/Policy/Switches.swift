import UserEnvironment

/// `{"oobe": true, "firstSignIn": false, "onDemand": true, "components": {"apps": false}}`, each key
/// optional.
struct RestoreSwitches: Codable, FactsValue {
  static var allowed: String {
    "an object in { } with true or false for some moments, and components"
  }

  private enum Key: String, CodingKey, CaseIterable {
    case oobe, firstSignIn, onDemand, components

    var moment: Moment? { Moment(rawValue: rawValue) }
  }

  let moments: [Moment: Bool]
  let components: [ComponentKind: Bool]

  init(moments: [Moment: Bool], components: [ComponentKind: Bool]) {
    self.moments = moments
    self.components = components
  }

  init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    var moments: [Moment: Bool] = [:]
    for key in Key.allCases {
      if let moment = key.moment { moments[moment] = try object.optional(key) }
    }
    let components: ComponentSwitches? = try object.optional(.components)
    self.init(moments: moments, components: components?.values ?? [:])
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    for key in Key.allCases {
      if let moment = key.moment { try object.encodeIfPresent(moments[moment], forKey: key) }
    }
    try object.encode(ComponentSwitches(values: components), forKey: .components)
  }
}

/// `{"settings": true, "apps": false}`, each key optional.
struct ComponentSwitches: Codable, FactsValue {
  static var allowed: String { "an object in { } with true or false for some components" }

  private enum Key: String, CodingKey, CaseIterable {
    case settings, apps, startPins, taskbarPins, files

    var component: ComponentKind? { ComponentKind(rawValue: rawValue) }
  }

  let values: [ComponentKind: Bool]

  init(values: [ComponentKind: Bool]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    var values: [ComponentKind: Bool] = [:]
    for key in Key.allCases {
      if let component = key.component { values[component] = try object.optional(key) }
    }
    self.init(values: values)
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    for key in Key.allCases {
      if let component = key.component {
        try object.encodeIfPresent(values[component], forKey: key)
      }
    }
  }
}

/// `{"userless": true, "nonPersistent": false}`, each key optional.
struct AdmitSwitches: Codable, FactsValue {
  static var allowed: String { "an object in { } with true or false for userless or nonPersistent" }

  private enum Key: String, CodingKey, CaseIterable {
    case userless, nonPersistent

    var use: Facts.Use {
      switch self {
      case .userless: .userless
      case .nonPersistent: .nonPersistent
      }
    }
  }

  let values: [Facts.Use: Bool]

  init(values: [Facts.Use: Bool]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    var values: [Facts.Use: Bool] = [:]
    for key in Key.allCases { values[key.use] = try object.optional(key) }
    self.init(values: values)
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    for key in Key.allCases { try object.encodeIfPresent(values[key.use], forKey: key) }
  }
}

extension FactsObject {
  /// A whole number within bounds, or nil where the key is not there.
  func number(
    _ key: Key, from least: Int, to most: Int = .max, _ unit: String = ""
  ) throws -> Int? {
    guard let number: Int = try optional(key) else { return nil }
    guard (least...most).contains(number) else {
      throw invalid(
        key,
        most == .max
          ? "must be \(least) or more, not \(number)"
          : "must be from \(least) to \(most) \(unit), not \(number)")
    }
    return number
  }
}
