import Foundation
import Testing

@testable import WindowsDevice

@Suite("The circumstances of a running Windows")
struct LiveConditionsTests {
  @Test(
    "are read from what PowerShell tells, and what it does not tell is not known",
    arguments: [
      (#"{"cost":1,"roaming":false,"power":1}"#, false, false),
      (#"{"cost":2,"roaming":false,"power":0}"#, true, true),
      (#"{"cost":3,"roaming":false,"power":255}"#, true, nil),
      (#"{"cost":1,"roaming":true,"power":1}"#, true, false),
      (#"{"cost":0,"roaming":false,"power":null}"#, nil, nil),
      (#"{"cost":null,"roaming":null,"power":0}"#, nil, true),
      ("{}", nil, nil),
    ] as [(String, Bool?, Bool?)])
  func told(json: String, isMetered: Bool?, isOnBattery: Bool?) throws {
    for mark in [Data(), Data([0xEF, 0xBB, 0xBF])] {
      let conditions = try #require(PowerShellConditions(json: mark + Data(json.utf8))).conditions
      #expect(conditions == DeviceConditions(isMetered: isMetered, isOnBattery: isOnBattery))
    }
  }

  @Test("are unknown where PowerShell tells something else", arguments: ["", "nonsense", "[1]"])
  func nonsense(text: String) {
    #expect(PowerShellConditions(json: Data(text.utf8)) == nil)
  }
}
