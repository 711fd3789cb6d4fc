import Hummingbird
import ServiceAPI
import Store

extension ServiceRouter {
  func addSCIMTokenRoutes(to router: some RouterMethods<ServiceContext>) {
    let tokens = services.provisioningTokens
    on(.scimTokens, of: router) { request in
      let page = try request.page()
      let found = try await tokens.tokens(
        of: request.tenant(), after: page.after, limit: page.lookahead)
      let (items, next) = page.cut(found, id: \.id)
      return try .json(SCIMTokenList(tokens: items, next: next))
    }
    on(.createSCIMToken, of: router) { request in
      let wish = try await request.body(SCIMTokenRequest.self)
      var response = try Response.json(
        try await tokens.create(
          wish, in: request.tenant(), by: AuditActor(request.caller())))
      response.status = .created
      return response
    }
    on(.revokeSCIMToken, of: router) { request in
      try await tokens.revoke(
        request.identifier(.token), in: request.tenant(), by: AuditActor(request.caller()))
      return Response(status: .noContent)
    }
  }
}
