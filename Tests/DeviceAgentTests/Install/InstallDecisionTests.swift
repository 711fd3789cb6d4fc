import Foundation
import Testing

@testable import DeviceAgent

@Suite("What follows from winget's codes")
struct InstallDecisionTests {
  @Test("each code has a sentence that a help desk can read out")
  func sentences() {
    #expect(WingetCode.meanings.count > 100)
    for (code, meaning) in WingetCode.meanings {
      #expect(meaning.sentence.hasSuffix(".") || meaning.sentence.contains(": winget"), "\(code)")
      #expect(meaning.sentence.count > 10, "\(code)")
    }
  }

  @Test("an unknown code is shown in hex, and fails")
  func unknown() {
    let code = WingetCode(rawValue: 0x8A15_7FFF)
    #expect(code.description == "0x8A157FFF")
    #expect(WingetCode(rawValue: 1).description == "0x00000001")
    #expect(code.consequence == .fails)
    #expect(code.sentence.contains("does not know"))
  }

  @Test("waits double up to the longest, and jitter takes up to half away")
  func pace() {
    let most = RetryPace(random: { 1 })
    let least = RetryPace(random: { 0 })
    #expect(
      (1...7).map { most.delay(after: $0) } == [10, 20, 40, 80, 160, 300, 300].map { .seconds($0) })
    #expect((1...3).map { least.delay(after: $0) } == [5, 10, 20].map { .seconds($0) })
    #expect(most.delay(after: 1_000_000) == .seconds(300))
    #expect(most.delay(after: 0) == .seconds(10))
    let some = (0..<100).map { _ in RetryPace().delay(after: 1) }
    #expect(some.allSatisfy { (.seconds(5) ... .seconds(10)).contains($0) })
    #expect(Set(some).count > 1)
  }

  @Test("a queue reads back as it was written, in every state and answer")
  func roundTrip() throws {
    let answers: [InstallAnswer] = [
      .code(0x8A15_0014), .tookTooLong, .foundInstalled, .cameWithAnotherRestore,
    ]
    for state in InstallQueue.Entry.State.allCases {
      for answer in answers {
        var queue = InstallQueue(restore: "r", apps: [QueuedPC.app("A.A")])
        queue.apps[0].begin(at: QueuedPC.time)
        queue.apps[0].end(as: state, answer, at: QueuedPC.time)
        let bytes = try JSONEncoder().encode(queue)
        #expect(try JSONDecoder().decode(InstallQueue.self, from: bytes) == queue)
      }
    }
    for text in [#""0x""#, #""0x1G""#, #""0x123456789""#, #""word""#, "7"] {
      #expect(throws: (any Error).self) {
        try JSONDecoder().decode(InstallAnswer.self, from: Data(text.utf8))
      }
    }
  }
}
