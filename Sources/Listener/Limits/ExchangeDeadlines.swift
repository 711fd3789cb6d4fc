import NIOCore

/// Until when the client of one connection must have sent the rest of its request, and have taken the
/// answer. A value without a clock or a socket: it is told what happened and when.
///
/// An idle limit alone would not do: whoever sends one byte a minute is never idle.
struct ExchangeDeadlines {
  private let headTime: TimeAmount
  private let exchangeTime: TimeAmount
  private var incoming: NIODeadline?
  private var outgoing: NIODeadline?
  private var isBetweenRequests = false
  /// Whether the bytes that were read just now made up a part of a request.
  private var madeParts = false

  init(headTime: TimeAmount, exchangeTime: TimeAmount) {
    self.headTime = headTime
    self.exchangeTime = exchangeTime
  }

  /// The nearest deadline; nil when nothing is waited for.
  var next: NIODeadline? {
    switch (incoming, outgoing) {
    case (let incoming?, let outgoing?): min(incoming, outgoing)
    default: incoming ?? outgoing
    }
  }

  /// The connection is open: its first request must come.
  mutating func opened(at now: NIODeadline) {
    incoming = now + headTime
  }

  /// The head of a request is there.
  mutating func headArrived(at now: NIODeadline) {
    madeParts = true
    isBetweenRequests = false
    incoming = now + exchangeTime
  }

  mutating func bodyArrived() {
    madeParts = true
  }

  /// The request is there whole.
  mutating func requestEnded() {
    madeParts = true
    isBetweenRequests = true
    incoming = nil
  }

  /// Some bytes were read. When they are no part of a request yet, they begin the next one.
  mutating func bytesArrived(at now: NIODeadline) {
    if isBetweenRequests, incoming == nil, !madeParts { incoming = now + headTime }
    madeParts = false
  }

  mutating func answerBegan(at now: NIODeadline) {
    outgoing = now + exchangeTime
  }

  /// The connection took the last byte of the answer.
  mutating func answerTaken() {
    outgoing = nil
  }
}
