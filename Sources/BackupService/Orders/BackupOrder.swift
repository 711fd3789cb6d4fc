import Foundation
import ServiceAPI
import Store
import UserEnvironment

/// An order to a device to back a person up at its next contact: a record of the person.
struct BackupOrder: Codable, Sendable, Hashable {
  static let kind = RecordKind(rawValue: "backupOrder")

  let device: String
  let reason: String
  /// The subject of who asked for it; nil for a static token.
  let requestedBy: String?
  let requestedAt: Date
  let openUntil: Date
  private(set) var progress = Progress.open
  private(set) var takenAt: Date?
  private(set) var endedAt: Date?
  private(set) var hindrance: BackupOrderMessage.Hindrance?
  private(set) var receipt: Receipt?
  private(set) var failure: BackupOrderMessage.Failure?

  /// Where it stands, whatever the time: that it expired is seen from the clock alone.
  enum Progress: String, Codable, Sendable, Hashable {
    case open, taken, putOff, done, failed
  }

  /// What is to be done about a report.
  enum Action: Hashable {
    /// Keep the order as it is now.
    case keep
    /// Nothing: it was reported before.
    case leave
    /// Refuse it: the order has ended otherwise.
    case refuse
  }

  init(
    device: String, reason: String, requestedBy: String?, requestedAt: Date, openUntil: Date
  ) {
    self.device = device
    self.reason = reason
    self.requestedBy = requestedBy
    self.requestedAt = requestedAt
    self.openUntil = openUntil
  }

  func state(at now: Date) -> BackupOrderMessage.State {
    switch progress {
    case .open: now > openUntil ? .expired : .open
    case .taken: now > openUntil ? .expired : .taken
    case .putOff: now > openUntil ? .expired : .putOff
    case .done: .done
    case .failed: .failed
    }
  }

  /// Whether the device is still to carry it out.
  func isWaiting(at now: Date) -> Bool { state(at: now).isWaiting }

  /// Takes in what the device says. What it says twice counts once; a backup that was done counts
  /// whenever it is told, also when the order has expired or an earlier attempt had failed.
  mutating func handle(_ report: BackupOrderReport, at now: Date) -> Action {
    switch (progress, report.state) {
    case (.open, .taken) where now <= openUntil, (.putOff, .taken) where now <= openUntil:
      progress = .taken
      takenAt = now
      return .keep
    case (.open, .putOff) where now <= openUntil, (.taken, .putOff) where now <= openUntil,
      (.putOff, .putOff) where now <= openUntil:
      return putOff(report, at: now)
    case (.open, .taken), (.putOff, .taken), (.done, .taken), (.failed, .taken), (.done, .failed),
      (_, .putOff):
      return .refuse
    case (.taken, .taken), (.failed, .failed):
      return .leave
    case (.done, .done):
      return .leave
    case (.open, .done), (.taken, .done), (.putOff, .done), (.failed, .done):
      return end(as: .done, report, at: now)
    case (.open, .failed), (.taken, .failed), (.putOff, .failed):
      return end(as: .failed, report, at: now)
    }
  }

  private mutating func putOff(_ report: BackupOrderReport, at now: Date) -> Action {
    progress = .putOff
    hindrance = report.failure.map {
      BackupOrderMessage.Hindrance(at: now, code: $0.code, message: $0.message)
    }
    return .keep
  }

  private mutating func end(
    as progress: Progress, _ report: BackupOrderReport, at now: Date
  ) -> Action {
    self.progress = progress
    endedAt = now
    receipt = report.receipt
    failure = report.failure
    return .keep
  }
}

// MARK: - As records

extension BackupOrder {
  /// Orders of one person and device are numbered, so that of two that are made at once one wins.
  static func id(_ number: Int, for device: DeviceID) -> String {
    let digits = String(number)
    return idPrefix(for: device) + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  static func idPrefix(for device: DeviceID) -> String {
    "b-" + Digest(of: Data(device.rawValue.utf8)).description.suffix(16) + "-"
  }

  /// How many orders there were up to this one.
  static func number(of id: String) -> Int? {
    id.split(separator: "-").last.flatMap { Int($0) }
  }

  static let waitingLabel = RecordLabel("waiting", "yes")

  static func deviceLabel(_ device: DeviceID) -> RecordLabel {
    RecordLabel("device", device.rawValue)
  }

  var labels: Set<RecordLabel> {
    let waits = [.open, .taken, .putOff].contains(progress)
    return Set(
      [Self.deviceLabel(DeviceID(rawValue: device))] + (waits ? [Self.waitingLabel] : []))
  }
}

extension Versioned<BackupOrder> {
  func message(at now: Date) -> BackupOrderMessage {
    let user = if case .person(let person) = owner { person.subject } else { "" }
    return BackupOrderMessage(
      id: id, user: user, device: content.device, reason: content.reason,
      requestedBy: content.requestedBy, requestedAt: content.requestedAt,
      openUntil: content.openUntil, state: content.state(at: now), takenAt: content.takenAt,
      endedAt: content.endedAt, hindrance: content.hindrance, receipt: content.receipt,
      failure: content.failure)
  }
}
