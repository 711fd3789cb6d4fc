import Foundation
import JSONText
import Testing

@Suite("The grammar of JSON")
struct JSONSyntaxTests {
  @Test(
    "What RFC 8259 allows is JSON",
    arguments: [
      "null", " [ ] ", "{}", "-0", "0.5e-7", "1E+2", #""""#,
      #""\"\\\/\b\f\n\r\t\u00e9\uD834\uDD1E""#,
      "{\"a\":[1,2,{\"b\":false}],\"\":true}\n", "[[[[[]]]]]", "\"\u{10ffff}\"", "\"\u{7f}\"",
    ])
  func valid(text: String) {
    #expect(JSONSyntax.fault(in: text.utf8) == nil)
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }
  }

  @Test(
    "What it does not allow is a fault",
    arguments: [
      "", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "+1", ".5", "1.", "1e", "--1", "tru",
      "nulll", "NaN", "'a'", "\"a", "\"\n\"", "\"\\x\"", "\"\\u12g4\"", "[1 2]", "[]]", "{}{}",
      "\u{feff}{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "// x\n1", "\u{a0}1",
    ])
  func invalid(text: String) {
    #expect(JSONSyntax.fault(in: text.utf8) != nil)
  }

  @Test("The place of a fault is its line and column")
  func place() throws {
    let fault = try #require(JSONSyntax.fault(in: "{\n  \"a\": 1,\n  \"b\": x\n}".utf8))
    #expect((fault.line, fault.column) == (3, 8))
    let end = try #require(JSONSyntax.fault(in: "[1".utf8))
    #expect((end.line, end.column) == (1, 3))
  }

  @Test(
    "A key that is there twice in one object is named, however it is written and wherever it stands",
    arguments: [
      (#"{"name":1,"name":1}"#, "name", 11), (#"{"name":1,"\u006eame":1}"#, "name", 11),
      (#"[{"a":{"b":1,"c":2,"b":{}}}]"#, "b", 20), (#"{"":1,"":1}"#, "", 7),
      (#"{"a\n":1,"a\n":1}"#, "a\u{FFFD}", 10),
    ])
  func twice(text: String, key: String, column: Int) throws {
    let fault = try #require(JSONSyntax.fault(in: text.utf8))
    #expect(fault.reason == "the key \"\(key)\" is there twice")
    #expect((fault.line, fault.column) == (1, column))
  }

  @Test("A key that is there twice is shown short, and one of several objects is no second")
  func shownKey() throws {
    let key = "\"" + String(repeating: "k", count: 500) + "\":1"
    let fault = try #require(JSONSyntax.fault(in: "{\(key),\(key)}".utf8))
    #expect(fault.reason.utf8.count < 100)
    #expect(JSONSyntax.fault(in: #"[{"a":1},{"a":{"a":1}},{"A":1,"a":1}]"#.utf8) == nil)
  }

  @Test("Bytes that are not UTF-8 are a fault")
  func notUTF8() {
    #expect(JSONSyntax.fault(in: [0x22, 0xff, 0x22]) != nil)
    #expect(JSONSyntax.fault(in: [0x22, 0xed, 0xa0, 0x80, 0x22]) != nil)
  }

  @Test("Nesting without end is a fault, and not a crash")
  func nesting() {
    #expect(JSONSyntax.fault(in: repeatElement(UInt8(ascii: "["), count: 1_000_000)) != nil)
  }

  @Test("Every truncation of a document is a fault")
  func truncated() {
    let document = Array(#"{"a":[1.5e3,"x\u0041",true,null,{"b":-0}]}"#.utf8)
    for length in 0..<document.count {
      #expect(JSONSyntax.fault(in: document.prefix(length)) != nil)
    }
    #expect(JSONSyntax.fault(in: document) == nil)
  }
}
