import Testing

@testable import RegistryHive

@Suite("Sweeps of damage")
struct DamageSweepTests {
  /// Opens and reads a hive in every way; what comes of it is a value or a typed error.
  private func readEverything(_ bytes: [UInt8]) throws(HiveError) {
    for strictness in [HiveReadingOptions.Strictness.strict, .lenient] {
      do throws(HiveError) {
        let hive = try Hive(bytes: bytes, options: .init(strictness: strictness))
        _ = try hive.key(at: "Software\\Valise\\Sizes")?.value(named: "size 5")?.bytes
        let counts = try hive.root.counts()
        // Nothing is invented: values cannot have more bytes than the hive.
        if counts.valueBytes > bytes.count { Issue.record("invented \(counts)") }
      } catch {
        if error.message.isEmpty { Issue.record("an error without words") }
      }
    }
  }

  @Test("a hive that ends anywhere gives an error or a value", arguments: [3, 5] as [UInt32])
  func truncation(version: UInt32) throws {
    let hive = try Samples.hive(version: HiveVersion(rawValue: version) ?? .regf15)
    let bytes = hive.image.bytes
    for length in stride(from: 0, to: bytes.count, by: 512) {
      try readEverything(Array(bytes[..<length]))
      try readEverything(Array(bytes[..<max(0, length - 3)]))
      #expect(throws: HiveError.self) { try Hive(bytes: Array(bytes[..<length])) }
    }
  }

  @Test("every prefix of the base block and the first bin gives an error or a value")
  func truncationAtEveryByte() throws {
    let bytes = try Samples.smallHive().image.bytes
    for length in 0..<600 { try readEverything(Array(bytes[..<length])) }
    for length in 4000..<4400 { try readEverything(Array(bytes[..<length])) }
  }

  @Test("a flipped bit in the base block gives an error or a value")
  func flipsInBaseBlock() throws {
    let bytes = try Samples.smallHive().image.bytes
    for place in 0..<512 {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[place] ^= 1 << UInt8(bit)
        try readEverything(damaged)
        // With the checksum put right, what is damaged is taken at its word.
        damaged.store(BaseBlock.checksum(of: damaged), at: BaseBlock.Field.checksum)
        try readEverything(damaged)
      }
    }
  }

  @Test("a flipped bit in a bin's header or a cell gives an error or a value")
  func flipsInCells() throws {
    let hive = try Samples.smallHive()
    let bytes = hive.image.bytes
    // The first bin with all of its cells, and the head of every cell after it.
    var places = Array(BaseBlock.size..<BaseBlock.size + 4096)
    var offset = 4096
    while offset < hive.information.binsSize {
      let place = BaseBlock.size + offset
      if bytes.word(at: place) == Signature.bin {
        places += place..<place + BinField.headerSize
        offset += BinField.headerSize
      } else {
        places += place..<min(place + 8, bytes.count)
        offset += Int(abs(Int32(bitPattern: bytes.word(at: place))))
      }
    }
    for place in places {
      for bit in [0, 3, 7] {
        var damaged = bytes
        damaged[place] ^= 1 << UInt8(bit)
        try readEverything(damaged)
      }
    }
  }

  @Test("editing a damaged hive gives an error or a sound hive")
  func editingDamaged() throws {
    let bytes = try Samples.smallHive().image.bytes
    for place in stride(from: BaseBlock.size, to: BaseBlock.size + 4096, by: 5) {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      for strictness in [HiveReadingOptions.Strictness.strict, .lenient] {
        guard
          let hive = try? Hive(bytes: damaged, options: .init(strictness: strictness)),
          var editor = try? HiveEditor(hive)
        else { continue }
        try? editor.setValue(
          "new", type: .binary, bytes: Samples.bytes(20000), at: "Software\\New\\Key",
          lastWritten: Samples.time)
        _ = try? editor.deleteKey(at: "Many", lastWritten: Samples.time)
        let edited = try editor.hive()
        #expect(throws: Never.self) { try edited.root.counts() }
      }
    }
  }

  @Test("a log that is cut off or damaged anywhere never makes a hive worse")
  func damagedLogs() throws {
    let pair = try LoggedHive()
    let before = try HiveContent(of: Hive(bytes: pair.dirty, options: .init(recovery: .off)))
    let after = try HiveContent(of: Hive(bytes: pair.dirty, logs: [pair.log()]))
    #expect(before != after)
    let log = pair.log().bytes
    var cuts = Array(stride(from: 0, to: log.count, by: 2048))
    cuts += 500..<560
    for cut in cuts {
      let damaged = HiveLog(name: "x.LOG1", bytes: Array(log[..<cut]))
      let content = try HiveContent(of: Hive(bytes: pair.dirty, logs: [damaged]))
      #expect(content == before)
    }
    for place in Array(stride(from: 0, to: 700, by: 3))
      + Array(stride(from: 700, to: log.count, by: 1009))
    {
      var bytes = log
      bytes[place] ^= 0x10
      let content = try HiveContent(
        of: Hive(bytes: pair.dirty, logs: [HiveLog(name: "x.LOG1", bytes: bytes)]))
      #expect(content == before || content == after)
    }
  }
}
