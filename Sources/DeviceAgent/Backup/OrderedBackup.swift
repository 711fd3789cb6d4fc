import Foundation
import ServiceAPI

/// Carries out a backup that the help desk asked for: takes the order, backs up, and says how it went.
///
/// The device may stop at any point. An order that was taken and not reported on still waits, so the
/// next contact does the backup again, which costs nothing when nothing changed. Where something about
/// the device forbids a backup now, as its battery does, the order is put off, and waits as well.
public struct OrderedBackup: Sendable {
  private let client: ServiceClient
  private let device: String
  private let user: String

  /// - Parameters:
  ///   - device: the hardware's id, see `DeviceDescription.hardwareID`.
  ///   - user: the person's subject.
  public init(client: ServiceClient, device: String, user: String) {
    self.client = client
    self.device = device
    self.user = user
  }

  /// The order that waits for this device; nil when there is none.
  ///
  /// - Throws: `ServiceError`
  public func order() async throws -> BackupOrderMessage? {
    try await client.waitingBackupOrders(of: user, on: device).orders.first
  }

  /// Whether the device can carry an order out now.
  public enum Readiness<Permission> {
    case ready(Permission)
    /// Not now: the order is put off, with the reason.
    case putOff(BackupOrderMessage.Failure)
  }

  /// Carries an order out.
  ///
  /// - Parameters:
  ///   - prepare: finds out whether a backup can be made now.
  ///   - backup: captures and sends, as it was permitted.
  ///   - failure: what the help desk is told of an error.
  /// - Returns: nil when the order was put off.
  /// - Throws: what `prepare` and `backup` threw; `ServiceError` when the result could not be reported,
  ///   and then the order still waits.
  public func carryOut<Permission, Result>(
    _ order: BackupOrderMessage, prepare: () async throws -> Readiness<Permission>,
    backup: (Permission) async throws -> (Result, Receipt),
    failure: (any Error) -> BackupOrderMessage.Failure
  ) async throws -> Result? {
    let permission: Permission
    switch try await telling(failure, of: order, prepare) {
    case .putOff(let reason):
      _ = try await client.report(.putOff(reason), onOrder: order.id, of: user)
      return nil
    case .ready(let given): permission = given
    }
    _ = try await client.report(.taken, onOrder: order.id, of: user)
    let (result, receipt) = try await telling(failure, of: order) { try await backup(permission) }
    _ = try await client.report(.done(receipt), onOrder: order.id, of: user)
    return result
  }

  /// Does a part of an order, and tells the help desk when it fails.
  private func telling<Value>(
    _ failure: (any Error) -> BackupOrderMessage.Failure, of order: BackupOrderMessage,
    _ work: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await work()
    } catch {
      // The service that was away during the backup is no failure of the device's: it is done again.
      if !Self.isPassing(error) {
        _ = try? await client.report(.failed(failure(error)), onOrder: order.id, of: user)
      }
      throw error
    }
  }

  private static func isPassing(_ error: any Error) -> Bool {
    guard let error = error as? ServiceError else { return error is CancellationError }
    return error.problem.map { $0.status >= 500 } ?? true
  }
}
