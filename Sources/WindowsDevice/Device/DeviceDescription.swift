import Foundation
import UserEnvironment

/// What a PC says of itself.
public struct DeviceDescription: Hashable, Sendable, Codable {
  /// The computer name.
  public let name: String
  /// Which hardware this is, over all resets: made from the firmware's UUID where Windows noted it,
  /// else from the installation's GUID.
  public let hardwareID: String
  public let version: WindowsVersion
  public let join: JoinState
  public let machine: Machine
  public let enrollment: Enrollment

  public init(
    name: String, hardwareID: String, version: WindowsVersion, join: JoinState, machine: Machine,
    enrollment: Enrollment
  ) {
    self.name = name
    self.hardwareID = hardwareID
    self.version = version
    self.join = join
    self.machine = machine
    self.enrollment = enrollment
  }

  /// The PC as a snapshot names its source.
  public var source: SourceDevice {
    SourceDevice(
      name: name, product: version.isWindows11 ? "windows11" : "windows10",
      build: version.description, edition: version.edition)
  }

  public enum JoinState: String, Hashable, Sendable, Codable, CaseIterable {
    case entraJoined
    case entraHybridJoined
    case entraRegistered
    case domainJoined
    case none
  }

  public enum Machine: String, Hashable, Sendable, Codable, CaseIterable {
    case physical
    case virtualMachine
    case cloudPC
  }

  /// One life of the PC between two resets.
  public struct Enrollment: Hashable, Sendable, Codable {
    /// Made from the installation's GUID and date: a reset gives another.
    public let id: String
    /// False while the PC is still being set up.
    public let isComplete: Bool
    /// When Windows was installed.
    public let at: Date

    public init(id: String, isComplete: Bool, at: Date) {
      self.id = id
      self.isComplete = isComplete
      self.at = at
    }
  }
}

/// The version of Windows on a PC.
public struct WindowsVersion: Hashable, Sendable, Codable, CustomStringConvertible {
  /// `CurrentBuild`: 19045 is Windows 10 22H2, 22000 and above are Windows 11.
  public let build: Int
  /// `UBR`, the update build revision.
  public let revision: Int
  /// Windows' own EditionID: `Enterprise`, `Professional`.
  public let edition: String

  public init(build: Int, revision: Int, edition: String) {
    self.build = build
    self.revision = revision
    self.edition = edition
  }

  /// `ProductName` still says Windows 10 on Windows 11; only the build tells.
  public var isWindows11: Bool { build >= 22000 }

  public var description: String { "\(build).\(revision)" }
}
