import Foundation
import UserEnvironment

extension AppRules {
  /// Reads rules from JSON. Keys that are not known are refused: a misspelled one must not be taken
  /// for one that was left out.
  ///
  /// - Throws: ``AppRulesError``, with the path of what is wrong and what would be right.
  public init(json: Data) throws(AppRulesError) {
    do {
      try FactsReading.checkSyntax(of: json, "The document with the app rules")
      rules = try JSONDecoder().decode(Document.self, from: json).rules.map(\.rule)
    } catch let error as FactsError {
      throw AppRulesError(error)
    } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
      throw AppRulesError(
        .invalid, at: "", "The document must be a JSON object in { } with the rules.")
    } catch {
      throw AppRulesError(
        .malformedJSON, at: "",
        "The app rules are not valid JSON; check quotes, commas and brackets, and that the text is UTF-8.",
        cause: String(describing: error))
    }
  }

  private struct Document: Decodable {
    let rules: [ReadRule]

    enum Key: String, CodingKey, CaseIterable {
      case schema = "$schema"
      case rules
    }

    init(from decoder: any Decoder) throws {
      let object = try FactsObject(decoder, keys: Key.self)
      let _: String? = try object.optional(.schema)
      rules = try object.required(.rules)
    }
  }
}

/// A rule as it stands in the file: one of `exclude`, `replace` and `add`.
private struct ReadRule: Decodable, FactsValue {
  static let allowed = "a rule in { }: exclude, replace or add"

  let rule: AppRules.Rule

  enum Key: String, CodingKey, CaseIterable {
    case exclude, replace, with, add, reason
  }

  init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let exclude: AppMatch? = try object.optional(.exclude)
    let replace: AppMatch? = try object.optional(.replace)
    let with: AppOffer? = try object.optional(.with)
    let add: AppOffer? = try object.optional(.add)
    let reason: String? = try object.optional(.reason)
    switch (exclude, replace, with, add) {
    case (let match?, nil, nil, nil): rule = .exclude(match, reason: reason)
    case (nil, let match?, let offer?, nil): rule = .replace(match, with: offer, reason: reason)
    case (nil, nil, nil, let offer?): rule = .add(offer, reason: reason)
    case (nil, _?, nil, nil): throw object.invalid(.replace, "needs a key \"with\" beside it")
    default:
      throw FactsError(
        .invalidValue, at: FactsReading.text(decoder.codingPath),
        "The rule \(FactsReading.text(decoder.codingPath)) must have one of the keys exclude, "
          + "replace (together with \"with\") and add.")
    }
  }
}

extension AppMatch: Decodable, FactsValue {
  static let allowed = "an object in { } that says which apps: " + keys + " (one or more)"
  private static let keys = Key.allCases.map(\.rawValue).joined(separator: ", ")

  enum Key: String, CodingKey, CaseIterable {
    case family, productCode, product, winget, name, publisher
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      family: try object.optional(.family), productCode: try object.optional(.productCode),
      product: try object.optional(.product), winget: try object.optional(.winget),
      name: try object.optional(.name), publisher: try object.optional(.publisher))
    let place = FactsReading.text(decoder.codingPath)
    guard !isEmpty else {
      throw FactsError(
        .invalidValue, at: place,
        "\(place) names no app, so it would be about all of them; give one or more of \(Self.keys). "
          + "For all apps give \"name\": \"*\".")
    }
    for key in Key.allCases where try object.optional(key) == Optional("") {
      throw object.invalid(key, "is empty; leave the key out, or say which apps")
    }
  }
}

extension AppOffer: Decodable, FactsValue {
  static let allowed = "an app in { }: name, source, package, and scope if it matters"

  enum Key: String, CodingKey, CaseIterable {
    case name, source, package, scope
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    let source: ReadSource = try object.required(.source)
    let package: String = try object.required(.package)
    let scope: InstalledApp.Scope? = try object.optional(.scope)
    let isStoreID = Self.isStoreID(package)
    guard source.value != .store || isStoreID else {
      throw object.invalid(
        .package, "is no product id of the Store: 12 characters beginning with 9, or 14 with XP")
    }
    guard source.value != .community || package.contains(".") else {
      throw object.invalid(.package, "is no package id of winget, such as \"Contoso.Expenses\"")
    }
    guard source.value != .store || scope == nil else {
      throw object.invalid(.scope, "cannot be said for the Store; leave it out")
    }
    let name: String = try object.required(.name)
    guard !name.isEmpty, !package.isEmpty else {
      throw object.invalid(name.isEmpty ? .name : .package, "is empty")
    }
    self.init(name: name, package: AppPackage(id: package, source: source.value, scope: scope))
  }

  private static func isStoreID(_ text: String) -> Bool {
    let isPlain = text.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
    }
    return isPlain
      && (text.hasPrefix("9") && text.utf8.count == 12
        || text.hasPrefix("XP") && text.utf8.count == 14)
  }
}

/// `msstore`, `winget`, or a source of the organization's own with everything that winget knows it by.
private struct ReadSource: Decodable, FactsValue {
  static let allowed =
    "\"msstore\", \"winget\", or a source in { }: name, identifier, argument, type"

  let value: WingetSource

  enum Key: String, CodingKey, CaseIterable {
    case name, identifier, argument, type
  }

  init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      switch name {
      case WingetSource.store.name: value = .store
      case WingetSource.community.name: value = .community
      default:
        let place = FactsReading.text(decoder.codingPath)
        throw FactsError(
          .invalidValue, at: place,
          "The value of \(place) must be \(Self.allowed), not \"\(name)\".")
      }
      return
    }
    let object = try FactsObject(decoder, keys: Key.self)
    value = WingetSource(
      name: try object.required(.name), identifier: try object.required(.identifier),
      argument: try object.required(.argument), type: try object.required(.type))
  }
}

extension InstalledApp.Scope: FactsValue {}

/// Why a document could not be read as app rules. Equality is on the code alone.
public struct AppRulesError: Error, Sendable, Equatable, CustomStringConvertible {
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// A key stands there that the format does not know.
    public static let unknownKey = Code(description: "appRules.unknownKey")
    /// A key that the format requires is not there.
    public static let missingKey = Code(description: "appRules.missingKey")
    /// A value is of the wrong type, is none of those that are allowed, or contradicts another.
    public static let invalid = Code(description: "appRules.invalid")
    /// The document is not JSON.
    public static let malformedJSON = Code(description: "appRules.malformedJSON")
  }

  public let code: Code
  /// Where it went wrong: `rules[2].with.package`; empty for the document itself.
  public let path: String
  /// One sentence: what is wrong, and what would be right.
  public let message: String
  public let cause: String?

  init(_ code: Code, at path: String, _ message: String, cause: String? = nil) {
    self.code = code
    self.path = path
    self.message = message
    self.cause = cause
  }

  fileprivate init(_ error: FactsError) {
    let code: Code =
      switch error.code {
      case .unknownKey: .unknownKey
      case .missingKey: .missingKey
      case .malformedJSON: .malformedJSON
      default: .invalid
      }
    self.init(code, at: error.path, error.message, cause: error.cause)
  }

  public var description: String { "\(message) [\(code)]" }

  public static func == (one: Self, other: Self) -> Bool { one.code == other.code }
}
