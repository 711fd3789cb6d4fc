import BackupService
import Foundation
import RestoreRules
import ServiceAPI

/// What is known of one person, why they were asked or not, and what can be done about it.
struct PersonPage: Sendable {
  let title: String
  let tenant: String
  let visitor: String?
  let user: String
  /// What they are called, where the directory tells; nil where there is nothing to say.
  let name: String?
  /// What was just done.
  let notice: String?
  let signIn: SignIn?
  /// The forms; nil for who only looks.
  let help: Help?
  let profiles: [Profile]
  let hasProfiles: Bool
  let orders: [Order]
  let hasOrders: Bool
  let offers: [Offer]
  let hasOffers: Bool
  let steps: [Step]
  let hasSteps: Bool
  let decisions: [PastDecision]
  let hasDecisions: Bool

  struct Help: Sendable {
    let user: String
    let devices: [Device]
    /// Whether a PC is known that could be asked for anything.
    let hasDevices: Bool
  }

  struct Device: Sendable {
    let id: String
    let words: String
  }

  struct Profile: Sendable {
    let name: String
    let windows: String
    let version: Int
    let backup: String
    let time: String
    let device: String
  }

  struct Order: Sendable {
    let requested: String
    let by: String
    let device: String
    let reason: String
    let state: String
    let result: String
  }

  struct Offer: Sendable {
    let moment: String
    let device: String
    let offered: String
    let outcome: String
  }

  struct Step: Sendable {
    let number: Int
    let time: String
    let step: String
    let device: String
    let moment: String
    let change: String
    let by: String
    let reason: String
  }

  struct PastDecision: Sendable {
    let time: String
    let device: String
    let moment: String
    let answer: String
    let isNo: Bool
    let link: String
  }

  struct SignIn: Sendable {
    let device: String
    let moment: String
    let age: String
    let time: String
    let answer: String
    let checks: [CheckRow]
  }

  init(
    tenant: String, visitor: String?, user: String, record: PersonRecord, mayHelp: Bool,
    done: HelpDeskAction?, now: Date
  ) {
    title = user
    self.tenant = tenant
    self.visitor = visitor
    self.user = user
    let words = Words.name(record.name, isActive: record.isActive)
    name = words.isEmpty ? nil : words
    notice = done?.notice
    signIn = record.lastSignIn.map { SignIn($0, now: now) }
    let devices = Self.devices(of: record)
    help = mayHelp ? Help(user: user, devices: devices, hasDevices: !devices.isEmpty) : nil
    profiles = record.profiles.map { Profile($0, now: now) }
    hasProfiles = !profiles.isEmpty
    orders = record.backupOrders.map(Order.init)
    hasOrders = !orders.isEmpty
    offers = record.offers.map(Offer.init)
    hasOffers = !offers.isEmpty
    steps = record.transitions.map(Step.init)
    hasSteps = !steps.isEmpty
    decisions = record.decisions.map { PastDecision($0, of: user) }
    hasDecisions = !decisions.isEmpty
  }

  /// Every PC that is known of the person, those of the newest sign-ins first.
  private static func devices(of record: PersonRecord) -> [Device] {
    let named = Dictionary(
      record.profiles.map { ($0.device, $0.profile.source.name) },
      uniquingKeysWith: { first, _ in first })
    var devices: [Device] = []
    for id in record.decisions.map(\.device) + record.profiles.map(\.device)
      + record.offers.map(\.device)
    where !devices.contains(where: { $0.id == id }) {
      devices.append(Device(id: id, words: named[id].map { "\($0) (\(id))" } ?? id))
    }
    return devices
  }
}

extension PersonPage.SignIn {
  fileprivate init(_ signIn: ExplainedSignIn, now: Date) {
    self.init(
      device: signIn.device, moment: Words.of(signIn.moment.rawValue),
      age: Age.inWords(from: signIn.at, to: now), time: Age.time(signIn.at),
      answer: signIn.decision.isOffer ? "would be asked" : "is not asked",
      checks: CheckRow.rows(of: signIn.decision))
  }
}

extension PersonPage.Profile {
  fileprivate init(_ message: PersonsProfileMessage, now: Date) {
    let (profile, source) = (message.profile, message.profile.source)
    self.init(
      name: source.name, windows: "\(source.productTitle) \(source.edition), \(source.build)",
      version: profile.newestVersion, backup: Age.inWords(from: profile.lastBackupAt, to: now),
      time: Age.time(profile.lastBackupAt), device: message.device)
  }
}

extension PersonPage.Order {
  fileprivate init(_ order: BackupOrderMessage) {
    let result =
      if let receipt = order.receipt {
        "version \(receipt.version)" + (receipt.changed ? "" : ", unchanged")
      } else if let failure = order.failure {
        failure.message
      } else if let hindrance = order.hindrance {
        "\(Age.time(hindrance.at)): \(hindrance.message)"
      } else {
        ""
      }
    self.init(
      requested: Age.time(order.requestedAt), by: order.requestedBy ?? "the tenant's token",
      device: order.device, reason: order.reason, state: Words.of(order.state), result: result)
  }
}

extension PersonPage.Offer {
  fileprivate init(_ offer: OfferRecord) {
    self.init(
      moment: Words.of(offer.moment.rawValue), device: offer.device,
      offered: Age.time(offer.offeredAt), outcome: Words.of(outcome: offer.outcome))
  }
}

extension PersonPage.Step {
  fileprivate init(_ step: OfferTransitionMessage) {
    let from = step.from.map(Words.of) ?? "nothing"
    let to = step.to.map(Words.of) ?? "nothing"
    self.init(
      number: step.sequence, time: Age.time(step.at), step: Words.of(step.step),
      device: step.device, moment: step.moment.map { Words.of($0.rawValue) } ?? "",
      change: from == to ? "stays: \(to)" : "\(from) → \(to)", by: Words.of(step.by),
      reason: step.reason ?? "")
  }
}

extension PersonPage.PastDecision {
  fileprivate init(_ decision: KeptDecisionSummary, of user: String) {
    let isNo = decision.decision == .noOffer
    self.init(
      time: Age.time(decision.at), device: decision.device,
      moment: Words.of(decision.moment.rawValue),
      answer: isNo ? "not asked: " + decision.failedChecks.joined(separator: ", ") : "asked",
      isNo: isNo, link: Link.decision(decision.id, of: user))
  }
}
