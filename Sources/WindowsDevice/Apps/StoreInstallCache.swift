import Foundation
import RegistryHive

/// What the Store's install service has noted on a PC about the products that it installed and
/// updated there. It is the one place in the registry that ties a family to its product:
///
///     SOFTWARE  Microsoft\Windows\CurrentVersion\InstallService\State\CategoryCache
///               Microsoft\Windows\CurrentVersion\InstallAgent\CategoryCache    before Windows 10 1803
///       <category><market> = {"ProductId": "9...", "PackageFamilyName": "...", "ProductTitle": "..."}
///
/// Windows may empty it, so it adds to the catalog and does not replace it.
struct StoreInstallCache {
  private var products: [String: StoreProduct] = [:]

  static let empty = StoreInstallCache()

  private init() {}

  /// - Parameter software: the root of the machine's SOFTWARE hive.
  init(software: HiveKey) throws(HiveError) {
    for place in Self.places {
      guard let cache = try software.key(at: place) else { continue }
      for value in try cache.values() {
        guard let text = value.string,
          let entry = try? JSONDecoder().decode(Entry.self, from: Data(text.utf8)),
          let family = entry.packageFamilyName.flatMap({ PackageFamilyName($0) }),
          let id = entry.productID?.uppercased(), StoreProduct.isID(id)
        else { continue }
        let key = family.description.lowercased()
        // A product bears its title in the one market and not in the other.
        if let known = products[key], known.id != id || !known.name.isEmpty { continue }
        products[key] = StoreProduct(id: id, name: entry.title ?? "")
      }
    }
  }

  /// The product of a family; its name is empty when it was not noted.
  func product(of family: PackageFamilyName) -> StoreProduct? {
    products[family.description.lowercased()]
  }

  static let places = [
    #"Microsoft\Windows\CurrentVersion\InstallService\State\CategoryCache"#,
    #"Microsoft\Windows\CurrentVersion\InstallAgent\CategoryCache"#,
  ]

  private struct Entry: Decodable {
    let productID: String?
    let packageFamilyName: String?
    let title: String?

    enum CodingKeys: String, CodingKey {
      case productID = "ProductId"
      case packageFamilyName = "PackageFamilyName"
      case title = "ProductTitle"
    }
  }
}
