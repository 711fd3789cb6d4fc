import Foundation

/// The hours after an enrollment in which the first sign-in may bring an offer. A re-arm opens it
/// anew.
struct FirstSignInWindow {
  let closesAt: Date

  /// - Parameter rearmedAt: when the offer was last re-armed.
  init(hours: Int, enrolledAt: Date, rearmedAt: Date?) {
    let opened = rearmedAt.map { max($0, enrolledAt) } ?? enrolledAt
    closesAt = opened.addingTimeInterval(Double(hours) * 3600)
  }

  /// Open until it closes: a clock that stands before the enrollment closes nothing.
  func isOpen(at now: Date) -> Bool { now < closesAt }
}
