import Hummingbird
import Identity
import ServiceAPI
import Store
import Synchronization

/// Sees to it that nothing that staff does by a route is missing from the audit log.
///
/// A look is noted before it is answered: one that cannot be noted is refused
/// (`audit.unavailable`), so that reading is never possible without a trace. A change is noted by the
/// service that makes it, in one transaction with it; should one have forgotten that, it is noted here,
/// after it was made.
struct AuditTrail: Sendable {
  let audit: AuditService

  /// Notes what a caller may do by a route because of a role, and not because it is their own, and
  /// has it answered.
  func answer(
    _ request: ServiceRequest, to route: Route, _ access: RouteAccess, about person: String?,
    _ answer: @Sendable (ServiceRequest) async throws -> Response
  ) async throws -> Response {
    guard let caller = request.context.caller,
      access.isStaffUse(by: caller, about: person) || route == .caller && caller.isStaff
    else { return try await answer(request) }
    let action: AuditAction =
      route == .caller ? .staffIdentified : route.method == .get ? .staffLooked : .staffChanged
    let event = AuditEvent(
      action, by: AuditActor(caller), user: person,
      device: try request.value(of: .device, in: route), object: try request.object(in: route),
      details: ["route": route.description])
    let log = access.isOfInstallation ? nil : TenantID(rawValue: caller.tenant)
    guard route.method != .get else {
      try await audit.noteLook(event, in: log)
      return try await answer(request)
    }
    let noting = Noting()
    let response = try await Noting.$current.withValue(noting) { try await answer(request) }
    if (200..<300).contains(response.status.code), !noting.hasNoted {
      try await audit.note(event, in: log)
    }
    return response
  }
}

extension AuditService {
  /// Notes a look that is about to be answered, or a sign-in that is about to be let in.
  ///
  /// - Throws: `audit.unavailable` when it cannot be noted: then nothing may be shown.
  public func noteLook(_ event: AuditEvent, in tenant: TenantID?) async throws {
    do {
      try await note(event, in: tenant)
    } catch let error as StoreError {
      throw ServiceProblem(
        .auditUnavailable,
        "What is looked at here is recorded, and the record cannot be written now; so nothing is shown. Try again in a while.",
        cause: ServiceProblem.Cause(code: error.code.description, words: error.cause))
    }
  }
}

/// Whether an audit entry was written or prepared while a request was answered.
final class Noting: Sendable {
  @TaskLocal static var current: Noting?

  private let noted = Mutex(false)

  var hasNoted: Bool { noted.withLock { $0 } }
  func note() { noted.withLock { $0 = true } }
}

extension ServiceRequest {
  /// The value of a parameter, where the route has it.
  fileprivate func value(
    of parameter: Route.Parameter, in route: Route
  ) throws(ServiceProblem) -> String? {
    route.template.contains("{\(parameter.rawValue)}") ? try identifier(parameter) : nil
  }

  /// What a request is about beside a person and a device: the values of the path's other parameters.
  fileprivate func object(in route: Route) throws(ServiceProblem) -> String? {
    var values: [String] = []
    for part in route.template.split(separator: "/") where part.hasPrefix("{") {
      guard let parameter = Route.Parameter(rawValue: String(part.dropFirst().dropLast())),
        ![.user, .device].contains(parameter)
      else { continue }
      values.append(try identifier(parameter))
    }
    return values.isEmpty ? nil : values.joined(separator: "/")
  }
}

extension RouteAccess {
  /// Whether a caller who may call the route may do so as staff: by a role, and not because it is
  /// about what is their own.
  func isStaffUse(by caller: Caller, about person: String?) -> Bool {
    switch self {
    case .open: false
    // What an identity provider pushes is its own, and its changes are noted where they are made.
    case .roles(let roles): !roles.contains(.person) && roles != [.provisioner]
    case .person(let own, _, _):
      caller.roles.isDisjoint(with: own) || !(person.map(caller.speaks(for:)) ?? false)
    }
  }

  /// Whether the route is about the installation and no tenant.
  var isOfInstallation: Bool { self == .roles([.operator]) }
}

extension Caller {
  /// Whether the caller is somebody known by name who has a role beside that of a person.
  fileprivate var isStaff: Bool { subject != .everybody && !roles.isSubset(of: [.person]) }
}
