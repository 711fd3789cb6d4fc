import Foundation
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment

/// Offers that nobody answered become `missed`: by the service's clock, or by the word of a device
/// that could not reach the service in time.
struct MissedOffers: Sendable {
  let store: any Store

  /// Ends the device's open offers that have waited longer than the answer timeout. A later answer
  /// still takes the place of `missed`.
  ///
  /// - Parameter answerTimeout: how long an offer waits for its answer, by the effective policy.
  func conclude(
    of person: PersonID, on device: DeviceID, at time: Date, after answerTimeout: TimeInterval
  ) async throws {
    let overdue = try await store.offers(of: person).filter {
      $0.device == device && $0.outcome == nil
        && time.timeIntervalSince($0.offeredAt) > answerTimeout
    }
    for offer in overdue { try await conclude(offer, at: time) }
  }

  /// Records the misses that the device reports, each once, however often it reports them.
  ///
  /// When an offer of that moment was open already, only its answer was lost on the way to the
  /// device: nothing was missed, since the person is made that same offer now.
  func record(_ statement: SignInStatement, of person: PersonID, at time: Date) async throws {
    guard !statement.unreportedMisses.isEmpty else { return }
    let device = statement.device()
    let enrollment = statement.device.enrollment.id
    let open = try await store.offers(of: person).filter {
      $0.device == device && $0.enrollment == enrollment && $0.outcome == nil
    }
    for miss in statement.unreportedMisses {
      // The device's clock may run wrong; nothing was missed in the future.
      let at = min(miss.at, time)
      guard !open.contains(where: { $0.moment == miss.moment && $0.offeredAt <= at }) else {
        continue
      }
      _ = try await store.open(
        StoredOffer(
          id: Self.id(of: miss, on: device, enrollment: enrollment), person: person,
          device: device, enrollment: enrollment, moment: miss.moment, offeredAt: at,
          outcome: .missed, concludedAt: at))
    }
  }

  private func conclude(_ offer: StoredOffer, at time: Date) async throws {
    do {
      _ = try await store.conclude(offer.id, of: offer.person, with: .missed, at: time)
    } catch  where error.code == .alreadyConcluded {
      // The answer arrived at this very moment, and counts.
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
