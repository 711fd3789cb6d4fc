import ServiceAPI
import Store

/// Finds devices by all that the service knows of them: those that are enrolled, those that somebody
/// backed up from, and those that somebody signed in on.
public struct DeviceSearch: Sendable {
  let store: any Store
  let devices: DeviceService

  /// So many backups are shown of one device.
  static let shownProfiles = 20

  /// A page of the devices whose id or name begins with a text, or whose name in a backup has it in it,
  /// in the order of their ids' bytes.
  func devices(
    of tenant: TenantID, matching text: String, _ page: Page
  ) async throws -> FoundDevices {
    let enrolled = try await store.recordIDs(
      DeviceService.kind, of: .tenant(tenant), beginning: text,
      orLabelled: EnrolledDevice.label(ofName: text), after: page.after, limit: page.lookahead)
    // One more, for the last sign-in of people on any device is kept as if on a device.
    let seen = try await store.devices(
      of: tenant, matching: text, after: page.after.map(DeviceID.init), limit: page.lookahead + 1
    ).filter { $0 != SignInService.anyDevice }
    let (ids, next) = page.cut((enrolled + seen.map(\.rawValue)).distinct(by: \.self), id: \.self)
    return FoundDevices(
      devices: try await devices(ids, of: tenant, shownProfiles: Self.shownProfiles), next: next)
  }

  /// What is known of these devices, in their order, each with its newest backup. Two reads, however many
  /// they are.
  public func devices(_ ids: [String], of tenant: TenantID) async throws -> [FoundDevice] {
    try await devices(ids, of: tenant, shownProfiles: 1)
  }

  private func devices(
    _ ids: [String], of tenant: TenantID, shownProfiles: Int
  ) async throws -> [FoundDevice] {
    let records = try await devices.devices.documents(of: .tenant(tenant), ids: ids)
    let profiles = try await store.profiles(
      of: tenant, from: ids.map(DeviceID.init), newest: shownProfiles)
    return ids.map { id in
      FoundDevice(
        device: id,
        enrolled: records.first { $0.id.isIdentical(to: id) }?.content.record(id: id),
        profiles: profiles.filter { $0.profile.device.rawValue.isIdentical(to: id) }
          .map { $0.profile.message(of: $0.subject) })
    }
  }
}
