import Foundation
import Hummingbird
import OpenIDConnect

// The pages that people see.
extension DevelopmentProvider {
  func addSignIn<Context: RequestContext>(to router: RouterGroup<Context>) {
    router.get("authorize") { request, _ in
      try asked(request) { question in
        pages.choice(
          of: people, for: question.client.id, leadingTo: question.redirectAddress.description)
      }
    }
    // The form goes to the same address, so what the program asked for is read, and checked, again.
    router.post("authorize") { request, _ in
      let form = try? await FormBody(request)
      return try asked(request) { question in
        if form?["answer"] == "no" {
          throw AuthorizationRequest.Refused(
            redirectAddress: question.redirectAddress, state: question.state, code: .accessDenied)
        }
        guard let person = person(form?["person"]) else {
          return pages.refusal("Nobody was chosen. Go back and choose somebody.")
        }
        let code = grants.addCode(
          SignedIn(
            person: person, client: question.client.id, scope: question.scope,
            nonce: question.nonce, at: now()),
          redirectAddress: question.redirectAddress.description, challenge: question.challenge)
        return back(to: question.redirectAddress, [("code", code)], state: question.state)
      }
    }
  }

  func addDeviceSignIn<Context: RequestContext>(to router: RouterGroup<Context>) {
    router.get("device") { request, _ in
      let typed = request.uri.queryParameters["user_code"].map(String.init)
      guard let typed else { return pages.deviceCode() }
      return devicePage(typed)
    }
    router.post("device") { request, _ in
      let form = try? await FormBody(request)
      guard let code = UserCode.read(form?["user_code"] ?? "") else {
        return pages.deviceCode(isWrong: true)
      }
      let person = person(form?["person"])
      guard form?["answer"] == "no" || person != nil else {
        return pages.refusal("Nobody was chosen. Go back and choose somebody.")
      }
      let chosen = form?["answer"] == "no" ? nil : person
      guard grants.answer(userCode: code, by: chosen) else {
        return pages.deviceCode(isWrong: true)
      }
      return pages.done(chosen)
    }
  }

  private func devicePage(_ typed: String) -> Response {
    guard let code = UserCode.read(typed), grants.isWaiting(userCode: code) else {
      return pages.deviceCode(isWrong: true)
    }
    return pages.choice(of: people, forDevice: code)
  }

  private func asked(
    _ request: Request, _ answer: (AuthorizationRequest) throws -> Response
  ) throws -> Response {
    do {
      return try answer(AuthorizationRequest(request, clients: clients))
    } catch let error as AuthorizationRequest.Unusable {
      return pages.refusal(error.words)
    } catch let error as AuthorizationRequest.Refused {
      return back(
        to: error.redirectAddress, [("error", error.code.rawValue)], state: error.state)
    }
  }

  /// Sends the browser back to the program, and says who answers (RFC 9207).
  private func back(
    to address: ProviderAddress, _ fields: [(name: String, value: String)], state: String?
  ) -> Response {
    let all = fields + [("iss", issuer)] + (state.map { [("state", $0)] } ?? [])
    return Response(
      status: .seeOther,
      headers: [
        .location: address.adding(all),
        .cacheControl: "no-store",
      ])
  }
}
