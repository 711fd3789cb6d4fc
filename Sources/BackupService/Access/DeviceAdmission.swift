import HTTPTypes
import Hummingbird
import Identity
import ServiceAPI
import Store

/// Whether a request must come from an enrolled device, and from which.
struct DeviceAdmission: Sendable {
  let services: Services
  let proofs: DeviceProofs

  /// Routes that a device calls before it is let in: they look at the key by themselves.
  private static let beforeAdmission: Set<Route> = [.enrollDevice, .provenDevice]

  /// Routes that do nothing without a device, whatever the tenant asks.
  private static let devicesOwn: Set<Route> = [.enrollDevice, .provenDevice, .rotateDeviceKey]

  /// Finds the device that a request's proof speaks for, and takes the proof.
  ///
  /// A proof that is not asked for is checked all the same. Of a technician who acts for somebody, a
  /// proof and a reason are asked, and both are in the audit log before anything is done.
  ///
  /// - Returns: nil where there is no proof, and none is needed.
  /// - Throws: `identity.missingProof`, `identity.replayedProof`, `device.*`, `access.reasonRequired`.
  func admit(
    _ request: ServiceRequest, to route: Route, as standing: RouteAccess.Standing,
    about person: String?
  ) async throws -> ProvenDevice? {
    guard let caller = request.context.caller else { return nil }
    let tenant = TenantID(rawValue: caller.tenant)
    guard let proof = request.context.proof else {
      if isNeeded(for: route, as: standing, by: caller) { throw IdentityError.missingProof }
      return nil
    }
    guard !Self.beforeAdmission.contains(route) else {
      try await proofs.take(proof, in: tenant)
      return nil
    }
    let device = try await proofs.device(of: proof, in: tenant)
    let reason = standing == .acting ? try request.actingReason() : nil
    try await proofs.take(proof, in: tenant)
    if let reason {
      try await services.audit.note(
        AuditEvent(
          .migratorActed, by: AuditActor(caller), user: person, device: device.id.rawValue,
          object: route.description, reason: reason), in: tenant)
    }
    return device
  }

  private func isNeeded(
    for route: Route, as standing: RouteAccess.Standing, by caller: Caller
  ) -> Bool {
    if Self.devicesOwn.contains(route) { return true }
    return switch standing {
    case .everybody, .role, .staff: false
    case .own:
      (services.tenants[TenantID(rawValue: caller.tenant)]?.devices ?? DevicePolicy())
        .requiresProof(of: caller)
    case .acting: true
    }
  }
}

extension ServiceRequest {
  /// Why a technician acts for somebody.
  ///
  /// - Throws: `access.reasonRequired`.
  fileprivate func actingReason() throws(ServiceProblem) -> String {
    let values = HTTPField.Name(ReasonHeader.name).map { request.headers[values: $0] } ?? []
    guard values.count == 1, let reason = ReasonHeader.decoded(values[0]) else {
      throw ServiceProblem(
        .reasonRequired,
        "Who acts for somebody else says why: send the header \(ReasonHeader.name) with 1 to \(ReasonHeader.longest) bytes of text, percent-encoded."
      )
    }
    return reason
  }

  /// The tenant of the caller.
  func tenant() throws(ServiceProblem) -> TenantID { TenantID(rawValue: try caller().tenant) }

  /// The token that the request was sent with.
  func token() throws(ServiceProblem) -> Substring {
    guard let token = context.token else {
      throw ServiceProblem(.missingToken, "The request carries no token.")
    }
    return token
  }

  /// The proof that came with the request.
  func proof() throws -> CheckedProof {
    guard let proof = context.proof else { throw IdentityError.missingProof }
    return proof
  }

  /// The device that the request is proven by.
  func provenDevice() throws -> ProvenDevice {
    guard let device = context.device else { throw IdentityError.missingProof }
    return device
  }

  /// Makes sure that a device speaks for itself: the one that the request names is the one that proved
  /// it. A technician names the PC whose disk lies on the bench, and nothing is proven where the tenant
  /// asks for no proof.
  ///
  /// - Throws: `device.mismatch`.
  func checkDevice(_ named: DeviceID) throws(ServiceProblem) {
    guard let device = context.device, !context.isActing else { return }
    guard device.id == named else {
      throw ServiceProblem(
        .deviceMismatch,
        "The request names another device than the one whose key proves it.")
    }
  }
}

extension AuditAction {
  static let migratorActed = AuditAction(rawValue: "migrator.acted")
}
