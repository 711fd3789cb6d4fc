import RegistryHive

/// Systematic damage: a hive cut off at every 512 bytes, and with every bit flipped in its base
/// block, its first bins and the heads of all its cells.
enum Sweep {
  /// Small hives are damaged in every place, large ones in about so many.
  private static func places(in bytes: [UInt8]) -> Int {
    min(4000, max(200, (1 << 29) / max(bytes.count, 1)))
  }

  /// Tries every damage and gives how many hives that were. A trap or a hang ends the run.
  static func run(_ bytes: [UInt8]) -> Int {
    var openings = 0
    for length in stride(from: 0, through: bytes.count, by: max(1, bytes.count / 512 / 8000) * 512)
    {
      open(Array(bytes[..<length]))
      openings += 1
    }
    for place in 0..<min(512, bytes.count) {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[place] ^= 1 << UInt8(bit)
        open(damaged)
        open(Seal.baseBlock(damaged))
        openings += 2
      }
    }
    let heads = placesOfHeads(in: bytes)
    for place in stride(from: 0, to: heads.count, by: max(1, heads.count / places(in: bytes))) {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[heads[place]] ^= 1 << UInt8(bit)
        open(damaged)
        openings += 1
      }
    }
    return openings
  }

  /// The first two bins, and the first eight bytes of every cell.
  private static func placesOfHeads(in bytes: [UInt8]) -> [Int] {
    var places = Array(4096..<min(4096 + 8192, bytes.count))
    var place = 4096
    while place + 32 <= bytes.count {
      if bytes[place..<place + 4].elementsEqual("hbin".utf8) {
        places += place..<place + 32
        place += 32
        continue
      }
      places += place..<place + 8
      let size = Int(abs(Int32(truncatingIfNeeded: Seal.word(bytes, place))))
      guard size >= 8 else { break }
      place += size
    }
    return places
  }

  private static func open(_ bytes: [UInt8]) {
    for strictness in [HiveReadingOptions.Strictness.strict, .lenient] {
      guard let hive = try? Hive(bytes: bytes, options: .init(strictness: strictness)) else {
        continue
      }
      guard let counts = try? hive.root.counts() else { continue }
      precondition(counts.valueBytes <= bytes.count, "data was invented")
    }
  }
}
