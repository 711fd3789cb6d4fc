import Foundation
import RestoreRules
import ServiceAPI
import Testing

@testable import BackupService

@Suite("What IT may know of a person")
struct PersonRecordTests {
  @Test("The last sign-in on any device is explained as it would be decided now")
  func lastSignIn() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await client.signIn(.sample(device: "d-1"))
      service.moveClock(by: 60)
      _ = try await client.signIn(.sample(device: "d-2", isFirst: false))
      let person = TestService.person("alice")
      let record = try await service.services.people.record(of: person)
      let signIn = try #require(record.lastSignIn)
      #expect(signIn.device == "d-2")
      #expect(signIn.at == TestService.start + 60)
      #expect(signIn.moment == .firstSignIn)
      #expect(signIn.decision.failedChecks.map(\.id) == [.backup, .firstSignIn])
      try await client.backUp(.sample())
      let later = try await service.services.people.record(of: person)
      #expect(later.lastSignIn?.decision.failedChecks.map(\.id) == [.firstSignIn])
    }
  }

  @Test("A device cannot take the name under which the last sign-in is kept")
  func reservedName() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.post(
        SignInStatement.sample(device: "*"), to: .signIn, [.user: "alice"])
      #expect(answer.problem?.code == "request.invalidField")
    }
  }

  @Test("Of a stranger nothing is known")
  func stranger() async throws {
    let service = try TestService()
    let record = try await service.services.people.record(of: TestService.person("nobody"))
    #expect(
      record
        == PersonRecord(
          name: nil, userName: nil, email: nil, isActive: nil,
          profiles: [], offers: [], lastSignIn: nil, transitions: [], decisions: [],
          backupOrders: []))
  }

  @Test("The newest offer comes first")
  func offers() async throws {
    let service = try TestService(answerTimeout: 60)
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      _ = try await client.signIn(.sample(moment: .oobe, state: .inProgress))
      service.moveClock(by: 61)
      _ = try await client.signIn(.sample())
      let record = try await service.services.people.record(of: TestService.person("alice"))
      #expect(record.offers.map(\.moment) == [.firstSignIn, .oobe])
      #expect(record.offers.map(\.outcome) == [nil, .missed])
    }
  }
}
