import Foundation
import RegistryHive

/// The texts of packaged apps that Windows has looked up for a person, and keeps in the person's
/// classes hive:
///
///     Local Settings\MrtCache\<place of a resource file>\<its time>\<language and scale>
///       @{<full name>?ms-resource:%2F%2F<package>%2F<place>} = the text
///
/// An app names itself by such a reference more often than not, and the files that hold the texts
/// are no part of the registry.
struct ResourceStrings {
  /// By full name, and by family for a version that was not looked up itself.
  private var texts: [ResourceReference: String] = [:]

  static let none = ResourceStrings()

  private init() {}

  /// - Parameter classes: the root of the person's UsrClass.dat.
  init(classes: HiveKey) throws(HiveError) {
    guard let cache = try classes.key(at: #"Local Settings\MrtCache"#) else { return }
    for file in try cache.subkeys() {
      for time in try file.subkeys() {
        for qualifiers in try time.subkeys() {
          for value in try qualifiers.values() {
            guard let text = value.string, !text.isEmpty,
              let reference = ResourceReference(value.name)
            else { continue }
            if texts[reference] == nil { texts[reference] = text }
            texts[reference.ofAnyVersion] = text
          }
        }
      }
    }
  }

  /// The text that a reference stands for; nil when Windows has not looked it up.
  func text(for reference: String) -> String? {
    ResourceReference(reference).flatMap { texts[$0] ?? texts[$0.ofAnyVersion] }
  }
}

/// `@{<full name>?ms-resource://<package>/<place>}`, also with its slashes escaped, as Windows writes
/// it in its cache. Names are compared without case.
struct ResourceReference: Hashable {
  private let package: String
  private let family: String
  private let place: String

  init?(_ text: String) {
    guard text.hasPrefix("@{"), text.hasSuffix("}") else { return nil }
    let parts = text.dropFirst(2).dropLast().split(separator: "?", maxSplits: 1)
    guard parts.count == 2, let name = PackageFullName(String(parts[0])),
      let place = String(parts[1]).removingPercentEncoding?.lowercased(),
      place.hasPrefix("ms-resource:")
    else { return nil }
    package = name.description.lowercased()
    family = name.family.description.lowercased()
    self.place = place
  }

  private init(family: String, place: String) {
    package = family
    self.family = family
    self.place = place
  }

  /// The same text in whichever version of the package.
  var ofAnyVersion: ResourceReference { ResourceReference(family: family, place: place) }
}
