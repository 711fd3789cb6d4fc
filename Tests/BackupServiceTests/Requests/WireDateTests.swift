import Foundation
import Testing

@testable import BackupService

@Suite("Dates of requests")
struct WireDateTests {
  @Test(
    "What RFC 3339 allows is read",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-22T08:00:00Z", 1_795_334_400),
      ("2026-11-22t08:00:00z", 1_795_334_400), ("2026-11-22T13:30:00+05:30", 1_795_334_400),
      ("2026-11-21T08:01:00-23:59", 1_795_334_400), ("2026-11-22T08:00:00.25Z", 1_795_334_400.25),
      ("2024-02-29T00:00:00Z", 1_709_164_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ] as [(String, Double)])
  func valid(text: String, seconds: Double) throws {
    let date = try #require(WireDate.read(text))
    #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
  }

  @Test(
    "Anything else is not",
    arguments: [
      "", "2026-11-22", "2026-11-22 08:00:00Z", "2026-11-22T08:00:00", "2026-11-22T08:00Z",
      "2026-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
      "2026-11-22T25:00:00Z", "2026-11-22T08:00:00+24:00", "2026-11-22T08:00:00+05:60",
      "2026-11-22T08:00:00Zx", "x2026-11-22T08:00:00Z", "1969-12-31T23:59:59Z",
      "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "２０２６-11-22T08:00:00Z",
    ])
  func invalid(text: String) {
    #expect(WireDate.read(text) == nil)
  }
}
