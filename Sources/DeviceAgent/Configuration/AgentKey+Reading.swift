import Foundation
import JSONText
import UserEnvironment

/// Why a value cannot be used: the end of a sentence that begins with its place.
struct AgentValueFault: Error, Hashable {
  let words: String
}

extension AgentKey {
  /// The longest text, and the longest entry of a list: what a policy template allows by default.
  static let longestText = 1023
  static let mostEntries = 1000

  /// What the registry must hold, as administrators know it.
  public var registryType: String {
    switch kind {
    case .flag, .number: "REG_DWORD"
    case .choice, .text: "REG_SZ"
    case .list: "REG_MULTI_SZ"
    }
  }

  /// What a value may be, as the end of "it must be ...".
  public var allowed: String {
    switch kind {
    case .flag: "on or off"
    case .number(let range, _): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let choices): "one of " + choices.map(\.word).joined(separator: ", ")
    case .text(.address): "an address such as https://valise.example.org"
    case .text: #"the path of a file, such as C:\ProgramData\Valise\app-rules.json"#
    case .list: "a list of words"
    }
  }

  // MARK: Reading

  /// What a policy says, by its registry value.
  func read(_ stored: SettingValue) throws(AgentValueFault) -> AgentValue {
    let value: AgentValue? =
      switch kind {
      case .flag:
        switch (stored.kind, stored.number) {
        case (.dword, 0): .flag(false)
        case (.dword, 1): .flag(true)
        case (.dword, _?):
          throw AgentValueFault(words: "must be 1 (on) or 0 (off)")
        default: nil
        }
      case .number: stored.kind == .dword ? stored.number.map { .number(Int($0)) } : nil
      case .choice, .text: stored.kind == .string ? stored.text.map { .text($0) } : nil
      case .list: stored.kind == .multiString ? stored.texts.map { .list($0) } : nil
      }
    guard let value else {
      let found = stored.kind.map { ", and is a \($0.registryName)" } ?? ", and is of another type"
      throw AgentValueFault(
        words: "must be a \(registryType)"
          + (stored.kind?.registryName == registryType ? ", and is damaged" : found))
    }
    return try checked(value)
  }

  /// What the configuration file says.
  func read(_ json: JSONValue) throws(AgentValueFault) -> AgentValue {
    let value: AgentValue? =
      switch (kind, json) {
      case (.flag, .boolean(let flag)): .flag(flag)
      case (.number, .number(let number)): Int(exactly: number).map { .number($0) }
      case (.choice, .text(let text)), (.text, .text(let text)): .text(text)
      case (.list, .list): json.texts.map { .list($0) }
      default: nil
      }
    guard let value else {
      let words =
        switch kind {
        case .flag: "true or false"
        case .number: allowed
        case .choice, .text: "a text in quotes, \(allowed)"
        case .list: "a list of texts in [ ]"
        }
      throw AgentValueFault(words: "must be \(words)")
    }
    return try checked(value)
  }

  private func checked(_ value: AgentValue) throws(AgentValueFault) -> AgentValue {
    if let fault = fault(of: value) { throw fault }
    return normalized(value)
  }

  /// An address without a slash at its end, so that it is one however it is written.
  func normalized(_ value: AgentValue) -> AgentValue {
    guard kind == .text(.address), case .text(let text) = value else { return value }
    return .text(String(text.reversed().drop { $0 == "/" }.reversed()))
  }

  /// Why the key cannot have a value of the right type; nil when it can.
  func fault(of value: AgentValue) -> AgentValueFault? {
    switch (kind, value) {
    case (.flag, .flag): nil
    case (.number(let range, _), .number(let number)):
      range.contains(number) ? nil : AgentValueFault(words: "must be \(allowed), and is \(number)")
    case (.choice(let choices), .text(let text)):
      choices.contains { $0.word == text } ? nil : AgentValueFault(words: "must be \(allowed)")
    case (.text(let form), .text(let text)):
      text.utf16.count <= Self.longestText && form.admits(text)
        ? nil : AgentValueFault(words: "must be \(allowed)")
    case (.list(let form), .list(let list)): Self.fault(of: list, form)
    default: AgentValueFault(words: "must be \(allowed)")
    }
  }

  private static func fault(of list: [String], _ form: Form) -> AgentValueFault? {
    guard list.count <= mostEntries else {
      return AgentValueFault(words: "must not have more than \(mostEntries) entries")
    }
    guard
      let index = list.firstIndex(where: { $0.utf16.count > longestText || !form.admits($0) })
    else { return nil }
    return AgentValueFault(words: "has an entry that is no word (number \(index + 1))")
  }
}

extension AgentKey.Form {
  func admits(_ text: String) -> Bool {
    switch self {
    case .address:
      guard let parts = URLComponents(string: text), let host = parts.host else { return false }
      return ["http", "https"].contains(parts.scheme?.lowercased()) && !host.isEmpty
        && parts.user == nil && parts.password == nil && parts.query == nil
        && parts.fragment == nil
    case .path:
      return text.wholeMatch(of: #/[A-Za-z]:\\[^/:*?"<>|\x00-\x1F]+/#) != nil
        && !text.split(separator: "\\").contains("..")
    case .selection, .sources:
      return !text.isEmpty && text.allSatisfy { !$0.isNewline }
        && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        && text == text.trimmingCharacters(in: .whitespaces)
    }
  }
}

extension SettingValue.Kind {
  /// The type as `reg.exe` writes it.
  var registryName: String {
    switch self {
    case .string: "REG_SZ"
    case .expandString: "REG_EXPAND_SZ"
    case .binary: "REG_BINARY"
    case .dword: "REG_DWORD"
    case .multiString: "REG_MULTI_SZ"
    case .qword: "REG_QWORD"
    }
  }
}
