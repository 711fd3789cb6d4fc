import Testing

@testable import RegistryHive

@Suite("Claims of cells")
struct CellClaimsTests {
  @Test("a claim is refused just where some of its bytes are claimed already")
  func overlaps() throws {
    let size = 1 << 16
    var random = SystemRandomNumberGenerator()
    for longest in [4, 70, 600] {
      let claims = CellClaims(size: size)
      var claimed = [Bool](repeating: false, count: size / 8)
      for _ in 0..<2000 {
        let first = Int.random(in: 0..<size / 8, using: &random)
        let count = min(Int.random(in: 1...longest, using: &random), size / 8 - first)
        let isFree = !claimed[first..<first + count].contains(true)
        #expect(claims.isUnclaimed(8 * first, size: 8 * count) == isFree)
        do {
          try claims.claim(UInt32(8 * first), size: UInt32(8 * count))
          #expect(isFree)
          for unit in first..<first + count { claimed[unit] = true }
        } catch {
          #expect(!isFree && error.code == .overlappingCells && error.cell == UInt32(8 * first))
          // What comes before the conflict may stay claimed.
          for unit in first..<first + count {
            claimed[unit] = !claims.isUnclaimed(8 * unit, size: 8)
          }
        }
      }
    }
  }

  @Test("the first and the last bytes of a hive can be claimed, and claimed once")
  func edges() throws {
    for size in [4096, 4096 + 8, 512 * 9, 512 * 9 - 8] {
      let claims = CellClaims(size: size)
      try claims.claim(0, size: 8)
      try claims.claim(UInt32(size - 8), size: 8)
      try claims.claim(8, size: UInt32(size - 16))
      #expect(throws: HiveError.self) { try claims.claim(UInt32(size - 8), size: 8) }
      #expect(throws: HiveError.self) { try claims.claim(0, size: UInt32(size)) }
    }
  }

  @Test("a descriptor is shared where it begins, and nowhere in it")
  func sharedDescriptors() throws {
    let image = try HiveEditor(emptyHiveNamed: "Shared").hive().image
    let root = try KeyNode(at: image.baseBlock.rootCell, in: image)
    let descriptor = image.word(at: root.start + KeyField.security)
    let claims = CellClaims(size: image.bins.size)
    try claims.claimShared(descriptor, in: image)
    for distance in 1...8 as ClosedRange<UInt32> {
      #expect(throws: HiveError.self) {
        try claims.claimShared(descriptor + distance, in: image)
      }
    }
    try claims.claimShared(descriptor, in: image)
  }
}
