import RestoreRules
import Store
import Synchronization

/// The stored policies of the tenants, in memory, each with the revision of the stamp that it was read
/// under.
final class PolicyCache: Sendable {
  private let kept = Mutex<[TenantID: (stamp: Int, policies: [Policy])]>([:])

  /// What is kept of a tenant, if it was read under this stamp.
  func policies(of tenant: TenantID, under stamp: Int) -> [Policy]? {
    kept.withLock { kept in
      guard let known = kept[tenant], known.stamp == stamp else { return nil }
      return known.policies
    }
  }

  func keep(_ policies: [Policy], of tenant: TenantID, under stamp: Int) {
    kept.withLock { $0[tenant] = (stamp, policies) }
  }
}
