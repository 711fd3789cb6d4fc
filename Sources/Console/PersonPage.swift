import BackupService
import Foundation

/// What is known of one person, and why they were asked or not.
struct PersonPage: Sendable {
  let title: String
  let tenant: String
  let visitor: String?
  let user: String
  let profiles: [Profile]
  let hasProfiles: Bool
  let offers: [Offer]
  let hasOffers: Bool
  let signIn: SignIn?

  struct Profile: Sendable {
    let name: String
    let windows: String
    let version: Int
    let backup: String
    let time: String
  }

  struct Offer: Sendable {
    let moment: String
    let device: String
    let offered: String
    let outcome: String
  }

  struct SignIn: Sendable {
    let device: String
    let moment: String
    let age: String
    let time: String
    let answer: String
    let checks: [Check]
  }

  struct Check: Sendable {
    let id: String
    let passed: Bool
    let reason: String
  }

  init(tenant: String, visitor: String?, user: String, record: PersonRecord, now: Date) {
    title = user
    self.tenant = tenant
    self.visitor = visitor
    self.user = user
    profiles = record.profiles.map { profile in
      Profile(
        name: profile.source.name,
        windows:
          "\(profile.source.productTitle) \(profile.source.edition), \(profile.source.build)",
        version: profile.newestVersion, backup: Age.inWords(from: profile.lastBackupAt, to: now),
        time: Age.time(profile.lastBackupAt))
    }
    hasProfiles = !profiles.isEmpty
    offers = record.offers.map { offer in
      Offer(
        moment: Words.of(offer.moment.rawValue), device: offer.device,
        offered: Age.time(offer.offeredAt),
        outcome: offer.outcome?.rawValue ?? "waiting for an answer")
    }
    hasOffers = !offers.isEmpty
    signIn = record.lastSignIn.map { signIn in
      SignIn(
        device: signIn.device, moment: Words.of(signIn.moment.rawValue),
        age: Age.inWords(from: signIn.at, to: now), time: Age.time(signIn.at),
        answer: signIn.decision.isOffer ? "would be asked" : "is not asked",
        checks: signIn.decision.checks.map {
          Check(id: $0.id.rawValue, passed: $0.passed, reason: $0.reason)
        })
    }
  }
}
