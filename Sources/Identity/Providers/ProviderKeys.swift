import Foundation
import OpenIDConnect

/// The keys of one provider: fetched when first needed, looked at again from time to time and when a
/// token names one that is not known, never more often than a limit. While the provider is down, the
/// keys that are known go on working, for a while.
actor ProviderKeys {
  /// How long keys are believed, in seconds.
  struct Ages: Sendable {
    /// From here on the provider is asked again, and nobody waits for it.
    var refresh: TimeInterval = 3600
    /// From here on a provider that does not answer makes its keys worthless.
    var last: TimeInterval = 86_400
    /// The least time between two questions.
    var between: TimeInterval = 30
  }

  private let provider: IdentityProvider
  private let transport: any ProviderTransport
  private let now: @Sendable () -> Date
  private let ages: Ages

  private var keys: [SigningKey] = []
  private var fetchedAt: Date?
  private var askedAt: Date?
  private var lastFailure: ProviderError?
  private var question: Task<Void, Never>?
  private var metadata: ProviderMetadata?

  init(
    of provider: IdentityProvider, by transport: any ProviderTransport, ages: Ages = Ages(),
    now: @escaping @Sendable () -> Date
  ) {
    self.provider = provider
    self.transport = transport
    self.ages = ages
    self.now = now
  }

  /// The keys that a token may be signed with.
  ///
  /// - Parameter id: the key that the token names; nil fits only a provider that has a single key.
  /// - Returns: empty when the provider has no such key.
  /// - Throws: `identity.providerUnavailable`.
  func keys(
    named id: String?, for algorithm: SignatureAlgorithm
  ) async throws(IdentityError) -> [SigningKey] {
    let known = fitting(id, algorithm)
    if !known.isEmpty, let age, age < ages.last {
      if age >= ages.refresh { ask() }
      return known
    }
    ask()
    await question?.value
    if let age, age < ages.last {
      let found = fitting(id, algorithm)
      if !found.isEmpty || lastFailure == nil { return found }
    }
    throw unavailable()
  }

  /// The provider's description of itself, fetched with the keys.
  ///
  /// - Throws: `identity.providerUnavailable`.
  func description() async throws(IdentityError) -> ProviderMetadata {
    if metadata == nil {
      ask()
      await question?.value
    }
    guard let metadata else { throw unavailable() }
    return metadata
  }

  /// Whether the provider answers: asked now, unless it was asked a moment ago.
  func isReachable() async -> Bool {
    ask()
    await question?.value
    return fetchedAt != nil && lastFailure == nil
  }

  /// Waits until no question is under way.
  func settle() async { await question?.value }

  private var age: TimeInterval? { fetchedAt.map { now().timeIntervalSince($0) } }

  private func fitting(_ id: String?, _ algorithm: SignatureAlgorithm) -> [SigningKey] {
    let fitting = keys.filter { $0.algorithm == algorithm }
    guard let id else { return fitting.count == 1 ? fitting : [] }
    return fitting.filter { $0.id.map { $0.utf8.elementsEqual(id.utf8) } ?? false }
  }

  /// Asks the provider, unless it is being asked, or was a moment ago.
  private func ask() {
    guard question == nil, untilNextQuestion <= 0 else { return }
    askedAt = now()
    question = Task {
      await fetch()
      question = nil
    }
  }

  /// In seconds.
  private var untilNextQuestion: TimeInterval {
    guard let askedAt else { return 0 }
    // A clock that was set back must not close the door.
    let since = now().timeIntervalSince(askedAt)
    return since < 0 ? 0 : ages.between - since
  }

  private func fetch() async {
    do throws(ProviderError) {
      let metadata = try await ProviderMetadata.discover(
        issuer: provider.issuer, at: provider.metadataAddress, by: transport)
      let answer = try await transport.get(metadata.keys)
      guard answer.status == 200, let found = await SigningKey.keys(json: answer.body) else {
        throw ProviderError(
          .unexpectedAnswer, "The identity provider has no keys at \(metadata.keys).")
      }
      self.metadata = metadata
      keys = found
      fetchedAt = now()
      lastFailure = nil
    } catch {
      lastFailure = error
    }
  }

  private func unavailable() -> IdentityError {
    IdentityError(
      .providerUnavailable,
      "The identity provider cannot be reached to check the token. Try again in a while.",
      cause: lastFailure.map { $0.message + ($0.cause.map { " (\($0))" } ?? "") },
      retryAfter: max(1, Int(untilNextQuestion.rounded(.up))))
  }
}
