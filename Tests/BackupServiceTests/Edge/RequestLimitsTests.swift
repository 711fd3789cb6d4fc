import Foundation
import Identity
import ServiceAPI
import Synchronization
import Testing

@testable import BackupService

@Suite("How often requests may come")
struct RequestLimitsTests {
  private let clock = TimeBox()
  private static let alice = Caller(tenant: "first", subject: .named("alice"), roles: [.person])
  private static let bob = Caller(tenant: "first", subject: .named("bob"), roles: [.person])
  private static let stranger = Caller(tenant: "other", subject: .named("alice"), roles: [.person])

  private func limits(_ change: (inout RequestLimits.Rates) -> Void) -> RequestLimits {
    var rates = RequestLimits.Rates()
    change(&rates)
    return RequestLimits(rates) { [clock] in clock.now }
  }

  /// How many of so many requests are let through.
  private func admitted(
    _ count: Int, _ limits: RequestLimits, of caller: Caller, to route: Route = .signIn
  ) -> Int {
    (0..<count).count { _ in (try? limits.admit(caller, to: route)) != nil }
  }

  @Test("a person's requests run out, fill up with time, and are nobody else's")
  func person() throws {
    let limits = limits { $0.person = RateLimit(perMinute: 60) }
    #expect(admitted(20, limits, of: Self.alice) == 10)
    #expect(admitted(5, limits, of: Self.bob) == 5)
    #expect(admitted(5, limits, of: Self.stranger) == 5)
    let problem = #expect(throws: ServiceProblem.self) {
      try limits.admit(Self.alice, to: .offers)
    }
    #expect(problem?.kind == .tooMany)
    #expect(problem?.retryAfter == 1)
    clock.move(by: 3)
    #expect(admitted(20, limits, of: Self.alice) == 3)
    clock.move(by: 3600)
    #expect(admitted(20, limits, of: Self.alice) == 10)
  }

  @Test("a clock that is set back gives nothing and takes nothing")
  func clockSetBack() {
    let limits = limits { $0.person = RateLimit(perMinute: 60) }
    #expect(admitted(4, limits, of: Self.alice) == 4)
    clock.move(by: -3600)
    #expect(admitted(20, limits, of: Self.alice) == 6)
    clock.move(by: 2)
    #expect(admitted(20, limits, of: Self.alice) == 2)
  }

  @Test("a wave of backups takes nothing from the sign-ins and offers of the same tenant")
  func backups() {
    let limits = limits {
      $0.backups = RateLimit(perMinute: 60)
      $0.tenant = RateLimit(perMinute: 120)
    }
    #expect(admitted(100, limits, of: Self.alice, to: .submitSnapshot) == 10)
    #expect(admitted(10, limits, of: Self.bob, to: .signIn) == 10)
    #expect(admitted(15, limits, of: Self.bob, to: .offers) == 10)
    #expect(admitted(10, limits, of: Self.stranger, to: .submitSnapshot) == 10)
  }

  @Test("only so many backups are taken in at once, and everything else goes on")
  func atOnce() async throws {
    let limits = limits { $0.backupsAtOnce = 1 }
    try await limits.working(on: .submitSnapshot) {
      await #expect(throws: ServiceProblem(.tooMany, "")) {
        try await limits.working(on: .submitSnapshot) {}
      }
      try await limits.working(on: .signIn) {}
    }
    // The place is free again, also after a failure.
    await #expect(throws: CocoaError.self) {
      try await limits.working(on: .submitSnapshot) { throw CocoaError(.fileNoSuchFile) }
    }
    try await limits.working(on: .submitSnapshot) {}
  }

  @Test("many addresses fill no memory, and those in use are not forgotten")
  func memory() throws {
    let limits = limits { $0.address = RateLimit(perMinute: 60) }
    let steady = NetworkAddress("192.0.2.1")
    for _ in 0..<10 { try limits.admitStranger(from: steady) }
    for number in 0..<200_000 {
      let address = NetworkAddress("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
      try limits.admitStranger(from: address)
      if number % 10_000 == 0 {
        #expect(throws: ServiceProblem(.tooMany, "")) { try limits.admitStranger(from: steady) }
      }
    }
    #expect(limits.remembered <= RequestLimits.most)
  }
}

@Suite("Tokens that are nobody's")
struct TokenAttemptTests {
  private let clock = TimeBox()
  private let address = NetworkAddress("192.0.2.1")
  private let good = Caller(tenant: "first", subject: .named("alice"), roles: [.person])

  private var limits: RequestLimits {
    var rates = RequestLimits.Rates()
    rates.wrongTokens = RateLimit(perMinute: 12)
    rates.address = RateLimit(perMinute: 60)
    return RequestLimits(rates) { [clock] in clock.now }
  }

  /// What becomes of an attempt.
  private func attempt(
    _ token: String, _ limits: RequestLimits, from address: NetworkAddress?
  ) async -> String {
    do {
      _ = try await limits.checking(token, from: address) { () async throws(IdentityError) in
        guard token.hasPrefix("good") else { throw IdentityError(.wrongToken, "") }
        return good
      }
      return "let in"
    } catch let error as ServiceProblem {
      return error.kind.code
    } catch {
      return "\((error as? IdentityError)?.code.description ?? "")"
    }
  }

  @Test("are looked at ten times, and then only as fast as the limit says")
  func guesses() async {
    let limits = limits
    for number in 0..<10 {
      #expect(await attempt("guess-\(number)", limits, from: address) == "identity.wrongToken")
    }
    #expect(await attempt("guess-10", limits, from: address) == "request.tooMany")
    // Not even the right one is found out so.
    #expect(await attempt("good-new", limits, from: address) == "request.tooMany")
    #expect(
      await attempt("guess-11", limits, from: NetworkAddress("192.0.2.2")) != "request.tooMany")
    clock.move(by: 5)
    #expect(await attempt("guess-12", limits, from: address) == "identity.wrongToken")
    #expect(await attempt("guess-13", limits, from: address) == "request.tooMany")
    clock.move(by: 5)
    #expect(await attempt("good-new", limits, from: address) == "let in")
  }

  @Test("from one program with an old token do not shut out those behind the same address")
  func staleToken() async {
    let limits = limits
    for _ in 0..<5 {
      #expect(await attempt("old", limits, from: address) == "identity.wrongToken")
    }
    #expect(await attempt("good-1", limits, from: address) == "let in")
    for number in 0..<20 { _ = await attempt("guess-\(number)", limits, from: address) }
    #expect(await attempt("good-1", limits, from: address) == "let in")
  }

  @Test("again and again are slowed down, too")
  func flood() async {
    let limits = limits
    var answers: [String: Int] = [:]
    for _ in 0..<50 { answers[await attempt("old", limits, from: address), default: 0] += 1 }
    #expect(answers == ["identity.wrongToken": 11, "request.tooMany": 39])
  }
}
