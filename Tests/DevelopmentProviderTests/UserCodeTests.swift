import Testing

@testable import DevelopmentProvider

@Suite("The code that a person types")
struct UserCodeTests {
  @Test("is read in any case, with or without its hyphen, and as nothing else")
  func reading() {
    let code = UserCode.fresh()
    #expect(code.wholeMatch(of: #/[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/#) != nil)
    #expect(UserCode.read(code) == code)
    #expect(UserCode.read(code.lowercased().replacing("-", with: " ")) == code)
    #expect(UserCode.read(code.replacing("-", with: "")) == code)
    for wrong in ["", "BCDF", code + "B", String(repeating: " ", count: 40) + code] {
      #expect(UserCode.read(wrong) == nil)
    }
  }

  @Test("is another each time")
  func fresh() {
    #expect(Set((0..<100).map { _ in UserCode.fresh() }).count == 100)
  }
}
