extension Route {
  public static let transfers = Route(.get, "/v1/transfers")
  public static let transfer = Route(.get, "/v1/transfers/{transfer}")
  public static let requestTransfer = Route(.post, "/v1/transfers")
  public static let cancelTransfer = Route(.delete, "/v1/transfers/{transfer}")
  public static let acceptTransfer = Route(.post, "/v1/transfers/accept")
  public static let declineTransfer = Route(.post, "/v1/transfers/decline")

  /// A person's profiles on their way to another tenant.
  static let transferring: [Route] = [
    .transfers, .transfer, .requestTransfer, .cancelTransfer, .acceptTransfer, .declineTransfer,
  ]
}
