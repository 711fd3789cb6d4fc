import Testing

@testable import ServiceAPI

@Suite("Paths of requests")
struct RouteTests {
  @Test("A parameter cannot leave its part of the path, whatever it holds")
  func percentEncoding() {
    #expect(
      Route.profiles.path([.user: "a/b?c#d e%41\u{fc}"])
        == "/v1/users/a%2Fb%3Fc%23d%20e%2541%C3%BC/profiles")
  }

  @Test("A parameter of dots is not read as a step in the tree", arguments: [".", ".."])
  func dots(name: String) {
    let path = Route.profiles.path([.user: name])
    #expect(!path.contains("/" + name + "/"))
    #expect(path.removingPercentEncoding == "/v1/users/\(name)/profiles")
  }

  @Test("Unreserved characters stay as they are")
  func unreserved() {
    #expect(Route.offers.path([.user: "A-z.0_9~"]) == "/v1/users/A-z.0_9~/offers")
  }

  @Test("Every parameter of every route is one that requests can fill in")
  func templates() {
    for route in Route.all {
      let names = route.template.split(separator: "/").filter { $0.hasPrefix("{") }
        .map { String($0.dropFirst().dropLast()) }
      #expect(names.allSatisfy { Route.Parameter(rawValue: $0) != nil }, "\(route)")
    }
    #expect(Set(Route.all).count == Route.all.count)
  }
}

@Suite("Which version is meant")
struct SnapshotSelectorTests {
  @Test("newest and numbers from 1 are read, and written again the same")
  func valid() {
    #expect(SnapshotSelector("newest") == .newest)
    #expect(SnapshotSelector("17") == .version(17))
    #expect(SnapshotSelector("17")?.description == "17")
  }

  @Test(
    "Anything else is refused",
    arguments: ["", "0", "-1", "+1", " 1", "1.0", "Newest", "99999999999999999999", "١"])
  func invalid(text: String) {
    #expect(SnapshotSelector(text) == nil)
  }
}
