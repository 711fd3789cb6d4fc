import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

extension XMLElement {
  /// An element with its attributes, in the order of their names, and what is in it.
  convenience init(
    _ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = [],
    _ text: String? = nil
  ) {
    self.init(name: name)
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      let attribute = XMLNode(kind: .attribute)
      attribute.name = name
      attribute.stringValue = value
      addAttribute(attribute)
    }
    for child in children { addChild(child) }
    if let text = text.flatMap({ XMLNode.text(withStringValue: $0) as? XMLNode }) { addChild(text) }
  }

  /// The document whose root it is, in UTF-8.
  var document: Data {
    let document = XMLDocument(rootElement: self)
    document.version = "1.0"
    document.characterEncoding = "utf-8"
    return document.xmlData(options: [.nodePrettyPrint, .nodeCompactEmptyElement])
  }
}
