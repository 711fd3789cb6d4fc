import Foundation
import Hummingbird
import ServiceAPI
import Store

extension ServiceRouter {
  func addBackupOrderRoutes(to router: some RouterMethods<ServiceContext>) {
    let orders = services.backupOrders
    on(.requestBackup, of: router) { request in
      let person = try request.person()
      let device = DeviceID(rawValue: try request.identifier(.device))
      let order = try await request.body(BackupRequest.self)
      return try .json(
        try await orders.request(order, of: person, on: device, by: request.caller()))
    }
    on(.waitingBackupOrders, of: router) { request in
      try .json(
        try await orders.waiting(
          of: request.person(), on: DeviceID(rawValue: request.identifier(.device))))
    }
    on(.reportBackupOrder, of: router) { request in
      let person = try request.person()
      let order = try request.identifier(.order)
      let report = try await request.body(BackupOrderReport.self)
      return try .json(try await orders.report(report, on: order, of: person))
    }
    on(.backupOrders, of: router) { request in
      let waiting = try request.optionalChoice(query: "waiting", of: Waiting.self)
      return try .json(
        try await orders.orders(
          of: TenantID(rawValue: request.caller().tenant), isWaiting: waiting == .yes,
          page: request.peoplesPage()))
    }
  }

  /// Whether only those are meant that a device has still to carry out.
  private enum Waiting: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }
}
