import AsyncHTTPClient
import Foundation
import WindowsDevice

/// Microsoft's public catalog of the Store. It is asked for one family at a time, without any
/// account; it learns the family's name.
///
///     GET <address>/v7.0/products/lookup?alternateId=PackageFamilyName&value=<family>&...
///       {"Products": [{"ProductId": "9...", "LocalizedProperties": [{"ProductTitle": "..."}],
///                      "Properties": {"PackageFamilyName": "..."}}]}
///
/// A redirection is not followed: it would tell the name to somebody else.
public struct DisplayCatalog: StoreCatalog {
  private let address: String
  private let timeLimit: Duration

  /// - Parameters:
  ///   - address: the catalog's, `https://displaycatalog.mp.microsoft.com`, or that of a stand-in.
  ///   - timeLimit: how long one look-up may take.
  /// - Throws: ``StoreCatalogError`` with `storeCatalog.invalidAddress`.
  public init(
    address: String, timeLimit: Duration = .seconds(10)
  ) throws(StoreCatalogError) {
    guard let components = URLComponents(string: address),
      ["http", "https"].contains(components.scheme?.lowercased()),
      components.host?.isEmpty == false, components.user == nil, components.query == nil,
      components.fragment == nil
    else {
      throw StoreCatalogError(
        .invalidAddress,
        "\"\(address)\" is not the address of a catalog; write it like "
          + "https://displaycatalog.mp.microsoft.com.")
    }
    var address = address
    while address.hasSuffix("/") { address.removeLast() }
    self.address = address
    self.timeLimit = timeLimit
  }

  public func product(
    of family: PackageFamilyName
  ) async throws(StoreCatalogError) -> StoreProduct? {
    // A family's name holds letters, digits, dots, hyphens and one underscore: nothing to escape.
    let request = HTTPClientRequest(
      url: address + "/v7.0/products/lookup?alternateId=PackageFamilyName&value=\(family)"
        + "&market=US&languages=en-US&fieldsTemplate=Details")
    let (status, body) = try await answer(to: request)
    if status == 404 { return nil }
    guard status == 200 else {
      throw StoreCatalogError(
        status >= 500 || status == 429 ? .unreachable : .unexpectedAnswer,
        "The catalog at \(address) answered with the status \(status). Check the address, and try "
          + "again later.")
    }
    let products: [Answer.Product]
    do {
      products = try JSONDecoder().decode(Answer.self, from: body).products
    } catch {
      throw StoreCatalogError(
        .unexpectedAnswer,
        "What the catalog at \(address) answered is not a list of products. Check the address.",
        cause: error)
    }
    return try products.first.map { (product) throws(StoreCatalogError) in
      try checked(product, for: family)
    }
  }

  /// An id that is none, or another app's, would install something else.
  private func checked(
    _ product: Answer.Product, for family: PackageFamilyName
  ) throws(StoreCatalogError) -> StoreProduct {
    let id = product.id.uppercased()
    let named = product.properties?.family
    guard StoreProduct.isID(id),
      named == nil || named?.lowercased() == family.description.lowercased()
    else {
      throw StoreCatalogError(
        .unexpectedAnswer,
        "What the catalog at \(address) answered is not the product of \(family). Check the address."
      )
    }
    return StoreProduct(id: id, name: product.titles?.first?.title ?? "")
  }

  private struct Answer: Decodable {
    let products: [Product]

    struct Product: Decodable {
      let id: String
      let titles: [Title]?
      let properties: Properties?

      enum CodingKeys: String, CodingKey {
        case id = "ProductId"
        case titles = "LocalizedProperties"
        case properties = "Properties"
      }
    }

    struct Title: Decodable {
      let title: String?

      enum CodingKeys: String, CodingKey { case title = "ProductTitle" }
    }

    struct Properties: Decodable {
      let family: String?

      enum CodingKeys: String, CodingKey { case family = "PackageFamilyName" }
    }

    enum CodingKeys: String, CodingKey { case products = "Products" }
  }

  // MARK: The request

  /// The real answers are some hundred kilobytes.
  private static let largestAnswer = 8 << 20

  private func answer(
    to request: HTTPClientRequest
  ) async throws(StoreCatalogError) -> (status: Int, body: Data) {
    let seconds = timeLimit.formatted(.units(allowed: [.seconds, .milliseconds]))
    do {
      return try await withThrowingTaskGroup(of: (Int, Data)?.self) { [timeLimit] group in
        group.addTask {
          // The time limit around this bounds everything; the one here is only a far one.
          let response = try await Self.connections.execute(request, timeout: .hours(1))
          let body = try await response.body.collect(upTo: Self.largestAnswer)
          return (Int(response.status.code), Data(body.readableBytesView))
        }
        group.addTask {
          try await Task.sleep(for: timeLimit)
          return nil
        }
        defer { group.cancelAll() }
        guard let answer = try await group.next() ?? nil else { throw CancellationError() }
        return answer
      }
    } catch {
      throw StoreCatalogError(
        .unreachable,
        "The catalog at \(address) cannot be reached, or did not answer within \(seconds). Check "
          + "the address and the network.",
        cause: error)
    }
  }

  /// The process's pool of connections, alive as long as the process.
  private static let connections: HTTPClient = {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()
}
