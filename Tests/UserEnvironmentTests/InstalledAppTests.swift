import Foundation
import Testing

@testable import UserEnvironment

@Suite("An installed app")
struct InstalledAppTests {
  @Test("of a snapshot from before its origin was noted is read, and encodes to the same bytes")
  func oldSnapshot() throws {
    let old = Data(
      #"{"apps":[{"id":"A_1","kind":"packaged","name":"A","scope":"user","storeProductID":"9NX"}]}"#
        .utf8)
    let component: AppsComponent = try CanonicalJSON.decode(from: old)
    let app = try #require(component.apps.first)
    #expect(app.origin == .unknown)
    #expect(!app.isPinned)
    #expect(app.installedAt == nil)
    #expect(try CanonicalJSON.encode(component) == old)
  }

  @Test("comes back whole from its encoding")
  func roundTrip() throws {
    let app = InstalledApp(
      id: "{90160000-008C-0000-1000-0000000FF1CE}", kind: .desktop, name: "Expenses",
      publisher: "Contoso", version: "3.1", architecture: "x64", scope: .machine, origin: .winget,
      wingetID: "Contoso.Expenses",
      wingetSource: WingetSource(
        name: "contoso", identifier: "Contoso.Source", argument: "https://winget.example/api",
        type: "Microsoft.Rest"),
      isPinned: true, installedAt: Date(timeIntervalSince1970: 1_700_000_000.75))
    let bytes = try CanonicalJSON.encode(app)
    #expect(try CanonicalJSON.decode(from: bytes) == app)
  }
}
