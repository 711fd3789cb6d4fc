import OpenIDConnect

/// A program that people sign in to at the development provider. All are public: none has a secret.
struct DevelopmentClient: Sendable, Hashable {
  let id: String
  /// Where browsers may be sent back to, to the letter. A program without any signs in by device code.
  let redirectAddresses: Set<ProviderAddress>
}

extension Collection<DevelopmentClient> {
  func named(_ id: String?) -> DevelopmentClient? { first { $0.id == id } }
}
