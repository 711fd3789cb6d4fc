import Foundation
import RestoreRules
import WindowsDevice

/// What a device cannot read about itself from its disk and IT knows: how it was provisioned, and
/// what it is used for.
public struct DeviceRole: Sendable, Hashable {
  public var provisioning: Facts.Provisioning
  public var use: Facts.Use

  public init(provisioning: Facts.Provisioning = .userDriven, use: Facts.Use = .personal) {
    self.provisioning = provisioning
    self.use = use
  }
}

extension Facts.Device {
  /// The device's own part of the facts, from what it says of itself.
  public init(_ device: DeviceDescription, role: DeviceRole) {
    self.init(
      os: Facts.OperatingSystem(
        product: device.version.isWindows11 ? .windows11 : .windows10,
        build: WindowsBuild(device.version.build, revision: device.version.revision),
        edition: device.version.edition),
      join: Facts.Join(device.join),
      kind: Facts.Kind(device.machine),
      use: role.use,
      provisioning: role.provisioning,
      enrollment: Facts.Enrollment(
        id: device.enrollment.id, state: device.enrollment.isComplete ? .complete : .inProgress,
        at: device.enrollment.at))
  }
}

extension Facts.Join {
  init(_ state: DeviceDescription.JoinState) {
    switch state {
    case .entraJoined: self = .entraJoined
    case .entraHybridJoined: self = .entraHybridJoined
    case .entraRegistered: self = .entraRegistered
    case .domainJoined: self = .domainJoined
    case .none: self = .none
    }
  }
}

extension Facts.Kind {
  init(_ machine: DeviceDescription.Machine) {
    switch machine {
    case .physical: self = .physical
    case .virtualMachine: self = .virtualMachine
    case .cloudPC: self = .cloudPC
    }
  }
}

extension Facts.User.Account {
  /// An Entra ID account is a work account. An account of a domain's is one, too, and looks like a
  /// local one; it counts as work on a PC that is in a domain.
  init(_ account: Account, on device: DeviceDescription) {
    let isInDomain = device.join == .entraHybridJoined || device.join == .domainJoined
    self = account.isEntraAccount || isInDomain ? .work : .local
  }
}
