import Testing

@testable import WindowsDevice

@Suite("Names of packages")
struct PackageNameTests {
  @Test(
    "a publisher's id is computed from its distinguished name",
    arguments: [
      (
        "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US",
        "8wekyb3d8bbwe"
      ),
      (
        "CN=Microsoft Windows, O=Microsoft Corporation, L=Redmond, S=Washington, C=US",
        "cw5n1h2txyewy"
      ),
      ("CN=453637B3-4E12-4CDF-B0D3-2A3C863BF6EF", "zpdnekdrzrea0"),
    ])
  func publisherID(publisher: String, id: String) {
    #expect(PublisherID(publisher: publisher).description == id)
    #expect(PublisherID(id) == PublisherID(publisher: publisher))
  }

  @Test(
    "what cannot be a publisher's id is refused",
    arguments: [
      "", "8wekyb3d8bbw", "8wekyb3d8bbwee", "8wekyb3d8bbwi", "8wekyb3d8bbwl", "8wekyb3d8bbwf",
      "8wekyb3d8bb e",
    ])
  func notPublisherID(text: String) {
    #expect(PublisherID(text) == nil)
  }

  @Test("a full name has its parts")
  func fullName() throws {
    let name = try #require(
      PackageFullName("Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe"))
    #expect(name.name == "Microsoft.WindowsCalculator")
    #expect(name.version.numbers == [11, 2405, 2, 0])
    #expect(name.architecture == .x64)
    #expect(name.resourceID == "")
    #expect(name.family.description == "Microsoft.WindowsCalculator_8wekyb3d8bbwe")
    #expect(name.description == "Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe")
  }

  @Test("a resource package has a resource id")
  func resourceID() throws {
    let name = try #require(
      PackageFullName("Microsoft.Getstarted_6.13.11581.0_neutral_split.scale-100_8wekyb3d8bbwe"))
    #expect(name.resourceID == "split.scale-100")
    #expect(name.architecture == .neutral)
  }

  @Test(
    "what is not a full name is refused",
    arguments: [
      "", "____", "Microsoft.WindowsCalculator_8wekyb3d8bbwe",
      "Microsoft.WindowsCalculator_11.2405.2_x64__8wekyb3d8bbwe",
      "Microsoft.WindowsCalculator_11.2405.2.65536_x64__8wekyb3d8bbwe",
      "Microsoft.WindowsCalculator_11.2405.02.0_x64__8wekyb3d8bbwe",
      "Microsoft.WindowsCalculator_+1.0.0.0_x64__8wekyb3d8bbwe",
      "Microsoft.WindowsCalculator_11.2405.2.0_mips__8wekyb3d8bbwe",
      "Microsoft WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe",
      "Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwu",
      "Microsoft.WindowsCalculator_11.2405.2.0_x64___8wekyb3d8bbwe",
      "ab_1.0.0.0_x64__8wekyb3d8bbwe",
    ])
  func notFullName(text: String) {
    #expect(PackageFullName(text) == nil)
  }

  @Test("versions are ordered by number, not by text")
  func versions() throws {
    let old = try #require(PackageVersion("1.9.0.0"))
    let new = try #require(PackageVersion("1.10.0.0"))
    #expect(old < new)
  }

  @Test("an application user model id is a family and an application")
  func appUserModelID() throws {
    let id = try #require(
      AppUserModelID("microsoft.windowscommunicationsapps_8wekyb3d8bbwe!Microsoft.WindowsLive.Mail")
    )
    #expect(id.family.name == "microsoft.windowscommunicationsapps")
    #expect(id.application == "Microsoft.WindowsLive.Mail")
    #expect(AppUserModelID("MSEdge") == nil)
  }
}
