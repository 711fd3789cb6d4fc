import Foundation

/// The days after an enrollment in which a person who said no can still start a restore.
struct CorrectionWindow {
  let days: Int
  let closesAt: Date

  init(days: Int, enrolledAt: Date) {
    self.days = days
    closesAt = enrolledAt.addingTimeInterval(Double(days) * 86_400)
  }

  /// Open until it closes: a clock that stands before the enrollment closes nothing.
  func isOpen(at now: Date) -> Bool { days > 0 && now < closesAt }
}
