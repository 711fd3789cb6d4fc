/// A reader of bytes from outside, and what it is begun with.
struct FuzzTarget: Sendable {
  /// What libFuzzer calls.
  typealias Use = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

  let name: String
  let seeds: @Sendable () throws -> [[UInt8]]
  let callback: Use

  static let all = [
    FuzzTarget(name: "archive", seeds: ArchiveUse.seeds) { pointer, count in
      ArchiveUse.use(FuzzTarget.bytes(pointer, count))
      return 0
    },
    FuzzTarget(name: "origins", seeds: OriginUse.seeds) { pointer, count in
      OriginUse.use(FuzzTarget.bytes(pointer, count))
      return 0
    },
    FuzzTarget(name: "policies", seeds: PolicyUse.seeds) { pointer, count in
      PolicyUse.use(FuzzTarget.bytes(pointer, count))
      return 0
    },
    FuzzTarget(name: "proofs", seeds: ProofUse.seeds) { pointer, count in
      ProofUse.use(FuzzTarget.bytes(pointer, count))
      return 0
    },
    FuzzTarget(name: "scim", seeds: SCIMUse.seeds) { pointer, count in
      SCIMUse.use(FuzzTarget.bytes(pointer, count))
      return 0
    },
    FuzzTarget(name: "tokens", seeds: TokenUse.seeds) { pointer, count in
      TokenUse.use(FuzzTarget.bytes(pointer, count))
      return 0
    },
  ]

  private static func bytes(_ pointer: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Reads every prefix, and the whole with every bit flipped, and gives how many readings that were. A
  /// trap or a hang ends the run.
  func sweep(_ seed: [UInt8]) -> Int {
    var readings = 0
    func read(_ bytes: [UInt8]) {
      _ = bytes.withUnsafeBufferPointer { callback($0.baseAddress, $0.count) }
      readings += 1
    }
    for length in 0...seed.count { read(Array(seed[..<length])) }
    for place in seed.indices {
      for bit in 0..<8 {
        var damaged = seed
        damaged[place] ^= 1 << UInt8(bit)
        read(damaged)
      }
    }
    return readings
  }
}
