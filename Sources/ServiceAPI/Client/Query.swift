/// The query of a request's address.
enum Query {
  /// The parameters that have a value, percent-encoded; nil when none has.
  static func text(_ parameters: KeyValuePairs<String, String?>) -> String? {
    let parts = parameters.compactMap { name, value in
      value.map { name + "=" + Route.percentEncoded($0) }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "&")
  }
}
