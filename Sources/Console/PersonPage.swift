import BackupService
import Foundation
import RestoreRules
import ServiceAPI

/// What is known of one person, why they were asked or not, and what can be done about it.
struct PersonPage: Sendable {
  let title: String
  let frame: PageFrame
  let user: String
  /// What they are called, where the directory tells; nil where there is nothing to say.
  let name: String?
  /// Their user name and address, where the directory tells and they are something else; nil where
  /// there is nothing to say.
  let account: String?
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
    /// Those that were not taken out of service: the others are no longer let in.
    let reachable: [Device]
    let hasReachable: Bool
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
    let device: NamedDevice
    let reason: String
    let state: String
    let result: String
  }

  struct Offer: Sendable {
    let moment: String
    let device: NamedDevice
    let offered: String
    let outcome: String
  }

  struct Step: Sendable {
    let number: Int
    let time: String
    let step: String
    let device: NamedDevice
    let moment: String
    let change: String
    let by: String
    let reason: String
  }

  struct PastDecision: Sendable {
    let time: String
    let device: NamedDevice
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
    frame: PageFrame, user: String, record: PersonRecord, mayHelp: Bool,
    devices: DeviceNames, done: HelpDeskAction?, now: Date
  ) {
    title = user
    self.frame = frame
    self.user = user
    let words = Words.name(record.name, isActive: record.isActive)
    name = words.isEmpty ? nil : words
    account = Words.account(
      userName: record.userName, email: record.email, besides: [user, record.name])
    notice = done.flatMap { $0.isSeen(in: record, at: now) ? $0.notice : nil }
    signIn = record.lastSignIn.map { SignIn($0, devices, now: now) }
    help = mayHelp ? Help(user: user, devices: Self.devices(of: record).map { devices[$0] }) : nil
    profiles = record.profiles.map { Profile($0, now: now) }
    hasProfiles = !profiles.isEmpty
    orders = record.backupOrders.map { Order($0, devices) }
    hasOrders = !orders.isEmpty
    offers = record.offers.map { Offer($0, devices) }
    hasOffers = !offers.isEmpty
    steps = record.transitions.map { Step($0, devices) }
    hasSteps = !steps.isEmpty
    decisions = record.decisions.map { PastDecision($0, of: user, devices) }
    hasDecisions = !decisions.isEmpty
  }

  /// Every PC that is known of the person, those of the newest sign-ins first.
  private static func devices(of record: PersonRecord) -> [String] {
    each(
      record.decisions.map(\.device) + record.profiles.map(\.device) + record.offers.map(\.device))
  }

  /// Every PC that is on the page.
  static func shownDevices(of record: PersonRecord) -> [String] {
    each(
      devices(of: record) + [record.lastSignIn?.device].compactMap { $0 }
        + record.transitions.map(\.device) + record.backupOrders.map(\.device))
  }

  /// Each once, in the order of when it first comes.
  private static func each(_ ids: [String]) -> [String] {
    var seen: Set<[UInt8]> = []
    return ids.filter { seen.insert(Array($0.utf8)).inserted }
  }
}

extension PersonPage.Help {
  fileprivate init(user: String, devices: [NamedDevice]) {
    let reachable = devices.filter { !$0.isRevoked }
    self.init(
      user: user, devices: devices.map(PersonPage.Device.init), hasDevices: !devices.isEmpty,
      reachable: reachable.map(PersonPage.Device.init), hasReachable: !reachable.isEmpty)
  }
}

extension PersonPage.Device {
  fileprivate init(_ device: NamedDevice) {
    self.init(id: device.id, words: device.words + (device.isRevoked ? " (revoked)" : ""))
  }
}

extension PersonPage.SignIn {
  fileprivate init(_ signIn: ExplainedSignIn, _ devices: DeviceNames, now: Date) {
    self.init(
      device: devices[signIn.device].words, moment: Words.of(signIn.moment.rawValue),
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
  fileprivate init(_ order: BackupOrderMessage, _ devices: DeviceNames) {
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
      device: devices[order.device], reason: order.reason, state: Words.of(order.state),
      result: result)
  }
}

extension PersonPage.Offer {
  fileprivate init(_ offer: OfferRecord, _ devices: DeviceNames) {
    self.init(
      moment: Words.of(offer.moment.rawValue), device: devices[offer.device],
      offered: Age.time(offer.offeredAt), outcome: Words.of(outcome: offer.outcome))
  }
}

extension PersonPage.Step {
  fileprivate init(_ step: OfferTransitionMessage, _ devices: DeviceNames) {
    let from = step.from.map(Words.of) ?? "nothing"
    let to = step.to.map(Words.of) ?? "nothing"
    self.init(
      number: step.sequence, time: Age.time(step.at), step: Words.of(step.step),
      device: devices[step.device], moment: step.moment.map { Words.of($0.rawValue) } ?? "",
      change: from == to ? "stays: \(to)" : "\(from) → \(to)", by: Words.of(step.by),
      reason: step.reason ?? "")
  }
}

extension PersonPage.PastDecision {
  fileprivate init(_ decision: KeptDecisionSummary, of user: String, _ devices: DeviceNames) {
    let isNo = decision.decision == .noOffer
    self.init(
      time: Age.time(decision.at), device: devices[decision.device],
      moment: Words.of(decision.moment.rawValue),
      answer: isNo ? "not asked: " + decision.failedChecks.joined(separator: ", ") : "asked",
      isNo: isNo, link: Link.decision(decision.id, of: user))
  }
}
