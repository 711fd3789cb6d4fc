import Glibc
import RegistryHive

// hive-benchmark generate FILE     writes a hive of 45,000 keys and 90,000 values
// hive-benchmark walk FILE ROUNDS  opens and reads all of a hive; prints milliseconds and sums
// hive-benchmark memory FILE       the same once; prints the peak of memory in bytes
// hive-benchmark lookup FILE       looks 500 values up; prints milliseconds
// hive-benchmark write FILE NEW    writes the hive to NEW after one edit; prints milliseconds

func fail(_ message: String) -> Never {
  let line = Array("hive-benchmark: \(message)\n".utf8)
  write(STDERR_FILENO, line, line.count)
  exit(2)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  fail("usage: hive-benchmark generate|walk|memory|lookup|write FILE ...")
}
let file = arguments[2]

switch arguments[1] {
case "generate":
  try GeneratedHive.write(to: file)
case "walk":
  let rounds = arguments.count > 3 ? Int(arguments[3]) ?? 15 : 15
  var walk = HiveWalk()
  let time = try Stopwatch.best(of: rounds) { walk = try HiveWalk(of: file) }
  print(time, walk.keys, walk.values, walk.valueBytes, walk.sum)
case "memory":
  let walk = try HiveWalk(of: file)
  print(PeakMemory.bytes, walk.keys)
case "lookup":
  let lookup = try HiveLookup(in: file, count: 500)
  var found = 0
  let time = try Stopwatch.best(of: 15) { found = try lookup.run() }
  print(time, found)
case "write" where arguments.count > 3:
  let hive = try Hive(contentsOf: file, options: .init(recovery: .off))
  let time = try Stopwatch.best(of: 9) {
    var editor = try HiveEditor(hive)
    try editor.setValue(
      "Benchmark", type: .dword, bytes: [1, 0, 0, 0], at: "Software\\Valise",
      lastWritten: FileTime(ticks: 133_000_000_000_000_000))
    try editor.write(to: arguments[3])
  }
  print(time)
default:
  fail("unknown work \(arguments[1])")
}
