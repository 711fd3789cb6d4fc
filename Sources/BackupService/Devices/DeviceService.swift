import Foundation
import Identity
import ServiceAPI
import Store

/// The devices of a tenant: enrolled, approved, given other keys, and taken out of service. Every
/// change of a device, of its keys' records and of the audit log is one transaction.
public struct DeviceService: Sendable {
  static let kind = RecordKind(rawValue: "device")
  static let keyKind = RecordKind(rawValue: "deviceKey")

  let store: any Store
  let devices: RecordShelf<EnrolledDevice>
  let keys: RecordShelf<EnrolledKey>
  let tokens: EnrollmentTokenService
  let tenants: Tenants
  let audit: AuditService
  let now: @Sendable () -> Date

  init(
    store: any Store, tokens: EnrollmentTokenService, tenants: Tenants, audit: AuditService,
    now: @escaping @Sendable () -> Date
  ) {
    devices = RecordShelf(store: store, kind: Self.kind, now: now)
    keys = RecordShelf(store: store, kind: Self.keyKind, now: now)
    self.store = store
    self.tokens = tokens
    self.tenants = tenants
    self.audit = audit
    self.now = now
  }

  // MARK: Looking

  /// A page of the tenant's devices.
  ///
  /// - Parameter state: only those with an enrollment in this state that is not over, or whose last one
  ///   ended so.
  func devices(
    of tenant: TenantID, in state: DeviceState?, _ page: Page
  ) async throws -> DeviceList {
    try await list(of: tenant, labelled: state.map(EnrolledDevice.label(of:)), page)
  }

  /// The devices that a person enrolled.
  func devices(of person: PersonID, _ page: Page) async throws -> DeviceList {
    try await list(
      of: person.tenant, labelled: EnrolledDevice.label(ofPerson: person.subject), page)
  }

  private func list(
    of tenant: TenantID, labelled label: RecordLabel?, _ page: Page
  ) async throws -> DeviceList {
    let found = try await devices.documents(
      of: .tenant(tenant), labelled: label, after: page.after, limit: page.lookahead)
    let (devices, next) = page.cut(found, id: \.id)
    return DeviceList(devices: devices.map { $0.content.record(id: $0.id) }, next: next)
  }

  /// - Throws: `device.notFound`.
  func device(_ id: DeviceID, of tenant: TenantID) async throws -> DeviceRecord {
    try await document(id, of: tenant).content.record(id: id.rawValue)
  }

  /// The device that a key is enrolled for, whatever became of it.
  ///
  /// - Throws: `device.unknown`.
  func device(withKey key: String, in tenant: TenantID) async throws -> DeviceRecord {
    guard let owner = try await keys.document(key, of: .tenant(tenant))?.content else {
      throw ServiceProblem(.deviceUnknown, "This device's key is not enrolled here.")
    }
    guard owner.state != .replaced else {
      throw ServiceProblem(
        .deviceReplaced, "Another key or a later enrollment has taken the place of this key.")
    }
    return try await device(DeviceID(rawValue: owner.device), of: tenant)
  }

  func document(
    _ id: DeviceID, of tenant: TenantID
  ) async throws -> Versioned<EnrolledDevice> {
    guard let device = try await devices.document(id.rawValue, of: .tenant(tenant)) else {
      throw ServiceProblem(.deviceNotFound, "There is no such device.")
    }
    return device
  }

  // MARK: Enrolling

