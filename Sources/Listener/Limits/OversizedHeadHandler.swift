import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Has a request whose head is too large told so.
///
/// Of such a request nothing comes through the decoder but an error, upon which Hummingbird answers 400
/// without a word, in its turn after the answers to earlier requests of the connection. That answer is
/// replaced here. Over HTTP/2 a head that is too large ends the connection within its own library.
final class OversizedHeadHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let refusal: HeadRefusal
  private var isOversized = false

  init(_ refusal: HeadRefusal) { self.refusal = refusal }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case HTTPParserError.headerOverflow = error { isOversized = true }
    context.fireErrorCaught(error)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard isOversized, case .head(let head) = unwrapOutboundIn(data), Self.isWordless(head) else {
      return context.write(data, promise: promise)
    }
    let replacement = HTTPResponse(
      status: .init(code: refusal.status),
      headerFields: [
        .connection: "close", .contentType: refusal.contentType,
        .contentLength: String(refusal.body.count), .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
      ])
    context.write(wrapOutboundOut(.head(replacement)), promise: nil)
    context.write(wrapOutboundOut(.body(ByteBuffer(bytes: refusal.body))), promise: promise)
  }

  /// Whether it is Hummingbird's answer to what is no request: no route's looks like it.
  private static func isWordless(_ head: HTTPResponse) -> Bool {
    head.status == .badRequest && head.headerFields[.contentLength] == "0"
      && head.headerFields[.connection] == "close"
  }
}

@available(*, unavailable)
extension OversizedHeadHandler: Sendable {}
