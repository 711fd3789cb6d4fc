/// `1 offer`, `2 offers`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

extension String {
  /// The text as it begins a sentence.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
