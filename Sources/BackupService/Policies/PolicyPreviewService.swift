import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store

/// Says what a change of the policies would do, without making it: everybody is decided at the moment
/// of their last sign-in, once as it is and once as it would be, a page of people at a time.
public struct PolicyPreviewService: Sendable {
  let store: any Store
  let policies: PolicyService
  let standings: EffectivePolicyService
  let signIns: SignInService
  let now: @Sendable () -> Date

  /// - Parameters:
  ///   - after: the subject that the page begins after.
  ///   - limit: how many people are looked at.
  /// - Throws: what ``PolicyService`` throws for a change that cannot be made.
  public func preview(
    _ change: PolicyChange, in tenant: TenantID, after: String?, limit: Int
  ) async throws -> PolicyPreview {
    let before = try await policies.policies(of: tenant)
    let afterwards = try await policies.policies(of: tenant, after: change)
    let found = try await store.people(of: tenant, after: after, limit: limit + 1)
    let page = found.prefix(limit)
    var offers = PolicyPreview.Count()
    var backups = PolicyPreview.Count()
    var changes: [PolicyPreview.Person] = []
    for summary in page {
      let person = PersonID(tenant: tenant, subject: summary.subject)
      guard let changed = try await effect(on: person, before, afterwards) else { continue }
      offers.add(changed.offer)
      backups.add(changed.backup)
      changes.append(changed)
    }
    return PolicyPreview(
      people: page.count, offers: offers, backups: backups, changes: changes,
      next: found.count > limit ? page.last?.subject : nil)
  }

  /// What changes for a person; nil when nothing does.
  private func effect(
    on person: PersonID, _ before: [Policy], _ after: [Policy]
  ) async throws -> PolicyPreview.Person? {
    guard let last = try await store.lastSignIn(of: person, on: SignInService.anyDevice) else {
      return nil
    }
    let signIn = try RecordedSignIn(last)
    let device = signIn.statement.device()
    let stated = signIn.membership
    let old = try await standings.standing(of: person, on: device, stated: stated, under: before)
    let new = try await standings.standing(of: person, on: device, stated: stated, under: after)
    // Most people are in none of the groups that a policy is for.
    guard old.policies != new.policies else { return nil }
    let facts = try await signIns.facts(for: signIn, of: person, standing: new, at: now())
    var asItIs = facts
    asItIs.policies = old.policies
    let decision = RestoreRules.decide(facts)
    let offer = Self.effect(RestoreRules.decide(asItIs).isOffer, decision.isOffer)
    let enabled = new.effective[.backupEnabled]
    let backup = Self.effect(old.effective[.backupEnabled].value, enabled.value)
    guard offer != nil || backup != nil else { return nil }
    let why =
      decision.isOffer
      ? [decision[.policy]?.reason].compactMap(\.self)
      : decision.failedChecks.map(\.reason)
    return PolicyPreview.Person(
      user: person.subject, device: device.rawValue, moment: facts.moment, offer: offer,
      backup: backup,
      reasons: (offer == nil ? [] : why) + (backup == nil ? [] : [enabled.reason]))
  }

  private static func effect(_ before: Bool, _ after: Bool) -> PolicyPreview.Effect? {
    before == after ? nil : after ? .gains : .loses
  }
}

extension PolicyPreview.Count {
  fileprivate mutating func add(_ effect: PolicyPreview.Effect?) {
    switch effect {
    case .gains: gain += 1
    case .loses: lose += 1
    case nil: break
    }
  }
}
