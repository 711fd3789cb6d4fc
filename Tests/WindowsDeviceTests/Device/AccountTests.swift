import Testing
import WindowsDevice

@Suite("Accounts")
struct AccountTests {
  /// The pair is one that has been published for this conversion.
  @Test("the SID of an Entra ID account is told as the object id that it is made of")
  func subject() {
    let account = account("alice", sid: "S-1-12-1-1943430372-1249052806-2496021943-3034400218")
    #expect(account.isEntraAccount)
    #expect(account.subject == "73d664e4-0886-4a73-b745-c694da45ddb4")
  }

  @Test(
    "any other SID is the subject itself",
    arguments: [
      "S-1-5-21-1004336348-1177238915-682003330-512", "S-1-12-1-1-2-3", "S-1-12-1-1-2-3-4-5",
      "S-1-12-1-1-2-3-4294967296", "S-1-12-1-1-2--4", "S-1-12-1-", "",
    ])
  func otherSubject(sid: String) {
    #expect(account("alice", sid: sid).subject == sid)
  }

  @Test("numbers of the SID keep their leading zeros in the object id")
  func leadingZeros() {
    #expect(
      account("alice", sid: "S-1-12-1-1-0-0-16777216").subject
        == "00000001-0000-0000-0000-000000000001")
  }

  @Test(
    "an account is found by its name, SID or subject, without regard to case",
    arguments: [
      "ALICE", "s-1-12-1-1943430372-1249052806-2496021943-3034400218",
      "73D664E4-0886-4A73-B745-C694DA45DDB4",
    ])
  func find(name: String) throws {
    let alice = account("alice", sid: "S-1-12-1-1943430372-1249052806-2496021943-3034400218")
    let accounts = [account("bob", sid: "S-1-5-21-1-2-3-4"), alice]
    #expect(try accounts.account(named: name) == alice)
  }

  @Test("an unknown name is an error that names those there are")
  func unknown() throws {
    let accounts = [account("bob", sid: "S-1"), account("alice", sid: "S-2")]
    let error = try #require(throws: DeviceError.self) { try accounts.account(named: "carol") }
    #expect(error.code == .unknownUser)
    #expect(error.message.contains("alice, bob"))
  }

  @Test("a name that two accounts share is an error that names their SIDs")
  func ambiguous() throws {
    let accounts = [account("bob", sid: "S-1"), account("Bob", sid: "S-2")]
    let error = try #require(throws: DeviceError.self) { try accounts.account(named: "bob") }
    #expect(error.code == .ambiguousUser)
    #expect(error.message.contains("S-1, S-2"))
    #expect(try accounts.account(named: "S-2").name == "Bob")
  }

  private func account(_ name: String, sid: String) -> Account {
    Account(name: name, sid: sid, profilePath: #"C:\Users\"# + name)
  }
}
