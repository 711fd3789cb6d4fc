import Foundation

/// The documents in the repository's `docs` that the tests hold the code against.
enum PublishedDocuments {
  static func text(_ path: String) throws -> String {
    // This file is Tests/RestoreRulesTests/Offer/PublishedDocuments.swift.
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent()
    }
    return try String(
      contentsOf: root.appending(path: "docs").appending(path: path), encoding: .utf8)
  }

  /// The code blocks of one language in a page, in their order.
  static func blocks(_ language: String, in page: String = "offer-rules.md") throws -> [String] {
    try text(page).components(separatedBy: "```\(language)\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
  }
}

/// JSON Schema as python3's `jsonschema` reads it: a validator that is not ours.
enum JSONSchema {
  static let isAvailable = (try? python("import jsonschema", input: Data())) != nil

  struct Refused: Error {
    let output: String
  }

  /// The errors that a schema has against each document; an empty text where it has none.
  static func errors(schema: String, documents: [String]) throws -> [String] {
    let script = """
      import json, sys
      from jsonschema import Draft202012Validator
      work = json.load(sys.stdin)
      schema = json.loads(work["schema"])
      Draft202012Validator.check_schema(schema)
      validator = Draft202012Validator(schema)
      print(json.dumps([
        "; ".join(error.message for error in validator.iter_errors(json.loads(document)))
        for document in work["documents"]]))
      """
    struct Work: Encodable { let schema: String, documents: [String] }
    let input = try JSONEncoder().encode(Work(schema: schema, documents: documents))
    return try JSONDecoder().decode([String].self, from: python(script, input: input))
  }

  private static func python(_ script: String, input: Data) throws -> Data {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let inputFile = folder.appending(path: "input")
    try input.write(to: inputFile)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Refused(output: String(decoding: data, as: UTF8.self))
    }
    return data
  }
}
