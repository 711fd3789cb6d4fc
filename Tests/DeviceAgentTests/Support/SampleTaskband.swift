/// What Explorer notes of the taskbar's pins: a list of shell items, the last block of each with the
/// AppID that it opens.
///
/// Source: docs/formats/start-pins.md.
enum SampleTaskband {
  /// The value `Favorites` for these AppIDs, in their order.
  static func favorites(_ appIDs: [String]) -> [UInt8] {
    let entries: [UInt8] = appIDs.flatMap { appID -> [UInt8] in
      let list = item(appID) + [0, 0]
      return [0] + number(list.count, bytes: 4) + list
    }
    return entries + [0xFF]
  }

  private static let head: [UInt8] = [0x32, 0x00] + Array(repeating: 0, count: 10)

  private static func item(_ appID: String) -> [UInt8] {
    let units: [UInt8] = appID.utf16.flatMap { unit -> [UInt8] in number(Int(unit), bytes: 2) }
    let text = units + [0, 0]
    let start = 2 + head.count
    let signature: [UInt8] = [0x1D, 0x00, 0xEF, 0xBE]
    let content = [0, 0] + signature + [2, 0] + text + number(start, bytes: 2)
    let block = number(content.count + 2, bytes: 2) + content
    return number(start + block.count, bytes: 2) + head + block
  }

  private static func number(_ value: Int, bytes count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
