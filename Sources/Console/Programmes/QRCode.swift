import CQREncode

/// A text as a QR code: a square of dark and light modules.
struct QRCode {
  /// Row by row, whether each module is dark.
  let rows: [[Bool]]

  /// Nil for a text that is too long for one (more than about 2300 bytes).
  ///
  /// The level of error correction is M: what is printed and creased can still be read.
  init?(_ text: String) {
    // Version 0 takes the smallest that is large enough.
    guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    guard let data = code.pointee.data else { return nil }
    let width = Int(code.pointee.width)
    // The lowest bit of each byte says whether the module is dark; there are width * width bytes.
    let modules = UnsafeBufferPointer(start: data, count: width * width)
    rows = (0..<width).map { row in (0..<width).map { modules[row * width + $0] & 1 == 1 } }
  }

  /// A picture of it. The margin of four modules is part of what makes it readable.
  var svg: String {
    let margin = 4
    let size = rows.count + 2 * margin
    var path = ""
    for (y, row) in rows.enumerated() {
      var x = 0
      while x < row.count {
        let end = row[x...].firstIndex(of: !row[x]) ?? row.count
        if row[x] { path += "M\(x + margin) \(y + margin)h\(end - x)v1H\(x + margin)z" }
        x = end
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size) \(size)" width="\(size * 6)" \
      height="\(size * 6)" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(size)v\(size)H0z"/>\
      <path d="\(path)"/></svg>
      """
  }
}
