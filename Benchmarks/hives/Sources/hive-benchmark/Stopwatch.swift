import Glibc

/// Milliseconds that work takes.
enum Stopwatch {
  /// The shortest time of so many rounds: what the work takes when nothing else runs.
  static func best(of rounds: Int, _ work: () throws -> Void) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<max(rounds, 1) {
      let start = ContinuousClock.now
      try work()
      let time = start.duration(to: .now)
      times.append(
        Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15)
    }
    return times.min() ?? 0
  }
}

/// The most memory that this process ever had, of its own and shared.
enum PeakMemory {
  /// As the kernel counts it since the program was started; 0 where it does not.
  static var bytes: Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      return text.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 } ?? 0
    }
    return 0
  }
}
