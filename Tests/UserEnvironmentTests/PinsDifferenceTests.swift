import Testing

@testable import UserEnvironment

@Suite("The difference between two sets of pins")
struct PinsDifferenceTests {
  private let source = SourceDevice(
    name: "PC", product: "windows11", build: "26100.1", edition: "Pro")

  private func pin(_ id: String) -> Pin { Pin(target: .desktop(appID: id)) }

  private func changes(
    _ old: [PinGroup], _ new: [PinGroup]
  ) -> [EnvironmentDifference.Change] {
    EnvironmentDifference(
      from: Environment(source: source, startPins: PinsComponent(groups: old)),
      to: Environment(source: source, startPins: PinsComponent(groups: new))
    ).changes
  }

  private func changes(_ old: String, _ new: String) -> [EnvironmentDifference.Change] {
    changes(
      [PinGroup(name: "", pins: old.map { pin(String($0)) })],
      [PinGroup(name: "", pins: new.map { pin(String($0)) })])
  }

  @Test("names the pin that was moved, and not those that made room for it")
  func moved() {
    let found = changes("abcdefg", "abdefgc")
    #expect(found.map(\.item) == ["c"])
    #expect(found.first?.kind == .moved)
    #expect(found.first?.before == "place 3")
    #expect(found.first?.after == "place 7")
  }

  @Test("names what came and what went, and nothing that only slid up or down")
  func addedAndRemoved() {
    let found = changes("abcd", "xbcd")
    #expect(found.map(\.item) == ["a", "x"])
    #expect(found.map(\.kind) == [.removed, .added])
  }

  @Test("a pin in another group or folder has moved, even in the same order")
  func groups() {
    let found = changes(
      [PinGroup(name: "Work", pins: [pin("a"), pin("b"), pin("c")])],
      [
        PinGroup(
          name: "Work",
          pins: [
            pin("a"), Pin(target: .desktop(appID: "b"), folder: PinFolder(name: "Both")),
          ]),
        PinGroup(name: "Play", pins: [pin("c")]),
      ])
    #expect(found.map(\.item) == ["b", "c"])
    #expect(found.map(\.after) == ["place 2 in the folder Both in Work", "place 1 in Play"])
  }

  @Test("a tile of another size has changed")
  func size() {
    func sized(_ columns: Int) -> [PinGroup] {
      [
        PinGroup(
          name: "",
          pins: [Pin(target: .desktop(appID: "a"), size: TileSize(columns: columns, rows: 2))])
      ]
    }
    let found = changes(sized(2), sized(4))
    #expect(found.map(\.kind) == [.changed])
    #expect(found.first?.before == "2x2")
    #expect(found.first?.after == "4x2")
  }

  @Test("a target that is pinned twice is compared place by place")
  func twice() {
    #expect(changes("aba", "aba").isEmpty)
    #expect(changes("aba", "ab").map(\.kind) == [.removed])
  }

  @Test("the longest rise is as long as any, against trying all", arguments: 0..<60)
  func longestRise(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var numbers = Array(0..<8)
    for index in numbers.indices.reversed() {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      numbers.swapAt(index, Int(state >> 33) % (index + 1))
    }
    let rise = PinsDifference.longestRise(in: numbers)
    var longest = 0
    for choice in 0..<(1 << numbers.count) {
      let chosen = numbers.enumerated().filter { choice >> $0.offset & 1 == 1 }.map(\.element)
      if chosen == chosen.sorted() { longest = max(longest, chosen.count) }
    }
    #expect(rise == rise.sorted())
    #expect(rise.count == longest)
  }
}
