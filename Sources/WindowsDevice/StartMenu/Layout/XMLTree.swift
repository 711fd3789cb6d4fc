import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A small XML document as a tree of elements, read by Foundation's parser within limits.
///
/// A document type declaration is refused: layouts have none, and it is what entities, external
/// ones among them, would be declared in.
struct XMLTree {
  let name: String
  let namespace: String
  let attributes: [String: String]
  private(set) var children: [XMLTree] = []

  /// What a reader accepts at most.
  struct Limits: Sendable {
    var bytes = 1 << 20
    var depth = 32
    var elements = 20_000
  }

  /// Reads UTF-8, or UTF-16 with its mark, with or without a prolog.
  ///
  /// - Throws: ``StartMenuError`` `layout.notXML` or `layout.tooLarge`.
  static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(StartMenuError) -> XMLTree {
    guard bytes.count <= limits.bytes else {
      throw StartMenuError(.layoutTooLarge, "The layout is larger than \(limits.bytes) bytes.")
    }
    let text = try content(of: try decoded(bytes))
    let parser = XMLParser(data: Data(text.utf8))
    parser.shouldProcessNamespaces = true
    parser.shouldResolveExternalEntities = false
    let reader = Reader(limits: limits)
    parser.delegate = reader
    let isWellFormed = parser.parse()
    if let refusal = reader.refusal { throw refusal }
    guard isWellFormed, let root = reader.root else {
      throw StartMenuError(
        .layoutNotXML, "The layout is not well-formed XML.", cause: parser.parserError)
    }
    return root
  }

  /// The elements of this name right below.
  func children(_ name: String, in namespace: String) -> [XMLTree] {
    children.filter { $0.name == name && $0.namespace == namespace }
  }

  private static func decoded(_ bytes: [UInt8]) throws(StartMenuError) -> String {
    let text: String? =
      switch Array(bytes.prefix(2)) {
      case [0xFF, 0xFE]: utf16(bytes) { UInt16($0) | UInt16($1) << 8 }
      case [0xFE, 0xFF]: utf16(bytes) { UInt16($0) << 8 | UInt16($1) }
      default:
        String(
          validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...],
          as: UTF8.self)
      }
    guard let text, !text.unicodeScalars.contains("\0") else {
      throw StartMenuError(.layoutNotXML, "The layout is not text in UTF-8 or UTF-16.")
    }
    return text
  }

  private static func utf16(_ bytes: [UInt8], _ unit: (UInt8, UInt8) -> UInt16) -> String? {
    guard bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: 2, to: bytes.count, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
    return String(validating: units, as: UTF16.self)
  }

  /// The text without its prolog, which may name another encoding than the text has now.
  private static func content(of text: String) throws(StartMenuError) -> Substring {
    guard text.range(of: "<!DOCTYPE", options: .caseInsensitive) == nil,
      text.range(of: "<!ENTITY", options: .caseInsensitive) == nil
    else {
      throw StartMenuError(
        .layoutNotXML, "A layout with a document type declaration is not read.")
    }
    let trimmed = text.drop { $0.isWhitespace }
    guard trimmed.hasPrefix("<?xml"), let end = trimmed.range(of: "?>") else { return trimmed }
    return trimmed[end.upperBound...]
  }

  /// Builds the tree while the parser runs, and stops it at a limit.
  private final class Reader: NSObject, XMLParserDelegate {
    private let limits: Limits
    private var open: [XMLTree] = []
    private var count = 0
    private(set) var root: XMLTree?
    private(set) var refusal: StartMenuError?

    init(limits: Limits) {
      self.limits = limits
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String] = [:]
    ) {
      count += 1
      guard count <= limits.elements, open.count < limits.depth else {
        refusal = StartMenuError(
          .layoutTooLarge,
          "The layout has more than \(limits.elements) elements, or more than \(limits.depth) "
            + "inside one another.")
        return parser.abortParsing()
      }
      open.append(
        XMLTree(name: name, namespace: namespaceURI ?? "", attributes: attributes))
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      guard let element = open.popLast() else { return }
      if open.isEmpty {
        root = element
      } else {
        open[open.count - 1].children.append(element)
      }
    }
  }
}
