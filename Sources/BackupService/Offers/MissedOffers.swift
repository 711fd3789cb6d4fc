import Foundation
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment

/// Offers that nobody answered become `missed`: by the service's clock, or by the word of a device
/// that could not reach the service in time.
struct MissedOffers: Sendable {
  let store: any Store
  /// Say how long an offer waits for its answer. A later answer still takes the place of `missed`.
  let policies: EffectivePolicyService

  /// Ends the device's open offers that have waited longer than the answer timeout.
  ///
  /// - Parameter standing: the person on the device, whose effective policy has the timeout.
  func conclude(
    of person: PersonID, on device: DeviceID, at time: Date,
    standing: EffectivePolicyService.Standing
  ) async throws {
    let open = try await store.offers(of: person).filter {
      $0.device == device && $0.outcome == nil
    }
    for offer in open {
      _ = try await concludeIfOverdue(offer, at: time, after: standing.answerTimeout)
    }
  }

  /// Ends the open offers of a whole tenant that have waited longer than the answer timeout. Any number
  /// of processes may do it at once: each offer is concluded once.
  ///
  /// - Returns: how many were concluded here.
  func conclude(of tenant: TenantID, at time: Date) async throws -> Int {
    let all = try await policies.policies.policies(of: tenant)
    let shortest = policies.shortestAnswerTimeout(under: all)
    var count = 0
    var last: PersonRecordPosition?
    while true {
      let page = try await store.openOffers(of: tenant, after: last, limit: Self.pageSize)
      // Most offers are too young under any policy, so that it need not be asked which one applies.
      for offer in page where Self.isOverdue(offer, at: time, after: shortest) {
        let standing = try await policies.standing(
          of: offer.person, on: offer.device,
          stated: policies.membership(of: offer.person, on: offer.device), under: all)
        if try await concludeIfOverdue(offer, at: time, after: standing.answerTimeout) {
          count += 1
        }
      }
      guard page.count == Self.pageSize, let offer = page.last else { return count }
      last = PersonRecordPosition(subject: offer.person.subject, id: offer.id.rawValue)
    }
  }

  private static let pageSize = 200
  private static let overtaken: Set<StoreError.Code> = [.alreadyConcluded, .notFound]

  /// Records the misses that the device reports, each once, however often it reports them.
  ///
  /// When an offer of that moment is open, nothing was missed: the person is made that same offer now.
  /// Either its answer was lost on the way to the device, or the service was away when the device asked
  /// again. Whether the miss was before the offer is not asked, since only the device's clock could
  /// tell; had it been, it would have been reported with the sign-in that made the offer.
  func record(_ statement: SignInStatement, of person: PersonID, at time: Date) async throws {
    guard !statement.unreportedMisses.isEmpty else { return }
    let device = statement.device()
    let enrollment = statement.device.enrollment.id
    let open = try await store.offers(of: person).filter {
      $0.device == device && $0.enrollment == enrollment && $0.outcome == nil
    }
    for miss in statement.unreportedMisses where !open.contains(where: { $0.moment == miss.moment })
    {
      // The device's clock may run wrong; nothing was missed in the future.
      let at = min(miss.at, time)
      _ = try await store.open(
        StoredOffer(
          id: Self.id(of: miss, on: device, enrollment: enrollment), person: person,
          device: device, enrollment: enrollment, moment: miss.moment, offeredAt: at,
          outcome: .missed, concludedAt: at),
        by: OfferActor(.device, id: device.rawValue))
    }
  }

  /// An offer of the future is overdue, too, when it is further away than the timeout: the service's
  /// clock was set back, and it would wait for that long. `missed` is no answer, so none is lost.
  private static func isOverdue(
    _ offer: StoredOffer, at time: Date, after answerTimeout: TimeInterval
  ) -> Bool {
    abs(time.timeIntervalSince(offer.offeredAt)) > answerTimeout
  }

  private func concludeIfOverdue(
    _ offer: StoredOffer, at time: Date, after answerTimeout: TimeInterval
  ) async throws -> Bool {
    guard Self.isOverdue(offer, at: time, after: answerTimeout) else { return false }
    do {
      let concluded = try await store.conclude(
        offer.id, of: offer.person, with: .missed, by: .service, at: time)
      return concluded.concludedAt.map(StoreTime.milliseconds) == StoreTime.milliseconds(time)
    } catch {
      // The answer arrived at this very moment, and counts; or the person was erased.
      guard Self.overtaken.contains(error.code) else { throw error }
      return false
    }
  }

  /// The same miss has the same id, whenever it is reported.
  private static func id(
    of miss: UnreportedMiss, on device: DeviceID, enrollment: String
  ) -> OfferID {
    let parts = [device.rawValue, enrollment, miss.id]
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return OfferID(rawValue: "m-" + Digest(of: Data(text.utf8)).description.suffix(32))
  }
}
