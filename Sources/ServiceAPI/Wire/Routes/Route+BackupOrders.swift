extension Route {
  public static let requestBackup = Route(
    .post, "/v1/users/{user}/devices/{device}/backup-orders")
  public static let waitingBackupOrders = Route(
    .get, "/v1/users/{user}/devices/{device}/backup-orders")
  public static let reportBackupOrder = Route(
    .post, "/v1/users/{user}/backup-orders/{order}/report")
  public static let backupOrders = Route(.get, "/v1/backup-orders")

  /// How a device is asked for a backup.
  static let backupOrdering: [Route] = [
    .requestBackup, .waitingBackupOrders, .reportBackupOrder, .backupOrders,
  ]
}