  /// Enrolls a device with the key that its proof was made by. The same once more changes nothing.
  ///
  /// Hardware that is known already is let in again, or waits for IT, as the tenant's
  /// ``DevicePolicy/Reenrollment`` says.
  ///
  /// - Parameter key: the thumbprint of the key.
  /// - Throws: `device.keyTaken`, `device.revoked`, `enrollmentToken.spent`, `request.invalidField`.
  func enroll(
    _ request: DeviceEnrollment, key: String, by caller: Caller
  ) async throws -> DeviceRecord {
    try Identifier.check(request.device, field: "device")
    try Identifier.check(request.enrollment, field: "enrollment")
    try Identifier.check(request.name, field: "name")
    let tenant = TenantID(rawValue: caller.tenant)
    return try await Attempts.run(orElse: ServiceProblem.devicesContended) {
      if let known = try await repeated(request, key: key, in: tenant) { return known }
      let known = try await devices.document(request.device, of: .tenant(tenant))
      var device = known?.content ?? EnrolledDevice(name: request.name)
      device.name = request.name
      let enrollment = EnrolledDevice.Enrollment(
        number: (device.newest?.number ?? 0) + 1, id: request.enrollment,
        state: isLetIn(known?.content, by: caller) ? .active : .pending, key: key,
        enrolledAt: now(), person: caller.person, enrollmentToken: caller.enrollmentToken)
      let ended = device.add(enrollment, at: now())
      var changes = [
        try keys.putting(
          EnrolledKey(
            device: request.device, enrollment: enrollment.number, state: enrollment.state),
          id: key, of: .tenant(tenant), if: .absent)
      ]
      if let token = caller.enrollmentToken {
        changes.append(try await tokens.use(of: token, in: tenant))
      }
      return try await change(
        DeviceID(rawValue: request.device), of: tenant, from: known, to: device, ended: ended,
        changes,
        AuditEvent(
          .deviceEnrolled, by: AuditActor(caller), device: request.device, object: key,
          details: ["state": enrollment.state.rawValue, "enrollment": request.enrollment]))
    }
  }

  /// The device, when it asks again because the first answer was lost.
  private func repeated(
    _ request: DeviceEnrollment, key: String, in tenant: TenantID
  ) async throws -> DeviceRecord? {
    guard let owner = try await keys.document(key, of: .tenant(tenant))?.content else {
      return nil
    }
    let device = try await document(DeviceID(rawValue: owner.device), of: tenant).content
    switch owner.state {
    case .active, .pending:
      guard owner.device == request.device,
        device.enrollment(owner.enrollment)?.id == request.enrollment
      else { break }
      return device.record(id: owner.device)
    case .revoked:
      throw ServiceProblem(
        .deviceRevoked,
        "The enrollment with this key was revoked. Enroll the device with a new key; IT must approve it."
      )
    case .replaced: break
    }
    throw ServiceProblem(
      .deviceKeyTaken, "This key is or was another enrollment's. Make a new key for each.")
  }

  /// Whether an enrollment counts at once.
  private func isLetIn(_ known: EnrolledDevice?, by caller: Caller) -> Bool {
    guard let last = known?.active ?? known?.newest else { return true }
    let policy = tenants[TenantID(rawValue: caller.tenant)]?.devices ?? DevicePolicy()
    guard policy.reenrollment ?? .allow == .allow, last.state != .revoked, last.state != .pending
    else { return false }
    return caller.roles.contains(.enroller) || caller.person == last.person
  }

  // MARK: Changing

  /// Lets a device in that waits.
  ///
  /// - Parameter key: the key that whoever approves has seen.
  /// - Throws: `device.notFound`, `device.notPending`.
  func approve(
    _ id: DeviceID, key: String, of tenant: TenantID, by actor: AuditActor
  ) async throws -> DeviceRecord {
    try await Attempts.run(orElse: ServiceProblem.devicesContended) {
      let known = try await document(id, of: tenant)
      var device = known.content
      guard let pending = device.pending, pending.key == key else {
        throw ServiceProblem(
          .deviceNotPending, "No enrollment of this device with this key waits for approval.")
      }
      let ended = device.approve(pending.number, at: now())
      return try await change(
        id, of: tenant, from: known, to: device, ended: ended,
        [
          try await setting(
            key, to: EnrolledKey(device: id.rawValue, enrollment: pending.number, state: .active),
            in: tenant)
        ], AuditEvent(.deviceApproved, by: actor, device: id.rawValue, object: key))
    }
  }

  /// Takes a device out of service: its key, and one that waits, prove nothing from now on.
  ///
  /// - Parameters:
  ///   - key: only the enrollment with this key; nil for all that are not over.
  ///   - person: only a device that this person enrolled counts as there; nil for any.
  /// - Throws: `device.notFound`.
  func revoke(
    _ id: DeviceID, key: String? = nil, of tenant: TenantID, enrolledBy person: String? = nil,
    reason: String?, by actor: AuditActor
  ) async throws -> DeviceRecord {
    if let reason { try Identifier.check(reason, field: "reason") }
    return try await Attempts.run(orElse: ServiceProblem.devicesContended) {
      let known = try await document(id, of: tenant)
      var device = known.content
      if let person {
        guard device.labels.contains(EnrolledDevice.label(ofPerson: person)) else {
          throw ServiceProblem(.deviceNotFound, "There is no such device.")
        }
      }
      let ended = device.end(as: .revoked, at: now(), reason: reason) {
        key == nil || $0.key == key
      }
      guard !ended.isEmpty else { return device.record(id: id.rawValue) }
      return try await change(
        id, of: tenant, from: known, to: device, ended: ended, [],
        AuditEvent(
          .deviceRevoked, by: actor, device: id.rawValue,
          object: ended.count == 1 ? ended[0].key : nil, reason: reason))
    }
  }

