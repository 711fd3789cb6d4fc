import Foundation
import Identity
import ServiceAPI
import Store

/// Orders to devices to back a person up: made by the help desk, taken by the agent at its next
/// contact, and ended by its report.
public struct BackupOrderService: Sendable {
  private let store: any Store
  private let shelf: RecordShelf<BackupOrder>
  private let audit: AuditService
  private let now: @Sendable () -> Date

  /// How long a device may take to be in contact: past that the reason has mostly gone.
  public static let openTime: TimeInterval = 14 * 86_400
  /// How long an order is remembered after it could last be taken.
  static let keepingTime: TimeInterval = 180 * 86_400
  /// How often it is tried again when somebody else is faster.
  private static let attempts = 20

  init(store: any Store, audit: AuditService, now: @escaping @Sendable () -> Date) {
    self.store = store
    self.audit = audit
    self.now = now
    shelf = RecordShelf(store: store, kind: BackupOrder.kind, now: now)
  }

  /// Asks a device for a backup. While an order of this person and device waits, it is that one.
  public func request(
    _ request: BackupRequest, of person: PersonID, on device: DeviceID, by caller: Caller
  ) async throws -> BackupOrderMessage {
    try Identifier.check(request.reason, field: "reason")
    guard try await isKnown(device, of: person) else {
      throw ServiceProblem(
        .backupOrderDeviceUnknown,
        "This person is not known on that device: there is neither a backup nor a sign-in of theirs, so the order would wait in vain. Find the device's id with `valise admin person show`."
      )
    }
    return try await Attempts.run(
      Self.attempts,
      orElse: ServiceProblem(
        .storeUnavailable, "Orders to this device change all the time. Try again.")
    ) {
      let known = try await orders(of: person, on: device)
      let time = now()
      if let waiting = known.last(where: { $0.content.isWaiting(at: time) }) {
        return waiting.message(at: time)
      }
      let order = BackupOrder(
        device: device.rawValue, reason: request.reason, requestedBy: caller.name,
        requestedAt: time, openUntil: time + Self.openTime)
      let number = (known.last.flatMap { BackupOrder.number(of: $0.id) } ?? 0) + 1
      let id = BackupOrder.id(number, for: device)
      // It is a conflict when somebody else asked at this very moment: then that order is the one.
      return try await shelf.put(
        order, id: id, of: .person(person), labels: order.labels,
        expiresAt: order.openUntil + Self.keepingTime, if: .absent,
        audited: audit.entry(
          AuditEvent(
            .backupRequested, by: AuditActor(caller), user: person.subject,
            device: device.rawValue, object: id, reason: request.reason),
          in: person.tenant)
      ).message(at: time)
    }
  }

  /// The orders that wait for a device. There is one at most.
  func waiting(of person: PersonID, on device: DeviceID) async throws -> BackupOrders {
    let time = now()
    return BackupOrders(
      orders: try await orders(of: person, on: device)
        .filter { $0.content.isWaiting(at: time) }.map { $0.message(at: time) })
  }

  /// All orders of a person, the newest first.
  public func orders(of person: PersonID) async throws -> [BackupOrderMessage] {
    let time = now()
    return try await shelf.allDocuments(of: .person(person))
      .map { $0.message(at: time) }
      .sorted { ($0.requestedAt, $0.id) > ($1.requestedAt, $1.id) }
  }

  /// A page of the orders of a tenant, by person.
  ///
  /// - Parameter isWaiting: only those that a device has still to carry out, or to report on.
  func orders(of tenant: TenantID, isWaiting: Bool, page: PeoplesPage) async throws -> BackupOrders
  {
    let time = now()
    let found = try await shelf.peoplesDocuments(
      of: tenant, labelled: isWaiting ? BackupOrder.waitingLabel : nil,
      after: page.after, limit: page.lookahead)
    let (items, next) = page.cut(found, position: \.position)
    return BackupOrders(
      orders: items.filter { !isWaiting || $0.content.isWaiting(at: time) }
        .map { $0.message(at: time) },
      next: next)
  }

  /// Takes in what a device says of an order.
  ///
  /// - Throws: `backupOrder.notFound`, `backupOrder.ended`.
  func report(
    _ report: BackupOrderReport, on id: String, of person: PersonID
  ) async throws -> BackupOrderMessage {
    try Self.check(report)
    return try await Attempts.run(
      Self.attempts,
      orElse: ServiceProblem(.storeUnavailable, "This order changes all the time. Try again.")
    ) {
      guard let known = try await shelf.document(id, of: .person(person)) else {
        throw ServiceProblem(.backupOrderNotFound, "There is no such order for this person.")
      }
      let time = now()
      var order = known.content
      switch order.handle(report, at: time) {
      case .leave: return known.message(at: time)
      case .refuse:
        throw ServiceProblem(
          .backupOrderEnded,
          "This order is \(known.content.state(at: time).rawValue), and that stays; \(report.state.rawValue) was not recorded."
        )
      case .keep: break
      }
      // It is a conflict when it was reported twice at once: then what the other one said counts.
      return try await shelf.put(
        order, id: id, of: .person(person), labels: order.labels,
        expiresAt: order.openUntil + Self.keepingTime, if: .revision(known.revision)
      ).message(at: time)
    }
  }

  private static func check(_ report: BackupOrderReport) throws(ServiceProblem) {
    guard (report.state == .done) == (report.receipt != nil) else {
      throw ServiceProblem(
        .invalidField, "The field receipt belongs to the state done, and to it alone.")
    }
    guard [.failed, .putOff].contains(report.state) == (report.failure != nil) else {
      throw ServiceProblem(
        .invalidField,
        "The field failure belongs to the states failed and putOff, and to them alone.")
    }
    if let failure = report.failure {
      try Identifier.check(failure.code, field: "failure.code")
      guard (1...2000).contains(failure.message.utf8.count) else {
        throw ServiceProblem(
          .invalidField, "The field failure.message must be 1 to 2000 bytes of text.")
      }
    }
    if let receipt = report.receipt {
      try Identifier.check(receipt.profile, field: "receipt.profile")
    }
  }

  private func orders(
    of person: PersonID, on device: DeviceID
  ) async throws -> [Versioned<BackupOrder>] {
    try await shelf.allDocuments(of: .person(person), labelled: BackupOrder.deviceLabel(device))
  }

  private func isKnown(_ device: DeviceID, of person: PersonID) async throws -> Bool {
    if try await store.profile(from: device, of: person) != nil { return true }
    return try await store.lastSignIn(of: person, on: device) != nil
  }
}

extension AuditAction {
  static let backupRequested = AuditAction(rawValue: "backup.requested")
}
