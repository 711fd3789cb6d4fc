import Foundation
import JSONText
import RestoreRules

/// Says in a sentence what is wrong with a document that could not be read.
enum JSONFault {
  static func problem(of error: any Error) -> ServiceProblem {
    switch error {
    case let problem as ServiceProblem: problem
    case let error as FactsError: problem(of: error)
    case let error as DecodingError: problem(of: error)
    default: ServiceProblem(.invalidField, "The document is not what belongs here.")
    }
  }

  private static func problem(of error: FactsError) -> ServiceProblem {
    switch error.code {
    case .unknownKey: ServiceProblem(.unknownField, error.message)
    case .malformedJSON: ServiceProblem(.malformedJSON, error.message)
    default: ServiceProblem(.invalidField, error.message)
    }
  }

  private static func problem(of error: DecodingError) -> ServiceProblem {
    switch error {
    case .keyNotFound(let key, let context):
      let field = FieldPath(context.codingPath + [key])
      return ServiceProblem(.invalidField, "The field \(field) is missing.")
    case .valueNotFound(let type, let context):
      return wrongValue(
        at: FieldPath(context.codingPath), "must be \(name(of: type)), and is null")
    case .typeMismatch(let type, let context):
      return wrongValue(at: FieldPath(context.codingPath), "must be \(name(of: type))")
    case .dataCorrupted(let context):
      let field = FieldPath(context.codingPath)
      // The library's own words name types of the program; ours say what is right.
      let isOurs = !["Cannot initialize", "The given data"].contains {
        context.debugDescription.hasPrefix($0)
      }
      return wrongValue(
        at: field,
        isOurs
          ? "is not what belongs there: \(context.debugDescription)"
          : "is not one of the values it may have")
    @unknown default:
      return ServiceProblem(.invalidField, "The document is not what belongs here.")
    }
  }

  private static func wrongValue(at field: FieldPath, _ what: String) -> ServiceProblem {
    let subject = field.isRoot ? "The document" : "The field \(field)"
    return ServiceProblem(.invalidField, "\(subject) \(what.trimmingSuffix(".")).")
  }

  /// The problem of a document that is no JSON.
  static func malformed(_ fault: JSONSyntax.Fault) -> ServiceProblem {
    ServiceProblem(
      .malformedJSON,
      "The body is not JSON at line \(fault.line), column \(fault.column): \(fault.reason).")
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text in quotes"
    case is Bool.Type: "true or false"
    case is Int.Type, is UInt32.Type, is UInt64.Type: "a whole number"
    case is [Any].Type: "a list in [ ]"
    default: "an object in { }"
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> Substring {
    hasSuffix(suffix) ? dropLast(suffix.count) : self[...]
  }
}
