import RegistryHive
import Testing

@Suite("Real hives", .enabled(if: RealHives.areHere, "real hives are not here"))
struct RealHiveTests {
  @Test("a clean user hive has the keys, values and bytes that independent readers count")
  func countsOfCleanHive() throws {
    guard let path = RealHives.path("NTUSER.DAT") else { return }
    let hive = try Hive(contentsOf: path)
    let counts = try hive.root.counts()
    #expect(counts.keys == 1812)
    #expect(counts.values == 4094)
    #expect(counts.valueBytes == 276_160)
    #expect(!hive.information.isDirty)
    #expect(hive.information.recovery == nil)
    #expect(hive.information.warnings.isEmpty)
  }

  @Test("a dirty hive is recovered from both of its logs")
  func recoveryFromTwoLogs() throws {
    guard let path = RealHives.path("UsrClass.dat") else { return }
    let hive = try Hive(contentsOf: path)
    let recovery = try #require(hive.information.recovery)
    #expect(hive.information.isDirty)
    #expect(hive.information.sequences == [256, 255])
    #expect(recovery.logs.map(\.entriesApplied) == [4, 10])
    #expect(recovery.lastSequence == 300)
    #expect(hive.information.binsSize == 2_830_336)
    let counts = try hive.root.counts()
    #expect(counts.keys == 6238)
    #expect(counts.values == 12531)
    #expect(counts.valueBytes == 1_086_380)
    #expect(hive.information.warnings.isEmpty)
  }

  @Test("logs with names in lower case are found, and entries older than the hive are left out")
  func recoveryFromLowerCaseLogs() throws {
    guard let path = RealHives.path("transactions_NTUSER.DAT") else { return }
    let hive = try Hive(contentsOf: path)
    let recovery = try #require(hive.information.recovery)
    #expect(hive.information.sequences == [567, 566])
    #expect(recovery.entriesApplied == 23)
    #expect(recovery.lastSequence == 588)
    #expect(hive.information.binsSize == 925_696)
    let counts = try hive.root.counts()
    #expect(counts.keys == 3105)
    #expect(counts.values == 4695)
  }

  @Test("lenient reading of an undamaged hive gives the same without a warning")
  func lenientReading() throws {
    for path in RealHives.all {
      let strict = try Hive(contentsOf: path)
      let lenient = try Hive(contentsOf: path, options: .init(strictness: .lenient))
      #expect(try strict.root.counts() == lenient.root.counts())
      #expect(lenient.information.warnings.isEmpty)
    }
  }
}
