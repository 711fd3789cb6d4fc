import Foundation
import JSONText
import RestoreRules

/// Documents of JSON that IT and agents write: policies, the facts of an offer, rules of apps.
enum PolicyUse {
  static func seeds() -> [[UInt8]] {
    [
      """
      {"version":1,"name":"all","groups":["a"],"devices":["d-1"],"priority":-5,"backup":{"enabled":true,
      "intervalHours":1,"components":{"settings":true,"apps":false},"include":["mouse"],"exclude":[],
      "secrets":["network.proxy-server"],"onMetered":false,"onBattery":true},"restore":{"oobe":true,
      "onDemand":true,"components":{"apps":false}},"offerLimit":1,"correctionWindowDays":0,
      "firstSignInWindowHours":72,"answerTimeoutSeconds":600,"admit":{"userless":true},
      "requirements":"microsoft","retention":{"versions":10,"days":365}}
      """,
      """
      {"moment":"firstSignIn","now":"2026-11-22T08:00:00Z","device":{"os":{"product":"windows11",
      "build":"26100.7922","edition":"Enterprise"},"join":"entraJoined","kind":"physical",
      "enrollment":{"id":"e-1","state":"complete","at":"2026-11-22T07:30:00Z"}},"user":{"account":"work",
      "groups":["pilot"],"firstSignInSinceEnrollment":true},"profiles":[{"id":"p-1","device":"PC",
      "lastBackupAt":"2026-11-19T08:00:00Z","restorable":true}],"history":[{"enrollment":"e-1",
      "moment":"oobe","outcome":"missed","at":"2026-11-22T07:20:00Z"}],"policies":[{"name":"default"}]}
      """,
      #"{"rules":[{"match":{"id":"Contoso.*"},"action":"skip","reason":"\u00e9\ud83d\ude00"}]}"#,
      #"{"name":"nothing"}"#, #"[1.5e+3,-0,null,"\"\\",{"a":{"a":[]}}]"#,
    ].map { Array($0.utf8) }
  }

  static func use(_ bytes: [UInt8]) {
    let data = Data(bytes)
    checkGrammar(data)
    checkPolicy(data)
    do throws(FactsError) {
      let decision = decide(try Facts(json: data))
      precondition(!decision.checks.isEmpty)
    } catch {
      precondition(error.message.hasSuffix("."), "a reason that is no sentence")
    }
    _ = try? CapturePolicy(json: data)
    _ = try? AppRules(json: data)
  }

  /// What is JSON to the letter, Foundation reads, too; and it can be written and read again.
  private static func checkGrammar(_ data: Data) {
    if let fault = JSONSyntax.fault(in: data) {
      precondition(fault.line >= 1 && fault.column >= 1 && !fault.reason.isEmpty)
      precondition(JSONValue(strict: data) == nil)
      return
    }
    guard let value = JSONValue(strict: data) else { return }
    guard let written = try? JSONEncoder().encode(value), JSONValue(strict: written) == value else {
      fatalError("a document does not survive writing and reading")
    }
  }

  private static func checkPolicy(_ data: Data) {
    do throws(FactsError) {
      let policy = try Policy(json: data)
      guard let written = try? JSONEncoder().encode(policy),
        let again = try? Policy(json: written), again == policy
      else { fatalError("a policy does not survive writing and reading") }
      precondition(
        !EffectivePolicy(groups: ["a"], device: "d-1", policies: [policy]).entries.isEmpty)
    } catch {
      precondition(error.message.hasSuffix("."), "a reason that is no sentence")
    }
  }
}
