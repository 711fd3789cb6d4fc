import Foundation
import RestoreRules
import ServiceAPI
import Store

/// A decision as it was made at a sign-in, with the facts that it rests on: a record of the person.
struct KeptDecision: Codable, Sendable {
  static let kind = RecordKind(rawValue: "decision")

  let at: Date
  let device: String
  let facts: Facts
  let decision: Decision

  /// The label by which a device's decisions are found.
  static func label(_ device: DeviceID) -> RecordLabel { RecordLabel("device", device.rawValue) }

  /// A new id for a decision of this time. Later ones sort before earlier ones, so that a list begins
  /// with the newest.
  static func id(at time: Date) -> String {
    RandomID.make("d-" + timeToCome(time))
  }

  /// The id after which a list goes on with the decisions of this time and before.
  static func idBefore(_ time: Date) -> String { "d-" + timeToCome(time) }

  /// The milliseconds from a time to the end of the calendar, in fifteen digits.
  private static func timeToCome(_ time: Date) -> String {
    let left = StoreTime.milliseconds(.distantFuture) - max(0, StoreTime.milliseconds(time))
    let digits = String(max(0, left))
    return String(repeating: "0", count: max(0, 15 - digits.count)) + digits
  }
}
