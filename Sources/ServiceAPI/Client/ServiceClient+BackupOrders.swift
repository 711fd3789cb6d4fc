/// How a device is asked for a backup, and says how it went.
extension ServiceClient {
  /// Asks a device for a backup at its next contact. While an order waits, it is that one.
  public func requestBackup(
    of user: String, on device: String, _ request: BackupRequest
  ) async throws(ServiceError) -> BackupOrderMessage {
    try await exchange.send(
      request, to: .requestBackup, [.user: user, .device: device],
      receiving: BackupOrderMessage.self)
  }

  /// What waits for a device to carry out.
  public func waitingBackupOrders(
    of user: String, on device: String
  ) async throws(ServiceError) -> BackupOrders {
    try await exchange.receive(
      BackupOrders.self, from: .waitingBackupOrders, [.user: user, .device: device])
  }

  /// Says how an order stands. Saying the same twice changes nothing.
  public func report(
    _ report: BackupOrderReport, onOrder order: String, of user: String
  ) async throws(ServiceError) -> BackupOrderMessage {
    try await exchange.send(
      report, to: .reportBackupOrder, [.user: user, .order: order],
      receiving: BackupOrderMessage.self)
  }

  /// A page of the orders of the tenant, by person.
  ///
  /// - Parameter isWaiting: only those that a device has still to carry out.
  public func backupOrders(
    isWaiting: Bool = false, after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> BackupOrders {
    try await exchange.receive(
      BackupOrders.self, from: .backupOrders,
      query: Query.text([
        "waiting": isWaiting ? "true" : nil, "after": after, "limit": limit.map(String.init),
      ]))
  }
}
