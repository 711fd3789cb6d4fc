import Foundation
import Testing

@testable import RestoreRules

@Suite("Dates")
struct TimestampTests {
  @Test(
    "RFC 3339 is read with fractions and offsets, and written in UTC",
    arguments: [
      ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
      ("2026-11-22t08:00:00z", "2026-11-22T08:00:00Z"),
      ("2026-11-22T08:00:00.5Z", "2026-11-22T08:00:00.500Z"),
      ("2026-11-22T08:00:00.123456Z", "2026-11-22T08:00:00.123Z"),
      ("2026-11-22T00:30:00+05:30", "2026-11-21T19:00:00Z"),
      ("2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00Z"),
      ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
      ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
      ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
      ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
      ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ])
  func read(text: String, written: String) throws {
    let date = try #require(Timestamp.date(text))
    #expect(Timestamp.text(date) == written)
  }

  @Test(
    "What is not a date of RFC 3339 is refused",
    arguments: [
      "", "today", "2026-11-22", "2026-11-22T08:00:00", "2026-11-22 08:00:00Z",
      "2026-11-22T08:00Z", "2026-11-22T08:00:00Zzz", "2026-02-29T00:00:00Z",
      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
      "2026-11-22T24:00:00Z", "2026-11-22T08:60:00Z", "2026-11-22T08:00:61Z",
      "2026-11-22T08:00:00+24:00", "2026-11-22T08:00:00+0530", "2026-11-22T08:00:00.Z",
      "٢٠٢٦-11-22T08:00:00Z", "1900-02-29T00:00:00Z",
    ])
  func refuse(text: String) {
    #expect(Timestamp.date(text) == nil)
  }

  @Test("Days from 1600 to 2400 are what Foundation's calendar says")
  func calendar() throws {
    let style = Date.ISO8601FormatStyle()
    for day in stride(from: -135_140, to: 157_055, by: 29) {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400 + 3_723)
      let text = Timestamp.text(date)
      #expect(text == style.format(date))
      #expect(Timestamp.date(text) == date)
    }
  }

  @Test(
    "No date traps, however far away it is",
    arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
  func extremes(seconds: Double) {
    #expect(Timestamp.date(Timestamp.text(Date(timeIntervalSince1970: seconds))) != nil)
  }
}

@Suite("Windows builds")
struct WindowsBuildTests {
  @Test("Builds compare as numbers")
  func order() {
    #expect(WindowsBuild("26100.10000")! > WindowsBuild("26100.7922")!)
    #expect(WindowsBuild("26100.7922")! > WindowsBuild("22631.9999")!)
    #expect(WindowsBuild("9600")! < WindowsBuild("10240.1")!)
    #expect(WindowsBuild("26100")! == WindowsBuild("26100.0")!)
    #expect(WindowsBuild("26100.07922")! == WindowsBuild("26100.7922")!)
  }

  @Test(
    "Anything else is no build",
    arguments: [
      "", ".", "26100.", ".7922", "26100.7922.1", "+26100", "26100.-1", "24H2", " 26100",
      "99999999999999999999", "２6100",
    ])
  func refuse(text: String) {
    #expect(WindowsBuild(text) == nil)
  }
}
