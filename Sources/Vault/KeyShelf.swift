import Foundation

/// Where wrapped keys are kept; the service binds it to its store.
///
/// Names are told apart by their UTF-8 bytes.
public protocol KeyShelf: Sendable {
  /// The tenant's wrapped keys, in any order.
  func wrappedKeys(of tenant: String) async throws -> [WrappedDataKey]

  /// Keeps a new wrapped key, with so many seals reserved. When the tenant has one of that generation
  /// already, that one stays and is returned.
  func insert(
    _ key: WrappedDataKey, for tenant: String, reserving seals: Int
  ) async throws -> WrappedDataKey

  /// The person's wrapped keys, in any order.
  func personKeys(of person: PersonName) async throws -> [WrappedPersonKey]

  /// Keeps a new key of a person, with so many seals reserved. When the person has one of that
  /// generation already, that one stays and is returned.
  ///
  /// - Returns: nil, with nothing kept, when the tenant's key that wraps it is not kept as it is
  ///   given here: it was erased, or another master key wraps it now.
  func insert(
    _ key: WrappedPersonKey, of person: PersonName, under tenantKey: WrappedDataKey,
    reserving seals: Int
  ) async throws -> WrappedPersonKey?

  /// Adds to the seals that a key may have made.
  ///
  /// - Returns: all that are reserved now, these included; nil when there is no such key any more.
  func reserveSeals(
    _ count: Int, of holder: KeyHolder, generation: Int
  ) async throws -> Int?
}

/// Whose key it is.
public enum KeyHolder: Sendable, Hashable {
  case tenant(String)
  case person(PersonName)
}

/// A person in a tenant. Two whose names differ only in Unicode normalization are equal as Swift
/// strings and two people all the same, so the bytes count here.
public struct PersonName: Sendable, Hashable {
  public let tenant: String
  /// The identity provider's subject.
  public let user: String

  public init(tenant: String, user: String) {
    self.tenant = tenant
    self.user = user
  }

  public static func == (left: PersonName, right: PersonName) -> Bool {
    left.tenant.utf8.elementsEqual(right.tenant.utf8)
      && left.user.utf8.elementsEqual(right.user.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(Data(tenant.utf8))
    hasher.combine(Data(user.utf8))
  }
}

/// A person's key as it is stored: sealed by the tenant's key, of no use without it.
public struct WrappedPersonKey: Hashable, Sendable {
  /// 1 for the person's first key, one more with each that follows.
  public let generation: Int
  /// The tenant's key that wraps it.
  public let tenantGeneration: Int
  public let wrappedBytes: Data

  public init(generation: Int, tenantGeneration: Int, wrappedBytes: Data) {
    self.generation = generation
    self.tenantGeneration = tenantGeneration
    self.wrappedBytes = wrappedBytes
  }
}
