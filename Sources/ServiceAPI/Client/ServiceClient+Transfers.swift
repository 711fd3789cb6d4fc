extension ServiceClient {
  /// The transfers that leave the caller's tenant or come to it.
  public func transfers(after: String? = nil) async throws(ServiceError) -> TransferList {
    try await exchange.receive(
      TransferList.self, from: .transfers, query: Query.text(["after": after]))
  }

  public func transfer(_ id: String) async throws(ServiceError) -> TransferStatus {
    try await exchange.receive(TransferStatus.self, from: .transfer, [.transfer: id])
  }

  /// Asks for a transfer. The code in the answer is shown this once.
  public func requestTransfer(
    _ message: TransferRequest
  ) async throws(ServiceError) -> RequestedTransfer {
    try await exchange.send(message, to: .requestTransfer, [:], receiving: RequestedTransfer.self)
  }

  /// Accepts a transfer, and waits until the profiles are copied.
  public func acceptTransfer(
    _ reply: TransferReply
  ) async throws(ServiceError) -> TransferStatus {
    try await exchange.send(reply, to: .acceptTransfer, [:], receiving: TransferStatus.self)
  }

  public func declineTransfer(
    _ reply: TransferReply
  ) async throws(ServiceError) -> TransferStatus {
    try await exchange.send(reply, to: .declineTransfer, [:], receiving: TransferStatus.self)
  }

  public func cancelTransfer(_ id: String) async throws(ServiceError) -> TransferStatus {
    try await exchange.receive(TransferStatus.self, from: .cancelTransfer, [.transfer: id])
  }
}
