import Foundation

@testable import RestoreRules

/// A point in time, by its RFC 3339 text.
func date(_ text: String) -> Date {
  guard let date = Timestamp.date(text) else { fatalError("\(text) is not a date") }
  return date
}

extension Facts {
  /// A person whom every rule gives an offer at this moment: each test changes what it is about.
  static func sample(at moment: Moment = .firstSignIn) -> Facts {
    Facts(
      moment: moment,
      now: date("2026-11-22T08:00:00Z"),
      device: Device(
        os: OperatingSystem(
          product: .windows11, build: WindowsBuild(26200, revision: 8000), edition: "Enterprise"),
        join: .entraJoined,
        kind: .physical,
        use: .personal,
        provisioning: .userDriven,
        enrollment: Enrollment(
          id: "e-1", state: moment == .oobe ? .inProgress : .complete,
          at: date("2026-11-22T07:30:00Z"))),
      user: User(account: .work, groups: ["pilot"], firstSignInSinceEnrollment: true),
      profiles: [
        Profile(id: "p-1", device: "DESKTOP-4F2", lastBackupAt: date("2026-11-19T08:00:00Z"))
      ],
      policies: [
        Policy(name: "default", restore: [.oobe: true, .firstSignIn: true])
      ])
  }

  /// The sample after some change.
  static func sample(
    at moment: Moment = .firstSignIn, _ change: (inout Facts) -> Void
  ) -> Facts {
    var facts = sample(at: moment)
    change(&facts)
    return facts
  }
}

extension Facts.HistoryEntry {
  /// An offer of the sample's enrollment, so many minutes after 07:00.
  static func offer(
    _ outcome: Outcome, at moment: Moment = .oobe, minute: Int = 20, enrollment: String = "e-1"
  ) -> Self {
    Self(enrollment: enrollment, moment: moment, outcome: outcome, at: time(minute))
  }

  /// A re-arm of the sample's enrollment, so many minutes after 07:00.
  static func rearmed(
    by admin: String? = nil, minute: Int, enrollment: String = "e-1"
  ) -> Self {
    Self(enrollment: enrollment, event: .rearmed(by: admin), at: time(minute))
  }

  private static let seven = date("2026-11-22T07:00:00Z")

  private static func time(_ minute: Int) -> Date {
    seven.addingTimeInterval(Double(minute) * 60)
  }
}

extension Decision {
  /// The ids of the checks that say no.
  var failed: [String] { failedChecks.map(\.id.rawValue) }

  /// The reason of a check.
  func reason(_ id: Check.ID) -> String { self[id]?.reason ?? "" }
}
