import Foundation
import ServiceAPI
import Store

/// A device as it is stored: what it is called, and every enrollment it had.
struct EnrolledDevice: Codable, Sendable, Equatable {
  /// How many enrollments are remembered; of those that ended, the oldest is forgotten first.
  static let longestHistory = 50

  var name: String
  /// The oldest first.
  private(set) var enrollments: [Enrollment] = []

  /// One life of the device, between two resets.
  struct Enrollment: Codable, Sendable, Equatable {
    /// 1 for the device's first, one more with each.
    let number: Int
    /// What the device calls it.
    let id: String
    var state: DeviceState
    /// The thumbprint of the key that counts.
    var key: String
    let enrolledAt: Date
    let person: String?
    let enrollmentToken: String?
    var approvedAt: Date?
    var rotatedAt: Date?
    var endedAt: Date?
    var reason: String?

    var isOver: Bool { state == .revoked || state == .replaced }
  }

  init(name: String) { self.name = name }

  var active: Enrollment? { enrollments.last { $0.state == .active } }
  var pending: Enrollment? { enrollments.last { $0.state == .pending } }
  var newest: Enrollment? { enrollments.last }

  func enrollment(_ number: Int) -> Enrollment? { enrollments.first { $0.number == number } }

  /// Adds an enrollment. An active one takes the place of all before it, a pending one only of those
  /// that wait.
  ///
  /// - Returns: the enrollments that this ended.
  mutating func add(
    _ enrollment: Enrollment, at time: Date
  ) -> [Enrollment] {
    let ended = end(as: .replaced, at: time, reason: nil) { old in
      enrollment.state == .active || old.state == .pending
    }
    enrollments.append(enrollment)
    while enrollments.count > Self.longestHistory,
      let oldest = enrollments.firstIndex(where: \.isOver)
    {
      enrollments.remove(at: oldest)
    }
    return ended
  }

  /// Makes a pending enrollment the one that counts.
  ///
  /// - Returns: the enrollments that this ended.
  mutating func approve(_ number: Int, at time: Date) -> [Enrollment] {
    let ended = end(as: .replaced, at: time, reason: nil) { $0.number != number }
    change(number) { enrollment in
      enrollment.state = .active
      enrollment.approvedAt = time
    }
    return ended
  }

  /// Ends enrollments that are not over.
  ///
  /// - Returns: those that were ended.
  mutating func end(
    as state: DeviceState, at time: Date, reason: String?,
    where isMeant: (Enrollment) -> Bool = { _ in true }
  ) -> [Enrollment] {
    let meant = enrollments.filter { !$0.isOver && isMeant($0) }
    for enrollment in meant {
      change(enrollment.number) { enrollment in
        enrollment.state = state
        enrollment.endedAt = time
        enrollment.reason = reason
      }
    }
    return enrollments.filter { ended in meant.contains { $0.number == ended.number } }
  }

  mutating func rotate(_ number: Int, to key: String, at time: Date) {
    change(number) { enrollment in
      enrollment.key = key
      enrollment.rotatedAt = time
    }
  }

  private mutating func change(_ number: Int, _ change: (inout Enrollment) -> Void) {
    guard let index = enrollments.firstIndex(where: { $0.number == number }) else { return }
    change(&enrollments[index])
  }
}

extension EnrolledDevice {
  /// By what else a device is found: its name, who enrolled it, and how it stands.
  var labels: Set<RecordLabel> {
    var labels: Set<RecordLabel> = [Self.label(of: state), Self.label(ofName: name)]
    for enrollment in enrollments where !enrollment.isOver {
      labels.insert(Self.label(of: enrollment.state))
      if let person = enrollment.person { labels.insert(Self.label(ofPerson: person)) }
    }
    return labels
  }

  static func label(of state: DeviceState) -> RecordLabel { RecordLabel("state", state.rawValue) }
  /// Names are looked for without regard to the case of A to Z.
  static func label(ofName name: String) -> RecordLabel {
    RecordLabel("name", name.loweredASCII)
  }
  static func label(ofPerson subject: String) -> RecordLabel { RecordLabel("person", subject) }

  var state: DeviceState { (active ?? newest)?.state ?? .replaced }

  func record(id: String) -> DeviceRecord {
    DeviceRecord(
      id: id, name: name, state: state, awaitsApproval: pending != nil,
      enrollments: enrollments.reversed().map { enrollment in
        DeviceRecord.Enrollment(
          id: enrollment.id, state: enrollment.state, key: enrollment.key,
          enrolledAt: enrollment.enrolledAt, person: enrollment.person,
          enrollmentToken: enrollment.enrollmentToken, approvedAt: enrollment.approvedAt,
          rotatedAt: enrollment.rotatedAt, endedAt: enrollment.endedAt, reason: enrollment.reason)
      })
  }
}

/// Whose a key is, stored under its thumbprint: a proof is admitted by reading this alone.
struct EnrolledKey: Codable, Sendable, Equatable {
  let device: String
  /// The number of the device's enrollment.
  let enrollment: Int
  var state: DeviceState
}

/// The device that a request was proven by.
public struct ProvenDevice: Sendable, Hashable {
  public let id: DeviceID
  /// The thumbprint of its key.
  public let key: String
}
