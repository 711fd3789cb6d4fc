import Hummingbird
import ServiceAPI
import Store

extension ServiceRouter {
  func addTransferRoutes(to router: some RouterMethods<ServiceContext>) {
    let transfers = services.transfers
    on(.transfers, of: router) { request in
      let page = try request.page()
      let found = try await transfers.list(
        of: request.tenant(), after: page.after, limit: page.lookahead)
      let (items, next) = page.cut(found) { $0.id }
      return try .json(TransferList(transfers: items, next: next))
    }
    on(.transfer, of: router) { request in
      try .json(try await transfers.status(of: request.identifier(.transfer), in: request.tenant()))
    }
    on(.requestTransfer, of: router) { request in
      let message = try await request.body(TransferRequest.self)
      return try .json(
        try await transfers.request(
          message, from: request.tenant(), by: AuditActor(request.caller())))
    }
    on(.cancelTransfer, of: router) { request in
      try .json(
        try await transfers.cancel(
          request.identifier(.transfer), in: request.tenant(), by: AuditActor(request.caller())))
    }
    on(.acceptTransfer, of: router) { request in
      let reply = try await request.body(TransferReply.self)
      return try .json(
        try await transfers.accept(reply, in: request.tenant(), by: AuditActor(request.caller())))
    }
    on(.declineTransfer, of: router) { request in
      let reply = try await request.body(TransferReply.self)
      return try .json(
        try await transfers.decline(reply, in: request.tenant(), by: AuditActor(request.caller())))
    }
  }
}
