import RegistryHive
import UserEnvironment

/// A registry value on one line.
struct HiveValueText {
  let text: String

  init(_ value: HiveValue) {
    if let string = value.string {
      text = string
    } else if let strings = value.strings {
      text = strings.joined(separator: "\n")
    } else if let number = value.dword.map(UInt64.init) ?? value.qword {
      text = String(number)
    } else {
      text = value.bytes.hexadecimal(separator: " ")
    }
  }
}

/// The differences of two hives, a line each: `-` only in the first, `+` only in the second, `~`
/// changed.
struct HiveDifferenceText {
  let lines: [String]

  init(_ difference: HiveDifference) {
    lines = difference.changes.map { change in
      let key = "[\(change.pathText)]"
      return switch change {
      case .keyOnlyInFirst: "- \(key)"
      case .keyOnlyInSecond: "+ \(key)"
      case .keyChanged(_, let parts):
        "~ \(key) \(parts.map(\.rawValue).joined(separator: ", "))"
      case .valueOnlyInFirst(_, let value): "- \(key) \(Self.text(value))"
      case .valueOnlyInSecond(_, let value): "+ \(key) \(Self.text(value))"
      case .valueChanged(_, let first, let second):
        "~ \(key) \(Self.text(first)) -> \(Self.data(second))"
      }
    }
  }

  private static func text(_ value: HiveDifference.Value) -> String {
    "\(value.name.isEmpty ? "@" : value.name) = \(data(value))"
  }

  private static func data(_ value: HiveDifference.Value) -> String {
    let more = value.bytes.count > 32 ? " … \(value.bytes.count) bytes" : ""
    return "\(value.type.name):\(value.bytes.prefix(32).hexadecimal(separator: " "))\(more)"
  }
}
