import Foundation
import RegistryHive
import Testing
import WindowsDevice

extension DeviceTests {
  @Suite("What a PC says of itself")
  struct Descriptions {
    @Test("a disk tells its Windows, name, join state and installation")
    func offline() async throws {
      try await TestedDevice.offlineVolume.use { pc in
        let description = try await pc.device.description()
        #expect(description.name == "DESKTOP-4F2")
        #expect(description.version.description == "19045.6456")
        #expect(description.version.edition == "Enterprise")
        #expect(!description.version.isWindows11)
        #expect(description.join == .entraJoined)
        #expect(description.machine == .physical)
        #expect(description.enrollment.isComplete)
        #expect(description.enrollment.at == Date(timeIntervalSince1970: 0x622F_1C00))
        #expect(description.source.product == "windows10")
      }
    }

    @Test("the people of a disk are those with a profile, not services")
    func offlineAccounts() async throws {
      try await TestedDevice.offlineVolume.use { pc in
        let accounts = try await pc.device.accounts()
        #expect(accounts.map(\.name).sorted() == ["alice", "bob"])
        #expect(Set(accounts.map(\.profilePath)) == [#"C:\Users\alice"#, #"C:\Users\bob"#])
        #expect(accounts.allSatisfy { $0.isEntraAccount })
      }
    }

    @Test("the same PC is always told by the same identifiers", arguments: TestedDevice.here)
    func stable(device: TestedDevice) async throws {
      try await device.use { pc in
        let first = try await pc.device.description()
        #expect(try await pc.device.description() == first)
        #expect(first.hardwareID.hasPrefix("d-"))
        #expect(first.enrollment.id.hasPrefix("e-"))
      }
    }

    static let joinStates: [(entra: Bool, domain: String, DeviceDescription.JoinState)] = [
      (true, "", .entraJoined), (true, "corp.example", .entraHybridJoined),
      (false, "corp.example", .domainJoined), (false, "", .none),
    ]

    @Test("a disk's join state comes from JoinInfo and the domain", arguments: joinStates)
    func join(entra: Bool, domain: String, expected: DeviceDescription.JoinState) async throws {
      try await TestedDevice.offlineVolume.use { pc in
        let url = pc.drive.appending(path: "Windows/System32/config/SYSTEM")
        var editor = try HiveEditor(Hive(contentsOf: url.path))
        let time = FileTime(ticks: 1)
        try editor.setValue(
          "Domain", type: .string, bytes: domain.utf16.flatMap { [UInt8($0), 0] } + [0, 0],
          at: #"ControlSet001\Services\Tcpip\Parameters"#, lastWritten: time)
        if !entra {
          // The empty key stands on PCs that are not joined.
          let joinInfo = #"ControlSet001\Control\CloudDomainJoin\JoinInfo"#
          try editor.deleteKey(at: joinInfo, lastWritten: time)
          try editor.createKey(at: joinInfo, lastWritten: time)
        }
        try editor.write(to: url.path)
        #expect(try await pc.device.description().join == expected)
      }
    }
  }
}
