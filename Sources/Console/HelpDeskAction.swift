import BackupService
import Foundation
import Hummingbird
import Identity
import ServiceAPI
import Store

/// What the help desk can do about a person, by a form on their page.
enum HelpDeskAction: String, CaseIterable, Sendable {
  case rearm
  case requestBackup

  var page: ConsolePage {
    switch self {
    case .rearm: .rearm
    case .requestBackup: .requestBackup
    }
  }

  /// What the page says afterwards.
  var notice: String {
    switch self {
    case .rearm: "The person is asked again at their next sign-in, unless a check below says no."
    case .requestBackup: "The PC is asked for a backup at its next contact."
    }
  }

  /// Anybody can write into a link that something was done. It is said while it can be seen in what is
  /// kept of the person.
  func isSeen(in record: PersonRecord, at now: Date) -> Bool {
    switch self {
    case .rearm:
      record.transitions.contains { $0.step == .rearmed && now.timeIntervalSince($0.at) < 600 }
    case .requestBackup:
      record.backupOrders.contains { $0.state.isWaiting }
    }
  }
}

/// The fields of the forms.
private struct HelpDeskForm: Decodable {
  let user: String
  let device: String
  let reason: String
}

extension Console {
  /// Far more than the fields can hold.
  private static let longestForm = 16_384

  /// Does it, and sends the browser back to the person's page, so that a reload does nothing again.
  func perform(
    _ action: HelpDeskAction, _ request: Request, in context: ServiceContext
  ) async throws -> Response {
    try action.page.check(context.caller)
    let tenant = try tenant(of: context)
    guard let caller = context.caller else {
      throw ServiceProblem(.missingToken, "Sign in again.")
    }
    let form = try await Self.form(of: request)
    let person = PersonID(tenant: tenant.id, subject: form.user)
    switch action {
    case .rearm:
      _ = try await services.rearms.rearm(
        RearmRequest(device: form.device.isEmpty ? nil : form.device, reason: form.reason),
        of: person, by: caller)
    case .requestBackup:
      _ = try await services.backupOrders.request(
        BackupRequest(reason: form.reason), of: person, on: DeviceID(rawValue: form.device),
        by: caller)
    }
    return Response(
      status: .seeOther,
      headers: [.location: Link.person(form.user, done: action), .cacheControl: "no-store"])
  }

  private static func form(of request: Request) async throws -> HelpDeskForm {
    do {
      let body = try await request.body.collect(upTo: longestForm)
      return try URLEncodedFormDecoder().decode(HelpDeskForm.self, from: String(buffer: body))
    } catch {
      throw ServiceProblem(
        .invalidField, "The form is not whole. Go back, load the page again, and send it again.")
    }
  }
}
