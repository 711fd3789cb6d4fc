import Foundation
import ServiceAPI

/// A device with its history, for people.
struct DeviceText {
  private let device: DeviceRecord

  init(_ device: DeviceRecord) { self.device = device }

  func print() {
    Output.line("\(device.name.onOneLine), \(device.id.onOneLine): \(state)")
    Output.table(
      ["ENROLLED", "STATE", "BY", "ENROLLMENT", "KEY", "ENDED"],
      device.enrollments.map { enrollment in
        [
          enrollment.enrolledAt.formatted(.iso8601), enrollment.state.rawValue,
          enroller(of: enrollment), enrollment.id,
          enrollment.key, ended(enrollment),
        ]
      })
  }

  /// In a word or two.
  var state: String {
    guard device.awaitsApproval else { return device.state.rawValue }
    return device.state == .pending ? "waits for approval" : "active; a later enrollment waits"
  }

  /// Who enrolled it last.
  var enrolledBy: String { device.enrollments.first.map(enroller) ?? "-" }

  private func enroller(of enrollment: DeviceRecord.Enrollment) -> String {
    enrollment.person ?? enrollment.enrollmentToken ?? "static token"
  }

  private func ended(_ enrollment: DeviceRecord.Enrollment) -> String {
    guard let endedAt = enrollment.endedAt else { return "" }
    let reason = enrollment.reason.map { ": " + $0 } ?? ""
    return endedAt.formatted(.iso8601) + reason
  }
}
