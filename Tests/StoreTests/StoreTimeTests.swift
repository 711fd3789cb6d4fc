import Foundation
import Store
import Testing

@Suite("The times that a store keeps")
struct StoreTimeTests {
  @Test("a time is rounded to the millisecond, and then stays the same")
  func rounding() {
    for seconds in [0, 1_790_000_000.1236, -1.0005, 253_402_300_799.999] {
      let once = StoreTime.milliseconds(Date(timeIntervalSince1970: seconds))
      #expect(StoreTime.milliseconds(StoreTime.date(milliseconds: once)) == once)
    }
    #expect(StoreTime.milliseconds(Date(timeIntervalSince1970: 1.2345)) == 1235)
  }

  @Test("no date is too wild to keep")
  func extremes() {
    #expect(StoreTime.milliseconds(.distantPast) < 0)
    #expect(StoreTime.milliseconds(.distantFuture) > 0)
    for wild in [Double.nan, .infinity, -.infinity, 1e300] {
      let kept = StoreTime.milliseconds(Date(timeIntervalSince1970: wild))
      #expect(StoreTime.milliseconds(StoreTime.date(milliseconds: kept)) == kept)
    }
  }
}
