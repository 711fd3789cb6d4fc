import Crypto
import Foundation
import RegistryHive
import UserEnvironment

extension DeviceDescription {
  /// Reads what a PC says of itself from its machine hives. The places are listed in
  /// docs/architecture.md, "How a device is recognized".
  ///
  /// - Throws: ``DeviceError`` with `device.incomplete` when a place that every installation has is
  ///   missing.
  init(software: Hive, system: Hive) throws {
    guard let currentControlSet = try system.catalogKey(at: "CurrentControlSet") else {
      throw DeviceError(.incomplete, "The SYSTEM hive does not have the control set in use.")
    }
    guard
      let windows = try software.key(at: #"Microsoft\Windows NT\CurrentVersion"#),
      let build = try windows.text(named: "CurrentBuild").flatMap({ Int($0) })
    else {
      throw DeviceError(
        .incomplete, "The SOFTWARE hive does not say which Windows this is (CurrentBuild).")
    }
    guard
      let installationID = try software.key(at: #"Microsoft\Cryptography"#)?
        .text(named: "MachineGuid"), !installationID.isEmpty
    else {
      throw DeviceError(
        .incomplete, "The SOFTWARE hive does not say which installation this is (MachineGuid).")
    }
    let installDate = try windows.number(named: "InstallDate") ?? 0
    let computerName = try currentControlSet.key(at: #"Control\ComputerName\ComputerName"#)?
      .text(named: "ComputerName")
    guard let computerName else {
      throw DeviceError(.incomplete, "The SYSTEM hive does not say the PC's name (ComputerName).")
    }
    let firmwareID = try system.key(at: "HardwareConfig")?.text(named: "LastConfig")
      .flatMap { Self.isUnique(firmwareID: $0) ? $0 : nil }
    let revision = try windows.number(named: "UBR") ?? 0
    let edition = try windows.text(named: "EditionID") ?? ""
    self.init(
      name: computerName,
      hardwareID: Self.identifier("d", firmwareID ?? installationID),
      version: WindowsVersion(build: build, revision: Int(revision), edition: edition),
      join: try Self.joinState(currentControlSet),
      machine: try Self.machine(currentControlSet),
      enrollment: Enrollment(
        id: Self.identifier("e", "\(installationID) \(installDate)"),
        isComplete: try Self.isSetUp(software: software, system: system),
        at: Date(timeIntervalSince1970: Double(installDate))))
  }

  /// Whether a firmware's UUID was ever set: boards whose maker forgot it share a few well-known ones.
  private static func isUnique(firmwareID: String) -> Bool {
    let digits = firmwareID.lowercased().filter(\.isHexDigit)
    let forgotten = "03000200040005000006000700080009"
    return digits.count == 32 && Set(digits).count > 1 && digits != forgotten
  }

  /// An identifier that says nothing about what it was made from.
  private static func identifier(_ prefix: String, _ source: String) -> String {
    let digest = SHA256.hash(data: Data(source.lowercased().utf8))
    return prefix + "-" + digest.prefix(10).hexadecimal()
  }

  /// A `CloudDomainJoin` key stands empty on PCs that are not joined: only a `JoinInfo` in it counts.
  private static func joinState(_ currentControlSet: HiveKey) throws -> JoinState {
    let joinInfo = try currentControlSet.key(at: #"Control\CloudDomainJoin\JoinInfo"#)
    let isEntraJoined = try joinInfo?.subkeys().isEmpty == false
    let domain = try currentControlSet.key(at: #"Services\Tcpip\Parameters"#)?
      .text(named: "Domain")
    let isInDomain = domain?.isEmpty == false
    switch (isEntraJoined, isInDomain) {
    case (true, true): return .entraHybridJoined
    case (true, false): return .entraJoined
    case (false, true): return .domainJoined
    case (false, false): return .none
    }
  }

  private static func machine(_ currentControlSet: HiveKey) throws -> Machine {
    let information = try currentControlSet.key(at: #"Control\SystemInformation"#)
    let product = try information?.text(named: "SystemProductName") ?? ""
    let maker = try information?.text(named: "SystemManufacturer") ?? ""
    if product.hasPrefix("Cloud PC") { return .cloudPC }
    let virtualMachines = ["Virtual Machine", "VMware", "VirtualBox", "KVM", "QEMU", "HVM domU"]
    return virtualMachines.contains { product.contains($0) || maker.contains($0) }
      ? .virtualMachine : .physical
  }

  /// Setup is over when all of its marks are down and the image is not said to be incomplete.
  private static func isSetUp(software: Hive, system: Hive) throws -> Bool {
    let setup = try system.key(at: "Setup")
    for mark in ["OOBEInProgress", "SystemSetupInProgress", "SetupPhase"] {
      if try setup?.number(named: mark) ?? 0 != 0 { return false }
    }
    let state = try software.key(at: #"Microsoft\Windows\CurrentVersion\Setup\State"#)
    return try state?.text(named: "ImageState") ?? completeImage == completeImage
  }

  private static let completeImage = "IMAGE_STATE_COMPLETE"
}
