import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin backup`
struct AdminBackup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Asks PCs for backups, and shows what became of it.",
    subcommands: [AdminBackupRequest.self, AdminBackupRequests.self])
}

/// `valise admin backup request`
struct AdminBackupRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Asks a PC to back a person up at its next contact.",
    discussion: """
      The PC carries it out with `valise backup --if-ordered` and reports how it went. Asking again \
      while the order waits changes nothing. Where the policy has no backups made on battery or over a \
      metered connection, the PC puts the order off, says why, and tries again at its next contact. An \
      order waits for 14 days.
      """)

  @OptionGroup var person: AdminPersonOption

  @Option(help: ArgumentHelp("The PC's id.", valueName: "id"), transform: NotEmpty.text)
  var device: String

  @Option(help: ArgumentHelp("Why, for the audit log: 1 to 255 bytes.", valueName: "text"))
  var reason: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    try await checkIsLetIn(client)
    let waiting = try await client.waitingBackupOrders(of: person.user, on: device).orders
    let order = try await client.requestBackup(
      of: person.user, on: device, BackupRequest(reason: reason))
    if output.isJSON { return try Output.json(order) }
    if waiting.contains(where: { $0.id == order.id }) {
      return Output.line(
        "Order \(order.id) waits already since \(order.requestedAt.formatted(.iso8601)): "
          + "\(order.device) backs up \(order.user) at its next contact until "
          + "\(order.openUntil.formatted(.iso8601)).")
    }
    Output.line(
      "Order \(order.id): \(order.device) backs up \(order.user) at its next contact until "
        + "\(order.openUntil.formatted(.iso8601)).")
  }

  /// Refuses a PC that the service lets in no more. One that never enrolled may come all the same.
  private func checkIsLetIn(_ client: ServiceClient) async throws {
    let record: DeviceRecord
    do {
      record = try await client.device(device)
    } catch {
      guard error.problem?.code == "device.notFound" else { throw error }
      return
    }
    guard record.state == .revoked, !record.awaitsApproval else { return }
    throw InputError(
      code: "device.revoked",
      message:
        "The PC \(record.name.onOneLine) is revoked, so it will not come. To let it in, enroll it "
        + "again and approve it: `valise admin device show \(record.id)`.")
  }
}

/// `valise admin backup requests`
struct AdminBackupRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests", abstract: "Lists the orders for backups and how each stands.")

  @Flag(help: "Only those that a PC has still to carry out or to report on.")
  var waiting = false

  @OptionGroup var page: PageOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let list = try await service.client().backupOrders(
      isWaiting: waiting, after: page.after, limit: page.limit)
    if output.isJSON { return try Output.json(list) }
    list.orders.isEmpty
      ? Output.line("There is no order.") : BackupOrdersText(list.orders).print()
    page.remark(next: list.next)
  }
}

/// A table of orders.
struct BackupOrdersText {
  private let orders: [BackupOrderMessage]

  init(_ orders: [BackupOrderMessage]) {
    self.orders = orders
  }

  func print() {
    Output.table(
      ["ORDER", "PERSON", "PC", "REQUESTED", "BY", "STATE", "RESULT"],
      orders.map { order in
        [
          order.id, order.user, order.device, order.requestedAt.formatted(.iso8601),
          order.requestedBy ?? "-", order.state.rawValue, result(of: order),
        ]
      })
  }

  private func result(of order: BackupOrderMessage) -> String {
    if let receipt = order.receipt {
      let changed = receipt.changed ? "" : ", unchanged"
      return "version \(receipt.version) of \(receipt.profile)\(changed)"
    }
    if let failure = order.failure { return "\(failure.message) [\(failure.code)]" }
    guard let hindrance = order.hindrance else { return "" }
    return "\(hindrance.at.formatted(.iso8601)): \(hindrance.message) [\(hindrance.code)]"
  }
}
