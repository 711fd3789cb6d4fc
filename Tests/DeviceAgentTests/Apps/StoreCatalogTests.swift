import Foundation
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("Looking up apps in the Store's catalog")
struct StoreCatalogTests {
  private let family = "Contoso.App_n0r4vfwm7vxx4"

  private func look(
    limit: Duration = .seconds(20), _ answer: @escaping @Sendable (String) -> String?
  ) async throws -> (product: StoreProduct?, requests: [String]) {
    let server = try StandInCatalog(answer: answer)
    defer { server.stop() }
    let catalog = try DisplayCatalog(address: server.address + "/", timeLimit: limit)
    let product = try await catalog.product(of: #require(PackageFamilyName(family)))
    return (product, server.requests)
  }

  private func error(
    limit: Duration = .seconds(20), _ answer: @escaping @Sendable (String) -> String?
  ) async -> StoreCatalogError.Code? {
    await #expect(throws: StoreCatalogError.self) {
      try await look(limit: limit, answer)
    }?.code
  }

  @Test("a family is asked for by its name, and its product is read")
  func found() async throws {
    let body = StandInCatalog.product("9nblggh00001", family)
    let (product, requests) = try await look { _ in StandInCatalog.json(body) }
    #expect(product == StoreProduct(id: "9NBLGGH00001", name: "Contoso Expenses"))
    #expect(
      requests == [
        "GET /v7.0/products/lookup?alternateId=PackageFamilyName&value=\(family)"
          + "&market=US&languages=en-US&fieldsTemplate=Details HTTP/1.1"
      ])
  }

  @Test("an app that the Store does not have is no product, and no failure")
  func notFound() async throws {
    let empty = #"{"BigIds":[],"HasMorePages":false,"Products":[],"TotalResultCount":0}"#
    #expect(try await look { _ in StandInCatalog.json(empty) }.product == nil)
    let missing = StandInCatalog.json(
      #"{"code":"NotFound","message":"x"}"#, status: "404 Not Found")
    #expect(try await look { _ in missing }.product == nil)
  }

  @Test(
    "an answer that is none is refused",
    arguments: [
      "", "{", "[]", "<html></html>", #"{"Products":{}}"#, #"{"Products":[{}]}"#,
      #"{"Products":[{"ProductId":"calculator"}]}"#,
      StandInCatalog.product("9WZDNCRFHVN5", "Microsoft.WindowsCalculator_8wekyb3d8bbwe"),
    ])
  func malformed(body: String) async {
    #expect(await error { _ in StandInCatalog.json(body) } == .unexpectedAnswer)
  }

  @Test("every beginning of an answer is a product or refused")
  func truncation() async throws {
    let body = StandInCatalog.product("9NBLGGH00001", family)
    for length in stride(from: 0, to: body.utf8.count - 1, by: 7) {
      let part = String(decoding: body.utf8.prefix(length), as: UTF8.self)
      #expect(await error { _ in StandInCatalog.json(part) } == .unexpectedAnswer)
    }
    // Cut off on the way: shorter than it says.
    let cut = StandInCatalog.json(body).dropLast(20)
    #expect(await error { _ in String(cut) } == .unreachable)
  }

  @Test(
    "a server in trouble may be asked again later",
    arguments: ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"])
  func trouble(status: String) async {
    #expect(await error { _ in StandInCatalog.json("{}", status: status) } == .unreachable)
  }

  @Test("a redirection is not followed")
  func redirect() async throws {
    let other = try StandInCatalog { _ in StandInCatalog.json("{}") }
    defer { other.stop() }
    let answer = StandInCatalog.json(
      "", status: "302 Found", more: "Location: \(other.address)/v7.0/products/lookup\r\n")
    #expect(await error { _ in answer } == .unexpectedAnswer)
    #expect(other.requests.isEmpty)
  }

  @Test("a catalog that says nothing is given up on, and so is one that is not there")
  func silent() async throws {
    #expect(await error(limit: .milliseconds(200)) { _ in nil } == .unreachable)
    let gone = try StandInCatalog { _ in nil }
    gone.stop()
    let catalog = try DisplayCatalog(address: gone.address)
    await #expect(throws: StoreCatalogError(.unreachable, "")) {
      try await catalog.product(of: #require(PackageFamilyName(family)))
    }
  }

  @Test(
    "an address that cannot be asked is refused",
    arguments: ["", "catalog", "ftp://127.0.0.1", "http://", "http://a@127.0.0.1", "http://h?x=1"])
  func address(text: String) {
    #expect(throws: StoreCatalogError(.invalidAddress, "")) { try DisplayCatalog(address: text) }
  }

  // MARK: Completing a list

  private struct Shelf: StoreCatalog {
    var products: [String: StoreProduct] = [:]
    var error: StoreCatalogError?
    let asked: Asked

    actor Asked {
      private(set) var families: [String] = []
      func add(_ family: String) { families.append(family) }
    }

    func product(
      of family: PackageFamilyName
    ) async throws(StoreCatalogError) -> StoreProduct? {
      await asked.add(family.description)
      if let error { throw error }
      return products[family.description]
    }
  }

  private func app(
    _ name: String, origin: InstalledApp.Origin = .unknown, store: String? = nil,
    kind: InstalledApp.Kind = .packaged
  ) -> InstalledApp {
    InstalledApp(
      id: name, kind: kind, name: name, scope: .user, origin: origin, storeProductID: store)
  }

  @Test("only apps without a product are asked for, and none that are the organization's own")
  func complete() async throws {
    let asked = Shelf.Asked()
    let shelf = Shelf(
      products: ["Contoso.App_n0r4vfwm7vxx4": StoreProduct(id: "9NBLGGH00001", name: "Expenses")],
      asked: asked)
    let apps = [
      app("Contoso.App_n0r4vfwm7vxx4"), app("Contoso.Lost_n0r4vfwm7vxx4"),
      app("Contoso.Secret_n0r4vfwm7vxx4", origin: .sideloaded),
      app("www.youtube.com-54E21B02_pd8mbgmqs65xy", origin: .edgeApp),
      app("Microsoft.WindowsCalculator_8wekyb3d8bbwe", store: "9WZDNCRFHVN5"),
      app("Microsoft.SkypeApp_kzf8qxf38zg5c", origin: .store), app("Git_is1", kind: .desktop),
    ]
    let result = await StoreLookup(in: shelf, beyond: try .bundled())
      .complete(AppsComponent(apps: apps))
    #expect(
      await asked.families == ["Contoso.App_n0r4vfwm7vxx4", "Contoso.Lost_n0r4vfwm7vxx4"])
    #expect(result.found == 1)
    #expect(result.remarks.isEmpty)
    #expect(result.apps.apps.count == apps.count)
    let found = try #require(result.apps.apps.first { $0.id == "Contoso.App_n0r4vfwm7vxx4" })
    #expect(found.storeProductID == "9NBLGGH00001")
    #expect(found.origin == .store)
  }

  @Test("a catalog that fails is not asked on and on, and leaves a remark")
  func failing() async throws {
    let asked = Shelf.Asked()
    let shelf = Shelf(error: StoreCatalogError(.unreachable, "Away."), asked: asked)
    let apps = (1...9).map { app("Contoso.App\($0)_n0r4vfwm7vxx4") }
    let result = await StoreLookup(in: shelf, beyond: try .bundled())
      .complete(AppsComponent(apps: apps))
    #expect(await asked.families.count == 3)
    #expect(result.apps == AppsComponent(apps: apps))
    #expect(result.remarks.count == 1)
  }
}
