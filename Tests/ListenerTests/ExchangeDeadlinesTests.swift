import NIOCore
import Testing

@testable import Listener

@Suite("How long a request and its answer may take")
struct ExchangeDeadlinesTests {
  private var deadlines = ExchangeDeadlines(headTime: .seconds(15), exchangeTime: .seconds(300))
  private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  private func after(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

  @Test("the first head must come in time, whether or not bytes come")
  mutating func first() {
    deadlines.opened(at: start)
    #expect(deadlines.next == after(15))
    for second in 1...14 { deadlines.bytesArrived(at: after(Int64(second))) }
    #expect(deadlines.next == after(15))
  }

  @Test("the body has its own time from the head on, however steadily it trickles")
  mutating func body() {
    deadlines.opened(at: start)
    deadlines.headArrived(at: after(10))
    #expect(deadlines.next == after(310))
    for second in 11...200 {
      deadlines.bodyArrived()
      deadlines.bytesArrived(at: after(Int64(second)))
    }
    #expect(deadlines.next == after(310))
    deadlines.requestEnded()
    #expect(deadlines.next == nil)
  }

  @Test("between requests nothing is waited for, until the first byte of the next")
  mutating func next() {
    deadlines.opened(at: start)
    deadlines.headArrived(at: start)
    deadlines.requestEnded()
    deadlines.bytesArrived(at: start)
    #expect(deadlines.next == nil)
    deadlines.bytesArrived(at: after(60))
    #expect(deadlines.next == after(75))
    deadlines.bytesArrived(at: after(70))
    #expect(deadlines.next == after(75))
    deadlines.headArrived(at: after(74))
    deadlines.requestEnded()
    #expect(deadlines.next == nil)
  }

  @Test("an answer must be taken in time, and the nearer of two deadlines counts")
  mutating func answer() {
    deadlines.opened(at: start)
    deadlines.headArrived(at: start)
    deadlines.answerBegan(at: after(5))
    #expect(deadlines.next == after(300))
    deadlines.requestEnded()
    #expect(deadlines.next == after(305))
    deadlines.answerTaken()
    #expect(deadlines.next == nil)
  }
}
