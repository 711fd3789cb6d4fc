/// What differs between two sets of pins: which are new, which are gone, and which have moved.
///
/// A pin that only stands elsewhere because others came or went before it has not moved: the
/// longest row of pins that kept their order stays, the others are the ones that were moved.
struct PinsDifference {
  let changes: [EnvironmentDifference.Change]

  init(_ component: ComponentKind, from old: PinsComponent?, to new: PinsComponent?) {
    let old = Self.placed(old)
    let new = Self.placed(new)
    let newIndexes = Dictionary(uniqueKeysWithValues: new.enumerated().map { ($1.key, $0) })
    let oldIndexes = Dictionary(uniqueKeysWithValues: old.enumerated().map { ($1.key, $0) })
    let inBoth = old.indices.filter { newIndexes[old[$0].key] != nil }
    let kept = Set(Self.longestRise(in: inBoth.compactMap { newIndexes[old[$0].key] }))

    let gone = old.filter { newIndexes[$0.key] == nil }.map { pin in
      EnvironmentDifference.Change(
        component: component, item: pin.item, kind: .removed, before: pin.words, after: nil)
    }
    let present = new.enumerated().compactMap { index, pin -> EnvironmentDifference.Change? in
      guard let oldIndex = oldIndexes[pin.key] else {
        return EnvironmentDifference.Change(
          component: component, item: pin.item, kind: .added, before: nil, after: pin.words)
      }
      let before = old[oldIndex]
      if !kept.contains(index) || before.group != pin.group || before.folder != pin.folder {
        return EnvironmentDifference.Change(
          component: component, item: pin.item, kind: .moved, before: before.words,
          after: pin.words)
      }
      guard before.size != pin.size else { return nil }
      return EnvironmentDifference.Change(
        component: component, item: pin.item, kind: .changed, before: before.sizeWords,
        after: pin.sizeWords)
    }
    changes = gone + present
  }

  /// A pin with its place among the others, in words.
  private struct Placed {
    let key: Key
    let item: String
    let group: String
    let folder: String?
    let place: Int
    let size: TileSize?

    var words: String {
      "place \(place)"
        + (folder.map { " in the folder \($0.isEmpty ? "without a name" : $0)" } ?? "")
        + (group.isEmpty ? "" : " in \(group)")
    }

    var sizeWords: String { size.map { "\($0.columns)x\($0.rows)" } ?? "no size" }
  }

  /// A target may be pinned more than once.
  private struct Key: Hashable {
    let target: PinTarget
    let occurrence: Int
  }

  private static func placed(_ component: PinsComponent?) -> [Placed] {
    var occurrences: [PinTarget: Int] = [:]
    var placed: [Placed] = []
    for group in component?.groups ?? [] {
      for (index, pin) in group.pins.enumerated() {
        let occurrence = occurrences[pin.target, default: 0]
        occurrences[pin.target] = occurrence + 1
        placed.append(
          Placed(
            key: Key(target: pin.target, occurrence: occurrence), item: pin.target.description,
            group: group.name, folder: pin.folder?.name, place: index + 1, size: pin.size))
      }
    }
    return placed
  }

  /// The longest subsequence that only rises, by patience sorting.
  static func longestRise(in numbers: [Int]) -> [Int] {
    var tops: [Int] = []
    var previous = [Int?](repeating: nil, count: numbers.count)
    for (index, number) in numbers.enumerated() {
      var low = 0
      var high = tops.count
      while low < high {
        let middle = (low + high) / 2
        if numbers[tops[middle]] < number { low = middle + 1 } else { high = middle }
      }
      previous[index] = low > 0 ? tops[low - 1] : nil
      if low == tops.count { tops.append(index) } else { tops[low] = index }
    }
    var rise: [Int] = []
    var next = tops.last
    while let index = next {
      rise.append(numbers[index])
      next = previous[index]
    }
    return rise.reversed()
  }
}