  /// Puts another key in the place of the one that proved the request.
  ///
  /// - Parameter key: the new key's thumbprint; that the device has it was proven.
  /// - Throws: `device.keyTaken`, `device.replaced`.
  func rotate(
    _ proven: ProvenDevice, to key: String, in tenant: TenantID, by actor: AuditActor
  ) async throws -> DeviceRecord {
    try await Attempts.run(orElse: ServiceProblem.devicesContended) {
      guard try await keys.document(key, of: .tenant(tenant)) == nil else {
        throw ServiceProblem(
          .deviceKeyTaken, "This key is or was another enrollment's. Make a new key for each.")
      }
      let known = try await document(proven.id, of: tenant)
      var device = known.content
      guard let active = device.active, active.key == proven.key else {
        throw ServiceProblem(
          .deviceReplaced, "Another key has taken the place of the one that asked.")
      }
      device.rotate(active.number, to: key, at: now())
      let owner = proven.id.rawValue
      return try await change(
        proven.id, of: tenant, from: known, to: device, ended: [],
        [
          try keys.putting(
            EnrolledKey(device: owner, enrollment: active.number, state: .active), id: key,
            of: .tenant(tenant), if: .absent),
          try await setting(
            proven.key,
            to: EnrolledKey(device: owner, enrollment: active.number, state: .replaced),
            in: tenant),
        ], AuditEvent(.deviceKeyRotated, by: actor, device: owner, object: key))
    }
  }

  /// Writes a device with the records of its keys, all or nothing.
  ///
  /// - Parameter ended: enrollments that are over by this; their keys prove nothing any more.
  private func change(
    _ id: DeviceID, of tenant: TenantID, from known: Versioned<EnrolledDevice>?,
    to device: EnrolledDevice, ended: [EnrolledDevice.Enrollment], _ others: [RecordChange],
    _ event: AuditEvent
  ) async throws -> DeviceRecord {
    var changes = [
      try devices.putting(
        device, id: id.rawValue, of: .tenant(tenant), labels: device.labels,
        if: known.map { .revision($0.revision) } ?? .absent)
    ]
    for enrollment in ended {
      changes.append(
        try await setting(
          enrollment.key,
          to: EnrolledKey(
            device: id.rawValue, enrollment: enrollment.number, state: enrollment.state),
          in: tenant))
    }
    _ = try await store.apply(
      changes + others, at: now(), logging: audit.entry(event, in: tenant))
    return device.record(id: id.rawValue)
  }

  private func setting(
    _ key: String, to content: EnrolledKey, in tenant: TenantID
  ) async throws -> RecordChange {
    let known = try await keys.document(key, of: .tenant(tenant))
    return try keys.putting(
      content, id: key, of: .tenant(tenant), if: known.map { .revision($0.revision) } ?? .absent)
  }
}

extension Caller {
  /// Whose request it is; nil for a static token and an enrollment token.
  fileprivate var person: String? {
    if case .named(let name) = subject, roles.contains(.person) { name } else { nil }
  }

  fileprivate var enrollmentToken: String? {
    if case .enrollmentToken(let id) = subject { id } else { nil }
  }
}

extension AuditAction {
  static let deviceEnrolled = AuditAction(rawValue: "device.enrolled")
  static let deviceApproved = AuditAction(rawValue: "device.approved")
  static let deviceRevoked = AuditAction(rawValue: "device.revoked")
  static let deviceKeyRotated = AuditAction(rawValue: "device.keyRotated")
}

extension ServiceProblem {
  static let devicesContended = ServiceProblem(
    .deviceContended, "Many devices are changed at once. Try again in a moment.", retryAfter: 1)
}
