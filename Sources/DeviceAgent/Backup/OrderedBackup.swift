import Foundation
import ServiceAPI

/// Carries out a backup that the help desk asked for: takes the order, backs up, and says how it went.
///
/// The device may stop at any point. An order that was taken and not reported on still waits, so the
/// next contact does the backup again, which costs nothing when nothing changed.
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

  /// Carries an order out.
  ///
  /// - Parameters:
  ///   - backup: captures and sends.
  ///   - failure: what the help desk is told of an error.
  /// - Throws: what `backup` threw; `ServiceError` when the result could not be reported, and then the
  ///   order still waits.
  public func carryOut<Result>(
    _ order: BackupOrderMessage, backup: () async throws -> (Result, Receipt),
    failure: (any Error) -> BackupOrderMessage.Failure
  ) async throws -> Result {
    _ = try await client.report(.taken, onOrder: order.id, of: user)
    let result: Result
    let receipt: Receipt
    do {
      (result, receipt) = try await backup()
    } catch {
      // The service that was away during the backup is no failure of the device's: it is done again.
      if !Self.isPassing(error) {
        _ = try? await client.report(.failed(failure(error)), onOrder: order.id, of: user)
      }
      throw error
    }
    _ = try await client.report(.done(receipt), onOrder: order.id, of: user)
    return result
  }

  private static func isPassing(_ error: any Error) -> Bool {
    guard let error = error as? ServiceError else { return error is CancellationError }
    return error.problem.map { $0.status >= 500 } ?? true
  }
}
