import Foundation

/// What came out: for each operation how many, how many in a second, and how long they took.
struct FleetReport: Sendable, Codable {
  let people: Int
  let concurrency: Int
  let seed: UInt64
  let seconds: Double
  let requestsPerSecond: Double
  let operations: [Row]

  struct Row: Sendable, Codable {
    let operation: Operation
    let count: Int
    let requestsPerSecond: Double
    /// Percentiles in milliseconds: of so many in a hundred requests, none took longer.
    let p50: Double
    let p95: Double
    let p99: Double
  }

  init(
    people: Int, concurrency: Int, seed: UInt64, duration: Duration, measurements: Measurements
  ) {
    let seconds = max(duration / .seconds(1), .leastNonzeroMagnitude)
    self.people = people
    self.concurrency = concurrency
    self.seed = seed
    self.seconds = seconds
    operations = Operation.allCases.compactMap { operation in
      guard let durations = measurements.durations[operation], !durations.isEmpty else {
        return nil
      }
      let sorted = durations.sorted()
      func percentile(_ percent: Int) -> Double {
        // The nearest rank, which is always one of the measured values.
        let rank = (sorted.count * percent + 99) / 100
        return sorted[min(max(rank, 1), sorted.count) - 1] / .milliseconds(1)
      }
      return Row(
        operation: operation, count: sorted.count,
        requestsPerSecond: Double(sorted.count) / seconds, p50: percentile(50),
        p95: percentile(95), p99: percentile(99))
    }
    requestsPerSecond = operations.reduce(0) { $0 + $1.requestsPerSecond }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var table: String {
    let header = ["operation", "requests", "per second", "p50 ms", "p95 ms", "p99 ms"]
    let rows = operations.map { row in
      [
        row.operation.rawValue, String(row.count), Self.text(row.requestsPerSecond, digits: 0),
        Self.text(row.p50), Self.text(row.p95), Self.text(row.p99),
      ]
    }
    let lines = ([header] + rows).map { columns in
      columns.enumerated().map { index, text in
        let space = String(repeating: " ", count: max(0, 12 - text.count))
        return index == 0 ? text + space : space + text
      }.joined()
    }
    let summary =
      "\(people) people, \(concurrency) at once, seed \(seed): "
      + "\(Self.text(requestsPerSecond, digits: 0)) requests/s for \(Self.text(seconds)) s"
    return ([summary] + lines).joined(separator: "\n")
  }

  private static func text(_ number: Double, digits: Int = 1) -> String {
    String(format: "%.\(digits)f", number)
  }
}
