import Testing

@testable import WindowsDevice

@Suite("The text of dsregcmd /status")
struct JoinStateTests {
  typealias State = DeviceDescription.JoinState

  static func text(
    entra: String, enterprise: String, domain: String, workplace: String = "NO"
  ) -> String {
    """
    +----------------------------------------------------------------------+
    | Device State                                                         |
    +----------------------------------------------------------------------+

                 AzureAdJoined : \(entra)
              EnterpriseJoined : \(enterprise)
                  DomainJoined : \(domain)
               Virtual Desktop : NOT SET
                   Device Name : PC: one

    | User State                                                           |
               WorkplaceJoined : \(workplace)
    """.replacing("\n", with: "\r\n")
  }

  /// The table of Microsoft's documentation.
  static let states: [(String, State?)] = [
    (text(entra: "YES", enterprise: "NO", domain: "NO"), .entraJoined),
    (text(entra: "NO", enterprise: "NO", domain: "YES"), .domainJoined),
    (text(entra: "YES", enterprise: "NO", domain: "YES"), .entraHybridJoined),
    (text(entra: "NO", enterprise: "YES", domain: "YES"), .domainJoined),
    (text(entra: "NO", enterprise: "NO", domain: "NO"), State.none),
    (text(entra: "NO", enterprise: "NO", domain: "NO", workplace: "YES"), .entraRegistered),
    (text(entra: "YES", enterprise: "NO", domain: "NO", workplace: "YES"), .entraJoined),
    ("", nil), ("AzureAdJoined : YES", nil), ("AzureAdJoined : maybe\nDomainJoined : NO", nil),
  ]

  @Test("tells the join state by Microsoft's table", arguments: states)
  func state(text: String, expected: State?) {
    #expect(State(status: text) == expected)
  }
}
