import UserEnvironment

/// What Valise knows about where apps can be installed from: packaged apps by their family in the
/// Microsoft Store, classic programs by their name in winget's community source.
///
/// Neither follows from what a PC notes about an app, so both are tables in
/// `Resources/catalog/apps`; docs/formats/apps.md describes their columns.
public struct AppCatalog: Sendable {
  private let products: [String: StoreProduct]
  private let families: [String: PackageFamilyName]
  private let programs: [WingetProgram]

  /// The catalog that comes with the program.
  public static func bundled() throws(AppCatalogError) -> AppCatalog {
    try AppCatalog(
      storeProducts: AppTable.bundledText("store-products.tsv"),
      wingetPackages: AppTable.bundledText("winget-packages.tsv"))
  }

  /// Reads the catalog from the text of its two tables.
  ///
  /// - Throws: ``AppCatalogError`` `appCatalog.invalidRow` for the first row that is not understood.
  public init(storeProducts: String, wingetPackages: String) throws(AppCatalogError) {
    var products: [String: StoreProduct] = [:]
    var families: [String: PackageFamilyName] = [:]
    let columns = ["family", "product", "name", "evidence"]
    for row in try AppTable(storeProducts, columns: columns).rows {
      let id = row.cells[1].isEmpty ? nil : row.cells[1]
      guard let family = PackageFamilyName(row.cells[0]), id.map(StoreProduct.isID) ?? true,
        !row.cells[2].isEmpty, !row.cells[3].isEmpty
      else {
        throw AppTable.invalid(
          line: row.line,
          "it does not name a family, a product id or nothing, a name, and where that is seen")
      }
      let product = StoreProduct(id: id, name: row.cells[2])
      guard products.updateValue(product, forKey: Self.key(family)) == nil else {
        throw AppTable.invalid(line: row.line, "the family \(family) is there twice")
      }
      guard let id else { continue }
      guard families.updateValue(family, forKey: id) == nil else {
        throw AppTable.invalid(line: row.line, "the product \(id) is there twice")
      }
    }
    self.products = products
    self.families = families
    var programs: [WingetProgram] = []
    for row in try AppTable(wingetPackages, columns: ["package", "name", "publisher"]).rows {
      guard row.cells[0].contains("."), !row.cells[1].isEmpty else {
        throw AppTable.invalid(line: row.line, "it does not name a package and a program")
      }
      programs.append(
        WingetProgram(
          id: row.cells[0], name: NamePattern(row.cells[1]), publisher: NamePattern(row.cells[2])))
    }
    self.programs = programs
  }

  /// The Store's product for a packaged app; nil when it is not known.
  public func storeProduct(family: PackageFamilyName) -> StoreProduct? {
    products[Self.key(family)]
  }

  /// The name and the family of a product of the Store; nil when it is not known.
  func product(withID id: String) -> (name: String, family: PackageFamilyName)? {
    guard let family = families[id.uppercased()], let product = storeProduct(family: family)
    else { return nil }
    return (product.name, family)
  }

  /// The id in winget's community source for a classic program; nil when it is not known.
  public func wingetID(name: String, publisher: String?) -> String? {
    programs.first { $0.name.matches(name) && $0.publisher.matches(publisher ?? "") }?.id
  }

  private static func key(_ family: PackageFamilyName) -> String {
    family.description.lowercased()
  }
}

/// A program of winget's community source, by how it lists itself for removal.
private struct WingetProgram: Sendable {
  let id: String
  let name: NamePattern
  let publisher: NamePattern
}

/// What is wrong with the app catalog.
public struct AppCatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: Code
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(message) [\(code)]" }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public static let missing = Code(description: "appCatalog.missing")
    public static let invalidRow = Code(description: "appCatalog.invalidRow")
  }
}
