import UserEnvironment
import WindowsDevice

/// Looks up the Store's product of the apps whose product no table and no PC knows.
///
/// Off unless somebody asks for it: the catalog learns which apps the person has. Apps that were
/// sideloaded are not asked for, since their names are the organization's own; nor are those that
/// the Store is known not to offer any more.
public struct StoreLookup: Sendable {
  private let store: any StoreCatalog
  private let known: AppCatalog

  /// - Parameter known: what is known without asking.
  public init(in store: any StoreCatalog, beyond known: AppCatalog) {
    self.store = store
    self.known = known
  }

  public struct Result: Sendable {
    public let apps: AppsComponent
    /// How many products were found.
    public let found: Int
    /// What could not be looked up, in sentences.
    public let remarks: [String]
  }

  /// The apps, with what was found. Asking ends at the third failure in a row.
  public func complete(_ component: AppsComponent) async -> Result {
    var apps = component.apps
    var found = 0
    var failures: [StoreCatalogError] = []
    var failuresInARow = 0
    for index in apps.indices {
      guard failuresInARow < 3, let family = family(toAskFor: apps[index]) else { continue }
      do {
        let product = try await store.product(of: family)
        failuresInARow = 0
        guard let id = product?.id else { continue }
        apps[index].storeProductID = id
        if apps[index].origin == .unknown { apps[index].origin = .store }
        found += 1
      } catch {
        failures.append(error)
        failuresInARow += 1
      }
    }
    return Result(
      apps: AppsComponent(apps: apps), found: found,
      remarks: failures.last.map {
        ["The look-up of apps in the Store failed \(failures.count) times, at last: \($0)"]
      } ?? [])
  }

  private func family(toAskFor app: InstalledApp) -> PackageFamilyName? {
    guard app.kind == .packaged, app.storeProductID == nil,
      app.origin == .store || app.origin == .unknown,
      let family = PackageFamilyName(app.id), known.storeProduct(family: family) == nil
    else { return nil }
    return family
  }
}
