import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("The app catalog")
struct AppCatalogTests {
  @Test("the bundled catalog loads, and knows widely used apps")
  func bundled() throws {
    let catalog = try AppCatalog.bundled()
    let calculator = try #require(
      PackageFamilyName("Microsoft.WindowsCalculator_8wekyb3d8bbwe"))
    #expect(
      catalog.storeProduct(family: calculator)
        == StoreProduct(id: "9WZDNCRFHVN5", name: "Windows Calculator"))
    let portal = try #require(PackageFamilyName("MICROSOFT.COMPANYPORTAL_8WEKYB3D8BBWE"))
    #expect(catalog.storeProduct(family: portal)?.id == "9WZDNCRFJ3PZ")
    let ended = try #require(PackageFamilyName("Microsoft.549981C3F5F10_8wekyb3d8bbwe"))
    #expect(catalog.storeProduct(family: ended) == StoreProduct(id: nil, name: "Cortana"))
    let unknown = try #require(PackageFamilyName("Contoso.Expenses_n0r4vfwm7vxx4"))
    #expect(catalog.storeProduct(family: unknown) == nil)
  }

  @Test(
    "a classic program is known by the name and publisher it lists for removal",
    arguments: [
      ("Google Chrome", "Google LLC", "Google.Chrome"),
      ("7-Zip 24.08 (x64 edition)", "Igor Pavlov", "7zip.7zip"),
      ("Notepad++ (64-bit x64)", "Notepad++ Team", "Notepad++.Notepad++"),
      ("VLC media player", "VideoLAN", "VideoLAN.VLC"),
      ("Mozilla Firefox (x64 en-GB)", "Mozilla", "Mozilla.Firefox"),
      ("Mozilla Firefox ESR (x64 de)", "Mozilla", "Mozilla.Firefox.ESR"),
      (
        "Microsoft Visual Studio Code (User)", "Microsoft Corporation",
        "Microsoft.VisualStudioCode"
      ),
      ("Python 3.12.7 (64-bit)", "Python Software Foundation", "Python.Python.3.12"),
      ("LibreOffice 24.8.2.1", "The Document Foundation", "TheDocumentFoundation.LibreOffice"),
    ])
  func wingetID(name: String, publisher: String, id: String) throws {
    #expect(try AppCatalog.bundled().wingetID(name: name, publisher: publisher) == id)
  }

  @Test(
    "a similar name or another publisher is not taken for it",
    arguments: [
      ("Google Chrome", "Somebody Else"), ("Google Chrome Helper", "Google LLC"),
      ("Mozilla Maintenance Service", "Mozilla"), ("Contoso VPN Client", "Contoso Ltd."),
      ("Python 3.12.7 Documentation (64-bit)", ""),
    ])
  func notWingetID(name: String, publisher: String) throws {
    #expect(try AppCatalog.bundled().wingetID(name: name, publisher: publisher) == nil)
  }

  @Test(
    "a table with a row that is not understood is refused as a whole",
    arguments: [
      "", "family\tproduct\tname\n", "\(head)A\t9WZDNCRFHVN5\tB\tC\n",
      "\(head)Abc_8wekyb3d8bbwe\t9wzdncrfhvn5\tB\tC\n",
      "\(head)Abc_8wekyb3d8bbwe\t9WZDNCRFHVN5\tB\n",
      "\(head)Abc_8wekyb3d8bbwe\t9WZDNCRFHVN5\tB\t\n",
      "\(head)Abc_8wekyb3d8bbwe\t9WZDNCRFHVN5\tB\tC\nabc_8wekyb3d8bbwe\t9NBLGGH4NNS1\tB\tC\n",
      "\(head)Abc_8wekyb3d8bbwe\t9WZDNCRFHVN5\tB\tC\nAbd_8wekyb3d8bbwe\t9WZDNCRFHVN5\tB\tC\n",
    ])
  func invalidTable(table: String) {
    let error = #expect(throws: AppCatalogError.self) {
      try AppCatalog(storeProducts: table, wingetPackages: "package\tname\tpublisher\n")
    }
    #expect(error?.code == .invalidRow)
  }

  private static let head = "family\tproduct\tname\tevidence\n"

  @Test("at least 150 apps have a product id, and every row says where it is seen")
  func products() throws {
    let rows = try AppTable(
      AppTable.bundledText("store-products.tsv"),
      columns: ["family", "product", "name", "evidence"]
    ).rows
    #expect(rows.count { StoreProduct.isID($0.cells[1]) } >= 150)
    let kinds = Set(rows.compactMap { $0.cells[3].split(separator: ":").first.map(String.init) })
    #expect(kinds == ["cache", "code", "doc", "ended", "named", "page"])
    #expect(rows.allSatisfy { $0.cells[1].isEmpty == $0.cells[3].hasPrefix("ended: ") })
  }

  @Test("a product is found by its id")
  func productByID() throws {
    let catalog = try AppCatalog.bundled()
    let product = try #require(catalog.product(withID: "9wzdncrfhvn5"))
    #expect(product.name == "Windows Calculator")
    #expect(product.family.description == "Microsoft.WindowsCalculator_8wekyb3d8bbwe")
    #expect(catalog.product(withID: "9NOTTHEREXXX") == nil)
  }

  @Test("a pattern's star stands for any text")
  func patterns() {
    #expect(NamePattern("A*C").matches("abc"))
    #expect(NamePattern("A*C").matches("ac"))
    #expect(!NamePattern("A*C").matches("abcd"))
    #expect(!NamePattern("ab*b").matches("ab"))
    #expect(NamePattern("*b*d").matches("abcd"))
    #expect(!NamePattern("*b*b").matches("ab"))
    #expect(NamePattern("").matches("anything"))
    #expect(NamePattern("exact").matches("Exact"))
  }
}
