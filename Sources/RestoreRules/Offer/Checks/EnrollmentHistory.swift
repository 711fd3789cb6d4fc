import Foundation

/// What happened to the offers of one enrollment, in its order. Other enrollments do not count: a
/// reset starts afresh.
struct EnrollmentHistory {
  struct Offer {
    let moment: Moment
    let outcome: Outcome
    let at: Date
  }

  struct Rearm {
    let by: String?
    let at: Date
  }

  let offers: [Offer]
  /// The last time that an administrator had the offer made again.
  let lastRearm: Rearm?
  /// The offers since then, or all of them: those that still count as an answer to be had.
  let openOffers: [Offer]

  /// In the order of their sequence numbers, whatever their times: a clock may have been set back
  /// between a no and the re-arm after it. Entries without a number come first, by their times, and
  /// those of the same time in the order in which they are listed.
  init(_ history: [Facts.HistoryEntry], of enrollment: String) {
    let entries = history.enumerated()
      .filter { $0.element.enrollment == enrollment }
      .sorted { one, other in
        switch (one.element.sequence, other.element.sequence) {
        case (nil, nil): (one.element.at, one.offset) < (other.element.at, other.offset)
        case (nil, _): true
        case (_, nil): false
        case (let one?, let another?) where one != another: one < another
        default: one.offset < other.offset
        }
      }
      .map(\.element)
    var offers: [Offer] = []
    var openOffers: [Offer] = []
    var lastRearm: Rearm?
    for entry in entries {
      switch entry.event {
      case .offer(let moment, let outcome):
        let offer = Offer(moment: moment, outcome: outcome, at: entry.at)
        offers.append(offer)
        openOffers.append(offer)
      case .rearmed(let by):
        lastRearm = Rearm(by: by, at: entry.at)
        openOffers = []
      }
    }
    self.offers = offers
    self.openOffers = openOffers
    self.lastRearm = lastRearm
  }

  /// The last offer of this enrollment that ended so.
  func lastOffer(_ outcome: Outcome) -> Offer? { offers.last { $0.outcome == outcome } }
}

extension EnrollmentHistory.Offer {
  /// For example `the person chose to set up as new during device setup (2026-11-22 07:20 UTC)`.
  var inWords: String {
    let what =
      switch outcome {
      case .restored: "the person restored a profile"
      case .skipped: "the person chose to set up as new"
      case .missed: "the offer was missed"
      case .failed: "the restore failed"
      }
    return "\(what) \(moment.inWords) (\(Timestamp.inWords(at)))"
  }
}

extension EnrollmentHistory.Rearm {
  var inWords: String { "\(Timestamp.inWords(at))\(by.map { " by \($0)" } ?? "")" }
}
