/// What an operation of a PATCH is about (RFC 7644, figure 7): an attribute, those of its values that
/// pass a filter, one part of them.
struct PatchPath: Sendable, Hashable {
  let attribute: AttributePath
  let filter: Filter?
  let subAttribute: String?

  init(attribute: AttributePath, filter: Filter?, subAttribute: String?) {
    self.attribute = attribute
    self.filter = filter
    self.subAttribute = subAttribute
  }

  /// - Throws: `invalidPath`
  init(_ text: String) throws(SCIMError) {
    do throws(SCIMError) {
      var parser = try FilterParser(text)
      self = try parser.patchPath()
    } catch {
      throw .bad(.invalidPath, error.detail.replacing("The filter", with: "The path"))
    }
  }
}
