import Foundation
import RegistryHive
import Synchronization
import UserEnvironment
import WindowsDevice

/// A device that loses its power at its N-th write: that write and all later ones do not happen.
final class InterruptedDevice: FaultyDevice {
  struct PowerCut: Error {}

  private let device: any Device
  private let writesLeft: Mutex<Int>
  var healthy: any Device { device }

  init(_ device: any Device, afterWrites count: Int) {
    self.device = device
    writesLeft = Mutex(count)
  }

  func write() throws {
    let isOn = writesLeft.withLock { left in
      if left >= 0 { left -= 1 }
      return left >= 0
    }
    guard isOn else { throw PowerCut() }
  }
}

/// A device of which one write, the N-th, fails.
final class FailingDevice: FaultyDevice {
  struct Failure: Error {}

  private let device: any Device
  private let writes = Mutex(0)
  private let failing: Int
  var healthy: any Device { device }

  init(_ device: any Device, atWrite number: Int) {
    self.device = device
    failing = number
  }

  func write() throws {
    let number = writes.withLock { count in
      count += 1
      return count
    }
    guard number != failing else { throw Failure() }
  }
}

/// A device that does all that another does, but may refuse to write.
protocol FaultyDevice: Device {
  var healthy: any Device { get }
  /// Called before each write.
  func write() throws
}

extension FaultyDevice {
  func apply(
    _ edits: [RegistryEdit], to kind: SettingDefinition.HiveKind, of account: Account,
    at time: Date
  ) async throws {
    guard !edits.isEmpty else { return }
    try write()
    try await healthy.apply(edits, to: kind, of: account, at: time)
  }

  func replaceFile(at path: String, with content: Data?) async throws {
    try write()
    try await healthy.replaceFile(at: path, with: content)
  }

  func description() async throws -> DeviceDescription { try await healthy.description() }
  var startHost: (any StartHost)? { healthy.startHost }
  func accounts() async throws -> [Account] { try await healthy.accounts() }
  func hive(_ kind: SettingDefinition.HiveKind, of account: Account) async throws -> Hive {
    try await healthy.hive(kind, of: account)
  }
  func software(_ keys: [String]) async throws -> Hive { try await healthy.software(keys) }
  func file(at path: String) async throws -> Data? { try await healthy.file(at: path) }
  func unlinkedFile(at path: String) async throws -> Data? {
    try await healthy.unlinkedFile(at: path)
  }
  func exists(at path: String) async throws -> Bool { try await healthy.exists(at: path) }
  func fileNames(in folder: String) async throws -> [String] {
    try await healthy.fileNames(in: folder)
  }
  func checkWritable(for account: Account) async throws {
    try await healthy.checkWritable(for: account)
  }
  func lock(
    _ work: VisitLock.Work, for account: Account
  ) async throws -> VisitLock {
    try await healthy.lock(work, for: account)
  }
}
