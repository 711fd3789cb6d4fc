import RestoreRules

/// Something that must hold for every row of the exhaustive table. Written from the rules as IT
/// reads them, not from the checks: none of it looks at how a check decides.
struct Invariant: Sendable {
  let name: String
  let holds: @Sendable (_ row: Combination, _ decision: Decision, _ table: Table) -> Bool

  /// The decisions of one moment and one set of requirements.
  struct Table {
    let decisions: [Combination: Decision]

    /// The answer for a row with some change.
    func isOffer(_ row: Combination, _ change: (inout Combination) -> Void) -> Bool {
      decisions[row.with(change)]?.isOffer ?? false
    }
  }

  static let all: [Invariant] = [
    Invariant(name: "all twelve checks are there, in order, each with a sentence") {
      _, decision, _ in
      decision.checks.map(\.id.rawValue) == DecisionTests.ids
        && decision.checks.allSatisfy { $0.reason.hasSuffix(".") }
    },
    Invariant(name: "an offer is made exactly where every check says yes") { _, decision, _ in
      decision.isOffer == decision.checks.allSatisfy(\.passed)
    },
    Invariant(name: "an explicit no is never followed by a prompt without a re-arm") {
      row, decision, _ in
      !(row.past == .skipped && row.moment != .onDemand && decision.isOffer)
    },
    Invariant(name: "a re-armed offer is made to whomever it would be made at a first sign-in") {
      row, decision, table in
      row.past != .skippedThenRearmed
        || decision.isOffer
          == table.isOffer(row) {
            $0.past = .nothing
            $0.firstSignIn = row.moment == .firstSignIn
          }
    },
    Invariant(name: "a no can be corrected on demand while the window is open") {
      row, decision, table in
      row.past != .skipped || row.moment != .onDemand
        || decision.isOffer == table.isOffer(row) { $0.past = .nothing }
    },
    Invariant(name: "a missed or failed offer is made again until the limit") {
      row, decision, table in
      let offers = [.missed: 1, .failedAndMissed: 2, .missedThrice: 3][row.past] ?? 0
      let limit = row.decided == .everywhere ? 2 : 3
      guard row.moment == .firstSignIn, !row.firstSignIn, offers > 0 else { return true }
      if offers >= limit { return !decision.isOffer }
      return decision.isOffer
        == table.isOffer(row) {
          $0.past = .nothing
          $0.firstSignIn = true
        }
    },
    Invariant(name: "a missed or failed offer takes nothing from setup, first sign-in, on demand") {
      row, decision, table in
      guard [.missed, .failedAndMissed, .missedThrice].contains(row.past),
        row.moment != .firstSignIn || row.firstSignIn
      else { return true }
      return decision.isOffer == table.isOffer(row) { $0.past = .nothing }
    },
    Invariant(name: "a later sign-in before which nothing was offered is not asked") {
      row, decision, _ in
      !(row.moment == .firstSignIn && !row.firstSignIn && row.past == .nothing && decision.isOffer)
    },
    Invariant(name: "a reset starts afresh") { row, decision, table in
      row.past != .skippedBeforeReset
        || decision.isOffer == table.isOffer(row) { $0.past = .nothing }
    },
    Invariant(name: "who has restored is not asked again, and can repeat it on demand") {
      row, decision, table in
      guard row.past == .restored else { return true }
      if row.moment != .onDemand { return !decision.isOffer }
      return decision.isOffer == table.isOffer(row) { $0.past = .nothing }
    },
    Invariant(name: "without a restorable profile there is never an offer") { row, decision, _ in
      guard decision.isOffer else { return true }
      var facts = row.facts
      facts.profiles[0].restorable = false
      guard !decide(facts).isOffer else { return false }
      facts.profiles = []
      return !decide(facts).isOffer
    },
    Invariant(name: "an enrollment in the wrong state never gets an offer") { row, decision, _ in
      guard decision.isOffer else { return true }
      var facts = row.facts
      facts.device.enrollment.state = row.moment == .oobe ? .complete : .inProgress
      return !decide(facts).isOffer
    },
    Invariant(name: "what a device is made of changes nothing") { row, decision, table in
      decision.isOffer == table.isOffer(row) { $0.kind = .physical }
    },
    Invariant(name: "several people on a device are each decided like one") {
      row, decision, table in
      row.use != .multiUser || decision.isOffer == table.isOffer(row) { $0.use = .personal }
    },
    Invariant(name: "a device without a person gets an offer only where a policy admits it") {
      row, decision, table in
      guard row.use == .userless || row.use == .nonPersistent else { return true }
      return decision.isOffer
        == (row.decided == .everywhere && table.isOffer(row) { $0.use = .personal })
    },
    Invariant(name: "where no policy allows it, nothing is offered") { row, decision, _ in
      switch row.decided {
      case .nothing, .off, .elsewhere: !decision.isOffer
      case .setupOnly: row.moment == .oobe || !decision.isOffer
      case .on, .everywhere, .here, .windowOpen, .windowClosed: true
      }
    },
    Invariant(name: "a policy for this device decides like one for everyone") {
      row, decision, table in
      row.decided != .here || decision.isOffer == table.isOffer(row) { $0.decided = .on }
    },
    Invariant(name: "a policy for another device decides nothing") { row, decision, table in
      row.decided != .elsewhere || decision.isOffer == table.isOffer(row) { $0.decided = .nothing }
    },
    Invariant(name: "while the window for the first sign-in is open, it changes nothing") {
      row, decision, table in
      row.decided != .windowOpen || decision.isOffer == table.isOffer(row) { $0.decided = .on }
    },
    Invariant(name: "after the window nobody is asked at a sign-in, and other moments stay") {
      row, decision, table in
      guard row.decided == .windowClosed else { return true }
      if row.moment == .firstSignIn { return !decision.isOffer }
      return decision.isOffer == table.isOffer(row) { $0.decided = .on }
    },
    Invariant(name: "what is in a preview that has not accepted the person is never offered") {
      row, decision, _ in
      guard decision.isOffer else { return true }
      var facts = row.facts
      facts.previews = [.of(row.moment, admitted: false)]
      return !decide(facts).isOffer
    },
    Invariant(name: "a preview that has accepted the person, or of another moment, changes nothing")
    {
      row, decision, _ in
      // What a device is made of changes nothing: one kind stands for all.
      guard row.kind == .physical else { return true }
      var facts = row.facts
      facts.previews =
        [.of(row.moment, admitted: true), .of(row.moment, admitted: false)]
        + Moment.allCases.filter { $0 != row.moment }.map { .of($0, admitted: false) }
      return decide(facts).isOffer == decision.isOffer
    },
    Invariant(name: "never an offer where the published table says no") { row, decision, _ in
      PublishedTable.admits(row) || !decision.isOffer
    },
    Invariant(name: "always an offer where the published table says yes and nothing else says no") {
      row, decision, _ in
      let undisturbed =
        row.past == .nothing && (row.moment != .firstSignIn || row.firstSignIn)
        && [.personal, .multiUser].contains(row.use)
        && [.on, .everywhere, .here, .windowOpen].contains(row.decided)
      return !undisturbed || decision.isOffer == PublishedTable.admits(row)
    },
  ]
}

/// The two tables of join types and provisioning modes as they are published.
enum PublishedTable {
  static func admits(_ row: Combination) -> Bool {
    switch (row.requirements, row.moment) {
    case (.standard, _):
      return row.join.isOne(of: "entraJoined", "entraHybridJoined")
        && !row.provisioning.isOne(of: "selfDeploying", "preProvisionedTechnician")
    case (.microsoft, .oobe):
      return row.join.isOne(of: "entraJoined")
        && row.provisioning.isOne(of: "userDriven", "preProvisionedUser")
    case (.microsoft, _):
      return row.join.isOne(of: "entraJoined", "entraHybridJoined")
    }
  }
}

extension RawRepresentable<String> {
  fileprivate func isOne(of names: String...) -> Bool { names.contains(rawValue) }
}

extension Facts.Preview {
  static func of(_ moment: Moment, admitted: Bool) -> Facts.Preview {
    let feature: Feature =
      switch moment {
      case .oobe: .setupRestore
      case .firstSignIn: .firstSignInRestore
      case .onDemand: .onDemandRestore
      }
    return Facts.Preview(feature: feature, programme: "Early birds", admitted: admitted)
  }
}
