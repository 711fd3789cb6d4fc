import Foundation
import RestoreRules

/// One row of the exhaustive table: everything that the rules tell apart, and the facts that it
/// stands for. What is not a column here (build, edition, account, profiles) is right.
struct Combination: Hashable, CustomStringConvertible {
  /// What happened to this person's offers before.
  enum Past: CaseIterable {
    case nothing, missed, failedAndMissed, missedThrice, skipped, skippedThenRearmed, restored
    /// A no in the life before the reset.
    case skippedBeforeReset
  }

  /// What IT decided.
  enum Decided: CaseIterable {
    case nothing, off, on
    /// On during setup, and nothing said of any other moment.
    case setupOnly
    /// On, also for devices without a person; two offers at most.
    case everywhere
    /// On, on this device alone; or on some other device alone.
    case here, elsewhere
    /// On, with a window for the first sign-in that is open; or that has closed.
    case windowOpen, windowClosed
  }

  var moment: Moment
  var requirements: RequirementSet
  var join: Facts.Join
  var kind: Facts.Kind
  var use: Facts.Use
  var provisioning: Facts.Provisioning
  var past: Past
  var decided: Decided
  var firstSignIn: Bool

  var description: String {
    "\(moment) \(requirements) \(join) \(kind) \(use) \(provisioning) past:\(past) policy:\(decided) first:\(firstSignIn)"
  }

  /// Every combination of one moment and one set of requirements.
  static func all(_ moment: Moment, _ requirements: RequirementSet) -> [Combination] {
    var all: [Combination] = []
    for join in Facts.Join.allCases {
      for kind in Facts.Kind.allCases {
        for use in Facts.Use.allCases {
          for provisioning in Facts.Provisioning.allCases {
            for past in Past.allCases {
              for decided in Decided.allCases {
                // Whether it is the first sign-in is only a question where one signs in.
                for firstSignIn in moment == .firstSignIn ? [true, false] : [false] {
                  all.append(
                    Combination(
                      moment: moment, requirements: requirements, join: join, kind: kind,
                      use: use, provisioning: provisioning, past: past, decided: decided,
                      firstSignIn: firstSignIn))
                }
              }
            }
          }
        }
      }
    }
    return all
  }

  func with(_ change: (inout Combination) -> Void) -> Combination {
    var copy = self
    change(&copy)
    return copy
  }

  private static let samples = Dictionary(
    uniqueKeysWithValues: Moment.allCases.map { ($0, Facts.sample(at: $0)) })

  var facts: Facts {
    var facts = Self.samples[moment] ?? .sample(at: moment)
    facts.requirements = requirements
    facts.device.id = "d-1"
    if decided == .windowClosed { facts.now = facts.now.addingTimeInterval(3600) }
    facts.device.join = join
    facts.device.kind = kind
    facts.device.use = use
    facts.device.provisioning = provisioning
    facts.user.firstSignInSinceEnrollment = firstSignIn
    facts.history = history
    facts.policies = policies
    return facts
  }

  private var history: [Facts.HistoryEntry] {
    switch past {
    case .nothing: []
    case .missed: [.offer(.missed)]
    case .failedAndMissed: [.offer(.failed), .offer(.missed, at: .firstSignIn, minute: 30)]
    case .missedThrice: (1...3).map { .offer(.missed, minute: $0) }
    case .skipped: [.offer(.skipped)]
    case .skippedThenRearmed: [.offer(.skipped), .rearmed(minute: 30)]
    case .restored: [.offer(.restored)]
    case .skippedBeforeReset: [.offer(.skipped, enrollment: "e-0")]
    }
  }

  private var policies: [Policy] {
    switch decided {
    case .nothing: []
    case .off: [Policy(name: "off", restore: [.oobe: false, .firstSignIn: false])]
    case .on: [Policy(name: "on", restore: [.oobe: true, .firstSignIn: true])]
    case .setupOnly: [Policy(name: "setup", restore: [.oobe: true])]
    case .everywhere:
      [
        Policy(
          name: "everywhere", restore: [.oobe: true, .firstSignIn: true], offerLimit: 2,
          admit: [.userless: true, .nonPersistent: true])
      ]
    case .here, .elsewhere:
      [
        Policy(
          name: "device", devices: [decided == .here ? "d-1" : "d-2"],
          restore: [.oobe: true, .firstSignIn: true])
      ]
    case .windowOpen, .windowClosed:
      [
        Policy(
          name: "window", restore: [.oobe: true, .firstSignIn: true], firstSignInWindowHours: 1)
      ]
    }
  }
}
