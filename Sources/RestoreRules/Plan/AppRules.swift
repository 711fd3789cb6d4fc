import Foundation
import UserEnvironment

/// What IT decided about the apps of a restore: which are not brought along, which are replaced by
/// another, which are added.
///
/// The rules have an order. For each app the first rule that matches it decides, and the others are
/// not asked. An app that is added is added unless a rule before it excludes it.
public struct AppRules: Hashable, Sendable {
  public let rules: [Rule]
  /// The sources that apps may come from, by winget's names in lower case; nil for all.
  public var sources: Set<String>?

  public static let none = AppRules(rules: [])

  public init(rules: [Rule]) {
    self.rules = rules
  }

  /// One decision about apps.
  public enum Rule: Hashable, Sendable {
    /// Apps that are not installed again.
    case exclude(AppMatch, reason: String?)
    /// Apps in whose place another is installed.
    case replace(AppMatch, with: AppOffer, reason: String?)
    /// An app that everybody is given.
    case add(AppOffer, reason: String?)
  }

  /// Whether apps may come from a source.
  func allows(_ source: WingetSource) -> Bool {
    sources?.contains(source.name.lowercased()) ?? true
  }

  /// The first rule that matches an app, with its number from 1 on.
  func decide(_ app: InstalledApp) -> (number: Int, rule: Rule)? {
    for (index, rule) in rules.enumerated() {
      switch rule {
      case .exclude(let match, _), .replace(let match, _, _):
        if match.matches(app) { return (index + 1, rule) }
      case .add: continue
      }
    }
    return nil
  }

  /// The apps that are added, with the number and the reason of their rules.
  var additions: [(number: Int, offer: AppOffer, reason: String?)] {
    rules.enumerated().compactMap { index, rule in
      guard case .add(let offer, let reason) = rule else { return nil }
      let isExcluded = rules.prefix(index).contains { earlier in
        if case .exclude(let match, _) = earlier { match.matches(offer.app) } else { false }
      }
      return isExcluded ? nil : (index + 1, offer, reason)
    }
  }
}

/// Which apps a rule is about: those that fit everything that it names.
public struct AppMatch: Hashable, Sendable {
  /// The package family name of a packaged app.
  public let family: String?
  /// The product code of a classic program: the name of its key in the list of programs.
  public let productCode: String?
  /// The Store's product id.
  public let product: String?
  /// The package's id in winget.
  public let winget: String?
  /// The name that a person sees; `*` stands for any text.
  public let name: String?
  /// The publisher; `*` stands for any text.
  public let publisher: String?

  public init(
    family: String? = nil, productCode: String? = nil, product: String? = nil,
    winget: String? = nil, name: String? = nil, publisher: String? = nil
  ) {
    self.family = family
    self.productCode = productCode
    self.product = product
    self.winget = winget
    self.name = name
    self.publisher = publisher
  }

  /// Whether an app fits. Case does not count.
  func matches(_ app: InstalledApp) -> Bool {
    func isSame(_ wanted: String?, _ found: String?) -> Bool {
      wanted == nil || wanted?.lowercased() == found?.lowercased()
    }
    func fits(_ pattern: String?, _ found: String?) -> Bool {
      pattern.map { NamePattern($0).matches(found ?? "") } ?? true
    }
    return isSame(family, app.kind == .packaged ? app.id : nil)
      && isSame(productCode, app.kind == .desktop ? app.id : nil)
      && isSame(product, app.storeProductID) && isSame(winget, app.wingetID)
      && fits(name, app.name) && fits(publisher, app.publisher)
  }

  var isEmpty: Bool { self == AppMatch() }
}

/// An app that IT names to be installed.
public struct AppOffer: Hashable, Sendable {
  /// The name that a person sees.
  public let name: String
  public let package: AppPackage

  public init(name: String, package: AppPackage) {
    self.name = name
    self.package = package
  }

  /// The app as it would be known once it is there.
  var app: InstalledApp {
    let isFromStore = package.source.isSame(as: .store)
    return InstalledApp(
      id: package.id, kind: isFromStore && package.id.hasPrefix("9") ? .packaged : .desktop,
      name: name, scope: package.scope ?? .user,
      storeProductID: isFromStore ? package.id : nil,
      wingetID: isFromStore ? nil : package.id,
      wingetSource: isFromStore || package.source == .community ? nil : package.source)
  }
}
