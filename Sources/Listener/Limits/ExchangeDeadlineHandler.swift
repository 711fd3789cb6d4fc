import Logging
import NIOCore
import NIOHTTPTypes

/// Closes a connection (or a stream of HTTP/2) whose client is too slow with a request or with taking the
/// answer. One timer is enough: it is set anew only when it has run out and the deadline was moved.
final class ExchangeDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private var deadlines: ExchangeDeadlines
  private var timer: Scheduled<Void>?

  init(_ limits: ConnectionLimits) {
    deadlines = ExchangeDeadlines(
      headTime: limits.headTime, exchangeTime: limits.exchangeTime)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { open(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    open(context)
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: deadlines.headArrived(at: context.eventLoop.now)
    case .body: deadlines.bodyArrived()
    case .end: deadlines.requestEnded()
    }
    watch(context)
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    deadlines.bytesArrived(at: context.eventLoop.now)
    watch(context)
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.kind == .informational:
      context.write(data, promise: promise)
    case .head:
      deadlines.answerBegan(at: context.eventLoop.now)
      watch(context)
      context.write(data, promise: promise)
    case .body:
      context.write(data, promise: promise)
    case .end:
      let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
      taken.futureResult.assumeIsolated().whenComplete { _ in self.deadlines.answerTaken() }
      context.write(data, promise: taken)
    }
  }

  private func open(_ context: ChannelHandlerContext) {
    deadlines.opened(at: context.eventLoop.now)
    watch(context)
  }

  private func watch(_ context: ChannelHandlerContext) {
    guard timer == nil, let next = deadlines.next else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
      self.timer = nil
      guard let next = self.deadlines.next else { return }
      if next <= context.eventLoop.now {
        context.close(promise: nil)
      } else {
        self.watch(context)
      }
    }
  }

  private func stop() {
    timer?.cancel()
    timer = nil
  }
}

@available(*, unavailable)
extension ExchangeDeadlineHandler: Sendable {}
