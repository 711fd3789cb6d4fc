import Synchronization

/// Carries a value out of a test's closure.
final class CodeBox: Sendable {
  private let box = Mutex<String?>(nil)

  var value: String? { box.withLock { $0 } }
  func set(_ value: String?) { box.withLock { $0 = value } }
}
