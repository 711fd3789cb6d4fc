import Foundation

/// What it costs to prove a request: the same work without and with proofs, in turn, so that whatever
/// else the machine does weighs on both alike.
struct ProofComparison {
  private let fleet: Fleet
  private let rounds: Int

  init(of fleet: Fleet, rounds: Int) {
    self.fleet = fleet
    self.rounds = rounds
  }

  /// - Returns: for each operation the median of the rounds' medians, without and with proofs.
  func run() async throws -> String {
    var medians: [Operation: (without: [Double], with: [Double])] = [:]
    for round in 0..<rounds {
      for isProven in [false, true] {
        var fleet = fleet
        // New people in each run: a second first backup would be no first one.
        fleet.seed = fleet.seed &+ UInt64(2 * round + (isProven ? 1 : 0))
        fleet.provesDevices = isProven
        for row in try await fleet.run().operations {
          var both = medians[row.operation] ?? ([], [])
          if isProven { both.with.append(row.p50) } else { both.without.append(row.p50) }
          medians[row.operation] = both
        }
      }
    }
    let rows = Operation.allCases.compactMap { operation in
      medians[operation].map { both in
        let (without, with) = (Self.median(both.without), Self.median(both.with))
        return [
          operation.rawValue, Self.text(without), Self.text(with), Self.text(with - without),
        ]
      }
    }
    let header = ["operation", "without ms", "proven ms", "more ms"]
    let lines = ([header] + rows).map { columns in
      columns.map { $0.padding(toLength: 13, withPad: " ", startingAt: 0) }.joined()
    }
    let summary =
      "\(fleet.people) people, \(fleet.concurrency) at once, medians of \(rounds) rounds each"
    return ([summary] + lines).joined(separator: "\n")
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  private static func text(_ number: Double) -> String { String(format: "%.2f", number) }
}
